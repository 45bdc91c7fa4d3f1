"""What accepting the wins of an import changes in the indicators, month by month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from almacontact.calendar import today
from pipeline.imports.acceptance import wins_of
from pipeline.imports.models import ImportBatch
from quality.indicators.formulas import percent
from quality.indicators.models import IndicatorCode, IndicatorResult
from quality.indicators.periods import Period


@dataclass(frozen=True, slots=True)
class MonthChange:
    """One month of the Indicador Comercial: how many wins of what value (COP) begin to count, those of new clients
    alone, and its value in per cent before and after; None without a target. `closed`: its figures were closed."""

    period: Period
    wins: int
    added: int
    before: Decimal | None
    after: Decimal | None
    closed: bool


def changes_of(batch: ImportBatch) -> list[MonthChange]:
    """Return the months that accepting the wins of `batch` changes, the first first: two queries."""
    found: dict[Period, list[int]] = defaultdict(list)
    counted = wins_of(batch).filter(apart=True, new_client=True, closed_on__isnull=False)
    for closed_on, value in counted.values_list("closed_on", "monthly_value"):
        found[Period(closed_on.year, closed_on.month, 1)].append(value)
    stored = IndicatorResult.objects.filter(
        indicator=IndicatorCode.COMMERCIAL, period__in=[period.code for period in found]
    )
    results = {one.period: one for one in stored}
    changes = []
    for period, values in sorted(found.items()):
        now = results.get(period.code)
        target, numerator = (now.denominator, now.numerator) if now else (None, 0)
        changes.append(
            MonthChange(
                period=period,
                wins=len(values),
                added=sum(values),
                before=percent(numerator, target),
                after=percent(numerator + sum(values), target),
                closed=period.is_closed(today()),
            )
        )
    return changes


def periods_touched(batch: ImportBatch) -> list[Period]:
    """Return the months and quarters in which the wins of `batch` lie."""
    days = wins_of(batch).filter(closed_on__isnull=False).values_list("closed_on", flat=True)
    return sorted({period for day in days for period in Period.around(day)})
