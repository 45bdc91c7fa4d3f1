"""The targets of a workbook's second sheet, kept in a draft of the year's commercial plan."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import today
from almacontact.money import cop
from almacontact.refusals import Blocker, Refused
from pipeline.events import targets_changed
from pipeline.imports.bulk import delete_with_history
from pipeline.imports.reading import Finding
from pipeline.plan.actions.plans import amend_plan
from pipeline.plan.models.plans import CommercialPlan, MonthlyTarget, PlanState
from pipeline.plan.results import results_of
from pipeline.rights import demand_right
from pipeline.workbook import cells as values
from pipeline.workbook.blanks import is_error
from pipeline.workbook.currency import named
from pipeline.workbook.headers import TargetTable


@dataclass
class Kept:
    """What writing the targets of a year did: the plan that holds them, whether it was `made` for them, and what was
    there before (COP by month, None where there was nothing; the yearly target)."""

    plan: CommercialPlan
    made: bool
    before: dict[int, int | None]
    after: dict[int, int]
    yearly: int

    def as_record(self) -> dict[str, Any]:
        """Return what an undo needs."""
        months = {str(month): [old, self.after[month]] for month, old in self.before.items()}
        return {"plan": self.plan.pk, "months": months, "yearly": self.yearly}


def read_targets(table: TargetTable) -> tuple[dict[int, int], list[Finding]]:
    """Return the amounts by month in whole COP, and a warning for each cell that is no amount."""
    amounts: dict[int, int] = {}
    findings: list[Finding] = []
    for cell in table.cells:
        try:
            if is_error(cell.value):
                raise values.Unreadable(_("is an error of the spreadsheet"))
            if isinstance(cell.value, str) and named(cell.value):
                raise values.Unreadable(_("is not in pesos"))
            amounts[cell.month], _rounded = values.money(cell.value)
        except values.Unreadable as error:
            findings.append(Finding(cell.row, table.sheet, values.text(cell.value), str(error), "bad_target"))
    if not table.year:
        reason = _("does not say its year: %(year)s is assumed") % {"year": today().year}
        findings.append(Finding(1, table.sheet, table.sheet, reason, "target_year"))
    return amounts, findings


def changes(year: int, amounts: dict[int, int]) -> dict[int, tuple[int | None, int]]:
    """Return what these targets would change: by month what the latest plan of the year has, and what they say."""
    latest = CommercialPlan.objects.filter(year=year).exclude(state=PlanState.SUPERSEDED).order_by("-revision").first()
    kept = dict(latest.monthly_targets.values_list("month", "amount")) if latest else {}
    return {month: (kept.get(month), amount) for month, amount in amounts.items() if kept.get(month) != amount}


def told(table: TargetTable, changed: dict[int, tuple[int | None, int]]) -> list[Finding]:
    """Return each target that changes, old and new, for the preview and the record of the import."""
    rows = {cell.month: cell.row for cell in table.cells}
    return [
        Finding(rows[month], table.sheet, str(MONTHS[month]), f"{cop(old)} → {cop(new)}", "target_changes")
        for month, (old, new) in sorted(changed.items())
    ]


def waits(year: int) -> bool:
    """Tell whether the year's open plan is in approval: its targets are then what its signers saw, and stay."""
    return CommercialPlan.objects.filter(year=year, state=PlanState.IN_APPROVAL).exists()


def keep_targets(*, year: int, amounts: dict[int, int], by: User, reason: str) -> Kept | None:
    """Keep monthly targets (COP a month of new clients) in a draft plan; return what that changed.

    An open draft is changed; a plan in force is amended, with everything else in it; one in approval is left alone.
    Director only: raises `NotAllowed` for others. Call inside a transaction.
    """
    demand_right(by, Right.WRITE_PLAN)
    changed = changes(year, amounts)
    if waits(year) or not changed:
        return None
    plan = CommercialPlan.objects.filter(year=year, state=PlanState.DRAFT).order_by("-revision").first()
    made = False
    if plan is None:
        in_force = CommercialPlan.objects.in_force(year)
        made = in_force is None
        plan = amend_plan(plan=in_force, by=by, reason=reason) if in_force else _new_plan(year, amounts, by, reason)
    kept = Kept(plan, made, {month: old for month, (old, _new) in changed.items()}, {}, plan.yearly_target)
    kept.after = {month: new for month, (_old, new) in changed.items()}
    _set(plan, dict(kept.after), by, reason)
    _set_total(plan, sum(plan.monthly_targets.values_list("amount", flat=True)), by, reason)
    targets_changed.send(CommercialPlan, years={year})
    return kept


def give_back_targets(*, record: dict[str, Any], by: User, reason: str) -> None:
    """Give a plan the targets back that it had before an import (`Kept.as_record`). Call inside a transaction.

    Raises `Refused` when the plan is no draft any more, or one of them was changed since.
    """
    plan = CommercialPlan.objects.filter(pk=record["plan"]).first()
    if plan is None:
        return
    now = dict(plan.monthly_targets.values_list("month", "amount"))
    wrote = {int(month): pair for month, pair in record["months"].items()}
    if plan.state != PlanState.DRAFT or any(now.get(month) != new for month, (_old, new) in wrote.items()):
        message = _(
            "This import cannot be undone: the targets that it wrote in the plan of %(year)s were changed since."
        )
        raise Refused(Blocker(code="touched", message=message % {"year": plan.year}, url=plan.get_absolute_url()))
    gone = [month for month, (old, _new) in wrote.items() if old is None]
    ids = list(plan.monthly_targets.filter(month__in=gone, version=0).values_list("pk", flat=True))
    delete_with_history(MonthlyTarget, ids, by=by, reason=reason)
    _set(plan, {month: old for month, (old, _new) in wrote.items() if old is not None}, by, reason)
    _set_total(plan, record["yearly"], by, reason)
    targets_changed.send(CommercialPlan, years={plan.year})


def _set(plan: CommercialPlan, amounts: dict[int, int], by: User, reason: str) -> None:
    kept = {target.month: target for target in plan.monthly_targets.all()}
    for month, amount in amounts.items():
        target = kept.get(month)
        if target is None:
            save_as(MonthlyTarget(plan=plan, month=month, amount=amount, created_by=by), by=by, reason=reason)
        elif target.amount != amount:
            claim(target, None)
            target.amount = amount
            save_as(target, by=by, reason=reason, fields=["amount", "version"])


def _set_total(plan: CommercialPlan, total: int, by: User, reason: str) -> None:
    if plan.yearly_target != total:
        claim(plan, None)
        plan.yearly_target = total
        save_as(plan, by=by, reason=reason, fields=["yearly_target", "version"])


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
