"""What an offer in a negotiation gives away, on the worked example of the pricing model: to the peso and to 0,01 %."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipeline.terms import Clause, Terms
from proposals.errors import PricingRefused
from proposals.models import PricingMinutes
from proposals.negotiation import concessions
from proposals.negotiation.concessions import Concession, Escalation, Judgement
from proposals.negotiation.concessions import judge as judge_in
from proposals.pricing.engine.price import price
from proposals.pricing.engine.risk import Metric
from proposals.pricing.engine.snapshot import snapshot
from proposals.pricing.risk_facts import Surroundings
from tests.proposals.pricing.pricing_examples import DAY, PARAMETERS, STARTING_RULES, example_deal, example_terms
from tests.proposals.pricing.pricing_records import EXAMPLE_SEATS, EXAMPLE_UNIT_VALUE

FLOOR = 7_113_017
"""B 104 917 701 / (1 − ICA − GMF − bonds) / 15 seats, up to the next peso: the first unit value whose EBITDA is not
negative."""


@pytest.fixture(autouse=True)
def band(monkeypatch):
    """Ten per cent of the seats, rounded inwards: 14 to 16."""
    monkeypatch.setattr(concessions, "band_of", lambda minutes: (14, 16))


def acta(high_risk: bool = False, **terms: Any) -> PricingMinutes:
    """What an approved acta freezes of the worked example."""
    pricing = price(example_deal(terms=example_terms(**terms)), PARAMETERS)
    return PricingMinutes(
        frozen=snapshot(pricing),
        seats=pricing.seats,
        unit_value=pricing.unit_value,
        term_months=pricing.deal.terms.term_months,
        high_risk=high_risk,
    )


def judge(minutes: PricingMinutes, offered: Terms) -> Judgement:
    """Hold an offer against its acta, where nothing beside its terms weighs."""
    said = {metric: 0 for metric in (rule.metric for rule in STARTING_RULES) if metric not in MOVED}
    around = Surroundings(STARTING_RULES, said, 10**12, 10**12, 0, minutes.unit_value, DAY, DAY + timedelta(days=60))
    return judge_in(minutes, offered, around)


MOVED = {
    Metric.TOTAL_VALUE,
    Metric.SEATS,
    Metric.EBITDA,
    Metric.LOWEST_YEAR_MARGIN,
    Metric.MONTHS_WITHOUT_WAGE_INDEXATION,
    Metric.PAYMENT_DAYS,
    Metric.TERM_MONTHS,
    Metric.GROSS_MARGIN,
    Metric.SHARE_OF_YEAR_TARGET,
    Metric.SHARE_OF_SALES,
    Metric.DISCOUNT_FROM_APPROVED,
    Metric.DAYS_TO_START,
}


def offer(**changes: Any) -> Terms:
    """The approved terms of the worked example, with some changed."""
    approved = {
        "seats": EXAMPLE_SEATS,
        "unit_value": EXAMPLE_UNIT_VALUE,
        "months": 24,
        "payment_days": 60,
        "indexation": Clause.IPC,
    }
    return Terms(**{**approved, **changes})


def points(rate: Decimal) -> str:
    """A rate in points with two decimals."""
    return f"{round(rate * 100, 2):.2f}"


def test_what_was_approved_gives_nothing_away_and_leaves_what_the_acta_says():
    found = judge(acta(), offer())
    assert (found.concessions, found.escalations) == ((), ())
    assert found.change.after == found.change.before
    assert acta().terms == offer()
    assert found.change.after.floor == FLOOR
    assert points(found.change.after.ebitda) == "14.49"
    assert points(found.change.after.gross_margin) == "23.89"
    assert [points(one) for one in found.change.after.years] == ["12.00", "0.39"]


def test_the_floor_is_the_first_peso_that_loses_nothing():
    at, under = judge(acta(), offer(unit_value=FLOOR)), judge(acta(), offer(unit_value=FLOOR - 1))
    assert at.change.after.ebitda >= 0 > under.change.after.ebitda
    assert Escalation.FLOOR not in at.escalations
    assert Escalation.FLOOR in under.escalations


def test_a_lower_price_leaves_what_the_engine_says_of_the_margin_that_gives_it():
    """Priced anew at a margin of 8 %, the engine gives a unit value; offered in a round, it leaves that margin."""
    pricing = price(example_deal(terms=example_terms(margin=Decimal("0.08"))), PARAMETERS)
    found = judge(acta(), offer(unit_value=pricing.unit_value)).change.after
    assert points(found.margin) == "8.00"
    assert points(found.ebitda) == points(pricing.value("ebitda")) == "10.49"
    assert [points(one) for one in found.years] == [points(one) for one in pricing.year_margins()]


@pytest.mark.parametrize(
    ("changes", "conceded"),
    [
        ({"unit_value": EXAMPLE_UNIT_VALUE - 1}, {Concession.PRICE}),
        ({"unit_value": EXAMPLE_UNIT_VALUE + 1}, set()),
        ({"payment_days": 61}, {Concession.PAYMENT}),
        ({"payment_days": 30}, set()),
        ({"months": 23}, {Concession.TERM}),
        ({"months": 36}, {Concession.TERM}),
        ({"indexation": Clause.NONE}, {Concession.CLAUSE}),
        ({"indexation": Clause.MIXED}, set()),
        ({"indexation": Clause.SMMLV}, set()),
        ({"seats": 14}, set()),
        ({"seats": 16}, set()),
        ({"seats": 13}, {Concession.SEATS}),
        ({"seats": 17}, {Concession.SEATS}),
        ({"unit_value": 8_300_000, "payment_days": 90}, {Concession.PRICE, Concession.PAYMENT}),
    ],
)
def test_beyond_what_was_approved_is_named(changes, conceded):
    assert set(judge(acta(), offer(**changes)).concessions) == conceded


def test_five_per_cent_below_the_approved_price_is_the_directors_and_a_peso_more_is_not():
    limit = -(-EXAMPLE_UNIT_VALUE * 95 // 100)
    rich = {"margin": Decimal("0.30"), "clause": Clause.SMMLV}
    approved = acta(**rich).unit_value
    limit = -(-approved * 95 // 100)
    changes = {"indexation": Clause.SMMLV}
    assert judge(acta(**rich), offer(unit_value=limit, **changes)).escalations == ()
    assert judge(acta(**rich), offer(unit_value=limit - 1, **changes)).escalations == (Escalation.DISCOUNT,)


def test_an_ebitda_below_eight_per_cent_escalates():
    deal = {"clause": Clause.SMMLV, "margin": Decimal("0.0551")}
    approved = acta(**deal)
    found = judge(approved, offer(unit_value=approved.unit_value - 1, indexation=Clause.SMMLV))
    assert points(found.change.after.ebitda) == "8.00"
    found = judge(approved, offer(unit_value=approved.unit_value - 2000, indexation=Clause.SMMLV))
    assert Escalation.RISK in found.escalations
    assert "ebitda" in found.change.risk.codes


def test_a_contract_year_with_a_negative_margin_escalates():
    lower = judge(acta(), offer(unit_value=8_300_000))
    assert points(lower.change.after.lowest_year) == "-0.10"
    assert (lower.escalations, lower.change.fired) == ((Escalation.RISK,), ("negative_year",))


@pytest.mark.parametrize(
    ("changes", "fired"),
    [
        ({"months": 36}, {"no_wage_indexation", "negative_year", "thin_gross_margin"}),
        ({"seats": 150}, {"seats", "total_value"}),
        ({"indexation": Clause.NONE}, {"negative_year"}),
    ],
)
def test_a_change_is_judged_by_every_rule_on_its_new_terms(changes, fired):
    found = judge(acta(), offer(**changes))
    assert set(found.change.fired) <= fired
    assert Escalation.RISK in found.escalations


def test_what_gives_nothing_away_but_fires_a_rule_goes_up_too():
    found = judge(acta(), offer(unit_value=20_000_000))
    assert (found.concessions, found.escalations) == ((), (Escalation.RISK,))
    assert found.change.fired == ("total_value",)


def test_margin_and_payment_term_together_escalate_and_each_alone_does_not():
    rich = {"margin": Decimal("0.30"), "clause": Clause.SMMLV}
    approved = acta(**rich)
    terms = {"indexation": Clause.SMMLV, "unit_value": approved.unit_value}
    price_alone = {**terms, "unit_value": approved.unit_value - 10_000}
    assert judge(approved, offer(**price_alone)).escalations == ()
    assert judge(approved, offer(**{**terms, "payment_days": 90})).escalations == ()
    both = judge(approved, offer(**{**price_alone, "payment_days": 90}))
    assert both.escalations == (Escalation.MARGIN_AND_TERM,)


def test_a_weaker_indexation_with_a_longer_payment_counts_as_margin_given_away():
    rich = {"margin": Decimal("0.40"), "clause": Clause.SMMLV}
    approved = acta(**rich)
    weaker = offer(unit_value=approved.unit_value, indexation=Clause.MIXED, payment_days=75)
    assert Escalation.MARGIN_AND_TERM in judge(approved, weaker).escalations


def test_of_an_acta_of_high_risk_every_concession_goes_up():
    rich = {"margin": Decimal("0.30"), "clause": Clause.SMMLV, "high_risk": True}
    approved = acta(**rich)
    same = offer(unit_value=approved.unit_value, indexation=Clause.SMMLV)
    assert judge(approved, same).escalations == (), "nothing is conceded"
    lower = offer(unit_value=approved.unit_value - 1, indexation=Clause.SMMLV)
    assert judge(approved, lower).escalations == (Escalation.HIGH_RISK,)


def test_more_seats_cost_more_and_leave_the_same():
    found = judge(acta(), offer(seats=30))
    assert found.change.after.floor == FLOOR
    assert points(found.change.after.ebitda) == "14.49"


def test_a_shorter_term_spreads_the_first_cohort_over_fewer_months():
    """32 135 194 over 12 months in place of 24 is 1 338 966 a month more in D; × 1.08 × 1.02 in B."""
    found = judge(acta(), offer(months=12))
    more = Decimal("32135194") / 24 * Decimal("1.08") * Decimal("1.02")
    assert points(found.change.after.ebitda) == points(Decimal("0.14489030") - more / (EXAMPLE_UNIT_VALUE * 15))
    assert len(found.change.after.years) == 1


def test_terms_that_nobody_can_price_are_refused_at_their_field():
    with pytest.raises(PricingRefused) as refused:
        judge(acta(), offer(months=500))
    assert [one.field for one in refused.value.blockers] == ["terms.term_months"]
