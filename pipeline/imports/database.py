"""What the database refuses of imports: a late stage, or a closing, that comes in after the cut-over."""

from almacontact.audit.rules import Born, Rule
from pipeline.imports.models import CutOver
from pipeline.opportunities.database import FIRST, HISTORICAL
from pipeline.opportunities.models.opportunities import Opportunity

_SHUT = f"SELECT 1 FROM {CutOver._meta.db_table} c WHERE c.closes_at <= CURRENT_TIMESTAMP OR NEW.closed_on > c.until"  # noqa: S608


def rules() -> tuple[Rule, ...]:
    """Return the rules of imports."""
    return (Born(Opportunity, FIRST, f"{HISTORICAL} AND NOT EXISTS ({_SHUT})"),)
