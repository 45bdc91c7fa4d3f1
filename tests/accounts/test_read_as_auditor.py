"""The auditor reads everything and changes nothing."""

import html

import pytest
from django.urls import reverse

from almacontact.jobs import actions as jobs
from almacontact.jobs.models import Job
from pipeline.models import ImportBatch
from pipeline.states import Stage
from proposals.mail import mailbox
from tests.world import historical_deals

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client, auditor):
    client.force_login(auditor)
    return client


def read(browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def test_people_and_what_happened_to_their_accounts(browser, director, analyst):
    assert director.name in read(browser, reverse("accounts:people"))
    page = read(browser, reverse("accounts:person", args=[director.pk]))
    for name in ("person_roles", "person_edit", "person_deactivate", "person_password_link"):
        address = reverse(f"accounts:{name}", args=[director.pk])
        assert address not in page
        assert browser.post(address, {"roles": ["auditor"], "reason": "x"}).status_code == 403


def test_imports_and_their_rows(browser, analyst, director):
    historical_deals(Stage.HUNTING, {})
    batch = ImportBatch.objects.get()
    assert batch.name in read(browser, reverse("pipeline:import_list"))
    page = read(browser, batch.get_absolute_url())
    assert reverse("pipeline:import_undo", args=[batch.pk]) not in page
    assert browser.get(reverse("pipeline:import_create")).status_code == 403
    assert browser.post(reverse("pipeline:import_undo", args=[batch.pk])).status_code == 403


def test_an_import_that_waits_shows_no_button(browser, analyst, director):
    historical_deals(Stage.HUNTING, {})
    ImportBatch.objects.update(state=ImportBatch.State.UPLOADED)
    assert reverse("pipeline:import_apply", args=[ImportBatch.objects.get().pk]) not in read(
        browser, ImportBatch.objects.get().get_absolute_url()
    )


def test_jobs_of_everybody(browser, analyst):
    job = jobs.enqueue(kind="quality.indicators.formulas", by=analyst, arguments={"years": [2026]})
    assert job.get_absolute_url() in read(browser, reverse("jobs:list"))
    assert "<form" not in read(browser, job.get_absolute_url()).split('id="job"')[1].split("</section>")[0]
    assert browser.post(reverse("jobs:cancel", args=[job.pk])).status_code == 404
    assert Job.objects.get(pk=job.pk).state == Job.State.QUEUED


def test_the_mailbox_of_offers(browser, auditor, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = mailbox.BACKEND, str(tmp_path)
    assert mailbox.is_open_to(auditor)
    read(browser, reverse("proposals:mailbox"))


def test_the_rail_leads_to_the_documents_that_can_be_verified_and_to_the_integrity(browser):
    page = read(browser, "/")
    for name in ("proposals:minutes_verify", "audit:integrity", "accounts:people", "pipeline:import_list", "jobs:list"):
        assert f'href="{reverse(name)}"' in page, name
