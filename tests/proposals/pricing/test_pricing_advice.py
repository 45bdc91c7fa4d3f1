"""Warnings about what is allowed but unusual, and the values a new deal starts from."""

from dataclasses import replace
from decimal import Decimal

from pipeline.terms import Clause
from proposals.pricing.engine.advice import advise, suggested_terms
from proposals.pricing.engine.inputs import Deal
from proposals.pricing.engine.price import price
from tests.proposals.pricing.pricing_examples import (
    DAY,
    PARAMETERS,
    example_deal,
    example_structure,
    example_terms,
    voice_line,
)


def told(deal: Deal) -> list[tuple[str, str]]:
    return [(advice.field, advice.code) for advice in advise(price(deal, PARAMETERS), PARAMETERS)]


def test_the_worked_example_is_usual() -> None:
    assert told(example_deal()) == []


def test_shrinkage_out_of_its_range_is_told() -> None:
    assert told(example_deal(services=(voice_line(internal_shrinkage=Decimal("0.30")),))) == [
        ("services.0.internal_shrinkage", "unusual_shrinkage")
    ]


def test_a_supervisor_of_too_many_agents_is_told() -> None:
    thin = (replace(example_structure()[0], ratio=Decimal(30)), *example_structure()[1:])
    assert told(example_deal(structure=thin)) == [("structure.0.ratio", "unusual_supervision")]
    assert told(example_deal(structure=())) == []


def test_late_payment_is_told() -> None:
    assert told(example_deal(terms=example_terms(payment_days=Decimal(90)))) == [("terms.payment_days", "late_payment")]


def test_a_year_that_loses_money_is_told() -> None:
    assert told(example_deal(terms=example_terms(clause=Clause.NONE))) == [("terms.clause", "losing_year")]


def test_a_public_client_pays_later() -> None:
    assert suggested_terms(PARAMETERS, DAY, state=True)["payment_days"] == 60
    assert suggested_terms(PARAMETERS, DAY, state=False) == {
        "ica": Decimal("0.00966"),
        "gmf": Decimal("0.004"),
        "payment_days": Decimal(45),
    }
