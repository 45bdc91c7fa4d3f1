"""What the cut-over asks: of the sales director to set it, of the quality lead to see that it was reopened."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import local_day
from almacontact.web.asking import Answer, Question
from pipeline.duties import Duty, Section, Source
from pipeline.imports.models import CutOver


def _reopened(user: User) -> QuerySet[CutOver] | None:
    """The cut-over that was reopened and that Calidad has not seen."""
    if not user.can(Right.MANAGE_QUALITY):
        return None
    return CutOver.objects.filter(reopened_at__isnull=False, seen_at__isnull=True)


def _in_words(one: Answer) -> Iterator[Duty]:
    yield Duty(
        title=_("The cut-over was reopened by %(person)s") % {"person": one.person},
        detail=one.reason,
        url=reverse("pipeline:cut_over"),
        due_on=local_day(one.reopened_at),
    )


REOPENED = Source(
    rows=_reopened,
    reads={"person": "reopened_by__name", "reason": "reason", "reopened_at": "reopened_at"},
    words=_in_words,
)


def _set(user: User) -> QuerySet[CutOver]:
    return CutOver.objects.filter(until__isnull=False)


def _data(answers: dict[str, list[Answer]]) -> dict[str, Any]:
    return {"unset": not answers["set"]}


UNSET = Section(
    template="pipeline/imports/_cut_over_banner.html",
    right=Right.SET_CUT_OVER,
    questions={"set": Question(rows=_set, reads={"pk": "pk"}, most=1)},
    data=_data,
    banner=True,
)
"""The banner that says that late rows still come in: to whoever may set the cut-over."""
