"""Bad input ends in a message at its field, never in a traceback or an infinity."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almacontact.refusals import Refused
from proposals.errors import MissingParameter, PricingRefused
from proposals.pricing.engine.explain import Unit
from proposals.pricing.engine.inputs import Channel, DayType, Deal, ServiceLine, StructureRole, Terms, entries
from proposals.pricing.engine.parameters import DEFINITIONS, Key, Parameter, ParameterSet
from proposals.pricing.engine.price import price
from proposals.pricing.engine.snapshot import read_deal, to_data
from tests.proposals.pricing.pricing_examples import (
    PARAMETERS,
    STARTING_PARAMETERS,
    example_deal,
    example_structure,
    example_terms,
    hourly,
    steady,
    voice_line,
)


def line(**changes: Any) -> Deal:
    return example_deal(services=(voice_line(**changes),))


def day(**changes: Any) -> Deal:
    given = {"name": "Día", "days_a_month": Decimal(20), "volumes": hourly((8, 12, "100"))}
    return line(days=(DayType(**{**given, **changes}),))


def role(**changes: Any) -> Deal:
    return example_deal(structure=(replace(example_structure()[0], **changes),))


def terms(**changes: Any) -> Deal:
    return example_deal(terms=example_terms(**changes))


REFUSALS: list[tuple[Callable[[], Deal], str, str]] = [
    (lambda: line(aht_seconds=Decimal(0)), "services.0.aht_seconds", "aht_zero"),
    (lambda: line(aht_seconds=Decimal(-1)), "services.0.aht_seconds", "range"),
    (lambda: line(aht_seconds=Decimal("NaN")), "services.0.aht_seconds", "range"),
    (lambda: line(aht_seconds=Decimal("Infinity")), "services.0.aht_seconds", "range"),
    (lambda: line(max_occupancy=Decimal("1.01")), "services.0.max_occupancy", "range"),
    (lambda: line(max_occupancy=Decimal(0)), "services.0.max_occupancy", "range"),
    (lambda: line(target_service_level=Decimal(1)), "services.0.target_service_level", "range"),
    (lambda: line(max_occupancy=Decimal("0.001")), "services.0.target_service_level", "no_solution"),
    (lambda: line(internal_shrinkage=Decimal(1)), "services.0.internal_shrinkage", "range"),
    (lambda: line(external_shrinkage=Decimal("1.2")), "services.0.external_shrinkage", "range"),
    (lambda: line(wage=Decimal(0)), "services.0.wage", "range"),
    (lambda: line(wage=Decimal(1_750_904)), "services.0.wage", "below_minimum_wage"),
    (lambda: role(wage=Decimal(1_423_500)), "structure.0.wage", "below_minimum_wage"),
    (lambda: line(hiring_cost=Decimal(-1)), "services.0.hiring_cost", "range"),
    (lambda: line(days=()), "services.0.days", "empty"),
    (lambda: line(channel=Channel.ROUND_THE_CLOCK, days=()), "services.0.posts", "posts"),
    (lambda: day(volumes=(Decimal(1),) * 23), "services.0.days.0.volumes", "intervals"),
    (lambda: day(volumes=(None,) * 48), "services.0.days", "closed"),
    (lambda: day(volumes=(Decimal(-1),) * 24), "services.0.days.0.volumes.0", "volume"),
    (lambda: day(volumes=(Decimal("NaN"),) * 24), "services.0.days.0.volumes.0", "volume"),
    (lambda: day(volumes=(Decimal(10**6),) * 24), "services.0.target_service_level", "no_solution"),
    (lambda: day(days_a_month=Decimal(0)), "services.0.days.0.days_a_month", "range"),
    (lambda: day(days_a_month=Decimal("NaN")), "services.0.days.0.days_a_month", "range"),
    (lambda: line(days=example_deal().services[0].days * 2), "services.0.days", "days"),
    (lambda: line(minimum_agents=0, days=(DayType(name="D", days_a_month=Decimal(1), volumes=(Decimal(0),) * 24),)),
     "services.0.days", "no_work"),
    (lambda: role(ratio=None), "structure.0.ratio", "ratio_or_fixed"),
    (lambda: role(fixed_fte=Decimal(1)), "structure.0.ratio", "ratio_or_fixed"),
    (lambda: role(ratio=Decimal(0)), "structure.0.ratio", "range"),
    (lambda: terms(margin=Decimal("0.99")), "terms.margin", "no_room"),
    (lambda: terms(margin=Decimal("0.97"), payment_days=Decimal(120)), "terms.margin", "no_room"),
    (lambda: terms(margin=Decimal(1)), "terms.margin", "range"),
    (lambda: terms(term_months=0), "terms.term_months", "range"),
    (lambda: terms(payment_days=Decimal(-1)), "terms.payment_days", "range"),
    (lambda: example_deal(services=()), "services", "empty"),
    (lambda: example_deal(services=(voice_line(),) * 21), "services", "too_many"),
]  # fmt: skip


@pytest.mark.parametrize("build, field, code", REFUSALS, ids=[f"{field}-{code}" for _, field, code in REFUSALS])
def test_bad_input_is_refused_at_its_field(build: Callable[[], Deal], field: str, code: str) -> None:
    with pytest.raises(PricingRefused) as refusal:
        price(build(), PARAMETERS)
    assert (field, code) in [(error.field, error.code) for error in refusal.value.errors]
    for error in refusal.value.errors:
        assert str(error.message)
        assert str(error.hint)


def test_every_error_is_told_at_once_and_a_page_can_show_them() -> None:
    with pytest.raises(Refused) as refusal:
        price(line(aht_seconds=Decimal(0), max_occupancy=Decimal(2), wage=Decimal(0)), PARAMETERS)
    assert {blocker.field for blocker in refusal.value.blockers} == {
        "services.0.aht_seconds",
        "services.0.max_occupancy",
        "services.0.wage",
    }


def test_january_without_its_minimum_wage_names_what_is_missing() -> None:
    with pytest.raises(MissingParameter) as refusal:
        price(example_deal(parameters_on=date(2027, 1, 1)), PARAMETERS)
    assert refusal.value.keys == (Key.MINIMUM_WAGE, Key.TRANSPORT_AID)
    assert [error.field for error in refusal.value.errors] == ["parameters.minimum_wage", "parameters.transport_aid"]
    assert "2027-01-01" in str(refusal.value.errors[0].message)


def test_parameters_that_change_before_the_start_are_told_as_stale() -> None:
    found = price(example_deal(), PARAMETERS)
    assert PARAMETERS.stale(found.parameters, date(2026, 12, 31)) == []
    stale = {parameter.key for parameter in PARAMETERS.stale(found.parameters, date(2027, 7, 1))}
    assert stale == {Key.MINIMUM_WAGE, Key.TRANSPORT_AID, Key.SUNDAY_RATE}


def test_the_starting_parameters_are_described_and_the_later_value_of_a_day_holds() -> None:
    assert {parameter.key for parameter in STARTING_PARAMETERS} == set(Key) == set(DEFINITIONS)
    doubled = ParameterSet([*STARTING_PARAMETERS, Parameter(Key.IVA, Decimal("0.2"), date(2026, 6, 1), None, "x")])
    assert doubled.get(Key.IVA, date(2026, 6, 1)).value == Decimal("0.2")


def test_what_cannot_be_read_is_refused_at_its_path() -> None:
    data = to_data(example_deal())
    data["services"][0]["aht_seconds"] = "doce"
    data["services"][0]["days"][0]["volumes"][7] = "NaN"
    data["services"][0]["channel"] = "paloma"
    data["terms"]["term_months"] = "24.5"
    data["parameters_on"] = "ayer"
    del data["terms"]["margin"]
    with pytest.raises(PricingRefused) as refusal:
        read_deal(data)
    assert {(error.field, error.code) for error in refusal.value.errors} == {
        ("services.0.aht_seconds", "unreadable"),
        ("services.0.days.0.volumes.7", "unreadable"),
        ("services.0.channel", "unreadable"),
        ("terms.term_months", "unreadable"),
        ("terms.margin", "missing"),
        ("parameters_on", "unreadable"),
    }


@pytest.mark.parametrize("data", [{}, {"services": "x"}, {"services": [None], "terms": [], "parameters_on": 3}])
def test_data_of_another_shape_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(PricingRefused):
        read_deal(data)


NUMBERS = [
    (kind, name)
    for kind in (ServiceLine, Terms, DayType, StructureRole)
    for name, entry in entries(kind).items()
    if entry.unit is not Unit.NONE and name != "volumes"
]


@steady
@given(st.sampled_from(NUMBERS), st.decimals(allow_nan=True, allow_infinity=True))
def test_any_number_in_any_field_gives_a_finite_price_or_a_refusal(target: tuple[type, str], value: Decimal) -> None:
    kind, name = target
    data = to_data(example_deal())
    place = {
        ServiceLine: data["services"][0],
        Terms: data["terms"],
        DayType: data["services"][0]["days"][0],
        StructureRole: data["structure"][0],
    }[kind]
    place[name] = str(value)
    with suppress(PricingRefused):
        found = price(read_deal(data), PARAMETERS)
        assert all(figure.shown.is_finite() for figure in found.figures.values())
