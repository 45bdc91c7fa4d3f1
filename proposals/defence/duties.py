"""The defences and rehearsals of the next days, for "Mi día" of who speaks in them and of who owns the deal."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import local_day, start_of, today
from almacontact.refusals import Words
from almacontact.web.asking import Answer
from almacontact.web.formats import day_and_time
from pipeline.duties import Duty, Source
from pipeline.states import OPEN_STAGES
from proposals.defence.models import DefenceRehearsal, ProposalDefence, ProposalDefenceQuerySet

AHEAD = timedelta(days=7)
"""How far ahead the day tells of defences and rehearsals."""
BEGUN = timedelta(hours=12)
"""How long a defence that has begun is still told of: it has to be written down."""


def _planned(user: User) -> ProposalDefenceQuerySet:
    return ProposalDefence.objects.concerning(user).planned().filter(opportunity__stage__in=OPEN_STAGES)


def _defences(user: User) -> QuerySet[ProposalDefence] | None:
    """Those from yesterday on; what of these is near is judged when it is said, for a question knows the day alone."""
    if not user.can(Right.VIEW_PROPOSALS):
        return None
    first = start_of(today())
    near = _planned(user).filter(starts_at__range=(first - BEGUN, first + AHEAD + timedelta(days=1)))
    return near.order_by("starts_at", "pk")


def _rehearsals(user: User) -> QuerySet[DefenceRehearsal] | None:
    if not user.can(Right.VIEW_PROPOSALS):
        return None
    first = start_of(today())
    near = DefenceRehearsal.objects.kept().filter(starts_at__range=(first, first + AHEAD + timedelta(days=1)))
    return near.filter(defence__in=_planned(user)).order_by("starts_at", "pk")


def _in_words(title: Words, begun: timedelta) -> Callable[[Answer], Iterator[Duty]]:
    def words(one: Answer) -> Iterator[Duty]:
        now = timezone.now()
        if not now - begun <= one.starts_at <= now + AHEAD:
            return
        yield Duty(
            title=title % {"client": one.client},
            detail=" · ".join(part for part in (day_and_time(one.starts_at), one.where) if part),
            url=reverse("proposals:defence_detail", args=[one.pk]),
            due_on=local_day(one.starts_at),
        )

    return words


DEFENCES = Source(
    rows=_defences,
    reads={
        "pk": "pk",
        "client": "opportunity__client__name",
        "starts_at": "starts_at",
        "where": Coalesce(NullIf("place", Value("")), F("link")),
    },
    words=_in_words(gettext_lazy("Defence before %(client)s"), BEGUN),
)
REHEARSALS = Source(
    rows=_rehearsals,
    reads={
        "pk": "defence_id",
        "client": "defence__opportunity__client__name",
        "starts_at": "starts_at",
        "where": "place",
    },
    words=_in_words(gettext_lazy("Rehearsal of the defence before %(client)s"), timedelta(0)),
)
