"""What quality adds to the day of the director and of the quality lead."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.web.asking import Answer, Question
from pipeline.duties import Section
from quality.indicators.models import IndicatorResult
from quality.missing import records


def _latest(user: User) -> QuerySet[IndicatorResult]:
    """The latest result of each indicator."""
    of_one = IndicatorResult.objects.filter(indicator=OuterRef("indicator")).order_by("-first_day")
    return IndicatorResult.objects.filter(pk=Subquery(of_one.values("pk")[:1])).order_by("indicator")


def _data(answers: dict[str, list[Answer]]) -> dict[str, Any]:
    return {
        "results": [IndicatorResult(**vars(one)) for one in answers["results"]],
        "missing": records.counted(answers["missing"]),
    }


INDICATORS = Section(
    template="quality/indicators/_day.html",
    right=Right.ANALYSE_QUALITY,
    questions={
        "results": Question(rows=_latest, reads={name: name for name in ("indicator", "period", "n", "value", "band")}),
        "missing": records.COUNTS,
    },
    data=_data,
)
"""The latest result of each indicator, and the records that are missing."""
