"""Holding a printed acta proves that it is one; its price stays with who may see the deal."""

import pytest
from django.urls import reverse

from almacontact.money import cop
from tests.proposals.pricing_records import EXAMPLE_UNIT_VALUE, approve, make_example
from tests.proposals.test_price_on_screen import signed_in, words

pytestmark = pytest.mark.django_db


def test_an_area_leader_who_takes_no_part_in_the_deal_learns_no_price_from_a_code(director, everybody):
    minutes = approve(make_example(director), director, everybody)
    address = f"{reverse('proposals:minutes_verify')}?code={minutes.verification_code}"
    told = {part: words(signed_in(everybody[part]).get(address)) for part in ("trainer", "planner", "administrator")}
    assert all(minutes.number in page for page in told.values())
    assert [part for part, page in told.items() if cop(EXAMPLE_UNIT_VALUE).strip("$ ") in page] == ["planner"]
