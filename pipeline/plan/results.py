"""What a plan starts from: last year's results, drawn from the data, and the yearly projection (process row 1)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from almacontact.calendar import today
from almacontact.money import cop
from almacontact.refusals import Blocker
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.plan.models.plans import CommercialPlan
from pipeline.states import SENT_STAGES, Outcome, Stage


def results_of(year: int) -> dict[str, Any]:
    """Return the results of `year` as plain values, to be frozen on the plan of the next year.

    `won` and `won_new`: monthly value in COP of what was awarded in the year, and of new clients alone; `months` the
    latter by month; `segments` [code, name, COP, count], the largest first; `conversion` in % by count: awarded of what
    was resolved after a proposal was sent (None of nothing); `attainment` in % of the year's target (None without).
    """
    in_year = Q(closed_on__year=year)
    won = Opportunity.objects.filter(in_year, outcome=Outcome.WON)
    new = won.filter(new_client=True, apart=False)
    by_month = dict(new.order_by().values_list("closed_on__month").annotate(value=Sum("monthly_value")))
    by_segment = (
        won.order_by().values_list("segment__code", "segment__name").annotate(Sum("monthly_value"), Count("pk"))
    )
    resolved = Opportunity.objects.filter(in_year, left_stage__in=SENT_STAGES).aggregate(
        all=Count("pk"), won=Count("pk", filter=Q(outcome=Outcome.WON))
    )
    totals = won.aggregate(value=Sum("monthly_value"), count=Count("pk"), seats=Sum("seats"))
    months = [int(by_month.get(month, 0)) for month in range(1, 13)]
    target = target_of(year)
    return {
        "year": year,
        "drawn_on": today().isoformat(),
        "won": totals["value"] or 0,
        "won_count": totals["count"],
        "won_seats": totals["seats"] or 0,
        "won_new": sum(months),
        "months": months,
        "segments": sorted(([*row] for row in by_segment), key=lambda row: (-row[2], row[1])),
        "resolved": resolved["all"],
        "conversion": _percent(resolved["won"], resolved["all"]),
        "target": target,
        "attainment": _percent(sum(months), target),
    }


def target_of(year: int) -> int | None:
    """Return the yearly target of the plan in force for `year`: the sum of its months in COP, or None without one."""
    plan = CommercialPlan.objects.in_force(year)
    return plan and plan.monthly_targets.aggregate(sum=Sum("amount"))["sum"]


def projection_of(year: int) -> dict[str, Any]:
    """Return what a projection of new-client sales in `year` can rest on, in COP a month, without IVA.

    `base`: won with new clients the year before; `growth`: its change against the year before that, in % (None when
    there was nothing); `pipeline`: what is open and expected to close in `year`, weighted by probability; `suggested`:
    the larger of the base grown like last year (by at most half, up or down) and the weighted pipeline.
    """
    base, before = _won_new(year - 1), _won_new(year - 2)
    growth = _percent(base - before, before)
    bounded = max(Decimal(-50), min(Decimal(50), Decimal(growth or 0)))
    weighted = (
        Opportunity.objects.open()
        .filter(expected_close_on__year=year)
        .aggregate(sum=Sum(F("monthly_value") * F("probability")))["sum"]
    )
    pipeline = round((weighted or 0) / 100)
    grown = int((base * (100 + bounded) / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return {"base": base, "growth": growth, "pipeline": pipeline, "suggested": max(grown, pipeline)}


def season_of(year: int) -> list[int]:
    """Return the shape of the three years before `year`: won with new clients by calendar month, in COP."""
    rows = (
        Opportunity.objects.won()
        .filter(new_client=True, closed_on__range=(date(year - 3, 1, 1), date(year - 1, 12, 31)))
        .order_by()
        .values_list("closed_on__month")
        .annotate(value=Sum("monthly_value"))
    )
    values = dict(rows)
    return [int(values.get(month, 0)) for month in range(1, 13)]


def spread(total: int, weights: Sequence[int | Decimal]) -> list[int]:
    """Spread `total` (COP) over months in proportion to `weights`, to the peso: the parts add up to `total`.

    What rounding leaves over goes, a peso each, to the months with the largest remainders. Weights that are all zero
    spread evenly.
    """
    shape = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(shape)
    exact = [Decimal(total) * Decimal(weight) / Decimal(whole) for weight in shape]
    parts = [int(amount) for amount in exact]
    order = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def target_blockers(yearly: int, months: Mapping[int, int]) -> list[Blocker]:
    """Return what is wrong with a yearly target and its months, at the field: missing, negative, or off by how much."""
    found = [
        Blocker(code="negative", field=f"month_{month}", message=_("A target cannot be negative."))
        for month, amount in months.items()
        if amount < 0
    ]
    if yearly <= 0:
        found.append(Blocker(code="no_target", field="yearly", message=_("Write the yearly target.")))
    elif set(months) != set(range(1, 13)):
        found.append(Blocker(code="months", field="yearly", message=_("Give a target to each of the twelve months.")))
    missing = yearly - sum(months.values())
    if found or not missing:
        return found
    words = (
        _("The months add up to %(sum)s: %(difference)s less than the yearly target.")
        if missing > 0
        else _("The months add up to %(sum)s: %(difference)s more than the yearly target.")
    )
    values = {"sum": cop(sum(months.values())), "difference": cop(abs(missing))}
    return [Blocker(code="targets_do_not_add_up", field="yearly", message=words % values)]


def quarters(shares: Sequence[Decimal]) -> list[Decimal]:
    """Return twelve weights for the shares of the four quarters: each spreads evenly over its months."""
    return [share / 3 for share in shares for _month in range(3)]


def won_by_month(year: int) -> list[int]:
    """Return what new clients awarded in each month of `year`, in COP a month."""
    rows = (
        Opportunity.objects.won()
        .in_results()
        .filter(new_client=True, closed_on__year=year)
        .order_by()
        .values_list("closed_on__month")
        .annotate(value=Sum("monthly_value"))
    )
    values = dict(rows)
    return [int(values.get(month, 0)) for month in range(1, 13)]


def open_by_stage() -> list[tuple[str, int, int, int]]:
    """Return (stage, count, monthly value, weighted value) of what is open, in the order of the process."""
    rows = (
        Opportunity.objects.open()
        .order_by()
        .values_list("stage")
        .annotate(count=Count("pk"), value=Sum("monthly_value"), weight=Sum(F("monthly_value") * F("probability")))
    )
    found = {stage: (count, value or 0, round((weighted or 0) / 100)) for stage, count, value, weighted in rows}
    return [(stage, *found.get(stage, (0, 0, 0))) for stage in Stage if stage != Stage.CLOSED]


def _won_new(year: int) -> int:
    rows = Opportunity.objects.won().filter(new_client=True, closed_on__year=year)
    return rows.aggregate(sum=Sum("monthly_value"))["sum"] or 0


def _percent(part: int, whole: int | None) -> float | None:
    """Percentage points with one decimal, or None of nothing."""
    return round(100 * part / whole, 1) if whole else None
