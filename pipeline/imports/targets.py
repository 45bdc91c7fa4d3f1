"""The targets of a workbook's second sheet, kept in a draft of the year's commercial plan."""

from django.db.models import Max
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import today
from pipeline.events import targets_changed
from pipeline.imports.reading import Finding
from pipeline.plan.actions.plans import amend_plan
from pipeline.plan.models.plans import CommercialPlan, MonthlyTarget, PlanState
from pipeline.plan.results import results_of
from pipeline.rights import demand_right
from pipeline.workbook import cells as values
from pipeline.workbook.headers import TargetTable


def read_targets(table: TargetTable) -> tuple[dict[int, int], list[Finding]]:
    """Return the amounts by month in whole COP, and a warning for each cell that is no amount."""
    amounts: dict[int, int] = {}
    findings: list[Finding] = []
    for cell in table.cells:
        try:
            amounts[cell.month], _rounded = values.money(cell.value)
        except values.Unreadable as error:
            findings.append(Finding(cell.row, table.sheet, values.text(cell.value), str(error), "bad_target"))
    if not table.year:
        reason = _("does not say its year: %(year)s is assumed") % {"year": today().year}
        findings.append(Finding(1, table.sheet, table.sheet, reason, "target_year"))
    return amounts, findings


def differ(year: int, amounts: dict[int, int]) -> bool:
    """Tell whether the latest plan of the year has other targets than these."""
    latest = CommercialPlan.objects.filter(year=year).exclude(state=PlanState.SUPERSEDED).order_by("-revision").first()
    kept = dict(latest.monthly_targets.values_list("month", "amount")) if latest else {}
    return any(kept.get(month) != amount for month, amount in amounts.items())


def waits(year: int) -> bool:
    """Tell whether the year's open plan is in approval: its targets are then what its signers saw, and stay."""
    return CommercialPlan.objects.filter(year=year, state=PlanState.IN_APPROVAL).exists()


def keep_targets(*, year: int, amounts: dict[int, int], by: User, reason: str) -> CommercialPlan | None:
    """Keep monthly targets (COP a month of new clients) in a draft plan; return the plan if it was made for them.

    An open draft is changed; a plan in force is amended, with everything else in it; one in approval is left alone.
    Director only: raises `NotAllowed` for others. Call inside a transaction.
    """
    demand_right(by, Right.WRITE_PLAN)
    if waits(year) or not differ(year, amounts):
        return None
    plan = CommercialPlan.objects.filter(year=year, state=PlanState.DRAFT).order_by("-revision").first()
    made = False
    if plan is None:
        in_force = CommercialPlan.objects.in_force(year)
        made = in_force is None
        plan = amend_plan(plan=in_force, by=by, reason=reason) if in_force else _new_plan(year, amounts, by, reason)
    kept = {target.month: target for target in plan.monthly_targets.all()}
    for month, amount in amounts.items():
        target = kept.get(month)
        if target is None:
            save_as(MonthlyTarget(plan=plan, month=month, amount=amount, created_by=by), by=by, reason=reason)
        elif target.amount != amount:
            claim(target, None)
            target.amount = amount
            save_as(target, by=by, reason=reason, fields=["amount", "version"])
    total = sum(plan.monthly_targets.values_list("amount", flat=True))
    if plan.yearly_target != total:
        claim(plan, None)
        plan.yearly_target = total
        save_as(plan, by=by, reason=reason, fields=["yearly_target", "version"])
    targets_changed.send(CommercialPlan, years={year})
    return plan if made else None


def _new_plan(year: int, amounts: dict[int, int], by: User, reason: str) -> CommercialPlan:
    """Begin the plan of a year with the results of the year before, as `draft_plan` does."""
    last = CommercialPlan.objects.filter(year=year).aggregate(last=Max("revision"))["last"] or 0
    plan = CommercialPlan(
        year=year,
        revision=last + 1,
        yearly_target=sum(amounts.values()),
        last_year=results_of(year - 1),
        created_by=by,
    )
    return save_as(plan, by=by, reason=reason)
