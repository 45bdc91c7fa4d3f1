"""What the database refuses of plans: one in force without its signatures, and any change to it."""

from collections.abc import Iterator

from almacontact.audit.doors import UNDO
from almacontact.audit.rules import Asks, Born, Kept, Moves, PartOf, Pass, Rule, Stands
from pipeline.plan.content import SECTIONS
from pipeline.plan.models.approvals import PlanApproval
from pipeline.plan.models.plans import CommercialPlan, MonthlyTarget

_OPEN = "state IN ('draft', 'in_approval')"
_IN_FORCE = "OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'in_force'"
_UNTOUCHED = (Pass(UNDO.name, "OLD.version = 0 AND OLD.state = 'draft'"),)


def rules() -> Iterator[Rule]:
    """Return the rules of plans and their parts."""
    approved = f"SELECT 1 FROM {PlanApproval._meta.db_table} r WHERE r.id = NEW.approval_id"  # noqa: S608
    yield Kept(CommercialPlan, through=_UNTOUCHED)
    yield Born(CommercialPlan, "NEW.state = 'draft'")
    yield Moves(CommercialPlan)
    yield Stands(CommercialPlan, only=("year", "revision", "amends_id"), called="number")
    yield Stands(CommercialPlan, when=f"NOT (OLD.{_OPEN})", but=("state", "version"))
    yield Stands(CommercialPlan, when=_IN_FORCE, but=("state", "version", "approval_id"), called="as_signed")
    yield Asks(
        CommercialPlan,
        "UPDATE",
        _IN_FORCE,
        f"EXISTS ({approved} AND r.subject_id = NEW.id AND r.state = 'approved')",
        called="signed",
        because="only its signatures put it in force",
        columns=("state",),
    )
    yield Kept(MonthlyTarget, through=(Pass(UNDO.name, "OLD.version = 0"),))
    for part in (MonthlyTarget, *(section.model for section in SECTIONS.values())):
        yield PartOf(part, "plan", _OPEN)
