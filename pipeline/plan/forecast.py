"""The year's forecast against the target (process row 2, "yearly projection and monthly estimate").

Definitions (docs/process.md#figures-of-the-forecast): won by the date of winning, never the expected one; lost never
counts. Attainment and gap count new clients only: gap = target − won. Committed = won + what is in Negotiation.
Weighted = Σ monthly value × probability of what is open. All in COP of monthly value, without IVA.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Cast, Coalesce, Substr
from django.utils.translation import gettext_lazy as _

from pipeline.catalogues.models import name_of
from pipeline.opportunities.models.sets import OpportunityQuerySet
from pipeline.plan.models.plans import CommercialPlan
from pipeline.states import OPEN_STAGES, Outcome, Stage


class Basis(models.TextChoices):
    """By which date an open opportunity falls into a month."""

    CLOSE = "close", _("Expected close")
    BILLING = "billing", _("Expected billing start")


class Dimension(models.TextChoices):
    """By what the year is broken down."""

    SEGMENT = "segment", _("Segment")
    SERVICE = "service", _("Service")
    OWNER = "owner", _("Owner")


_OPEN_DATE = {Basis.CLOSE: "expected_close_on", Basis.BILLING: "expected_billing_on"}
_WON_DATE = {Basis.CLOSE: "closed_on", Basis.BILLING: "expected_billing_on"}


@dataclass
class Figures:
    """What one row of the forecast adds up: money in COP a month, seats, and numbers of opportunities."""

    won: int = 0
    won_new: int = 0
    won_count: int = 0
    won_seats: int = 0
    negotiation: int = 0
    open: int = 0
    open_count: int = 0
    open_seats: int = 0
    weighted: int = 0

    @property
    def committed(self) -> int:
        """Won plus what is in Negotiation."""
        return self.won + self.negotiation

    def add(self, other: "Figures") -> None:
        """Add another row to this one."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Month:
    """One month of the forecast. `target` is None where the year has no plan: "no target", never 100 %."""

    first: date
    target: int | None
    figures: Figures = field(default_factory=Figures)
    running_target: int = 0
    running_won: int = 0

    @property
    def gap(self) -> int | None:
        """Target minus what new clients awarded; negative when it was passed."""
        return None if self.target is None else self.target - self.figures.won_new

    @property
    def attainment(self) -> float | None:
        """Won with new clients in percent of the target, or None without a target."""
        return None if not self.target else 100 * self.figures.won_new / self.target


@dataclass
class Forecast:
    """A year, month by month, with what falls outside of it."""

    year: int
    basis: Basis
    plan: CommercialPlan | None
    months: list[Month]
    late: Figures
    """Open opportunities whose date lies before this month: overdue, to be dated again."""
    undated: Figures
    later: Figures

    @property
    def open(self) -> Figures:
        """All that is open, whatever its date."""
        found = Figures()
        for part in (*(month.figures for month in self.months), self.late, self.undated, self.later):
            found.add(part)
        return found

    @property
    def total(self) -> Month:
        """The sum of the year."""
        total = Month(first=date(self.year, 1, 1), target=None)
        for month in self.months:
            total.figures.add(month.figures)
        targets = [month.target for month in self.months if month.target is not None]
        total.target = sum(targets) if targets else None
        return total


def forecast(opportunities: OpportunityQuerySet, year: int, *, basis: Basis = Basis.CLOSE, today: date) -> Forecast:
    """Build the forecast of `year` from `opportunities` in three queries, however many there are."""
    plan = CommercialPlan.objects.for_forecast(year)
    targets = dict(plan.monthly_targets.values_list("month", "amount")) if plan else {}
    months = [Month(first=date(year, number, 1), target=targets.get(number)) for number in range(1, 13)]
    late, undated, later = Figures(), Figures(), Figures()
    this_month = today.replace(day=1)
    for key, figures in _by_month(opportunities, basis):
        if key is None:
            undated.add(figures)
            continue
        closed, waiting = _split(figures)
        if key.year == year:
            months[key.month - 1].figures.add(closed)
        if waiting.open_count:
            if key < this_month:
                late.add(waiting)
            elif key.year == year:
                months[key.month - 1].figures.add(waiting)
            else:
                later.add(waiting)
    for month, target, won in zip(
        months,
        accumulate(month.target or 0 for month in months),
        accumulate(month.figures.won_new for month in months),
        strict=True,
    ):
        month.running_target, month.running_won = target, won
    return Forecast(year, basis, plan, months, late, undated, later)


def breakdown(
    opportunities: OpportunityQuerySet, year: int, *, by: Dimension, basis: Basis = Basis.CLOSE, today: date
) -> list[tuple[str, Figures]]:
    """Return the year's figures for each segment, service or owner, the largest weighted value first; one query.

    As in the months, what is open with a date gone by is left out: the parts add up to the year.
    """
    name = F("owner__name") if by == Dimension.OWNER else name_of(by.value)
    rows = (
        opportunities.filter(_in_year(basis, year, today))
        .order_by()
        .values(called=name)
        .annotate(**_sums())
        .values_list("called", *_sums())
    )
    named = [(label, _figures(values)) for label, *values in rows]
    return sorted(named, key=lambda row: (-(row[1].weighted + row[1].won), row[0]))


def _in_year(basis: Basis, year: int, today: date) -> Q:
    span = (date(year, 1, 1), date(year, 12, 31))
    to_come = (max(span[0], today.replace(day=1)), span[1])
    return Q(stage__in=OPEN_STAGES, **{f"{_OPEN_DATE[basis]}__range": to_come}) | Q(
        outcome=Outcome.WON, **{f"{_WON_DATE[basis]}__range": span}
    )


def _sums() -> dict[str, models.Aggregate]:
    """The columns of `Figures`, in their order, as aggregates."""
    won, waiting = Q(outcome=Outcome.WON), Q(stage__in=OPEN_STAGES)
    return {
        "won_sum": Sum("monthly_value", filter=won),
        "won_new_sum": Sum("monthly_value", filter=won & Q(new_client=True, apart=False)),
        "won_number": Count("pk", filter=won),
        "won_seats_sum": Sum("seats", filter=won),
        "negotiation_sum": Sum("monthly_value", filter=Q(stage=Stage.NEGOTIATION)),
        "open_sum": Sum("monthly_value", filter=waiting),
        "open_number": Count("pk", filter=waiting),
        "open_seats_sum": Sum("seats", filter=waiting),
        "weighted_percent": Sum(F("monthly_value") * F("probability"), filter=waiting),
    }


def _by_month(opportunities: OpportunityQuerySet, basis: Basis) -> Iterable[tuple[date | None, Figures]]:
    """Yield (first of the month, figures): one grouped query over what is open or won.

    The month is cut out of the date's text: SQLite would call back into Python for each row to extract it.
    """
    dated: models.F | models.Case = F(_OPEN_DATE[basis])
    if basis == Basis.CLOSE:
        dated = Coalesce(F("closed_on"), F("expected_close_on"))  # type: ignore[assignment]
    rows = (
        opportunities.filter(Q(stage__in=OPEN_STAGES) | Q(outcome=Outcome.WON))
        .order_by()
        .annotate(month=Substr(Cast(dated, models.CharField()), 1, 7))
        .values("month")
        .annotate(**_sums())
        .values_list("month", *_sums())
    )
    for month, *values in rows:
        first = date(int(month[:4]), int(month[5:7]), 1) if month else None
        yield first, _figures(values)


def _figures(values: Sequence[int | None]) -> Figures:
    """Read one row of `_sums`. The weights are whole percents: divided once, at the end."""
    named = dict(zip(Figures.__dataclass_fields__, (value or 0 for value in values), strict=True))
    return Figures(**{**named, "weighted": round(named["weighted"] / 100)})


def _split(figures: Figures) -> tuple[Figures, Figures]:
    """Part what was won from what is open."""
    won = Figures(won=figures.won, won_new=figures.won_new, won_count=figures.won_count, won_seats=figures.won_seats)
    waiting = Figures(
        negotiation=figures.negotiation,
        open=figures.open,
        open_count=figures.open_count,
        open_seats=figures.open_seats,
        weighted=figures.weighted,
    )
    return won, waiting
