"""The demo with few deals: every state of an offer, several of most, by the actions people use."""

from random import Random

import pytest

from almacontact.accounts.models import User
from almacontact.calendar import today


@pytest.fixture
def small_demo(db, monkeypatch: pytest.MonkeyPatch) -> dict[str, User]:
    """Load it and return its people; documents are not drawn, which takes seconds each."""
    from pipeline.demo.clients import load_clients
    from pipeline.demo.deals import load_deals
    from pipeline.demo.people import load_people
    from proposals.demo.library import load_library
    from proposals.demo.offers import load_offers
    from proposals.demo.pricing import load_proposals
    from proposals.proposal import document
    from tests.proposals.proposal.proposal_records import PDF

    monkeypatch.setattr(document, "proposal_pdf", lambda proposal, progress=None: PDF)
    random, people = Random(7), load_people()
    load_deals(random, people, load_clients(random, people["marcela.duque"], 60, today()), today())
    load_library(people, today())
    load_proposals(random, people, today())
    load_offers(random, people, today())
    return people
