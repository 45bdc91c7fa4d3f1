"""How the two indicators are computed, by docs/quality-records.md. Pure reading: nothing is stored here.

Commercial (monthly): monthly value, in COP without IVA, of new clients awarded in the month ÷ the month's target × 100.
The event is the award, dated by its document, in Bogotá. Without a target there is no value: never 100 %.

Conversion (quarterly): awarded ÷ (awarded + lost + withdrawn + cancelled) among those resolved in the quarter after a
proposal was sent, by count. Fewer than five is an insufficient sample; none is not applicable.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Min, Q, Sum

from pipeline.opportunities.models.gate_passes import GatePass
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.plan.models.parts import PlanKpi
from pipeline.plan.models.plans import CommercialPlan
from pipeline.states import SENT_STAGES, Move, Outcome
from quality.indicators.models import Band, IndicatorCode
from quality.indicators.periods import Period

FORMULA_VERSION = 1
LEAST_SAMPLE = 5
GREEN_FROM = Decimal(100)
"""Per cent of the target from which a value is on target."""
AMBER_FROM = Decimal(80)


@dataclass(frozen=True)
class Measured:
    """What one computation found. `value`, `target` and `year_to_date` are per cent, None where there is none."""

    indicator: IndicatorCode
    period: Period
    numerator: int
    denominator: int | None
    value: Decimal | None
    target: Decimal | None
    band: Band
    n: int
    year_to_date: Decimal | None
    opportunities: list[int]
    details: dict[str, Any] = field(default_factory=dict)


def measure(indicator: IndicatorCode, period: Period, today: date) -> Measured:
    """Compute `indicator` over `period` from the records as they stand."""
    if indicator == IndicatorCode.COMMERCIAL:
        return commercial(period)
    return conversion(period, today)


def commercial(period: Period) -> Measured:
    """Compute the Indicador Comercial of a month, with the year to date beside it."""
    plan = CommercialPlan.objects.for_forecast(period.year)
    targets = dict(plan.monthly_targets.values_list("month", "amount")) if plan else {}
    won = Opportunity.objects.won().in_results().filter(new_client=True)
    month = won.filter(closed_on__range=(period.first, period.last))
    ids = list(month.order_by("pk").values_list("pk", flat=True))
    numerator = month.aggregate(sum=Sum("monthly_value", default=0))["sum"]
    so_far = won.filter(closed_on__range=(date(period.year, 1, 1), period.last))
    year_won = so_far.aggregate(sum=Sum("monthly_value", default=0))["sum"]
    year_target = sum(amount for number, amount in targets.items() if number <= period.first_month)
    target = targets.get(period.first_month) or None
    value = percent(numerator, target)
    return Measured(
        indicator=IndicatorCode.COMMERCIAL,
        period=period,
        numerator=numerator,
        denominator=target,
        value=value,
        target=None if target is None else Decimal(100),
        band=band(value, Decimal(100)) if value is not None else Band.NO_TARGET,
        n=len(ids),
        year_to_date=percent(year_won, year_target),
        opportunities=ids,
        details={"year_won": year_won, "year_target": year_target, "plan": str(plan) if plan else ""},
    )


def conversion(period: Period, today: date) -> Measured:
    """Compute the Conversión Trimestral, by count; by value, by cohort of sending and overdue proposals beside it."""
    resolved = Opportunity.objects.closed().filter(left_stage__in=SENT_STAGES)
    quarter = resolved.filter(closed_on__range=(period.first, period.last))
    ids = list(quarter.order_by("pk").values_list("pk", flat=True))
    sums = _won_of(quarter)
    so_far = _won_of(resolved.filter(closed_on__range=(date(period.year, 1, 1), period.last)))
    target = _target_of_conversion(period.year)
    value = percent(sums["won"], sums["all"])
    return Measured(
        indicator=IndicatorCode.CONVERSION,
        period=period,
        numerator=sums["won"],
        denominator=sums["all"],
        value=value,
        target=target,
        band=_conversion_band(value, sums["all"], target),
        n=sums["all"],
        year_to_date=percent(so_far["won"], so_far["all"]),
        opportunities=ids,
        details={
            "won_value": sums["won_value"],
            "all_value": sums["all_value"],
            "by_value": _text(percent(sums["won_value"], sums["all_value"])),
            "cohort": _cohort(period),
            "overdue_open": _overdue(min(today, period.last)),
        },
    )


def percent(part: int, whole: int | None) -> Decimal | None:
    """Return `part` in per cent of `whole`, to two decimals; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def band(value: Decimal, target: Decimal) -> Band:
    """Return how `value` stands against `target`."""
    reached = value * 100 / target
    return Band.GREEN if reached >= GREEN_FROM else Band.AMBER if reached >= AMBER_FROM else Band.RED


def _conversion_band(value: Decimal | None, n: int, target: Decimal | None) -> Band:
    if value is None:
        return Band.NOT_APPLICABLE
    if n < LEAST_SAMPLE:
        return Band.INSUFFICIENT
    return band(value, target) if target else Band.NO_TARGET


def _won_of(resolved: Any) -> dict[str, int]:
    won = Q(outcome=Outcome.WON)
    return resolved.aggregate(
        all=Count("pk"),
        won=Count("pk", filter=won),
        all_value=Sum("monthly_value", default=0),
        won_value=Sum("monthly_value", filter=won, default=0),
    )


def _cohort(period: Period) -> dict[str, int]:
    """Return what became of the proposals first sent in the quarter, whenever they were resolved."""
    sent = (
        GatePass.objects.filter(move=Move.PROPOSE)
        .order_by()
        .values("opportunity")
        .annotate(day=Min("at__date"))
        .filter(day__range=(period.first, period.last))
        .values("opportunity")
    )
    return Opportunity.objects.filter(pk__in=sent).aggregate(
        sent=Count("pk"),
        won=Count("pk", filter=Q(outcome=Outcome.WON)),
        open=Count("pk", filter=Q(outcome="")),
    )


def _overdue(day: date) -> int:
    """Return how many proposals are out past their expected close: kept open, they would flatter the conversion."""
    return Opportunity.objects.filter(stage__in=SENT_STAGES, expected_close_on__lt=day).count()


def _target_of_conversion(year: int) -> Decimal | None:
    """Return the target that the year's plan sets for the KPI tied to this indicator."""
    plan = CommercialPlan.objects.for_forecast(year)
    if plan is None:
        return None
    kpi = PlanKpi.objects.filter(plan=plan, indicator=IndicatorCode.CONVERSION).first()
    return kpi.target if kpi else None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
