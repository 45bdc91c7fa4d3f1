"""After the first sending the terms of a deal change by an act of their own: at once inside what was approved, else
signed by the Director, and then what was approved before carries nothing any more."""

import html
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from almacontact.approvals import actions as approvals
from almacontact.approvals.models import Decision
from almacontact.audit.actions import check_integrity
from almacontact.refusals import NotAllowed, Refused
from pipeline.clients.actions.merging import merge_clients
from pipeline.imports import actions as imports
from pipeline.models import Client, ImportBatch, Opportunity
from pipeline.opportunities.actions.bulk import edit_many
from pipeline.opportunities.actions.moves import close_opportunity, step_back_opportunity
from pipeline.opportunities.actions.opportunities import carry_terms, edit_opportunity
from pipeline.states import Outcome, Stage
from proposals.models import ChangeState, Proposal, RiskRule, TermsChange
from proposals.new_terms.approval import start_blockers
from proposals.pricing.actions.pricing import new_version
from proposals.proposal.sending.rules import price_seen, sending_blockers
from tests.data.books import book
from tests.factories import make_client, make_contact
from tests.proposals.new_terms.terms_records import REASON, ask, fresh, sign
from tests.proposals.pricing.pricing_examples import example_deal
from tests.proposals.pricing.pricing_records import EXAMPLE_SEATS, approve, make_pricing, submit, target_in_force
from tests.proposals.pricing.pricing_records import sign as sign_acta
from tests.world import awarded_deal, deal_in, historical_deals, sent_proposal, won_deal

pytestmark = pytest.mark.django_db

NEW: dict[str, Any] = {"seats": 99, "unit_value": 1_000, "contract_months": 60}


@pytest.fixture(autouse=True)
def calm_year():
    """A year whose target no deal is a tenth of, and no points of what lies beside the terms."""
    RiskRule.objects.filter(mandatory=False).update(active=False)
    with target_in_force():
        yield


@pytest.fixture
def deal(everybody) -> Opportunity:
    """In Negotiation; the client has the worked example: 15 seats for 24 months."""
    return deal_in(Stage.NEGOTIATION)


# --- No other door ----------------------------------------------------------------------------------------------------


def by_form(browser: Browser, deal: Opportunity, field: str, value: Any) -> str:
    form = browser.get(reverse("pipeline:opportunity_edit", args=[deal.code])).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {field: value.name if isinstance(value, Client) else value, "confirm_warnings": "billing_before_close"}
    answer = browser.post(reverse("pipeline:opportunity_edit", args=[deal.code]), sent)
    assert answer.status_code == 422
    return " ".join(one.url for one in answer.context["form"].refused.blockers)


def by_cell(browser: Browser, deal: Opportunity, field: str, value: Any) -> str:
    cell = {"code": deal.code, "field": field, "value": str(value), "base": "", "version": deal.version}
    answer = browser.post(
        reverse("pipeline:grid_cells"), json.dumps({"cells": [cell]}), content_type="application/json"
    )
    [result] = answer.json()["results"]
    assert result["status"] == "refused"
    return " ".join(f"{one['message']} {one['url']}" for one in result["blockers"])


def by_bulk_action(browser: Browser, deal: Opportunity, field: str, value: Any) -> str:
    [(_deal, blockers)] = edit_many(opportunities=[deal], by=browser.person, changes={field: value})  # type: ignore[attr-defined]
    return " ".join(f"{one.message} {one.url}" for one in blockers)


def by_bulk_of_the_grid(browser: Browser, deal: Opportunity, field: str, value: Any) -> str:
    body = {"codes": [deal.code], "field": field, "value": str(value)}
    answer = browser.post(reverse("pipeline:grid_bulk"), json.dumps(body), content_type="application/json")
    assert answer.status_code == 422, "the grid offers no such column"
    return "/terms/new/"


def by_import(browser: Browser, deal: Opportunity, field: str, value: Any) -> str:
    row = {
        "code": deal.code,
        "number": "",
        "client": value.name if isinstance(value, Client) else deal.client.name,
        "nit": "",
        "seats": deal.seats,
        "unit_value": deal.unit_value,
        "contract_months": deal.contract_months,
        **({} if isinstance(value, Client) else {field: value}),
    }
    kept = ("code", "client", "nit", "seats", "unit_value", "contract_months", "stage")
    data = book({**row, "stage": "Negociación"}, without=tuple({"number", "segment", "service", "expected_close_on",
        "probability", "owner", "contact", "email", "next_step"} - set(kept)))  # fmt: skip
    browser.post(reverse("pipeline:import_create"), {"file": SimpleUploadedFile("pipeline.xlsx", data)})
    batch = ImportBatch.objects.latest("pk")
    [planned] = imports.apply_import(batch=batch, by=browser.person).plan.rows  # type: ignore[attr-defined]
    assert planned.verdict == "refused", planned.verdict
    return " ".join(one.reason for one in planned.read.findings) + " /terms/new/"


def by_admin(browser: Browser, deal: Opportunity, field: str, value: Any) -> str:
    url = reverse("admin:pipeline_opportunity_change", args=[deal.pk])
    answer = browser.post(url, {field: getattr(value, "pk", value)})
    assert answer.status_code in (302, 403)
    assert answer.status_code == 403 or "/login" in answer.url
    return "/terms/new/"


DOORS: list[Callable[[Browser, Opportunity, str, Any], str]] = [
    by_form, by_cell, by_bulk_action, by_bulk_of_the_grid, by_import, by_admin,
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS, ids=lambda one: one.__name__)
def test_no_other_door_changes_the_terms_of_what_was_sent(client: Browser, everybody, deal, door):
    client.force_login(everybody["director"])
    client.person = everybody["director"]  # type: ignore[attr-defined]
    before = fresh(deal).__dict__ | {"_state": None}
    for field, value in {**NEW, "client": make_client(everybody["analyst"], name="Gemela Dos")}.items():
        if door is by_cell and field == "client":
            continue  # the Matriz has no box for it
        assert "/terms/new/" in door(client, fresh(deal), field, value), field
        assert fresh(deal).__dict__ | {"_state": None} == before, field


def test_from_the_first_sending_on_whatever_the_stage_and_not_before(everybody):
    director, analyst = everybody["director"], everybody["analyst"]
    unsent = deal_in(Stage.QUALIFICATION)
    edit_opportunity(opportunity=unsent, by=analyst, changes={"seats": 12})
    assert {one.code for one in start_blockers(fresh(unsent))} == {"nothing_sent"}
    back = step_back_opportunity(opportunity=deal_in(Stage.PROPOSAL), by=director, reason="Otro alcance")
    sent, old = sent_proposal().opportunity, historical_deals(Stage.NEGOTIATION, {})[0]
    for one in (back, sent, old):
        with pytest.raises(Refused) as refused:
            edit_opportunity(opportunity=fresh(one), by=director, changes=NEW)
        assert {blocker.code for blocker in refused.value.blockers} == {"terms_settled"}, one.stage
        assert start_blockers(fresh(one)) == []
    edit_opportunity(opportunity=fresh(sent), by=analyst, changes={"next_step": "Llamar"})


# --- Inside what was approved -----------------------------------------------------------------------------------------


def test_inside_what_was_approved_they_are_in_force_at_once(everybody, deal):
    change = ask(deal, everybody["analyst"], seats=16)
    assert (change.state, change.leaves, change.approvals.count()) == (ChangeState.APPLIED, [], 0)
    now = fresh(deal)
    assert (now.seats, now.terms_changed_at) == (16, None)
    assert now.history.first().history_change_reason == REASON
    assert _sending_codes(deal) == set(), "the acta still carries the offer"


@pytest.mark.parametrize(
    ("values", "leaves"),
    [
        ({"seats": 17}, ["seats"]),
        ({"unit_value": 8_000_000}, ["unit_value"]),
        ({"contract_months": 36}, ["months"]),
        ({"payment_days": 90}, ["payment"]),
        ({"clause": "none"}, ["indexation"]),
        ({"payment_days": None}, ["payment_unknown"]),
        ({"clause": ""}, ["indexation_unknown"]),
        ({"payment_days": 30}, []),
        ({"clause": "smmlv"}, []),
        ({"unit_value": 9_000_000}, []),
    ],
)
def test_each_term_is_held_against_what_was_approved(everybody, deal, values, leaves):
    change = ask(deal, everybody["analyst"], **values)
    assert [one for one in change.leaves if one != "risk"] == leaves
    assert change.state == (ChangeState.IN_APPROVAL if leaves else ChangeState.APPLIED)


def test_payment_and_indexation_start_from_what_was_last_agreed(everybody, deal):
    assert ask(deal, everybody["analyst"], payment_days=30).before["payment_days"] == 60
    assert ask(deal, everybody["analyst"], payment_days=45).before["payment_days"] == 30


# --- Beyond it --------------------------------------------------------------------------------------------------------


def test_the_director_signs_what_leaves_it_and_never_who_asked(everybody, deal):
    asking = everybody["director"]
    change = ask(deal, asking, seats=20)
    assert (change.state, fresh(deal).seats) == (ChangeState.IN_APPROVAL, EXAMPLE_SEATS), (
        "until then the old ones stand"
    )
    for person in (asking, everybody["analyst"], everybody["coordinator"], everybody["general_manager"]):
        with pytest.raises(NotAllowed):
            sign(change, person)
    step = change.approvals.get().steps.get()
    with pytest.raises(Refused) as unsigned:
        approvals.decide(
            step=step, by=everybody["second_director"], decision=Decision.APPROVE, seen=step.content_hash,
            authenticated_at=None,
        )  # fmt: skip
    assert {one.code for one in unsigned.value.blockers} == {"password_due"}
    assert sign(change, everybody["second_director"]).state == ChangeState.APPLIED
    assert fresh(deal).seats == 20


def test_where_nobody_else_is_director_it_is_refused_and_nothing_is_kept(everybody, deal):
    everybody["second_director"].held_roles.all().delete()
    with pytest.raises(Refused) as refused:
        ask(deal, everybody["director"], seats=20)
    assert {one.code for one in refused.value.blockers} == {"nobody_can_sign"}
    assert not TermsChange.objects.exists()


def test_what_was_approved_on_the_old_terms_falls_until_a_new_acta(everybody):
    award = awarded_deal()
    deal = award.opportunity
    assert _sending_codes(deal) == set()
    sign(ask(deal, everybody["analyst"], seats=20), everybody["director"])
    assert _sending_codes(deal) == {"stale_pricing"}
    with pytest.raises(Refused) as refused:
        close_opportunity(opportunity=fresh(deal), outcome=Outcome.WON, by=everybody["analyst"])
    assert {one.code for one in refused.value.blockers} == {"award_within_minutes"}
    model = new_version(
        pricing_model=award.proposal.minutes.pricing_model, by=everybody["director"], reason="Condiciones nuevas"
    )
    approve(model, everybody["director"], everybody)
    assert close_opportunity(opportunity=fresh(deal), outcome=Outcome.WON, by=everybody["analyst"]).outcome == "won"


def test_an_acta_submitted_on_the_old_terms_is_not_approved_on_the_new_ones(everybody, deal):
    director = everybody["director"]
    model = make_pricing(fresh(deal), director, example_deal(), name="Otra")
    request = submit(model, director)
    sign(ask(deal, everybody["analyst"], contract_months=36), director)
    for key, part in (("workforce", "planner"), ("it", "it_leader")):
        sign_acta(request, key, everybody[part])
    with pytest.raises(Refused) as refused:
        sign_acta(request, "general", everybody["general_manager"])
    assert {one.code for one in refused.value.blockers} == {"terms_changed"}
    assert fresh(deal).contract_months == 36


def test_a_change_that_waits_is_not_signed_on_other_terms_than_it_started_from(everybody, deal):
    change = ask(deal, everybody["analyst"], seats=20)
    with pytest.raises(Refused) as second:
        ask(deal, everybody["analyst"], seats=21)
    assert {one.code for one in second.value.blockers} == {"change_waits"}
    carry_terms(opportunity=fresh(deal), by=everybody["director"], changes={"seats": 14}, reason="Acta nueva")
    with pytest.raises(Refused) as moved:
        sign(change, everybody["director"])
    assert {one.code for one in moved.value.blockers} == {"terms_moved"}
    assert fresh(deal).seats == 14
    approvals.withdraw(request=change.approvals.get(), by=everybody["analyst"], reason="Cambió")
    assert TermsChange.objects.get().state == ChangeState.WITHDRAWN


def test_refused_by_the_director_the_old_terms_stand(everybody, deal):
    change = sign(ask(deal, everybody["analyst"], seats=20), everybody["director"], Decision.REJECT, "No se justifica")
    assert (change.state, fresh(deal).seats) == (ChangeState.REFUSED, EXAMPLE_SEATS)


def test_the_client_is_not_changed_to_a_twin_to_win_a_new_one(everybody):
    won = won_deal()
    deal, twin = deal_in(Stage.NEGOTIATION, client=won.client), make_client(everybody["analyst"], name="Gemela")
    contact = make_contact(everybody["analyst"], won.client)
    edit_opportunity(opportunity=fresh(deal), by=everybody["analyst"], changes={"contact": contact})
    change = ask(deal, everybody["analyst"], client=twin)
    assert (change.state, change.leaves) == (ChangeState.IN_APPROVAL, ["client"])
    assert fresh(deal).client_id == won.client_id
    sign(change, everybody["director"])
    now = fresh(deal)
    assert (now.client_id, now.contact_id) == (twin.pk, None)
    assert now.terms_changed_at is not None


def test_a_merge_of_clients_leaves_what_the_director_signed(everybody, deal):
    director, keep = everybody["director"], make_client(everybody["analyst"], name="La que queda")
    first, twin = deal.client, make_client(everybody["analyst"], name="Gemela")
    applied = sign(ask(deal, everybody["analyst"], client=twin), director)
    waiting = ask(deal, everybody["analyst"], client=Client.objects.get(pk=first.pk))
    for absorbed in (first, twin):
        merge_clients(keep=Client.objects.get(pk=keep.pk), absorb=Client.objects.get(pk=absorbed.pk), by=director)
    assert check_integrity().findings == []
    assert TermsChange.objects.get(pk=applied.pk).client_id == twin.pk
    with pytest.raises(Refused) as refused:
        sign(waiting, director)
    assert {one.code for one in refused.value.blockers} == {"terms_moved"}
    approvals.withdraw(request=waiting.approvals.get(), by=everybody["analyst"], reason="Se unieron")
    assert fresh(deal).client_id == keep.pk
    assert start_blockers(fresh(deal)) == [], "who wants other terms asks again"


@pytest.mark.parametrize(
    ("reason", "values", "code"),
    [
        (" ", {"seats": 16}, "reason"),
        (REASON, {}, "no_change"),
        (REASON, {"seats": 0}, "positive"),
        (REASON, {"unit_value": 10**12}, "too_large"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(everybody, deal, reason, values, code):
    with pytest.raises(Refused) as refused:
        ask(deal, everybody["analyst"], reason, **values)
    assert code in {one.code for one in refused.value.blockers}
    assert not TermsChange.objects.exists()


def test_whose_deal_it_is_not_asks_for_nothing(everybody, deal):
    for part in ("colleague", "general_manager", "quality_lead", "it_leader"):
        with pytest.raises(NotAllowed):
            ask(deal, everybody[part], seats=16)


# --- On screen --------------------------------------------------------------------------------------------------------


def test_the_form_asks_for_the_reason_and_leads_to_the_signature(client: Browser, everybody, deal):
    client.force_login(everybody["analyst"])
    url = reverse("proposals:terms_change_create", args=[deal.code])
    assert url in html.unescape(client.get(deal.get_absolute_url()).content.decode())
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"seats": 20}
    answer = client.post(url, {**sent, "reason": ""})
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors
    made = client.post(url, {**sent, "reason": REASON})
    change = TermsChange.objects.get()
    assert (made.status_code, made.url) == (302, change.get_absolute_url())
    page = html.unescape(client.get(made.url).content.decode())
    assert REASON in page
    assert "15" in page
    client.force_login(everybody["director"])
    card = client.get(change.approvals.get().get_absolute_url())
    assert "15 → 20" in html.unescape(card.content.decode())


def _sending_codes(deal: Opportunity) -> set[str]:
    proposal = Proposal.objects.with_parties().get(alternative__opportunity=deal)
    return {one.code for one in sending_blockers(proposal, price_seen(proposal))}
