"""Writing, amending and submitting the Plan Comercial (process row 1). What follows it up is in `plan_follow_up`.

Each action takes the version of the plan that its editor saw: parts and fields alike stand under it.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.approvals import actions as approvals
from almacontact.approvals.models import ApprovalRequest
from almacontact.audit.locking import holding
from almacontact.audit.versioning import claim, save_as
from almacontact.refusals import Blocker, Refused
from pipeline.events import targets_changed
from pipeline.plan.content import SECTIONS
from pipeline.plan.models.parts import PlanObjective, PlanPart
from pipeline.plan.models.plans import CommercialPlan, MonthlyTarget, PlanState
from pipeline.plan.results import results_of, target_blockers
from pipeline.plan.rights import demand_plan_edit
from pipeline.rights import demand_right

PLAN_FIELDS = ("summary", "projected_sales", "projection_note")


def draft_plan(*, year: int, by: User) -> CommercialPlan:
    """Begin the plan of `year` with last year's results, or return the draft that is there.

    Raises `NotAllowed` without the right to propose plans, `Refused` when the year's plan is in approval or in force.
    """
    demand_right(by, Right.PROPOSE_PLAN)
    if not 2000 <= year <= 2100:
        raise Refused(Blocker(code="year", field="year", message=_("Write a year from 2000 to 2100.")))
    existing = CommercialPlan.objects.filter(year=year).order_by("-revision").first()
    if existing and existing.state == PlanState.DRAFT:
        return existing
    if existing:
        raise Refused(
            Blocker(
                code="overlap",
                field="year",
                message=_("%(year)s already has a plan, %(plan)s (%(state)s). Amend that one instead of a second plan.")
                % {"year": year, "plan": existing, "state": existing.get_state_display()},
                url=existing.get_absolute_url(),
                link_label=_("Open it"),
            )
        )
    plan = CommercialPlan(year=year, created_by=by, last_year=results_of(year - 1))
    try:
        with transaction.atomic():
            save_as(plan, by=by)
    except IntegrityError:
        return CommercialPlan.objects.get(year=year, state=PlanState.DRAFT)
    return plan


def edit_plan(
    *, plan: CommercialPlan, by: User, changes: Mapping[str, Any], version: int | None = None
) -> CommercialPlan:
    """Change the strategy in words and the projection (`PLAN_FIELDS`); nothing changed makes no version.

    Raises `NotAllowed` to who may not change it in its state; `Refused` once it was approved, or at the field;
    `StaleVersion`.
    """
    with holding(plan) as held:
        held.refuse_stale(plan, version)
        demand_plan_edit(plan, by)
        if unknown := set(changes) - set(PLAN_FIELDS):
            raise Refused(
                Blocker(code="not_editable", message=_("“%(field)s” cannot be edited.") % {"field": min(unknown)})
            )
        changed = [name for name, value in changes.items() if getattr(plan, name) != value]
        if not changed:
            return plan
        claim(plan, None)
        for name in changed:
            setattr(plan, name, changes[name])
        _refuse_invalid(plan, changed)
        _save_edit(plan, by, changed)
    return plan


def draw_last_year(*, plan: CommercialPlan, by: User, version: int | None = None) -> CommercialPlan:
    """Draw last year's results from the data again, and freeze them on the plan.

    Raises `NotAllowed` to who may not change it in its state, `Refused` once it was approved, `StaleVersion`.
    """
    with holding(plan) as held:
        held.refuse_stale(plan, version)
        demand_plan_edit(plan, by)
        results = results_of(plan.year - 1)
        if {**results, "drawn_on": ""} == {**plan.last_year, "drawn_on": ""}:
            return plan
        claim(plan, None)
        plan.last_year = results
        _save_edit(plan, by, ["last_year"])
    return plan


def set_targets(
    *,
    plan: CommercialPlan,
    by: User,
    yearly: int,
    months: Mapping[int, int],
    version: int | None = None,
    reason: str = "",
) -> CommercialPlan:
    """Set the yearly target and its months (1 to 12), in COP a month of new clients, without IVA.

    Raises `Refused` at the field when an amount is negative, a month is missing, or the months do not add up to the
    year: by how much is said.
    """
    with holding(plan) as held:
        held.refuse_stale(plan, version)
        demand_plan_edit(plan, by)
        if blockers := target_blockers(yearly, months):
            raise Refused(blockers)
        claim(plan, None)
        there = {one.month: one for one in MonthlyTarget.objects.filter(plan=plan)}
        for month, amount in sorted(months.items()):
            one = there.get(month)
            if one is None:
                save_as(MonthlyTarget(plan=plan, month=month, amount=amount, created_by=by), by=by, reason=reason)
            elif one.amount != amount:
                one.amount = amount
                one.version += 1
                save_as(one, by=by, reason=reason, fields=["amount", "version"])
        plan.yearly_target = yearly
        _save_edit(plan, by, ["yearly_target"], reason)
        targets_changed.send(CommercialPlan, years={plan.year})
    return plan


def save_section(
    *,
    plan: CommercialPlan,
    by: User,
    section: str,
    rows: Sequence[Mapping[str, Any]],
    version: int | None = None,
) -> CommercialPlan:
    """Make `rows`, in their order, the lines of one section. A row with a `key` changes that line; the others are new.

    Lines that no row names are taken out: they stay, marked. Raises `Refused` with one blocker a field, named
    "<row number>.<field>", when a value does not fit: a date outside the year, a negative amount, an unknown objective.
    """
    with holding(plan) as held:
        held.refuse_stale(plan, version)
        demand_plan_edit(plan, by)
        model = SECTIONS[section].model
        claim(plan, None)
        there = {part.key: part for part in model.objects.of(plan)}
        blockers: list[Blocker] = []
        parts: list[tuple[PlanPart, bool]] = []
        for number, row in enumerate(rows):
            part, changed = _part_from(model, plan, row, there, number)
            blockers += _part_blockers(plan, part, number)
            if part._state.adding:
                part.created_by = by
            parts.append((part, changed))
        if blockers:
            raise Refused(blockers)
        for part, changed in parts:
            if changed:
                save_as(part, by=by)
        kept = {part.key for part, _changed in parts}
        for part in there.values():
            if part.key not in kept:
                part.removed_at = timezone.now()
                part.version += 1
                save_as(part, by=by, fields=["removed_at", "version"])
        _save_edit(plan, by, [])
    return plan


def amend_plan(*, plan: CommercialPlan, by: User, reason: str) -> CommercialPlan:
    """Begin a new revision of a plan in force, with everything in it. Whatever stays unchanged stays signed.

    Raises `Refused` when the plan is not in force or the year has an open revision, which is named.
    """
    demand_right(by, Right.WRITE_PLAN)
    if not reason.strip():
        raise Refused(Blocker(code="reason", field="reason", message=_("Say why the plan is amended.")))
    with transaction.atomic():
        plan = approvals.lock(plan)
        open_one = CommercialPlan.objects.open().filter(year=plan.year).first()
        if open_one is not None:
            raise Refused(
                Blocker(
                    code="open_revision",
                    message=_("%(plan)s is already being written. Finish that one first.") % {"plan": open_one},
                    url=open_one.get_absolute_url(),
                    link_label=_("Open it"),
                )
            )
        if plan.state != PlanState.IN_FORCE:
            raise Refused(
                Blocker(
                    code="not_in_force",
                    message=_("Only the plan in force is amended; %(plan)s is not.") % {"plan": plan},
                )
            )
        last = CommercialPlan.objects.filter(year=plan.year).aggregate(last=Max("revision"))["last"]
        copy = CommercialPlan(
            year=plan.year,
            revision=last + 1,
            amends=plan,
            change_reason=reason.strip()[:250],
            created_by=by,
            **{name: getattr(plan, name) for name in CommercialPlan.CONTENT_FIELDS},
        )
        save_as(copy, by=by, reason=reason.strip())
        _copy_parts(plan, copy, by)
    return copy


def submit_plan(*, plan: CommercialPlan, by: User, note: str = "") -> ApprovalRequest:
    """Send a complete draft to approval. Parts signed in an earlier revision and unchanged since are carried over."""
    request = approvals.submit(subject=plan, by=by, note=note)
    plan.refresh_from_db()
    return request


def _save_edit(plan: CommercialPlan, by: User, fields: Sequence[str], reason: str = "") -> None:
    """Write the plan's own fields with its new version, and let fall what was signed on something else."""
    save_as(plan, by=by, reason=reason, fields=[*fields, "version"])
    approvals.void_changed_steps(subject=plan, by=by)


def _part_from(
    model: type[PlanPart], plan: CommercialPlan, row: Mapping[str, Any], there: Mapping[UUID, PlanPart], position: int
) -> tuple[PlanPart, bool]:
    """Return the part a row speaks of, with the row's values, and whether it differs from what is kept."""
    values = {name: value for name, value in row.items() if name != "key"}
    key = row.get("key")
    if key is None:
        return model(plan=plan, position=position, **values), True
    part = there.get(UUID(str(key)))
    if part is None:
        raise Refused(
            Blocker(code="gone", message=_("A line was taken out by somebody else meanwhile. Load the section again."))
        )
    values["position"] = position
    changed = {name for name, value in values.items() if getattr(part, name) != value}
    for name in changed:
        setattr(part, name, values[name])
    part.version += bool(changed)
    return part, bool(changed)


def _part_blockers(plan: CommercialPlan, part: PlanPart, number: int) -> list[Blocker]:
    found = []
    try:
        part.clean_fields(exclude=["plan", "created_by", "copied_from"])
    except ValidationError as error:
        found += [
            Blocker(code="invalid", field=f"{number}.{name}", message=" ".join(messages))
            for name, messages in error.message_dict.items()
        ]
    if found:
        return found
    for name in ("starts_on", "ends_on", "due_on"):
        day = getattr(part, name, None)
        if day is not None and day.year != plan.year:
            found.append(
                Blocker(
                    code="outside_year",
                    field=f"{number}.{name}",
                    message=_("%(day)s lies outside %(year)s, the year of the plan.")
                    % {"day": day.isoformat(), "year": plan.year},
                )
            )
    try:
        part.validate_constraints(exclude=["plan", "key"])
    except ValidationError as error:
        field = {"PlanActivity": "ends_on", "TargetProfile": "max_seats", "PlanMember": "dedication"}
        name = field.get(type(part).__name__, "")
        found += [Blocker(code="invalid", field=f"{number}.{name}", message=message) for message in error.messages]
    objective = getattr(part, "objective_key", None)
    if objective and not PlanObjective.objects.of(plan).filter(key=objective).exists():
        found.append(
            Blocker(
                code="objective",
                field=f"{number}.objective_key",
                message=_("Choose an objective of this plan."),
            )
        )
    return found


def _refuse_invalid(plan: CommercialPlan, fields: Sequence[str]) -> None:
    every = {field.name for field in CommercialPlan._meta.concrete_fields}
    try:
        plan.clean_fields(exclude=every - set(fields))
    except ValidationError as error:
        raise Refused(
            [
                Blocker(code="invalid", field=name, message=" ".join(messages))
                for name, messages in error.message_dict.items()
            ]
        ) from error


def _copy_parts(plan: CommercialPlan, copy: CommercialPlan, by: User) -> None:
    """Copy targets and every part into the new revision; the copy names its original, so that nobody becomes author."""
    for target in MonthlyTarget.objects.filter(plan=plan):
        save_as(
            MonthlyTarget(plan=copy, month=target.month, amount=target.amount, copied_from=target, created_by=by), by=by
        )
    for section in SECTIONS.values():
        for part in section.model.objects.of(plan):
            values = {name: getattr(part, name) for name in part.PINNED}
            save_as(
                section.model(
                    plan=copy, key=part.key, position=part.position, copied_from=part, created_by=by, **values
                ),
                by=by,
            )
