"""Awards for tests, made through the action people use."""

from datetime import date
from email.utils import format_datetime
from typing import Any

from almacontact.accounts.models import User
from almacontact.audit.versioning import save_as
from almacontact.calendar import now, start_of, today
from pipeline.models import FollowUp, Opportunity
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.actions.moves import move_opportunity
from pipeline.states import OPEN_STAGES, Stage
from proposals.award.actions import record_award
from proposals.models import Award, Proposal
from tests.attachments import samples
from tests.factories import later_phases_absent, log_interest
from tests.proposals.proposal.proposal_records import make_sent_proposal


def letter(name: str = "carta.pdf", data: bytes = samples.PDF) -> Any:
    """The letter of award as a browser sends it."""
    return samples.upload(name, data)


def email(**headers: str) -> Any:
    """The e-mail of award, dated today in Bogotá unless a header says otherwise."""
    given = {"Subject": "Adjudicación", "Date": format_datetime(now()), **headers}
    return samples.upload("adjudicacion.eml", samples.eml(**given))


@later_phases_absent()
def move_to(opportunity: Opportunity, stage: str, people: dict[str, User]) -> Opportunity:
    """Take an opportunity to an open stage; what other tests are about is passed by the director's exception."""
    log_interest(opportunity, people["analyst"])
    log_follow_up(
        opportunity=opportunity,
        by=people["analyst"],
        kind=FollowUp.Kind.EMAIL,
        summary="Nos invitan a negociar.",
        milestone=FollowUp.Milestone.NEGOTIATION_INVITED,
    )
    for target in OPEN_STAGES[1 : OPEN_STAGES.index(Stage(stage)) + 1]:
        move_opportunity(opportunity=opportunity, to=target, by=people["director"], reason="Prueba")
    return Opportunity.objects.get(pk=opportunity.pk)


def make_offered(people: dict[str, User], stage: str = Stage.NEGOTIATION, sent_on: date | None = None) -> Proposal:
    """A proposal that was sent, today or on `sent_on`, on an opportunity of the analyst in `stage`."""
    proposal = make_sent_proposal(people)
    if sent_on is not None:
        sending = proposal.sendings.get()
        sending.sent_at = start_of(sent_on)
        save_as(sending, by=people["analyst"])
    move_to(proposal.opportunity, stage, people)
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def award_values(proposal: Proposal | None, **changes: Any) -> dict[str, Any]:
    """What an award says that accepts a proposal as it was offered, dated today."""
    offered: dict[str, Any] = {}
    if proposal is not None:
        minutes = proposal.minutes
        offered = {
            "seats": minutes.seats,
            "unit_value": minutes.unit_value,
            "contract_months": minutes.term_months,
        }
    return {"proposal": proposal, "awarded_on": today(), **offered, **changes}


def make_award(people: dict[str, User], proposal: Proposal | None = None, **changes: Any) -> Award:
    """An award of the terms that were offered, or with `changes`, recorded by the analyst with its letter."""
    offered = proposal or make_offered(people)
    opportunity = Opportunity.objects.get(pk=offered.opportunity.pk)
    document = changes.pop("document", None) or letter()
    return record_award(
        opportunity=opportunity,
        by=people["analyst"],
        document=document,
        values=award_values(offered, **changes),
    )
