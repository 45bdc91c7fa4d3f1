"""Deals at each point of their life, for tests: all got there by the actions people use, with every gate in force.

The analyst of the cast owns them, each area signs what is its own, the director what is the director's. A test takes
the nearest world and goes on from there; it costs milliseconds, whatever its history (see `tests.recording`). A test
that asks twice gets two deals, of two clients.

The past of a world lies before the test: what a test says of a moment, it does itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.approvals import actions as approvals
from almacontact.approvals.models import ApprovalRequest, Decision, StepState
from almacontact.calendar import today
from almacontact.jobs import actions as jobs
from pipeline.imports.actions import import_file
from pipeline.models import FollowUp, LossReason, Opportunity
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.actions.moves import close_opportunity, move_opportunity
from pipeline.opportunities.actions.opportunities import carry_terms, edit_opportunity, involve_areas
from pipeline.opportunities.settled import SETTLED_FIELDS
from pipeline.states import SENT_STAGES, Outcome, Stage
from proposals.award.actions import record_award
from proposals.defence.actions.defence import not_required
from proposals.library.placeholders import fill, unfilled
from proposals.models import Award, CheckList, PricingMinutes, Proposal, ProposalSending, SectionKey, SendingChannel
from proposals.proposal import document
from proposals.proposal.actions.compliance import place_lines
from proposals.proposal.actions.proposals import create_proposal
from proposals.proposal.actions.sections import edit_section
from proposals.proposal.actions.signing import document_job, submit_proposal
from proposals.proposal.sending.actions import record_publication
from tests.attachments import samples
from tests.cast import cast_people, cast_person
from tests.data.books import book
from tests.factories import log_interest, make_opportunity
from tests.proposals.intake.intake_records import answer_all, make_check_list, make_intake
from tests.proposals.pricing.pricing_examples import DAY, example_deal
from tests.proposals.pricing.pricing_records import approve, make_pricing, target_in_force
from tests.recording import Recorder

SIGNERS: dict[str, str] = {
    Role.WORKFORCE_PLANNING: "planner",
    Role.OPERATIONS: "operations_leader",
    Role.HUMAN_RESOURCES: "people_leader",
    Role.TRAINING_QUALITY: "trainer",
    Role.IT: "it_leader",
    Role.REPORTING: "reporter",
    Role.SALES_DIRECTOR: "director",
    Role.GENERAL_MANAGEMENT: "general_manager",
}
"""Who of the cast signs for each role that a usual price or proposal asks."""


MONTHLY = 125_132_970
"""What the worked example offers and the client awards a month, COP without IVA: 15 seats at $ 8.342.198."""


def interested_deal() -> Opportunity:
    """In Qualification: a decision maker agreed to see the presentation."""
    return _at("interested")


def checked_deal() -> CheckList:
    """Its request is logged and every line of its check list answered: a go."""
    return _of(CheckList, _at("checked"))


def approved_price() -> PricingMinutes:
    """The worked example is priced, and its acta approved by all who sign it; every area takes part in the deal."""
    return PricingMinutes.objects.with_parties().get(pk=_of(PricingMinutes, _at("priced")).pk)


def written_proposal() -> Proposal:
    """A draft that lacks nothing."""
    return _proposal_of(_at("written"))


def approved_proposal() -> Proposal:
    """A version signed by all, with its document."""
    return _proposal_of(_at("approved"))


def sent_proposal() -> Proposal:
    """Published on the client's platform, with the receipt; the deal is still in Qualification."""
    return _proposal_of(_at("sent"))


def deal_in(stage: str, **changes: Any) -> Opportunity:
    """In an open stage, with what the director changed of it then (another client, its dates, its next step)."""
    point = {Stage.QUALIFICATION: "interested", Stage.PROPOSAL: "proposal", Stage.NEGOTIATION: "negotiation"}
    deal = _at(point[Stage(stage)]) if stage != Stage.HUNTING else make_opportunity(cast_person("analyst"))
    settled = {name: changes.pop(name) for name in SETTLED_FIELDS if name in changes and stage in SENT_STAGES}
    if settled:  # as what somebody signed would have it: these deals are none about changing their terms
        carry_terms(opportunity=deal, by=cast_person("director"), changes=settled, reason="Condiciones del mundo")
    if changes:
        edit_opportunity(opportunity=deal, by=cast_person("director"), changes=changes)
    return deal


def offered_in(stage: str) -> Proposal:
    """The proposal that the client has, of a deal in Proposal or Negotiation."""
    return _proposal_of(deal_in(stage))


def awarded_deal(**terms: Any) -> Award:
    """In Negotiation, and awarded today by letter: as it was offered, or on other `terms`."""
    if not terms:
        return Award.objects.get(opportunity=_at("awarded"))
    return _award(deal_in(Stage.NEGOTIATION), **terms)


def won_deal(**changes: Any) -> Opportunity:
    """Closed as won today on the letter of award; `changes` were made while it was negotiated."""
    if not changes:
        return _at("won")
    deal = deal_in(Stage.NEGOTIATION, **changes)
    _award(deal)
    return _win(deal)


def historical_deals(stage: str, *rows: dict[str, Any], owner: User | None = None) -> list[Opportunity]:
    """Deals that were in `stage` before there was a system, one a row, brought in by the director from a workbook:
    what they rest on is on paper."""
    standing = set(Opportunity.objects.values_list("pk", flat=True))
    whose = owner or cast_person("analyst")
    named = [
        {
            "client": f"Antigua {number} S.A.",
            "nit": "",
            "stage": stage,
            "probability": "",
            "owner": whose.name,
            **row,
        }
        for number, row in enumerate(rows, start=len(standing))
    ]
    import_file(data=book(*named), name="pipeline.xlsx", by=cast_person("director"), mode="good_rows")
    made = list(Opportunity.objects.exclude(pk__in=standing).order_by("pk"))
    if len(made) != len(rows):
        raise LookupError(f"Of {len(rows)} rows {len(made)} came in.")
    return made


def lost_deal(**changes: Any) -> Opportunity:
    """Lost in the stage Proposal for its price; `changes` were made while the client had the offer."""
    return lose(deal_in(Stage.PROPOSAL, **changes))


def lose(deal: Opportunity) -> Opportunity:
    """Close a deal as lost for its price."""
    return close_opportunity(
        opportunity=deal,
        outcome=Outcome.LOST,
        by=cast_person("analyst"),
        loss_reason=LossReason.objects.get(code="price"),
        competitor="Desconocido",
    )


def people() -> dict[str, User]:
    """Whoever acts in a deal, by part."""
    return cast_people(["analyst", *SIGNERS.values()])


def write_proposal(acta: PricingMinutes) -> Proposal:
    """Write the proposal of an approved acta: the words that the templates leave open, and where each requirement is
    answered."""
    by = cast_person("analyst")
    proposal = create_proposal(alternative=acta.pricing_model.alternative, by=by)
    for section in proposal.sections.all():
        if names := unfilled(section.body):
            words = fill(section.body, {name: f"Texto de {name}" for name in names})
            edit_section(section=section, by=by, changes={"body": words})
    answered_in = proposal.sections.get(key=SectionKey.OPERATING_MODEL)
    for part in proposal.compliance.order_by().values_list("requirement__section", flat=True).distinct():
        place_lines(proposal=proposal, by=by, part=part, section=answered_in)
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def sign_proposal(proposal: Proposal) -> Proposal:
    """Send a draft to be signed and sign it, turn by turn; its document is made."""
    request = submit_proposal(proposal=proposal, by=cast_person("analyst"))
    sign_all(request)
    jobs.run(job_id=document_job(proposal).pk)
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def send_proposal(proposal: Proposal) -> ProposalSending:
    """Record that an approved version was published on the client's platform, with its receipt."""
    return record_publication(
        proposal=proposal,
        by=cast_person("analyst"),
        channel=SendingChannel.PLATFORM,
        place="https://compras.example/procesos",
        sent_at=timezone.now(),
        receipt=samples.upload("constancia.pdf", samples.PDF),
        reference=f"REC-{proposal.pk}",
    )


def sign_all(request: ApprovalRequest) -> None:
    """Sign every step that is asked, turn by turn, as the signers of the cast."""
    while asked := list(request.steps.filter(state=StepState.PENDING).order_by("key")):
        for step in asked:
            approvals.decide(
                step=step,
                by=cast_person(SIGNERS[step.role]),
                decision=Decision.APPROVE,
                seen=step.content_hash,
                authenticated_at=timezone.now(),
            )


def invite_to_negotiate(deal: Opportunity) -> None:
    """Log that the client invited us to negotiate."""
    log_follow_up(
        opportunity=deal,
        by=cast_person("analyst"),
        kind=FollowUp.Kind.EMAIL,
        summary="Nos invitan a negociar.",
        milestone=FollowUp.Milestone.NEGOTIATION_INVITED,
    )


def award_values(proposal: Proposal | None, **changes: Any) -> dict[str, Any]:
    """What an award says that accepts a proposal as it was offered, dated today; without one, only what is given."""
    offered: dict[str, Any] = {}
    if proposal is not None:
        minutes = proposal.minutes
        offered = {
            "seats": minutes.seats,
            "unit_value": minutes.unit_value,
            "contract_months": minutes.term_months,
        }
    return {"proposal": proposal, "awarded_on": today(), **offered, **changes}


def _life() -> Iterator[str]:
    """The life of a deal from its first contact to its win."""
    acting = people()
    analyst, director = acting["analyst"], acting["director"]
    deal = make_opportunity(analyst, expected_billing_on=DAY)
    log_interest(deal, analyst)
    move_opportunity(opportunity=deal, to=Stage.QUALIFICATION, by=analyst)
    yield "interested", deal

    make_intake(deal, analyst)
    answer_all(make_check_list(deal, analyst), director)
    yield "checked", deal

    involve_areas(opportunity=deal, by=director, roles=sorted(AREA_ROLES))
    with target_in_force():
        acta = approve(make_pricing(deal, director, example_deal()), director, acting)
    yield "priced", deal

    proposal = write_proposal(acta)
    yield "written", deal

    with patch.object(document, "proposal_pdf", lambda proposal, progress=None: samples.PDF):  # drawn in seconds
        proposal = sign_proposal(proposal)
    yield "approved", deal

    send_proposal(proposal)
    yield "sent", deal

    deal = _fresh(deal)
    move_opportunity(opportunity=deal, to=Stage.PROPOSAL, by=analyst)
    yield "proposal", deal

    not_required(opportunity=deal, by=analyst, reason="El cliente decide sobre el documento.")
    invite_to_negotiate(deal)
    move_opportunity(opportunity=deal, to=Stage.NEGOTIATION, by=analyst)
    yield "negotiation", deal

    _award(deal)
    yield "awarded", deal

    _win(deal)
    yield "won", deal


def _award(deal: Opportunity, **terms: Any) -> Award:
    letter = samples.upload("carta.pdf", samples.PDF)
    values = award_values(_proposal_of(deal), **terms)
    return record_award(opportunity=deal, by=cast_person("analyst"), document=letter, values=values)


def _win(deal: Opportunity) -> Opportunity:
    return close_opportunity(opportunity=_fresh(deal), outcome=Outcome.WON, by=cast_person("analyst"))


RECORDER = Recorder(_life, place=0)


def _at(point: str) -> Opportunity:
    """The deal of a fresh copy of the life above, at `point`."""
    return RECORDER.reach(point)


def _fresh(deal: Opportunity) -> Opportunity:
    return Opportunity.objects.get(pk=deal.pk)


def _proposal_of(deal: Opportunity) -> Proposal:
    return Proposal.objects.with_parties().get(alternative__opportunity=deal)


def _of(model: Any, deal: Opportunity) -> Any:
    return model.objects.of(deal).get() if hasattr(model.objects, "of") else model.objects.get(opportunity=deal)
