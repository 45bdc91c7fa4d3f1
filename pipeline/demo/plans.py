"""The demo's plans with their monthly targets: last year's, and this year's."""

from datetime import date

from django.db.models import Sum
from simple_history.utils import bulk_create_with_history

from almacontact.accounts.models import User
from pipeline.models import CommercialPlan, MonthlyTarget, Opportunity, PlanState

SEASON = (6, 7, 9, 8, 9, 8, 8, 9, 10, 10, 9, 7)
"""How a year spreads over its months, in percent: few closings in January, most from September on."""
AMBITION_PERCENT = 112
"""Targets ask for a little more than what was won."""


def load_plans(author: User, today: date) -> None:
    """Create the plans of last year and this year, both in force."""
    for year in (today.year - 1, today.year):
        won = Opportunity.objects.won().filter(new_client=True, closed_on__year=year)
        value = won.aggregate(value=Sum("monthly_value"))["value"] or 0
        share = sum(SEASON[: today.month]) if year == today.year else 100
        yearly = round(value * 100 / share * AMBITION_PERCENT / 100, -7)
        plan = CommercialPlan(year=year, state=PlanState.DRAFT, created_by=author)
        plan._history_user = author  # type: ignore[attr-defined]
        plan.save()
        bulk_create_with_history(
            [
                MonthlyTarget(plan=plan, month=month, amount=yearly * weight // 100, created_by=author)
                for month, weight in enumerate(SEASON, start=1)
            ],
            MonthlyTarget,
            default_user=author,
        )
