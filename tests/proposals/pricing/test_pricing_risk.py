"""When an offer goes to Dirección General: each starting rule at its edge."""

from decimal import Decimal
from typing import Any

import pytest

from pipeline.terms import Clause
from proposals.pricing.engine.inputs import Channel, DayType
from proposals.pricing.engine.price import price
from proposals.pricing.engine.risk import DECLARED, METRIC_LABELS, Metric, assess, facts_of
from tests.proposals.pricing.pricing_examples import PARAMETERS, STARTING_RULES, example_deal, example_terms, voice_line

D = Decimal
EDGES: list[tuple[str, Metric, Any, Any]] = [
    ("total_value", Metric.TOTAL_VALUE, 4_999_999_999, 5_000_000_000),
    ("share_of_target", Metric.SHARE_OF_YEAR_TARGET, D("0.0999"), D("0.10")),
    ("seats", Metric.SEATS, 99, 100),
    ("ebitda", Metric.EBITDA, D("0.08"), D("0.0799")),
    ("negative_year", Metric.LOWEST_YEAR_MARGIN, 0, D("-0.0001")),
    ("no_wage_indexation", Metric.MONTHS_WITHOUT_WAGE_INDEXATION, 24, 25),
    ("penalties_uncapped", Metric.PENALTIES_UNCAPPED, False, True),
    ("penalties_high", Metric.PENALTY_CAP, D("0.10"), D("0.11")),
    ("waived_requirement", Metric.WAIVED_REQUIREMENTS, 0, 1),
    ("unlimited_liability", Metric.UNLIMITED_LIABILITY, False, True),
    ("slow_payment", Metric.PAYMENT_DAYS, 60, 61),
    ("long_term", Metric.TERM_MONTHS, 36, 37),
    ("thin_gross_margin", Metric.GROSS_MARGIN, D("0.20"), D("0.1999")),
    ("new_ground", Metric.NEW_SEGMENT_CHANNEL_OR_TECHNOLOGY, False, True),
    ("tender_with_bonds", Metric.TENDER_WITH_BONDS, False, True),
    ("round_the_clock", Metric.ROUND_THE_CLOCK, False, True),
    ("new_site", Metric.NEW_SITE, False, True),
    ("early_start", Metric.DAYS_TO_START, 30, 29),
    ("client_concentration", Metric.SHARE_OF_SALES, D("0.20"), D("0.21")),
    ("bare_investment", Metric.INVESTMENT_WITHOUT_TERMINATION_FEE, False, True),
    ("data_abroad", Metric.DATA_ABROAD, False, True),
    ("below_approved", Metric.DISCOUNT_FROM_APPROVED, D("0.05"), D("0.051")),
]
CALM = {metric: calm for _code, metric, calm, _risky in EDGES}
MANDATORY = {code for code, *_rest in EDGES[:10]}


@pytest.mark.parametrize("code, metric, calm, risky", EDGES, ids=[edge[0] for edge in EDGES])
def test_each_rule_fires_at_its_edge_and_decides_alone_only_when_mandatory(
    code: str, metric: Metric, calm: Any, risky: Any
) -> None:
    assert assess(STARTING_RULES, {**CALM, metric: calm}).codes == ()
    assessment = assess(STARTING_RULES, {**CALM, metric: risky})
    assert assessment.codes == (code,)
    assert assessment.high_risk == (code in MANDATORY)


def test_every_starting_rule_has_an_edge_and_every_metric_a_name() -> None:
    assert [rule.code for rule in STARTING_RULES] == [edge[0] for edge in EDGES]
    assert set(METRIC_LABELS) == set(Metric) == {rule.metric for rule in STARTING_RULES}


def test_three_points_make_a_high_risk_and_two_do_not() -> None:
    two = {**CALM, Metric.NEW_SITE: True, Metric.DATA_ABROAD: True}
    assert not assess(STARTING_RULES, two).high_risk
    assert assess(STARTING_RULES, {**two, Metric.PAYMENT_DAYS: 61}).points == 3
    assert assess(STARTING_RULES, {**two, Metric.PAYMENT_DAYS: 61}).high_risk


def test_a_fact_nobody_knows_is_told_and_fires_nothing() -> None:
    assessment = assess(STARTING_RULES, {Metric.PENALTY_CAP: None})
    assert assessment.codes == ()
    assert len(assessment.unknown) == len(STARTING_RULES)


@pytest.mark.parametrize("code, metric", [edge[:2] for edge in EDGES], ids=[edge[0] for edge in EDGES])
def test_a_rule_that_decides_alone_and_cannot_be_asked_counts_as_one_that_fired(code: str, metric: Metric) -> None:
    assessment = assess(STARTING_RULES, {**CALM, metric: None})
    assert [rule.code for rule in assessment.unknown] == [code]
    assert assessment.high_risk == (code in MANDATORY)
    assert assessment.undeclared == ((metric,) if metric in DECLARED and code in MANDATORY else ())


def test_penalties_without_a_cap_ask_for_none() -> None:
    assessment = assess(STARTING_RULES, {**CALM, Metric.PENALTIES_UNCAPPED: True, Metric.PENALTY_CAP: None})
    assert (assessment.codes, assessment.unknown) == (("penalties_uncapped",), ())


def test_the_model_gives_the_facts_it_knows() -> None:
    facts = facts_of(price(example_deal(), PARAMETERS))
    assert facts[Metric.TOTAL_VALUE] == 3_003_191_191
    assert facts[Metric.SEATS] == 15
    assert facts[Metric.MONTHS_WITHOUT_WAGE_INDEXATION] == 24
    assert facts[Metric.ROUND_THE_CLOCK] is False
    assert assess(STARTING_RULES, facts).codes == ()


def test_a_clause_linked_to_the_wage_leaves_no_month_uncovered() -> None:
    deal = example_deal(terms=example_terms(term_months=36, clause=Clause.MIXED))
    assert facts_of(price(deal, PARAMETERS))[Metric.MONTHS_WITHOUT_WAGE_INDEXATION] == 0
    uncovered = facts_of(price(example_deal(terms=example_terms(term_months=36)), PARAMETERS))
    assert set(assess(STARTING_RULES, uncovered).codes) >= {"no_wage_indexation", "negative_year"}


def test_a_service_open_every_hour_of_every_day_is_round_the_clock() -> None:
    posts = voice_line(channel=Channel.ROUND_THE_CLOCK, days=(), posts=1)
    assert facts_of(price(example_deal(services=(posts,)), PARAMETERS))[Metric.ROUND_THE_CLOCK] is True
    open_days = tuple(
        DayType(name=name, days_a_month=D(days), volumes=(D(5),) * 24, sunday_or_holiday=holiday)
        for name, days, holiday in (("Hábil", 25, False), ("Domingo", 5, True))
    )
    inbound = facts_of(price(example_deal(services=(voice_line(days=open_days),)), PARAMETERS))
    assert inbound[Metric.ROUND_THE_CLOCK] is True
