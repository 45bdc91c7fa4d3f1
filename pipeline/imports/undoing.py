"""Taking an import back, while nothing it made was touched."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.doors import UNDO
from almacontact.audit.locking import one_act_after_another
from almacontact.audit.models import Audited
from almacontact.refusals import Blocker, Refused
from pipeline.clients.models import Client, Contact
from pipeline.events import Touched, closings_touched, results_changed
from pipeline.imports import canon
from pipeline.imports.bulk import delete_with_history, parts
from pipeline.imports.models import ImportBatch, ImportRow
from pipeline.imports.targets import give_back_targets
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.plan.models.plans import CommercialPlan, MonthlyTarget
from pipeline.rights import demand_right

_SHOWN = 5


def undo_import(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Delete what an import created and give back what it changed. All of it or nothing.

    Refused when it is not applied, when anything it made or changed has been touched since (its version moved, or
    something hangs on it), or when it moved a stage: a move is undone by a move. List entries it added stay.
    """
    demand_right(by, Right.IMPORT)
    reason = _("Undone: %(import)s") % {"import": batch.reason}
    with transaction.atomic(), one_act_after_another(), UNDO.open():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != ImportBatch.State.APPLIED:
            raise Refused(Blocker(code="not_applied", message=_("Only a finished import can be undone.")))
        rows = list(locked.rows.filter(version__isnull=False))
        created = {row.opportunity_id: row for row in rows if row.verdict == ImportRow.Verdict.NEW}
        changed = {row.opportunity_id: row for row in rows if row.verdict == ImportRow.Verdict.CHANGED}
        ids = [pk for pk in created if pk is not None]
        _refuse_touched({**created, **changed})
        _refuse_moved(changed)
        _refuse_referenced(Opportunity, ids, _("opportunities"))
        for pk, row in changed.items():
            _give_back(Opportunity.objects.get(pk=pk), row, by, reason)
        closed: list[tuple[str, date]] = []
        for part in parts(ids):
            closed += Opportunity.objects.closed().filter(pk__in=part).values_list("code", "closed_on")
            ImportRow.objects.filter(opportunity__in=part).update(opportunity=None)
        delete_with_history(Opportunity, ids, by=by, reason=reason)
        if closed:
            results_changed.send(Opportunity, years={on.year for _code, on in closed})
            closings_touched.send(Opportunity, what=Touched.UNDONE, deals=closed, by=by, reason=reason)
        _delete_made(Contact, locked, by, reason)
        _delete_made(Client, locked, by, reason)
        _delete_plan(locked, by, reason)
        if wrote := locked.made.get("targets"):
            give_back_targets(record=wrote, by=by, reason=reason)
        locked.state, locked.undone_at, locked.undone_by = ImportBatch.State.UNDONE, timezone.now(), by
        locked.save(update_fields=["state", "undone_at", "undone_by"])
    return locked


def _touched(code: str, message: str) -> Refused:
    return Refused(Blocker(code=code, message=message))


def _refuse_touched(rows: dict[int | None, ImportRow]) -> None:
    now: dict[int, tuple[str, int]] = {}
    for part in parts(list(rows)):
        found = Opportunity.objects.filter(pk__in=part).values_list("pk", "code", "version")
        now.update({pk: (code, version) for pk, code, version in found})
    touched = [now[pk][0] for pk, row in rows.items() if pk in now and now[pk][1] != row.version]
    if len(now) < len(rows):
        raise _touched("gone", _("Something that this import made no longer exists: it cannot be undone."))
    if touched:
        message = _("This import cannot be undone: %(codes)s were edited since.")
        codes = ", ".join(touched[:_SHOWN]) + ("…" if len(touched) > _SHOWN else "")
        raise _touched("touched", message % {"codes": codes})


def _refuse_moved(rows: dict[int | None, ImportRow]) -> None:
    moved = [row.row for row in rows.values() if "stage" in row.changes]
    if moved:
        message = _("This import cannot be undone: it moved stages (row %(row)s). Move them back one by one.")
        raise _touched("moved", message % {"row": moved[0]})


def _refuse_referenced(model: type[Audited], ids: list[int], what: str) -> None:
    """Refuse when any record of another kind points at one of `ids`."""
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if other is ImportRow or not _is_real(relation.field) or relation.many_to_many:
            continue
        for part in parts(ids):
            if other._base_manager.filter(**{f"{relation.field.name}__in": part}).exists():
                message = _("This import cannot be undone: %(others)s hang on %(what)s that it made.")
                raise _touched("in_use", message % {"others": str(other._meta.verbose_name_plural), "what": what})


def _is_real(field: Any) -> bool:
    """Tell whether the database knows the reference: those of historical rows are none."""
    return bool(getattr(field, "db_constraint", True))


def _give_back(opportunity: Opportunity, row: ImportRow, by: User, reason: str) -> None:
    """Set the fields that a row changed to what they were in the version before."""
    before = opportunity.history.filter(version=(row.version or 1) - 1).order_by("-history_id").first()
    if before is None:
        raise _touched("no_history", _("%(code)s has no earlier version to go back to.") % {"code": opportunity.code})
    changes: dict[str, Any] = {}
    for name in {*row.changes, *(["contact"] if "client" in row.changes else [])}:
        changes[name] = getattr(before, name)
        if name in canon.DATES:
            changes[canon.precision_field(name)] = getattr(before, canon.precision_field(name))
    edit_opportunity(opportunity=opportunity, by=by, changes=changes, reason=reason)


def _delete_made(model: type[Client] | type[Contact], batch: ImportBatch, by: User, reason: str) -> None:
    ids = batch.made.get("client" if model is Client else "contact", [])
    for part in parts(ids):
        if model._base_manager.filter(pk__in=part).exclude(version=0).exists():
            message = _("This import cannot be undone: a client or contact that it made was edited since.")
            raise _touched("touched", message)
    _refuse_referenced(model, ids, str(model._meta.verbose_name_plural))
    delete_with_history(model, ids, by=by, reason=reason)


def _delete_plan(batch: ImportBatch, by: User, reason: str) -> None:
    """Delete the draft plan that the import made for its targets, unless somebody has gone on with it."""
    for plan in CommercialPlan.objects.filter(pk__in=batch.made.get("plan", []), state="draft", version=0):
        targets = list(plan.monthly_targets.all())
        others = [
            relation
            for relation in CommercialPlan._meta.related_objects
            if relation.related_model is not MonthlyTarget and _is_real(relation.field)
        ]
        if any(target.version for target in targets) or any(
            relation.related_model._base_manager.filter(**{relation.field.name: plan}).exists() for relation in others
        ):
            continue
        delete_with_history(MonthlyTarget, [target.pk for target in targets], by=by, reason=reason)
        delete_with_history(CommercialPlan, [plan.pk], by=by, reason=reason)
