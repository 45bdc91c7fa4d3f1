"""What the database refuses of awards: to rewrite what the client told us."""

from almacontact.audit.rules import VOIDED, Rule, Stands
from proposals.award.models import Award


def rules() -> tuple[Rule, ...]:
    """Return the rules of awards: its document comes after it, and the areas are told once."""
    once = ("document_id", "told", "told_at", *VOIDED)
    return (Stands(Award, but=("version", "contact_id"), once=once),)
