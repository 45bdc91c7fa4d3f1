"""Awards for tests, made through the action people use."""

from datetime import date
from email.utils import format_datetime
from typing import Any

from almacontact.accounts.models import User
from almacontact.audit.doors import TESTS
from almacontact.audit.versioning import save_as
from almacontact.calendar import now, start_of
from pipeline.models import Opportunity
from pipeline.states import Stage
from proposals.award.actions import record_award
from proposals.models import Award, Proposal
from tests.attachments import samples
from tests.world import award_values, offered_in

__all__ = ["award_values", "email", "letter", "make_award", "make_offered"]


def letter(name: str = "carta.pdf", data: bytes = samples.PDF) -> Any:
    """The letter of award as a browser sends it."""
    return samples.upload(name, data)


def email(**headers: str) -> Any:
    """The e-mail of award, dated today in Bogotá unless a header says otherwise."""
    given = {"Subject": "Adjudicación", "Date": format_datetime(now()), **headers}
    return samples.upload("adjudicacion.eml", samples.eml(**given))


def make_offered(people: dict[str, User], stage: str = Stage.NEGOTIATION, sent_on: date | None = None) -> Proposal:
    """A proposal that was sent, today or on `sent_on`, on an opportunity of the analyst in `stage`."""
    proposal = offered_in(stage)
    if sent_on is not None:
        sending = proposal.sendings.get()
        sending.sent_at = start_of(sent_on)
        with TESTS.open():
            save_as(sending, by=people["analyst"])
    return Proposal.objects.with_parties().get(pk=proposal.pk)


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
