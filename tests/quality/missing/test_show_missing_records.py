"""The records that the process must leave: what was voided shows as missing, with its owner and where it is made."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from almacontact.audit.doors import TESTS
from pipeline.models import GatePass, Opportunity
from pipeline.opportunities.actions.moves import move_opportunity
from pipeline.opportunities.records import all_records, incomplete
from pipeline.states import OPEN_STAGES, Move, Outcome, Stage
from proposals.award.actions import void_award
from proposals.checklist.actions.requirements import answer_requirement
from proposals.defence.actions.defence import void_defence
from proposals.intake.actions import void_intake
from proposals.models import CheckListDecision, DefenceState, MinutesState, Proposal, ProposalState
from proposals.pricing.actions.pricing import void_pricing
from proposals.proposal.actions.proposals import void_proposal
from proposals.proposal.sending.actions import void_sending
from quality.missing.records import missing_records
from tests.cast import cast_person
from tests.unhurried import of_the_test
from tests.world import approved_price, deal_in, historical_deals, lost_deal, offered_in, sent_proposal, won_deal

pytestmark = pytest.mark.django_db


def _missing(person: Any) -> dict[str, list[str]]:
    found = missing_records(person)
    return {one.opportunity.code: [record.key for record, _url in one.missing] for one in found.opportunities}


def test_a_deal_that_left_every_record_lacks_none(director):
    for make in (approved_price, sent_proposal, lambda: deal_in(Stage.PROPOSAL), won_deal, lost_deal):
        with of_the_test():  # one after the other: five copies of a deal would be made for this test alone
            assert make()
            assert _missing(director) == {}
            transaction.set_rollback(True)


def _void_request(deal: Opportunity) -> None:
    void_intake(intake=deal.intakes.get(), by=cast_person("director"), reason="Error")


def _void_sending(deal: Opportunity) -> None:
    sending = Proposal.objects.of(deal).get().sendings.get()
    void_sending(sending=sending, by=cast_person("director"), reason="Error")


def _void_proposal(deal: Opportunity) -> None:
    void_proposal(proposal=Proposal.objects.of(deal).get(), by=cast_person("director"), reason="Error")


def _void_price(deal: Opportunity) -> None:
    model = Proposal.objects.of(deal).get().minutes.pricing_model
    void_pricing(pricing_model=model, by=cast_person("director"), reason="Error")


def _void_defence(deal: Opportunity) -> None:
    void_defence(defence=deal.defences.get(), by=cast_person("director"), reason="Error")


def _void_award(deal: Opportunity) -> None:
    void_award(award=deal.awards.get(), by=cast_person("director"), reason="La carta era de otro proceso")


@pytest.mark.parametrize(
    ("void", "missing"),
    [
        (_void_request, ["request"]),
        (_void_price, ["minutes"]),
        (_void_proposal, ["proposal", "sending"]),
        (_void_sending, ["sending"]),
        (_void_defence, ["defence"]),
        (_void_award, ["award"]),
    ],
)
def test_what_is_voided_of_a_won_deal_is_missing(
    void: Callable[[Opportunity], None], missing: list[str], director, auditor, client
):
    deal = won_deal()
    void(Opportunity.objects.get(pk=deal.pk))
    assert _missing(director) == {deal.code: missing}
    client.force_login(auditor)
    page = client.get(reverse("quality:indicator_list")).content.decode()
    records = {one.key: one for one in all_records()}
    assert all(f'href="{records[key].url(deal)}"' in page for key in missing)
    assert deal.owner.name in page


def test_an_answer_that_changes_after_the_go_leaves_the_check_list_missing(director):
    deal = deal_in(Stage.NEGOTIATION)
    line = deal.check_list.requirements.filter(excluding=True).first()
    answer_requirement(requirement=line, by=director, answer="no", reason="Ya no se cumple")
    assert _missing(director) == {deal.code: ["check_list"]}


def test_a_record_is_due_from_its_move_on_and_no_longer_behind_it(director):
    deal = offered_in(Stage.PROPOSAL).opportunity
    assert _missing(director) == {}, "a defence is not due in Proposal"
    _void_request(deal)
    assert _missing(director) == {deal.code: ["request"]}
    back = Opportunity.objects.get(pk=deal.pk)
    move_opportunity(opportunity=back, to=Stage.QUALIFICATION, by=director, reason="Se envió por error")
    assert _missing(director) == {}


def test_what_was_brought_in_is_exempt_of_what_it_had_passed(director):
    historical_deals(Stage.NEGOTIATION, {}, {})
    historical_deals("Cerrada ganada", {})
    assert Opportunity.objects.filter(historical=True).exists()
    assert _missing(director) == {}


def test_what_was_brought_in_owes_what_it_passed_here(director, analyst):
    (deal,) = historical_deals(Stage.PROPOSAL, {})
    with TESTS.open():
        GatePass.objects.create(
            opportunity=deal, move=Move.PROPOSE, from_stage=Stage.QUALIFICATION, to_stage=Stage.PROPOSAL, by=analyst
        )
    assert _missing(director) == {deal.code: ["request", "check_list", "minutes", "proposal", "sending"]}


def test_nobody_reads_what_is_missing_of_deals_they_do_not_see(implementer, director):
    _void_award(won_deal())
    assert len(_missing(director)) == 1
    assert _missing(cast_person("outsider")) == {}


def test_two_queries_tell_it_of_any_number_of_deals(director, django_assert_num_queries):
    for number in (1, 2):
        _void_award(won_deal())
        assert missing_records(director).number == number
        with django_assert_num_queries(2):
            missing_records(director)


# --- Against a judgement in plain Python ------------------------------------------------------------------------------


def _is_past(deal: Opportunity, move: Move) -> bool:
    if move == Move.WIN:
        return deal.outcome == Outcome.WON
    stage = deal.left_stage if deal.stage == Stage.CLOSED else deal.stage
    into = {Move.PROPOSE: Stage.PROPOSAL, Move.NEGOTIATE: Stage.NEGOTIATION}[move]
    return stage in OPEN_STAGES and OPEN_STAGES.index(Stage(stage)) >= OPEN_STAGES.index(into)


def _owes(deal: Opportunity, move: Move) -> bool:
    made = not deal.historical or any(one.move == move for one in deal.gate_passes.all())
    return _is_past(deal, move) and made


def _judged(deal: Opportunity) -> list[str]:
    proposals = list(Proposal.objects.of(deal))
    decisions = CheckListDecision.objects.filter(check_list__opportunity=deal)
    signed = (MinutesState.APPROVED, MinutesState.SUPERSEDED)
    sent = [one for version in proposals if version.voided_at is None for one in version.sendings.all()]
    there = {
        "request": any(one.is_standing for one in deal.intakes.all()),
        "check_list": any(one.is_standing and one.outcome == "go" for one in decisions),
        "minutes": any(
            acta.state in signed
            for alternative in deal.alternatives.all()
            for model in alternative.models.all()
            for acta in model.minutes.all()
        ),
        "proposal": any(one.state in (ProposalState.APPROVED, ProposalState.SUPERSEDED) for one in proposals),
        "sending": any(one.is_standing and one.sent_at for one in sent),
        "defence": any(
            one.is_standing and one.state in (DefenceState.HELD, DefenceState.NOT_REQUIRED)
            for one in deal.defences.all()
        ),
        "award": any(one.is_standing and one.document_id for one in deal.awards.all()),
    }
    move = dict.fromkeys(there, Move.PROPOSE) | {"defence": Move.NEGOTIATE, "award": Move.WIN}
    return [key for key, found in there.items() if not found and _owes(deal, move[key])]


@pytest.mark.slow
def test_the_demo_is_judged_as_plain_python_judges_it(small_demo):
    people = small_demo
    historical_deals(Stage.NEGOTIATION, {}, {}, owner=people["marcela.duque"])
    judged = {deal.code: missing for deal in Opportunity.objects.all() if (missing := _judged(deal))}
    found = missing_records(people["marcela.duque"])
    assert found.number == len(judged) > 50
    assert _missing(people["marcela.duque"]).items() <= judged.items()
    assert set(incomplete(Opportunity.objects.all()).values_list("code", flat=True)) == set(judged)
    counts = {record.key: number for record, number in found.counts}
    assert counts == {key: sum(key in missing for missing in judged.values()) for key in counts}
