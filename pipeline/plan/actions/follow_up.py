"""Following the plan in force: money spent, activities reported, KPIs measured. None of it touches what was signed."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.locking import holding
from almacontact.audit.versioning import save_as
from almacontact.calendar import today
from almacontact.refusals import Blocker, Refused
from pipeline.plan.models.parts import ActivityReport, BudgetLine, KpiMeasure, PlanActivity, PlanKpi, Spending
from pipeline.plan.models.plans import CommercialPlan, PlanState
from pipeline.rights import demand


def record_spending(*, line: BudgetLine, by: User, spent_on: date, amount: int, note: str = "") -> Spending:
    """Record money spent on a line of the plan in force: whole COP, on a day of its year that is not in the future.

    Raises `NotAllowed` to whoever is no coordinator or director; `Refused` when the plan is not in force, or at the
    field.
    """
    with holding(line.plan):
        _demand_follow_up(line.plan, by)
        blockers = _day_blockers(line.plan, spent_on, "spent_on")
        if amount <= 0:
            blockers.append(Blocker(code="amount", field="amount", message=_("Write an amount above zero.")))
        if blockers:
            raise Refused(blockers)
        return save_as(Spending(line=line, spent_on=spent_on, amount=amount, note=note.strip(), created_by=by), by=by)


def report_activity(
    *, activity: PlanActivity, by: User, state: str, progress: int | None = None, on: date | None = None, note: str = ""
) -> ActivityReport:
    """Report how an activity stands. By whoever owes it, a coordinator or a director. Done is 100 %, not begun 0 %.

    Cancelling needs a note. Raises `NotAllowed` to anybody else; `Refused` when the plan is not in force, or at the
    field.
    """
    with holding(activity.plan):
        _demand_follow_up(activity.plan, by, owner_id=activity.owner_id)
        state = ActivityReport.State(state)
        day = on or today()
        fixed = {ActivityReport.State.DONE: 100, ActivityReport.State.PLANNED: 0}
        reached = fixed.get(state, progress or 0)
        blockers = []
        if day > today():
            blockers.append(Blocker(code="future", field="on", message=_("A report cannot be dated in the future.")))
        if not 0 <= reached <= 100:
            blockers.append(Blocker(code="progress", field="progress", message=_("The progress goes from 0 to 100 %.")))
        if state == ActivityReport.State.CANCELLED and not note.strip():
            blockers.append(Blocker(code="note", field="note", message=_("Say why the activity is cancelled.")))
        if blockers:
            raise Refused(blockers)
        report = ActivityReport(
            activity=activity, state=state, progress=reached, on=day, note=note.strip(), created_by=by
        )
        return save_as(report, by=by)


def measure_kpi(*, kpi: PlanKpi, by: User, value: Decimal, on: date | None = None, note: str = "") -> KpiMeasure:
    """Enter the value of a KPI that no indicator measures.

    Raises `NotAllowed` to whoever is no coordinator or director; `Refused` when an indicator measures it, the plan is
    not in force, or the day does not fit.
    """
    with holding(kpi.plan):
        _demand_follow_up(kpi.plan, by)
        day = on or today()
        if kpi.indicator:
            raise Refused(
                Blocker(
                    code="measured", message=_("“%(kpi)s” is measured by an indicator, not by hand.") % {"kpi": kpi}
                )
            )
        if blockers := _day_blockers(kpi.plan, day, "on"):
            raise Refused(blockers)
        return save_as(KpiMeasure(kpi=kpi, on=day, value=value, note=note.strip(), created_by=by), by=by)


def _demand_follow_up(plan: CommercialPlan, by: User, owner_id: int | None = None) -> None:
    demand(
        by.can(Right.PROPOSE_PLAN) or (owner_id is not None and owner_id == by.pk),
        _("Only a coordinator, a director or whoever owes the activity reports on it."),
    )
    if plan.state != PlanState.IN_FORCE:
        raise Refused(
            Blocker(
                code="not_in_force",
                message=_("%(plan)s is not in force: only the plan in force is followed up.") % {"plan": plan},
                url=plan.get_absolute_url(),
            )
        )


def _day_blockers(plan: CommercialPlan, day: date, field: str) -> list[Blocker]:
    if day.year != plan.year:
        words = _("%(day)s lies outside %(year)s, the year of the plan.") % {"day": day.isoformat(), "year": plan.year}
        return [Blocker(code="outside_year", field=field, message=words)]
    if day > today():
        return [Blocker(code="future", field=field, message=_("The date cannot be in the future."))]
    return []
