"""The inbox and the card: what they show, to whom, and that a refusal keeps what was typed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from almacontact.approvals import inbox
from almacontact.approvals.models import StepState
from almacontact.approvals.registry import all_kinds
from almacontact.approvals.signing import password_blockers
from almacontact.calendar import now
from pipeline.models import PlanSignature
from pipeline.plan.actions.plans import amend_plan, edit_plan, save_section, submit_plan
from tests.approvals.test_decide_approval import sign
from tests.cast import PASSWORD
from tests.pipeline.plan.plan_factories import current_rows, make_plan_in_force, make_submitted_plan

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def asked(director, general_manager, second_general_manager):
    return make_submitted_plan()


@pytest.fixture
def browse():
    def sign_in(person) -> Client:
        person.set_password(PASSWORD)
        person.save()
        client = Client()
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


def decision(asked, **values):
    waiting = asked.steps.filter(state=StepState.PENDING)
    return {"decision": "approve", "steps": [f"{one.pk}:{one.content_hash}" for one in waiting], **values}


def test_approving_with_the_password_signs_every_chosen_part(browse, asked, general_manager):
    answer = browse(general_manager).post(asked.get_absolute_url(), decision(asked, password=PASSWORD))
    assert answer.status_code == 302
    assert PlanSignature.objects.filter(by=general_manager).count() == 3


def test_a_wrong_password_signs_nothing(browse, asked, general_manager):
    answer = browse(general_manager).post(asked.get_absolute_url(), decision(asked, password="otra"))
    assert answer.status_code == 422
    assert not PlanSignature.objects.exists()


def test_signing_without_a_password_asks_for_it_and_names_no_time_before(browse, asked, general_manager):
    answer = browse(general_manager).post(asked.get_absolute_url(), decision(asked, password=""))
    told = answer.content.decode()
    assert answer.status_code == 422
    assert password_blockers(None)[0].message in told
    assert password_blockers(now() - timedelta(hours=1))[0].message not in told


def test_within_five_minutes_the_password_is_not_asked_again(browse, asked, general_manager, director):
    browser = browse(general_manager)
    only = decision(asked, password=PASSWORD)
    browser.post(asked.get_absolute_url(), only | {"steps": only["steps"][:1]})
    page = browser.get(asked.get_absolute_url()).content.decode()
    assert 'name="password"' not in page
    assert browser.post(asked.get_absolute_url(), decision(asked)).status_code == 302
    assert PlanSignature.objects.count() == 3


def test_a_refusal_keeps_the_comment_that_was_typed(browse, asked, general_manager):
    values = decision(asked, comment="Suba la meta de marzo")
    answer = browse(general_manager).post(asked.get_absolute_url(), values | {"decision": "adjust"})
    assert answer.status_code == 422
    assert "Suba la meta de marzo" in answer.content.decode()


def test_content_that_changed_meanwhile_is_answered_with_what_changed(browse, asked, general_manager, director):
    browser = browse(general_manager)
    seen = decision(asked, password=PASSWORD, comment="De acuerdo")
    edit_plan(plan=asked.subject, by=director, changes={"summary": "Otra cosa"})
    answer = browser.post(asked.get_absolute_url(), seen)
    assert answer.status_code == 409
    assert "De acuerdo" in answer.content.decode()
    assert not PlanSignature.objects.exists(), "all or none of the chosen parts"
    again = decision(asked, comment="De acuerdo")
    assert again["steps"] != seen["steps"]


def test_the_card_shows_what_changed_since_one_signed(browse, director, general_manager, second_general_manager):
    plan = amend_plan(plan=make_plan_in_force(), by=director, reason="Ferias")
    rows = current_rows(plan, "budget")
    rows[0]["planned"] = 61_000_000
    save_section(plan=plan, by=director, section="budget", rows=rows)
    asked = submit_plan(plan=plan, by=director)
    mine = browse(general_manager).get(asked.get_absolute_url()).content.decode()
    assert "$ 40.000.000" in mine
    assert "$ 61.000.000" in mine
    other = browse(second_general_manager).get(asked.get_absolute_url()).content.decode()
    assert "$ 61.000.000" not in other, "who never signed is not told of changes"


def test_only_who_may_read_the_plan_or_sign_it_opens_the_card(browse, asked, everybody):
    for part in ("outsider", "administrator", "planner"):
        assert browse(everybody[part]).get(asked.get_absolute_url()).status_code == 404, part
    for part in ("analyst", "auditor", "general_manager", "director"):
        assert browse(everybody[part]).get(asked.get_absolute_url()).status_code == 200, part


def test_the_inbox_shows_what_waits_and_nothing_else(browse, asked, director, general_manager):
    assert asked.get_absolute_url() in browse(general_manager).get("/approvals/").content.decode()
    assert inbox.waiting_for(director) == []
    assert inbox.waiting_count(general_manager) == 1
    for step in asked.steps.all():
        sign(step, general_manager)
    assert inbox.waiting_count(general_manager) == 0


def test_who_submitted_it_reads_whose_signature_is_awaited(
    browse, asked, director, analyst, general_manager, django_assert_max_num_queries
):
    browser = browse(director)
    page = browser.get("/approvals/").content.decode()
    assert asked.get_absolute_url() in page
    assert general_manager.name in page
    assert director.name not in page.split('id="submitted"')[1].split("</section>")[0]
    assert asked.get_absolute_url() not in browse(analyst).get("/approvals/").content.decode()
    with django_assert_max_num_queries(len(all_kinds()) + 5):  # and the steps of that kind, for who filled another
        assert [one.request for one in inbox.submitted_by(director)] == [asked]
    for step in asked.steps.all():
        sign(step, general_manager)
    assert asked.get_absolute_url() not in browser.get("/approvals/").content.decode()


def test_the_number_in_the_top_bar_costs_one_query(asked, general_manager, django_assert_num_queries):
    _roles = general_manager.roles
    with django_assert_num_queries(1):
        assert inbox.waiting_count(general_manager) == 1


def test_void_signatures_stay_on_the_card(browse, asked, director, general_manager):
    sign(asked.steps.get(key="strategy"), general_manager)
    edit_plan(plan=asked.subject, by=director, changes={"summary": "Otra"})
    page = browse(general_manager).get(asked.get_absolute_url()).content.decode()
    assert "signature-void" in page


def test_taking_back_in_the_browser(browse, asked, director, general_manager):
    url = reverse("approvals:withdraw", args=["plan", asked.pk])
    assert browse(general_manager).post(url, {"reason": "No es mía"}).status_code == 403
    assert browse(director).post(url, {"reason": ""}).status_code == 422
    assert browse(director).post(url, {"reason": "Falta un anexo"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
