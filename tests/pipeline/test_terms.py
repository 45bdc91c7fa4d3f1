"""The terms of a deal as one value: what is derived, what differs, and that every record hands on the same."""

from datetime import date

import pytest
from django.utils.translation import override

from pipeline.models import Opportunity
from pipeline.terms import Clause, Terms
from tests.proposals.award.award_records import make_award
from tests.proposals.negotiation.negotiation_records import make_offered, make_round
from tests.proposals.pricing.pricing_records import EXAMPLE_SEATS, EXAMPLE_UNIT_VALUE

EXAMPLE = Terms(EXAMPLE_SEATS, EXAMPLE_UNIT_VALUE, 24, payment_days=60, indexation=Clause.IPC)


def test_month_and_total_follow_from_seats_value_and_months():
    assert (EXAMPLE.monthly_value, EXAMPLE.total_value) == (125_132_970, 3_003_191_280)


def test_what_differs_is_told_in_words_with_what_follows_from_it():
    fewer = Terms(14, EXAMPLE_UNIT_VALUE, 24, payment_days=90, indexation=Clause.IPC)
    with override("en"):
        told = [(one.field, str(one.label), one.mine, one.theirs) for one in EXAMPLE.differences(fewer)]
    assert told == [
        ("seats", "Seats", "15", "14"),
        ("monthly_value", "Monthly value", "$ 125.132.970", "$ 116.790.772"),
        ("total_value", "Total value", "$ 3.003.191.280", "$ 2.802.978.528"),
        ("payment_days", "Payment days", "60", "90"),
    ]
    assert not EXAMPLE.differences(EXAMPLE)


def test_what_one_side_does_not_say_is_no_difference():
    said = Terms(EXAMPLE_SEATS, EXAMPLE_UNIT_VALUE, 24, billing_on=date(2027, 1, 4))
    assert not said.differences(EXAMPLE)
    assert not EXAMPLE.differences(said)
    with override("en"):
        assert [
            one.mine for one in said.differences(Terms(15, EXAMPLE_UNIT_VALUE, 24, billing_on=date(2027, 2, 1)))
        ] == ["4 Jan 2027"]


@pytest.mark.django_db
def test_opportunity_acta_proposal_round_and_award_say_the_same_terms(everybody):
    deal = make_offered(everybody)
    one = make_round(deal, everybody)
    proposal = deal.rounds.get().proposal
    award = make_award(everybody, proposal)
    deal = Opportunity.objects.get(pk=deal.pk)
    assert proposal.minutes.terms == proposal.terms == one.terms == EXAMPLE
    for record in (deal, award):
        assert record.terms.sold() == EXAMPLE.sold()
        assert not record.terms.differences(EXAMPLE)
        assert (record.monthly_value, record.total_value) == (EXAMPLE.monthly_value, EXAMPLE.total_value)
    assert deal.terms.billing_on == deal.expected_billing_on
