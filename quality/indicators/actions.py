"""The verbs of quality."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from almacontact.accounts.models import User
from almacontact.calendar import today
from pipeline.events import Touched
from quality.indicators import formulas as indicators
from quality.indicators.models import ClosedPeriodEffect, IndicatorCode, IndicatorResult
from quality.indicators.periods import Period

_STORED = (
    "first_day",
    "numerator",
    "denominator",
    "value",
    "target",
    "band",
    "n",
    "year_to_date",
    "details",
    "opportunities",
    "formula_version",
)


def compute_indicators(*, periods: Iterable[Period], now: date | None = None) -> list[IndicatorResult]:
    """Compute the indicator of each period (months: commercial; quarters: conversion) and keep what changed.

    Idempotent: computing again without a change writes nothing, so history holds only real changes.
    """
    results = []
    for period in periods:
        code = IndicatorCode.COMMERCIAL if period.months == 1 else IndicatorCode.CONVERSION
        with transaction.atomic():
            measured = indicators.measure(code, period, now or today())
            result = IndicatorResult.objects.select_for_update().filter(
                indicator=code, period=period.code
            ).first() or IndicatorResult(indicator=code, period=period.code)
            wanted = {
                "first_day": period.first,
                "formula_version": indicators.FORMULA_VERSION,
                **{name: getattr(measured, name) for name in _STORED if hasattr(measured, name)},
            }
            if result.pk is None or any(getattr(result, name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(result, name, value)
                result.save()
            results.append(result)
    return results


def periods_of(year: int, now: date | None = None) -> list[Period]:
    """Return the months and quarters of `year` that have begun."""
    day = now or today()
    months = [Period(year, number, 1) for number in range(1, 13)]
    quarters = [Period(year, number, 3) for number in (1, 4, 7, 10)]
    return [period for period in (*months, *quarters) if period.first <= day]


def note_effects(
    *, what: Touched, deals: Sequence[tuple[str, date]], by: User | None, reason: str, **_more: Any
) -> list[ClosedPeriodEffect]:
    """Write down what a change of the results does to periods that are closed: one effect a month.

    Hears of `pipeline.events.closings_touched`."""
    months: dict[tuple[Period, Period], list[str]] = defaultdict(list)
    for code, on in deals:
        months[Period.around(on)].append(code)
    found = []
    for touched, codes in sorted(months.items()):
        if closed := [one.code for one in touched if one.is_closed(today())]:
            effect = ClosedPeriodEffect(what=what, periods=closed, codes=sorted(codes), by=by, reason=reason)
            effect.save()
            found.append(effect)
    return found
