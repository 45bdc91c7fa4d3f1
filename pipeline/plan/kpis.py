"""Indicators that a KPI of the plan can be tied to, by code. The pipeline has two; later apps register theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from almacontact.refusals import Words
from pipeline.plan.results import results_of


@dataclass(frozen=True)
class Indicator:
    """One measured thing. `value` gives its value for a year so far, in `unit`; None where nothing can be measured."""

    code: str
    name: Words
    unit: Words
    value: Callable[[int], Decimal | None]


def of_results(name: str) -> Callable[[int], Decimal | None]:
    """Return what measures one of the results of a year, by its name there."""

    def value(year: int) -> Decimal | None:
        found = results_of(year)[name]
        return None if found is None else Decimal(str(found))

    return value


_indicators: dict[str, Indicator] = {}


def register(indicator: Indicator) -> None:
    """Add an indicator, or replace the one with the same code."""
    _indicators[indicator.code] = indicator


def get(code: str) -> Indicator | None:
    """Return the indicator with this code, or None."""
    return _indicators.get(code)


def choices() -> list[tuple[str, Words]]:
    """Return (code, name) of every indicator, by name."""
    return sorted(((one.code, one.name) for one in _indicators.values()), key=lambda pair: str(pair[1]))
