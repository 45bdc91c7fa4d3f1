"""Compute the indicators of the process."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from almacontact.calendar import today
from quality.indicators.actions import compute_indicators, periods_of
from quality.indicators.models import IndicatorResult
from quality.indicators.periods import Period


class Command(BaseCommand):
    """`manage.py compute_indicators [--period 2026-03|2026-Q1] [--json]`: this year and the last without a period."""

    help = "Compute the Indicador Comercial (months) and the Conversión Trimestral (quarters)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--period", help="a month as 2026-03 or a quarter as 2026-Q1; all of two years without it")
        parser.add_argument("--json", action="store_true", help="write the results as JSON and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["period"]:
            try:
                periods = [Period.read(options["period"])]
            except ValueError as error:
                raise CommandError(str(error)) from None
        else:
            periods = [*periods_of(today().year - 1), *periods_of(today().year)]
        results = compute_indicators(periods=periods)
        if options["json"]:
            self.stdout.write(json.dumps([_plain(result) for result in results], ensure_ascii=False))
            return
        for result in results:
            value = "–" if result.value is None else f"{result.value} %"
            self.stdout.write(f"{result.indicator:12} {result.period:8} {value:>10}  n={result.n}  {result.band}")


def _plain(result: IndicatorResult) -> dict[str, Any]:
    return {
        "indicator": result.indicator,
        "period": result.period,
        "numerator": result.numerator,
        "denominator": result.denominator,
        "value": None if result.value is None else float(result.value),
        "band": result.band,
        "n": result.n,
        "year_to_date": None if result.year_to_date is None else float(result.year_to_date),
        "opportunities": result.opportunities,
        "details": result.details,
    }
