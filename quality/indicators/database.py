"""What the database refuses of indicators: to lose a result, or what touched a closed period."""

from almacontact.audit.rules import Grows, Kept, Rule
from quality.indicators.models import ClosedPeriodEffect, IndicatorResult


def rules() -> tuple[Rule, ...]:
    """Return the rules of results and effects."""
    return (Kept(IndicatorResult), Grows(ClosedPeriodEffect))
