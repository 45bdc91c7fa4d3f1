"""Holding a printed acta or proposal proves that it is one; its price stays with who may see the deal."""

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from almacontact.audit.doors import TESTS
from almacontact.money import cop
from proposals.models import Proposal
from tests.proposals.pricing.pricing_records import EXAMPLE_UNIT_VALUE, make_approved_example
from tests.proposals.pricing.test_price_on_screen import signed_in, words
from tests.proposals.proposal.signing_records import approved

pytestmark = pytest.mark.django_db


def test_an_area_leader_who_takes_no_part_in_the_deal_learns_no_price_from_a_code(director, everybody):
    minutes = make_approved_example()
    address = f"{reverse('proposals:minutes_verify')}?code={minutes.verification_code}"
    told = {part: words(signed_in(everybody[part]).get(address)) for part in ("trainer", "planner", "administrator")}
    assert all(minutes.number in page for page in told.values())
    assert [part for part, page in told.items() if cop(EXAMPLE_UNIT_VALUE).strip("$ ") in page] == ["planner"]


def test_the_code_of_a_proposal_says_who_signed_it_and_its_price_to_who_sees_the_deal(everybody):
    proposal = approved(everybody)
    address = f"{reverse('proposals:minutes_verify')}?code={proposal.verification_code.lower()}"
    told = {part: words(signed_in(everybody[part]).get(address)) for part in ("trainer", "administrator")}
    assert all(str(proposal) in page and "no ha cambiado" in page for page in told.values())
    assert all(everybody["second_general_manager"].name not in page for page in told.values())
    assert [part for part, page in told.items() if cop(EXAMPLE_UNIT_VALUE).strip("$ ") in page] == ["trainer"]


def test_a_code_is_found_without_its_dashes_or_with_others(everybody):
    minutes = make_approved_example()
    bare = minutes.verification_code.replace("-", "")
    for typed in (bare, bare.lower(), f" {bare[:4]} {bare[4:8]}–{bare[8:]} "):
        answer = signed_in(everybody["auditor"]).get(reverse("proposals:minutes_verify"), {"code": typed})
        assert minutes.number in words(answer), typed


def test_a_proposal_changed_behind_the_system_no_longer_matches_its_code(everybody):
    proposal = approved(everybody)
    with TESTS.open():
        QuerySet(Proposal).filter(pk=proposal.pk).update(annex={**proposal.annex, "unit_value": 1})
    page = words(
        signed_in(everybody["auditor"]).get(f"{reverse('proposals:minutes_verify')}?code={proposal.verification_code}")
    )
    assert "ya no coincide" in page
