"""The worked example, figure by figure and to the peso."""

from decimal import Decimal

import pytest

from pipeline.terms import Clause
from proposals.pricing.engine.explain import round_half_up
from proposals.pricing.engine.price import Pricing, price
from tests.proposals.pricing.pricing_examples import PARAMETERS, example_deal


@pytest.fixture(scope="module")
def example() -> Pricing:
    return price(example_deal(), PARAMETERS)


@pytest.mark.parametrize(
    "key, expected",
    [
        ("services.0.loaded", "2760497.26"),
        ("structure.0.loaded", "4350293.18"),
        ("structure.1.loaded", "3658533.18"),
        ("structure.2.loaded", "3935237.18"),
        ("structure.3.loaded", "4488645.18"),
        ("structure.4.loaded", "8301120"),
        ("services.0.peak", "14"),
        ("services.0.hours", "3008"),
        ("services.0.transactions", "41120"),
        ("services.0.usable_hours", "134.589"),
        ("services.0.fte", "22.3495"),
        ("headcount", "23"),
        ("seats", "15"),
        ("agents", "63491437"),
        ("structure", "13948902"),
        ("technology", "4200000"),
        ("infrastructure", "5250000"),
        ("telephony", "5551200"),
        ("services.0.first_cohort", "32135194"),
        ("cohort", "1338966"),
        ("attrition", "1460691"),
        ("direct_cost", "95241196"),
        ("overhead_cost", "7619296"),
        ("contingency_cost", "2057210"),
        ("cost_base", "104917701"),
        ("financing", "0.02489028"),
        ("denominator", "0.83844972"),
        ("price", "125132966"),
        ("gross_margin", "0.23888"),
        ("ebitda", "0.14489"),
        ("price_per_seat", "8342198"),
        ("price_per_hour", "41600.06"),
        ("price_per_transaction", "3043.12"),
        ("iva", "23775264"),
        ("total_value", "3003191191"),
    ],
)
def test_the_worked_example_holds(example: Pricing, key: str, expected: str) -> None:
    decimals = -Decimal(expected).as_tuple().exponent  # type: ignore[operator]
    assert round_half_up(example.value(key), decimals) == Decimal(expected)


def test_agents_of_each_band_of_the_example(example: Pricing) -> None:
    weekday, saturday = (sized.agents for sized in example.services[0].sized.days)
    assert weekday[7:19] == (14,) * 4 + (9,) * 8
    assert saturday[8:14] == (8,) * 6
    assert weekday[6] is None
    assert weekday[19] is None


@pytest.mark.parametrize(
    "clause, second_year",
    [(Clause.IPC, "0.0039"), (Clause.SMMLV, "0.1428"), (Clause.MIXED, "0.1200"), (Clause.NONE, "-0.0448")],
)
def test_what_the_second_year_leaves_under_each_clause(example: Pricing, clause: Clause, second_year: str) -> None:
    first, second = example.year_margins(clause)
    assert round_half_up(first, 4) == Decimal("0.1200")
    assert round_half_up(second, 4) == Decimal(second_year)


def test_the_price_floor_leaves_no_ebitda(example: Pricing) -> None:
    floor, taken = example.value("price_floor"), example.value("taxes_and_bonds")
    assert abs(1 - (example.value("cost_base") + floor * taken) / floor) < Decimal("1e-20")


def test_cash_is_the_invoice_without_what_the_client_withholds(example: Pricing) -> None:
    net = Decimal("125132966.31046758")
    expected = net * (1 + Decimal("0.19") * Decimal("0.85") - Decimal("0.04"))
    assert round_half_up(example.value("cash"), 0) == round_half_up(expected, 0)
