"""The demo's offers are made by the actions people use: one at each point from a draft to a win."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from almacontact.accounts.models import User
from almacontact.calendar import today
from pipeline.demo.people import load_people
from pipeline.models import Opportunity
from pipeline.states import Stage
from proposals import document
from proposals.demo import load_proposals
from proposals.demo_library import load_library
from proposals.demo_offers import load_offers
from proposals.models import Award, Clarification, NegotiationRound, Proposal, ProposalDefence, ProposalSending
from tests.factories import make_opportunity_in
from tests.proposals.proposal_records import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> dict[str, User]:
    """The demo's people; documents are not drawn here, which takes seconds each."""
    monkeypatch.setattr(document, "proposal_pdf", lambda proposal, progress=None: PDF)
    return load_people()


def deals(people: dict[str, User], stage: str, count: int) -> list[Opportunity]:
    analyst, director = people["camila.rojas"], people["marcela.duque"]
    starts = today() + timedelta(days=40)
    return [
        make_opportunity_in(stage, analyst, director, seats=12 + number, expected_billing_on=starts)
        for number in range(count)
    ]


def states(model: Any) -> set[str]:
    return set(model.objects.values_list("state", flat=True))


def test_every_state_of_an_offer_is_there_to_be_seen(people):
    deals(people, Stage.QUALIFICATION, 7)
    load_library(people, today())
    load_proposals(Random(1), people, today())
    with_client = deals(people, Stage.NEGOTIATION, 3)
    load_offers(Random(1), people, today())
    assert states(Proposal) >= {"draft", "in_approval", "approved"}
    assert states(ProposalDefence) == {"planned", "held"}
    assert states(NegotiationRound) == {"authorised", "in_approval"}
    assert ProposalSending.objects.delivered().count() == 3
    assert Clarification.objects.overdue(today()).count() == 1
    won, waiting = Award.objects.standing().order_by("pk")
    assert (won.opportunity.outcome, won.opportunity.closed_on, won.partial) == ("won", today(), False)
    assert (waiting.opportunity.stage, waiting.partial) == ("negotiation", True)
    assert {won.opportunity_id, waiting.opportunity_id} < {one.pk for one in with_client}
