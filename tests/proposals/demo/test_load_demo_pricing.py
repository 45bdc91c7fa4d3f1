"""The demo's pricing is made by the actions people use, up to different points of the approval."""

from datetime import timedelta
from random import Random

import pytest

from almacontact.calendar import today
from pipeline.demo.people import load_people
from pipeline.states import Stage
from proposals.demo.pricing import load_proposals
from proposals.models import DatedParameter, MinutesState, PricingMinutes, PricingModel, PricingState
from tests.world import historical_deals

pytestmark = pytest.mark.django_db


def test_open_deals_are_priced_and_next_years_values_wait_for_confirmation():
    people = load_people()
    rows = [
        {"seats": 12 + number, "expected_billing_on": today() + timedelta(days=30 + 20 * number)} for number in range(7)
    ]
    historical_deals(Stage.QUALIFICATION, *rows, owner=people["camila.rojas"])
    load_proposals(Random(1), people, today())
    assert DatedParameter.objects.filter(valid_from__year=today().year + 1, confirmed=False).count() == 2
    made = sorted(PricingMinutes.objects.values_list("state", flat=True))
    assert made.count(MinutesState.APPROVED) == 3
    assert made.count(MinutesState.IN_APPROVAL) == 2
    assert made.count(MinutesState.RETURNED) == 1
    assert PricingModel.objects.filter(state=PricingState.DRAFT).count() == 2
    for minutes in PricingMinutes.objects.approved().with_parties():
        assert minutes.opportunity.unit_value == minutes.unit_value
