"""What the database refuses of check lists: to rewrite a decision, and what went to the client or the areas."""

from almacontact.audit.rules import Rule, Stands
from proposals.checklist.models.notices import NoGoNotice, ProjectSummary
from proposals.checklist.models.requirements import CheckListDecision


def rules() -> tuple[Rule, ...]:
    """Return the rules of decisions and of what was sent."""
    return (
        Stands(CheckListDecision, but=("version",), once=("voided_at", "void_reason")),
        Stands(NoGoNotice, when="OLD.sent_at IS NOT NULL", but=("version", "contact_id")),
        Stands(ProjectSummary, when="OLD.sent_at IS NOT NULL", but=("version",)),
    )
