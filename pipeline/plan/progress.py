"""How a plan goes: activities against the calendar, budget against spending, KPIs and targets against results."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import TypeVar
from uuid import UUID

from django.db.models import Sum

from pipeline.plan import kpis as indicators
from pipeline.plan.gantt import Bar
from pipeline.plan.models.parts import (
    ActivityReport,
    BudgetLine,
    KpiMeasure,
    PlanActivity,
    PlanKpi,
    PlanObjective,
    PlanTactic,
    Spending,
)
from pipeline.plan.models.plans import CommercialPlan
from pipeline.plan.results import won_by_month

Fact = TypeVar("Fact", ActivityReport, KpiMeasure)
State = ActivityReport.State
TONES = {State.PLANNED: "idle", State.RUNNING: "info", State.DONE: "ok", State.CANCELLED: "warn"}


@dataclass(frozen=True)
class ActivityStatus:
    """One activity and its latest report. `late`: days past its end while open, or after its end when it was done."""

    activity: PlanActivity
    report: ActivityReport | None
    late: int
    overdue_start: bool

    @property
    def state(self) -> str:
        """Return the state last reported; not begun without a report."""
        return self.report.state if self.report else State.PLANNED

    @property
    def state_words(self) -> str:
        """Return the state in words."""
        return str(State(self.state).label)

    @property
    def progress(self) -> int:
        """Return the progress last reported, in %."""
        return self.report.progress if self.report else 0

    @property
    def tone(self) -> str:
        """Return the colour of its state: red when late and not done."""
        if self.late and self.state in (State.PLANNED, State.RUNNING):
            return "bad"
        return "warn" if self.overdue_start else TONES[State(self.state)]

    @property
    def bar(self) -> Bar:
        """Return it as a row of the Gantt."""
        return Bar(
            self.activity.name,
            self.activity.owner.name,
            self.activity.starts_on,
            self.activity.ends_on,
            self.progress,
            self.tone,
            self.state_words,
            self.late,
        )


@dataclass(frozen=True)
class BudgetStatus:
    """One budget line and what was spent on it, in COP."""

    line: BudgetLine
    spent: int

    @property
    def left(self) -> int:
        """Return what is left; negative when overspent."""
        return self.line.planned - self.spent

    @property
    def percent(self) -> float | None:
        """Return what was spent in % of the plan."""
        return round(100 * self.spent / self.line.planned, 1) if self.line.planned else None


@dataclass(frozen=True)
class KpiStatus:
    """One KPI and its value: of its indicator, or the latest one measured by hand."""

    kpi: PlanKpi
    value: Decimal | None
    source: str
    measured_on: date | None = None

    @property
    def reached(self) -> float | None:
        """Return the value in % of the target."""
        return None if self.value is None or not self.kpi.target else float(100 * self.value / self.kpi.target)

    @property
    def tone(self) -> str:
        """Return the band of its value: green from 100 % of the target, amber from 80 %."""
        if self.reached is None:
            return "idle"
        return "ok" if self.reached >= 100 else "warn" if self.reached >= 80 else "bad"


@dataclass(frozen=True)
class ObjectiveStatus:
    """One objective with its strategies, and how far its activities are."""

    objective: PlanObjective
    tactics: list[PlanTactic]
    activities: list[ActivityStatus]

    @property
    def progress(self) -> int | None:
        """Return the mean progress of its activities in %, cancelled ones left out; None without any."""
        counted = [one.progress for one in self.activities if one.state != State.CANCELLED]
        return round(sum(counted) / len(counted)) if counted else None


@dataclass(frozen=True)
class MonthStatus:
    """One month: target and won with new clients, and both added up so far, in COP a month."""

    first: date
    target: int
    won: int
    running_target: int
    running_won: int

    @property
    def gap(self) -> int:
        """Return target minus won."""
        return self.target - self.won


def activities_of(plan: CommercialPlan, today: date) -> list[ActivityStatus]:
    """Return each activity with its latest report, wherever in the year's revisions it was made."""
    latest = _latest(
        ActivityReport.objects.filter(activity__plan__year=plan.year).order_by("on", "pk").select_related("activity"),
        lambda report: report.activity.key,
    )
    found = []
    for activity in PlanActivity.objects.of(plan).select_related("owner").order_by("starts_on", "position"):
        report = latest.get(activity.key)
        state = report.state if report else State.PLANNED
        ended = report.on if report and state == State.DONE else today
        late = max(0, (ended - activity.ends_on).days) if state != State.CANCELLED else 0
        begins_late = state == State.PLANNED and activity.starts_on < today
        found.append(ActivityStatus(activity, report, late, begins_late))
    return found


def budget_of(plan: CommercialPlan) -> list[BudgetStatus]:
    """Return each budget line with what was spent on it through the year."""
    spent = dict(
        Spending.objects.filter(line__plan__year=plan.year).order_by().values_list("line__key").annotate(Sum("amount"))
    )
    return [BudgetStatus(line, spent.get(line.key, 0)) for line in BudgetLine.objects.of(plan)]


def kpis_of(plan: CommercialPlan) -> list[KpiStatus]:
    """Return each KPI with its value: the indicator's for the year, or the latest measure."""
    latest = _latest(
        KpiMeasure.objects.filter(kpi__plan__year=plan.year).order_by("on", "pk").select_related("kpi"),
        lambda measure: measure.kpi.key,
    )
    values: dict[str, Decimal | None] = {}
    found = []
    for kpi in PlanKpi.objects.of(plan):
        indicator = indicators.get(kpi.indicator) if kpi.indicator else None
        if indicator:
            if indicator.code not in values:
                values[indicator.code] = indicator.value(plan.year)
            found.append(KpiStatus(kpi, values[indicator.code], str(indicator.name)))
        else:
            measure = latest.get(kpi.key)
            found.append(KpiStatus(kpi, measure.value, "", measure.on) if measure else KpiStatus(kpi, None, ""))
    return found


def objectives_of(plan: CommercialPlan, activities: list[ActivityStatus]) -> list[ObjectiveStatus]:
    """Return each objective with its strategies and the activities that serve it."""
    tactics = list(PlanTactic.objects.of(plan))
    return [
        ObjectiveStatus(
            objective,
            [one for one in tactics if one.objective_key == objective.key],
            [one for one in activities if one.activity.objective_key == objective.key],
        )
        for objective in PlanObjective.objects.of(plan)
    ]


def months_of(plan: CommercialPlan) -> list[MonthStatus]:
    """Return target against won, month by month."""
    targets = dict(plan.monthly_targets.values_list("month", "amount"))
    amounts = [targets.get(month, 0) for month in range(1, 13)]
    won = won_by_month(plan.year)
    rows = zip(amounts, won, accumulate(amounts), accumulate(won), strict=True)
    return [MonthStatus(date(plan.year, number, 1), *row) for number, row in enumerate(rows, start=1)]


def _latest(rows: Iterable[Fact], key: Callable[[Fact], UUID]) -> dict[UUID, Fact]:
    """The last of the ordered rows for each key."""
    return {key(row): row for row in rows}
