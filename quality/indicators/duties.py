"""What quality adds to the day of the director and of the quality lead."""

from typing import Any

from almacontact.accounts.models import User
from quality.indicators.models import IndicatorCode, IndicatorResult
from quality.missing.records import missing_records


def indicators_of_the_day(user: User) -> dict[str, Any]:
    """Return the latest result of each indicator and the records that are missing; four queries."""
    latest = [
        IndicatorResult.objects.filter(indicator=code).order_by("-first_day").first() for code in IndicatorCode.values
    ]
    return {"results": [one for one in latest if one], "missing": missing_records(user).counts}
