"""What must hold of every price, whatever the deal."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.terms import Clause
from proposals.pricing.engine.inputs import Channel, DayType, Deal, PriceUnit
from proposals.pricing.engine.price import price
from proposals.pricing.engine.sensitivity import Driver, sensitivity
from tests.proposals.pricing.pricing_examples import (
    PARAMETERS,
    example_deal,
    example_terms,
    hourly,
    steady,
    voice_line,
)


def rates(most: str) -> st.SearchStrategy[Decimal]:
    return st.decimals("0.001", most, places=4)


def pesos(least: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(Decimal)


volumes = st.lists(st.none() | st.integers(1, 300).map(Decimal), min_size=24, max_size=24).filter(any).map(tuple)
lines = st.builds(
    lambda **given: voice_line(**given),
    channel=st.sampled_from([Channel.INBOUND, Channel.OUTBOUND, Channel.BACK_OFFICE]),
    days=volumes.map(lambda given: (DayType(name="Día", days_a_month=Decimal(26), volumes=given),)),
    aht_seconds=st.integers(30, 900).map(Decimal),
    internal_shrinkage=rates("0.35"),
    wage=pesos(1_750_905, 2_500_000),
    hiring_cost=pesos(1, 900_000),
    technology_per_seat=pesos(0, 900_000),
    telephony_per_minute=pesos(0, 200),
    attrition=rates("0.2"),
)
terms = st.builds(
    lambda **given: example_terms(**given),
    margin=rates("0.4"),
    term_months=st.integers(1, 60),
    payment_days=st.integers(1, 120).map(Decimal),
    overhead=rates("0.2"),
    contingency=rates("0.1"),
    bonds=rates("0.02"),
    stamps=rates("0.05"),
)
deals = st.builds(
    lambda services, agreed: example_deal(services=tuple(services), terms=agreed),
    st.lists(lines, min_size=1, max_size=3),
    terms,
)


@steady
@given(deals)
def test_the_margin_computed_back_from_the_price_is_what_was_put_in(deal: Deal) -> None:
    found = price(deal, PARAMETERS)
    asked, cost = found.value("price"), found.value("cost_base")
    terms = deal.terms
    monthly = (1 + terms.effective_annual_rate) ** (Decimal(1) / 12) - 1
    taken = terms.ica + terms.gmf + terms.bonds + terms.stamps + monthly * terms.payment_days / 30
    assert abs(1 - cost / asked - taken - terms.margin) < Decimal("1e-20")
    assert abs(1 - cost / found.monthly_price - taken - terms.margin) < Decimal("1e-6")


@steady
@given(deals)
def test_the_prices_of_the_services_add_up_to_the_price_of_the_deal(deal: Deal) -> None:
    found = price(deal, PARAMETERS)
    assert abs(sum(priced.price.value for priced in found.services) - found.value("price")) < Decimal("1e-9")


LINE_COSTS = [
    "wage",
    "work_clothing",
    "technology_per_seat",
    "infrastructure_per_seat",
    "telephony_per_minute",
    "hiring_cost",
    "training_days",
]
TERM_COSTS = [
    "overhead",
    "contingency",
    "ica",
    "gmf",
    "bonds",
    "stamps",
    "effective_annual_rate",
    "payment_days",
    "margin",
]


@steady
@given(deals, st.sampled_from(LINE_COSTS), st.integers(1, 20))
def test_price_rises_with_every_cost_of_a_service(deal: Deal, name: str, more: int) -> None:
    first = deal.services[0]
    dearer = replace(first, **{name: getattr(first, name) + more})
    assert _price(replace(deal, services=(dearer, *deal.services[1:]))) > _price(deal)


@steady
@given(deals, st.sampled_from(["attrition", "cohort_factor"]), st.decimals("0.001", "0.1", places=3))
def test_price_rises_with_the_people_to_hire(deal: Deal, name: str, more: Decimal) -> None:
    first = deal.services[0]
    dearer = replace(first, **{name: getattr(first, name) + more})
    assert _price(replace(deal, services=(dearer, *deal.services[1:]))) > _price(deal)


@steady
@given(deals, st.sampled_from(TERM_COSTS), st.decimals("0.0001", "0.01", places=4))
def test_price_rises_with_every_rate_of_the_terms(deal: Deal, name: str, more: Decimal) -> None:
    dearer = replace(deal.terms, **{name: getattr(deal.terms, name) + more})
    assert _price(replace(deal, terms=dearer)) > _price(deal)


@steady
@given(deals, st.integers(0, 4), st.integers(1, 100_000))
def test_price_rises_with_the_wage_of_a_role(deal: Deal, position: int, more: int) -> None:
    roles = list(deal.structure)
    roles[position] = replace(roles[position], wage=roles[position].wage + more)
    assert _price(replace(deal, structure=tuple(roles))) > _price(deal)


@steady
@given(deals, st.integers(1, 100))
def test_more_calls_never_need_fewer_agents_hours_or_seats(deal: Deal, more: int) -> None:
    busier = tuple(
        replace(
            line,
            days=tuple(
                replace(day, volumes=tuple(None if one is None else one + more for one in day.volumes))
                for day in line.days
            ),
        )
        for line in deal.services
    )
    before, after = price(deal, PARAMETERS), price(replace(deal, services=busier), PARAMETERS)
    for key in ("hours", "headcount", "seats"):
        assert after.value(key) >= before.value(key)


def test_a_wage_above_two_minimum_wages_loses_the_transport_aid() -> None:
    at_limit = price(example_deal(services=(voice_line(wage=Decimal(3_501_810)),)), PARAMETERS)
    above = price(example_deal(services=(voice_line(wage=Decimal(3_501_811)),)), PARAMETERS)
    assert at_limit.value("services.0.transport_aid") == 249095
    assert above.value("services.0.transport_aid") == 0
    assert above.value("price") < at_limit.value("price")


def test_from_ten_minimum_wages_on_health_sena_and_icbf_are_paid() -> None:
    limit = Decimal(17_509_050)
    below, at_limit = (
        price(example_deal(services=(voice_line(wage=wage),)), PARAMETERS).value("services.0.contributions")
        for wage in (limit - 1, limit)
    )
    assert below == (limit - 1) * Decimal("0.16522")
    assert at_limit == limit * (Decimal("0.16522") + Decimal("0.135"))


def test_capacity_is_182_hours_and_the_hourly_wage_is_divided_by_210() -> None:
    night = voice_line(
        days=(DayType(name="Noche", days_a_month=Decimal(20), volumes=hourly((18, 22, "120"))),), reserve=Decimal(0)
    )
    found = price(example_deal(services=(night,)), PARAMETERS)
    assert found.value("services.0.usable_hours") == Decimal(182) * Decimal("0.87") * Decimal("0.85")
    assert found.value("services.0.night_hours") == 9 * 3 * 20
    headcount = found.value("services.0.headcount")
    expected = 9 * 3 * 20 / Decimal("0.87") * Decimal("0.35") * (Decimal(1750905) / 210) / headcount
    assert abs(found.value("services.0.surcharges") - expected) < Decimal("1e-12")


def test_night_and_sunday_surcharges_add_up() -> None:
    sunday = DayType(name="Domingo", days_a_month=Decimal(4), volumes=hourly((20, 22, "120")), sunday_or_holiday=True)
    found = price(example_deal(services=(voice_line(days=(sunday,)),)), PARAMETERS)
    hours, headcount = found.value("services.0.hours"), found.value("services.0.headcount")
    both = Decimal("0.35") + Decimal("0.90")
    expected = hours / Decimal("0.87") * both * (Decimal(1750905) / 210) / headcount
    assert abs(found.value("services.0.surcharges") - expected) < Decimal("1e-12")


@pytest.mark.parametrize(
    "day, rate", [(date(2026, 6, 30), "0.80"), (date(2026, 7, 1), "0.90"), (date(2026, 12, 31), "0.90")]
)
def test_the_sunday_rate_follows_the_date(day: date, rate: str) -> None:
    assert price(example_deal(parameters_on=day), PARAMETERS).value("parameters.sunday_rate") == Decimal(rate)


def test_before_15_july_capacity_is_that_of_44_hours() -> None:
    found = price(example_deal(parameters_on=date(2026, 7, 14)), PARAMETERS)
    assert found.value("parameters.weekly_hours") == 44
    assert found.value("parameters.hourly_divisor") == 220


def test_a_round_the_clock_service_staffs_730_hours_a_post() -> None:
    line = voice_line(channel=Channel.ROUND_THE_CLOCK, days=(), posts=2, aht_seconds=Decimal(0))
    found = price(example_deal(services=(line,)), PARAMETERS)
    assert abs(found.value("hours") - 2 * 730) < Decimal("1e-18")
    assert abs(found.value("services.0.night_hours") - 2 * 730 * Decimal(11) / 24) < Decimal("1e-18")
    assert abs(found.value("services.0.sunday_hours") - 2 * 70 * 24 / Decimal(12)) < Decimal("1e-18")
    assert found.seats == 3
    assert "price_per_transaction" not in found.figures


def test_fixed_posts_and_workload_give_agents_directly() -> None:
    day = (DayType(name="Día", days_a_month=Decimal(20), volumes=hourly((8, 18, "85"))),)
    posts = price(example_deal(services=(voice_line(channel=Channel.FIXED_POSTS, days=day),)), PARAMETERS)
    assert posts.value("services.0.peak") == 85
    assert posts.value("services.0.transactions") == 0
    dialled = price(example_deal(services=(voice_line(channel=Channel.OUTBOUND, days=day),)), PARAMETERS)
    assert dialled.value("services.0.peak") == 5  # 85 × 180 / 3600 = 4.25 erlangs, over 85 % exactly 5


def test_an_open_interval_without_calls_keeps_the_least_agents_and_a_closed_one_none() -> None:
    day = DayType(name="Día", days_a_month=Decimal(20), volumes=hourly((8, 10, "0"), (10, 12, "100")))
    found = price(example_deal(services=(voice_line(days=(day,), minimum_agents=2),)), PARAMETERS)
    assert found.services[0].sized.days[0].agents[7:13] == (None, 2, 2, 8, 8, None)


def test_half_hours_count_half() -> None:
    half = DayType(name="Día", days_a_month=Decimal(20), volumes=(None,) * 20 + (Decimal(100),) * 4 + (None,) * 24)
    found = price(example_deal(services=(voice_line(days=(half,)),)), PARAMETERS)
    assert found.value("services.0.peak") == 14
    assert found.value("hours") == 14 * 2 * 20


def test_several_services_share_one_structure_and_add_up() -> None:
    one = price(example_deal(), PARAMETERS)
    two = price(example_deal(services=(voice_line(), voice_line(name="Chat"))), PARAMETERS)
    assert two.headcount == 2 * one.headcount
    assert two.seats == 2 * one.seats
    manager = one.value("structure.4.cost")
    shared = 2 * (one.value("structure") - manager) + manager
    assert abs(two.value("structure") - shared) < Decimal("1e-12")


def test_a_term_that_is_not_whole_years_has_one_margin_for_the_begun_year() -> None:
    found = price(example_deal(terms=example_terms(term_months=30)), PARAMETERS)
    margins = found.year_margins(Clause.IPC)
    assert len(margins) == 3
    assert margins[2] < margins[1] < margins[0]


def test_a_tenth_more_of_anything_costs_margin_at_a_fixed_price() -> None:
    found = price(example_deal(), PARAMETERS)
    outcomes = {(outcome.driver, outcome.step): outcome.margin for outcome in sensitivity(found, PARAMETERS)}
    assert len(outcomes) == 8
    for driver in Driver:
        less, more = outcomes[driver, Decimal("-0.1")], outcomes[driver, Decimal("0.1")]
        assert less is not None
        assert more is not None
        assert more < Decimal("0.12") < less
    dear = replace(example_deal(), terms=example_terms(payment_days=Decimal(66)))
    expected = 1 - found.value("cost_base") / found.value("price") - price(dear, PARAMETERS).value("deductions")
    assert outcomes[Driver.PAYMENT_DAYS, Decimal("0.1")] == expected


def test_a_price_per_transaction_carries_the_change_of_volume() -> None:
    margins = {}
    for unit in (PriceUnit.MONTH, PriceUnit.TRANSACTION):
        found = price(example_deal(terms=example_terms(price_unit=unit)), PARAMETERS)
        for outcome in sensitivity(found, PARAMETERS):
            if outcome.driver is Driver.VOLUME:
                margins[unit, outcome.step] = outcome.margin or Decimal(0)
    less, more = Decimal("-0.1"), Decimal("0.1")
    assert margins[PriceUnit.TRANSACTION, more] > margins[PriceUnit.MONTH, more]
    assert margins[PriceUnit.TRANSACTION, less] < margins[PriceUnit.MONTH, less]


def test_fixed_posts_do_not_move_with_volume() -> None:
    line = voice_line(channel=Channel.ROUND_THE_CLOCK, days=(), posts=3)
    found = price(example_deal(services=(line,)), PARAMETERS)
    outcomes = [outcome for outcome in sensitivity(found, PARAMETERS) if outcome.driver is Driver.VOLUME]
    assert all(abs((outcome.margin or 0) - Decimal("0.12")) < Decimal("1e-20") for outcome in outcomes)


def _price(deal: Deal) -> Decimal:
    return price(deal, PARAMETERS).value("price")
