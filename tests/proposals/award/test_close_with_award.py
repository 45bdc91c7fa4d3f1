"""Closing as won on an award: what the gate takes, what dates the sale, what the opportunity sells from then on."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from almacontact.audit.doors import TESTS
from almacontact.audit.versioning import save_as
from almacontact.calendar import today
from almacontact.refusals import Refused
from pipeline.imports.actions import import_file
from pipeline.models import LossReason, Opportunity
from pipeline.opportunities import gates, timeline
from pipeline.opportunities.actions.moves import close_opportunity, reopen_opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.opportunities.exports import pipeline_workbook, ready
from pipeline.states import Move, Outcome
from proposals.award.actions import record_award, void_award
from proposals.models import Award, NegotiationRound
from proposals.negotiation.approved_terms import approved_terms
from tests.pipeline.opportunities.unchanged import unchanged
from tests.proposals.award.award_records import award_values, letter, make_award, make_offered
from tests.proposals.pricing.pricing_records import EXAMPLE_UNIT_VALUE
from tests.world import historical_deals

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(everybody) -> Any:
    """A proposal of the analyst's that was sent ten days ago, its opportunity in Negotiation."""
    return make_offered(everybody, sent_on=today() - timedelta(days=10))


def now_of(record: Any) -> Opportunity:
    return Opportunity.objects.get(pk=record.opportunity.pk)


def win(record: Any, by: Any, **given: Any) -> Opportunity:
    return close_opportunity(opportunity=now_of(record), outcome=Outcome.WON, by=by, **given)


def refusals(record: Any, by: Any, **given: Any) -> set[str]:
    with unchanged("pipeline", "proposals"), pytest.raises(Refused) as refused:
        win(record, by, **given)
    return {one.code for one in refused.value.blockers}


def authorise_round(proposal: Any, people: dict[str, Any], **terms: Any) -> NegotiationRound:
    """A round that was authorised, on the terms of the acta or those given."""
    minutes = proposal.minutes
    values = {"seats": minutes.seats, "unit_value": minutes.unit_value, "term_months": minutes.term_months, **terms}
    made = NegotiationRound(
        opportunity=proposal.opportunity,
        minutes=minutes,
        proposal=proposal,
        number=proposal.opportunity.rounds.count() + 1,
        held_on=today(),
        they_ask="Un descuento",
        we_offer="El descuento",
        payment_days=60,
        clause="ipc",
        created_by=people["analyst"],
        **values,
    )
    made._authorise()
    made.authorised_by, made.authorised_at = people["director"], timezone.now()
    with TESTS.open():
        return save_as(made, by=people["director"])


def test_without_an_award_nothing_is_won_not_even_by_exception(everybody, offered):
    assert refusals(offered, everybody["director"], reason="Ya nos llamaron") == {
        "award_attached",
        "award_within_minutes",
    }


def test_the_awarded_offer_is_won_on_the_day_of_its_document(client: Browser, everybody, offered):
    on = today() - timedelta(days=3)
    award = make_award(everybody, offered, awarded_on=on)
    client.force_login(everybody["analyst"])
    url = reverse("pipeline:opportunity_close", args=[offered.opportunity.code]) + "?outcome=won"
    page = client.get(url).content.decode()
    assert f'value="{on.isoformat()}"' in page
    assert "readonly" in page
    answer = client.post(url, {"version": now_of(offered).version, "closed_on": on.isoformat()})
    assert answer.status_code == 302
    opportunity = now_of(offered)
    assert (opportunity.outcome, opportunity.closed_on, opportunity.new_client) == ("won", on, True)
    kept = opportunity.gate_pass.conditions
    assert [[one["code"], one["met"]] for one in kept] == [["award_attached", True], ["award_within_minutes", True]]
    proofs = {tuple(proof) for one in kept for proof in one["records"]}
    assert proofs == {("proposals.award", award.pk), ("proposals.pricingminutes", offered.minutes.pk)}


def test_another_date_than_the_document_says_is_refused_naming_it(client: Browser, everybody, offered):
    award = make_award(everybody, offered, awarded_on=today() - timedelta(days=3))
    assert refusals(offered, everybody["analyst"], closed_on=today()) == {"sale_date"}
    client.force_login(everybody["analyst"])
    url = reverse("pipeline:opportunity_close", args=[offered.opportunity.code]) + "?outcome=won"
    answer = client.post(url, {"version": now_of(offered).version, "closed_on": today().isoformat()})
    assert answer.status_code == 422
    assert "carta.pdf" in answer.content.decode()
    assert win(offered, everybody["analyst"]).closed_on == award.awarded_on, "no date typed takes the document's"


def test_awarded_terms_become_what_the_opportunity_sells(everybody, offered):
    make_award(everybody, offered, seats=14)
    with override("es"):
        opportunity = win(offered, everybody["analyst"])
    sold = (opportunity.seats, opportunity.unit_value, opportunity.contract_months, opportunity.monthly_value)
    assert sold == (14, EXAMPLE_UNIT_VALUE, 24, 14 * EXAMPLE_UNIT_VALUE)
    reasons = opportunity.history.values_list("history_change_reason", flat=True)
    assert any((reason or "").startswith("Adjudicación") for reason in reasons)


@pytest.mark.parametrize(
    ("changes", "passes"),
    [
        ({}, True),
        ({"seats": 14}, True),
        ({"seats": 16}, True),
        ({"seats": 13}, False),
        ({"seats": 17}, False),
        ({"unit_value": EXAMPLE_UNIT_VALUE + 1}, True),
        ({"unit_value": EXAMPLE_UNIT_VALUE - 1}, False),
        ({"contract_months": 25}, False),
    ],
)
def test_terms_inside_the_band_pass_and_others_wait(everybody, offered, changes, passes):
    make_award(everybody, offered, **changes)
    assert gates.check(now_of(offered), Move.WIN).passes is passes


def test_awarded_terms_inside_the_acta_that_fire_a_risk_rule_wait_for_general_management(everybody, offered):
    make_award(everybody, offered, unit_value=20_000_000)
    deal = now_of(offered)
    with override("es"):
        (unmet,) = gates.check(deal, Move.WIN).missing
    assert unmet.code == "award_within_minutes"
    assert "Valor total" in str(unmet.missing)
    assert "alto riesgo" in str(unmet.missing)
    authorise_round(offered, everybody, unit_value=20_000_000)
    win(offered, everybody["analyst"])


def test_a_win_that_waits_says_what_differs_and_the_two_ways_out(client: Browser, everybody, offered):
    award = make_award(everybody, offered, unit_value=8_000_000)
    assert refusals(offered, everybody["director"], reason="Urge") == {"award_within_minutes"}
    client.force_login(everybody["analyst"])
    page = client.get(award.get_absolute_url()).content.decode()
    assert "8.342.198" in page
    assert "8.000.000" in page
    assert offered.minutes.pricing_model.get_absolute_url() in page
    assert 'outcome=won"' not in page, "closing is offered once it is possible"


def test_a_round_approved_again_opens_the_win(everybody, offered):
    authorise_round(offered, everybody, unit_value=8_000_000)
    award = make_award(everybody, offered, unit_value=8_000_000)
    assert (award.partial, award.lost_monthly) == (False, 0), "what was negotiated is what was offered"
    assert win(offered, everybody["analyst"]).unit_value == 8_000_000
    kept = now_of(offered).gate_pass.conditions[1]["records"]
    assert [label for label, _pk in kept] == [
        "proposals.award",
        "proposals.negotiationround",
        "proposals.pricingminutes",
    ]


def test_a_price_that_had_run_out_on_the_day_of_the_award_does_not_carry_it(everybody, offered):
    award = make_award(everybody, offered)
    minutes = offered.minutes
    minutes.valid_until = award.awarded_on
    with TESTS.open():
        save_as(minutes, by=everybody["director"])
    assert gates.check(now_of(offered), Move.WIN).passes
    minutes.valid_until = award.awarded_on - timedelta(days=1)
    with TESTS.open():
        save_as(minutes, by=everybody["director"])
    assert not gates.check(now_of(offered), Move.WIN).passes
    assert not approved_terms(now_of(offered), award.awarded_on)


def test_a_voided_award_shows_as_a_debt_of_the_win_and_another_mends_it(everybody, offered):
    award = make_award(everybody, offered)
    win(offered, everybody["analyst"])
    void_award(award=award, by=everybody["director"], reason="Carta equivocada")
    won = now_of(offered)
    assert {one.code for one in gates.debts(won)} == {"debt_award_attached", "debt_award_within_minutes"}
    values = award_values(offered, awarded_on=award.awarded_on - timedelta(days=1))
    with unchanged("pipeline", "proposals"), pytest.raises(Refused) as refused:
        record_award(opportunity=won, by=everybody["analyst"], document=letter(), values=values)
    assert [one.code for one in refused.value.blockers] == ["other_day"]
    make_award(everybody, offered, awarded_on=award.awarded_on)
    assert not gates.debts(now_of(offered))


def test_reopening_voids_the_award_and_keeps_it(everybody, offered):
    award = make_award(everybody, offered)
    win(offered, everybody["analyst"])
    reopen_opportunity(opportunity=now_of(offered), by=everybody["director"], reason="Lo declararon desierto")
    award.refresh_from_db()
    assert (award.voided_by, award.void_reason) == (everybody["director"], "Lo declararon desierto")
    assert now_of(offered).stage == "negotiation"
    assert Award.objects.count() == 1
    assert refusals(offered, everybody["analyst"]) == {"award_attached", "award_within_minutes"}


def test_reopening_a_win_of_before_finds_no_award(analyst, director):
    [opportunity] = historical_deals("Ganado", {"expected_close_on": today()})
    reopen_opportunity(opportunity=opportunity, by=director, reason="Se anuló")
    assert opportunity.stage == "hunting", "no record says which stage it left"


def test_what_was_awarded_is_not_lost_until_the_award_is_voided(everybody, offered):
    award = make_award(everybody, offered)
    asked = {
        "opportunity": now_of(offered),
        "outcome": Outcome.LOST,
        "by": everybody["analyst"],
        "loss_reason": LossReason.objects.get(code="price"),
        "competitor": "Otro",
    }
    with unchanged("pipeline", "proposals"), pytest.raises(Refused) as refused:
        close_opportunity(**asked)
    assert [(one.code, one.url) for one in refused.value.blockers] == [("no_award_stands", award.get_absolute_url())]
    void_award(award=award, by=everybody["director"], reason="El cliente la revocó")
    assert close_opportunity(**{**asked, "opportunity": now_of(offered)}).outcome == "lost"


@pytest.mark.django_db(transaction=True)
def test_the_areas_hear_of_a_win_by_themselves(everybody, offered):
    award = make_award(everybody, offered)
    mail.outbox.clear()
    win(offered, everybody["analyst"])
    award.refresh_from_db()
    assert award.told_at is not None
    assert len(mail.outbox) == 1


def test_the_stream_tells_the_offer_from_the_price_to_the_award_in_nine_queries(
    client: Browser, everybody, offered, django_assert_num_queries
):
    authorise_round(offered, everybody)
    award = make_award(everybody, offered)
    void_award(award=award, by=everybody["director"], reason="Otra carta")
    make_award(everybody, offered)
    opportunity = now_of(offered)
    with django_assert_num_queries(9):
        entries = timeline.page_of(opportunity, "offers").entries
    titles = [str(one.title) for one in entries]
    assert len(titles) == 1 + 1 + 2 + 1 + 1 + 2 + 2 + 1, titles
    assert sum(bool(one.voided) for one in entries) == 1
    everything = timeline.page_of(opportunity, "all")
    assert {one.kind for one in everything.entries} >= {"offers", "moves", "contacts"}
    client.force_login(everybody["quality_lead"])
    page = client.get(f"{opportunity.get_absolute_url()}timeline/?kind=offers").content.decode()
    assert award.get_absolute_url() in page


def test_a_workbook_that_says_won_takes_the_date_of_the_document(everybody, offered):
    award = make_award(everybody, offered, awarded_on=today() - timedelta(days=3))
    expected = today() - timedelta(days=1)
    opportunity = now_of(offered)
    edit_opportunity(opportunity=opportunity, by=everybody["analyst"], changes={"expected_close_on": expected})
    exported = pipeline_workbook(ready(Opportunity.objects.all()), by=everybody["director"])
    workbook = load_workbook(BytesIO(exported))
    row = next(row for row in workbook.active.iter_rows() if any(one.value == "Negociación" for one in row))
    next(one for one in row if one.value == "Negociación").value = "Ganado"
    changed = BytesIO()
    workbook.save(changed)
    import_file(data=changed.getvalue(), name="pipeline.xlsx", by=everybody["director"], mode="good_rows")
    opportunity = now_of(offered)
    assert (opportunity.outcome, opportunity.closed_on) == ("won", award.awarded_on)
