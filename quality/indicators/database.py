"""What the database refuses of indicators: to lose a result."""

from almacontact.audit.rules import Kept, Rule
from quality.indicators.models import IndicatorResult


def rules() -> tuple[Rule, ...]:
    """Return the rules of results."""
    return (Kept(IndicatorResult),)
