"""The demo's plans: last year's and this year's in force, next year's waiting for signatures in the last quarter."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals import actions as approvals
from almacontact.approvals.models import ApprovalRequest
from pipeline.demo import plan_contents as contents
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.plan.actions.follow_up import measure_kpi, record_spending, report_activity
from pipeline.plan.actions.plans import draft_plan, edit_plan, save_section, set_targets, submit_plan
from pipeline.plan.models.parts import ActivityReport, BudgetLine, PlanActivity, PlanKpi, PlanObjective
from pipeline.plan.models.plans import CommercialPlan
from pipeline.plan.results import spread

SEASON = (6, 7, 9, 8, 9, 8, 8, 9, 10, 10, 9, 7)
"""How a year spreads over its months, in percent: few closings in January, most from September on."""
AMBITION_PERCENT = 112
"""Targets ask for a little more than what was won."""


def load_plans(author: User, today: date) -> None:
    """Write the plans as a director would, and have general management sign those of last year and this year."""
    signer = User.objects.holders_of(Role.GENERAL_MANAGEMENT).exclude(pk=author.pk).first()
    owners = [
        *User.objects.holders_of(Role.SALES_COORDINATOR)[:1],
        *User.objects.holders_of(Role.SALES_ANALYST)[:1],
        author,
    ]
    for year in (today.year - 1, today.year):
        won = Opportunity.objects.won().filter(new_client=True, closed_on__year=year)
        value = won.aggregate(value=Sum("monthly_value"))["value"] or 0
        share = sum(SEASON[: today.month]) if year == today.year else 100
        plan = _write(author, year, _round(value * AMBITION_PERCENT // share), owners)
        if signer:
            _sign(submit_plan(plan=plan, by=author), signer)
            plan.refresh_from_db()
    if signer:
        _follow_up(plan, author, today)
        if today.month >= 10:
            next_year = _write(author, today.year + 1, _round(plan.yearly_target * 115 // 100), owners)
            submit_plan(plan=next_year, by=author, note="Para firmar antes del cierre del año.")


def _round(amount: int) -> int:
    """Round to ten million pesos, as plans do."""
    return round(int(amount), -7)


def _write(author: User, year: int, yearly: int, owners: list[User]) -> CommercialPlan:
    plan = draft_plan(year=year, by=author)
    months = dict(enumerate(spread(yearly, SEASON), start=1))
    set_targets(plan=plan, by=author, yearly=yearly, months=months)
    edit_plan(
        plan=plan,
        by=author,
        changes={
            "summary": contents.SUMMARY,
            "projected_sales": _round(yearly * 96 // 100),
            "projection_note": contents.PROJECTION,
        },
    )
    for section, rows in contents.sections(year, owners).items():
        save_section(plan=plan, by=author, section=section, rows=rows)
    objectives = list(PlanObjective.objects.of(plan))
    save_section(plan=plan, by=author, section="tactics", rows=contents.tactic_rows(objectives))
    schedule = contents.activity_rows(year, owners, objectives)
    save_section(plan=plan, by=author, section="activities", rows=schedule)
    return plan


def _sign(request: ApprovalRequest, signer: User) -> None:
    for step in request.steps.all():
        approvals.decide(
            step=step, by=signer, decision="approve", seen=step.content_hash, authenticated_at=timezone.now()
        )


def _follow_up(plan: CommercialPlan, author: User, today: date) -> None:
    """Report on the plan in force up to `today`: most things done, one late, one line overspent."""
    gone = (today - date(plan.year, 1, 1)).days / 365
    for line, (_concept, planned, percent) in zip(BudgetLine.objects.of(plan), contents.BUDGET, strict=True):
        parts = spread(int(planned * percent / 100 * gone), [1] * today.month)
        for month, amount in enumerate(parts, start=1):
            day = min(date(plan.year, month, 20), today)
            if amount:
                record_spending(line=line, by=author, spent_on=day, amount=amount)
    for number, activity in enumerate(PlanActivity.objects.of(plan)):
        if activity.starts_on > today:
            continue
        late_one = number == 5
        if activity.ends_on <= today and not late_one:
            state, progress, on = ActivityReport.State.DONE, 100, activity.ends_on + timedelta(days=number % 3 * 4)
        else:
            whole = (activity.ends_on - activity.starts_on).days + 1
            progress = 65 if late_one else min(95, 100 * ((today - activity.starts_on).days + 1) // whole)
            state, on = ActivityReport.State.RUNNING, today
        report_activity(activity=activity, by=author, state=state, progress=progress, on=min(on, today))
    for kpi, value in zip(PlanKpi.objects.of(plan).filter(indicator=""), (Decimal(36), Decimal(100)), strict=True):
        measure_kpi(kpi=kpi, by=author, value=value, on=today)
