"""What quality adds to the day of the director and of the quality lead; the imported wins that wait for the latter."""

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import local_day
from almacontact.web.asking import Answer, Question
from pipeline.duties import Duty, Section, Source
from pipeline.imports.acceptance import batches_to_decide
from pipeline.imports.models import ImportBatch
from quality.indicators.models import IndicatorResult
from quality.missing import records


def _wins(user: User) -> QuerySet[ImportBatch] | None:
    """The imports whose wins nobody has accepted."""
    return batches_to_decide() if user.can(Right.MANAGE_QUALITY) else None


def _wins_in_words(batch: Answer) -> Iterator[Duty]:
    words = ngettext("%(n)s imported win of “%(file)s”", "%(n)s imported wins of “%(file)s”", batch.wins)
    yield Duty(
        title=_("Decide whether imported wins count"),
        detail=words % {"n": batch.wins, "file": batch.file},
        url=reverse("quality:imported_accept", args=[batch.pk]),
        due_on=local_day(batch.applied_at),
    )


WINS = Source(
    rows=_wins,
    reads={"pk": "pk", "file": "name", "applied_at": "applied_at", "wins": "won_count"},
    words=_wins_in_words,
)


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
