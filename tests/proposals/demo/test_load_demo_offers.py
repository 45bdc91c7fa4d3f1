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
from proposals.demo.library import load_library
from proposals.demo.offers import load_offers
from proposals.demo.pricing import load_proposals
from proposals.models import (
    Award,
    Clarification,
    NegotiationRound,
    PricingMinutes,
    Proposal,
    ProposalDefence,
    ProposalSending,
)
from proposals.proposal import document
from tests.proposals.intake.intake_records import answer_all, make_check_list
from tests.proposals.proposal.proposal_records import PDF
from tests.world import historical_deals

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> dict[str, User]:
    """The demo's people; documents are not drawn here, which takes seconds each."""
    monkeypatch.setattr(document, "proposal_pdf", lambda proposal, progress=None: PDF)
    return load_people()


def deals(people: dict[str, User], stage: str, count: int) -> list[Opportunity]:
    starts = today() + timedelta(days=40)
    rows = [{"seats": 12 + number, "expected_billing_on": starts} for number in range(count)]
    return historical_deals(stage, *rows, owner=people["camila.rojas"])


def states(model: Any) -> set[str]:
    return set(model.objects.values_list("state", flat=True))


def test_every_state_of_an_offer_is_there_to_be_seen(people):
    *_others, first, _second, third = deals(people, Stage.QUALIFICATION, 9)
    for one in (first, third):
        answer_all(make_check_list(one, people["camila.rojas"]), people["marcela.duque"])
    load_library(people, today())
    load_proposals(Random(1), people, today())
    with_client = deals(people, Stage.NEGOTIATION, 3)
    load_offers(Random(1), people, today())
    assert states(Proposal) >= {"draft", "in_approval", "approved"}
    assert states(ProposalDefence) == {"planned", "held"}
    planned = ProposalDefence.objects.planned().get()
    assert all(one.speaker for one in planned.topics.all())
    assert (planned.topics.count(), planned.rehearsals.count()) == (4, 1)
    begun = Proposal.objects.values("alternative__opportunity")
    priced = PricingMinutes.objects.approved().values("pricing_model__alternative__opportunity")
    to_begin = Opportunity.objects.filter(stage=Stage.QUALIFICATION, pk__in=priced).exclude(pk__in=begun)
    assert set(to_begin) == {first, third}
    assert states(NegotiationRound) == {"authorised", "in_approval"}
    assert ProposalSending.objects.delivered().count() == 3
    assert Clarification.objects.overdue(today()).count() == 1
    won, waiting = Award.objects.standing().order_by("pk")
    assert (won.opportunity.outcome, won.opportunity.closed_on, won.partial) == ("won", today(), False)
    assert (waiting.opportunity.stage, waiting.partial) == ("negotiation", True)
    assert {won.opportunity_id, waiting.opportunity_id} < {one.pk for one in with_client}
