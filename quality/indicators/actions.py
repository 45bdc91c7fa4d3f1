"""The verbs of quality."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from almacontact.calendar import today
from quality.indicators import formulas as indicators
from quality.indicators.models import IndicatorCode, IndicatorResult
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
