"""History is hashed each minute into one chain, whose head leaves for a witness; a page says what does not hold."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from almacontact.audit import chain, integrity, witness
from almacontact.audit.actions import check_integrity
from almacontact.audit.doors import TESTS
from almacontact.audit.models import SealedBatch, SealedRow
from almacontact.jobs import actions as jobs
from almacontact.jobs.models import Job
from pipeline.models import Client as Company
from pipeline.opportunities.actions.opportunities import edit_opportunity
from tests.factories import make_opportunity

pytestmark = pytest.mark.django_db


def page(person, name: str, *args) -> str:
    client = Client()
    client.force_login(person)
    return client.get(reverse(name, args=args)).content.decode()


def test_each_row_is_sealed_once_and_a_later_one_follows(analyst):
    deal = make_opportunity(analyst)
    assert chain.seal_new_rows() > 0
    assert chain.seal_new_rows() == 0
    before = chain.head()
    edit_opportunity(opportunity=deal, by=analyst, changes={"description": "Otra descripción"})
    assert chain.seal_new_rows() == 1
    assert chain.head().previous == before.head
    assert integrity.check_all()[1] == []


def test_a_row_committed_late_among_sealed_ones_is_sealed_by_the_next_run(analyst):
    history = Company.history.model
    make_opportunity(analyst)
    make_opportunity(analyst)
    versions = list(history.objects.order_by("history_id"))
    late = versions[-2]
    with TESTS.open():
        history.objects.filter(pk=late.pk).delete()
    chain.seal_new_rows()
    assert chain.seal_new_rows() == 0
    late.save_base(raw=True, force_insert=True)
    assert chain.seal_new_rows() == 1
    assert SealedRow.objects.filter(batch__table=history._meta.db_table, row=late.pk).count() == 1
    assert integrity.check_all()[1] == []


def test_a_run_that_finds_the_head_taken_leaves_the_rest_to_the_next(analyst, monkeypatch):
    make_opportunity(analyst)
    chain.seal_new_rows()
    taken = SealedBatch.objects.order_by("pk").first()
    make_opportunity(analyst)
    with monkeypatch.context() as patch:
        patch.setattr(chain, "head", lambda: taken)
        assert chain.seal_new_rows() == 0
    assert chain.seal_new_rows() > 0
    assert integrity.check_all()[1] == []


def test_the_head_goes_to_the_witness_once_a_day_and_nowhere_where_none_is_set(
    analyst, administrator, settings, mailoutbox, django_capture_on_commit_callbacks
):
    make_opportunity(analyst)
    chain.seal_new_rows()
    settings.WITNESS_EMAIL = ""
    assert witness.tell() is None
    assert "WITNESS_EMAIL" in page(administrator, "audit:integrity")
    settings.WITNESS_EMAIL = "testigo@notaria.example"
    job = witness.tell()
    assert witness.tell() == job
    settings.EMAIL_BACKEND = "almacontact.outgoing.NoServer"
    jobs.run(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, mailoutbox) == (Job.State.FAILED, [])
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    jobs.run(job_id=witness.tell().pk)
    assert [one.to for one in mailoutbox] == [["testigo@notaria.example"]]
    assert chain.head().head in mailoutbox[0].body
    assert "testigo@notaria.example" in page(administrator, "audit:integrity")


def test_the_page_says_what_does_not_hold_with_its_record_and_what_to_do(analyst, auditor, quality_lead, administrator):
    deal = make_opportunity(analyst)
    chain.seal_new_rows()
    check_integrity()
    assert "Todo lo sellado se sostiene" in page(auditor, "audit:integrity")
    history = type(deal).history.model._meta.db_table
    with TESTS.open(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {history} SET code = 'OP-0' WHERE id = %s", [deal.pk])
    check_integrity()
    for person in (auditor, quality_lead, administrator):
        told = page(person, "audit:integrity")
        assert deal.get_absolute_url() in told
        assert "Ya no dice lo que se selló" in told
        assert "No lo use" in told
