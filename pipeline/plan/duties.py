"""What the plan in force asks of a person, for "Mi día"."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.calendar import today
from almacontact.web.asking import Answer
from almacontact.web.formats import percent
from pipeline.duties import Duty, Source
from pipeline.plan.models.parts import ActivityReport, PlanActivity
from pipeline.plan.models.plans import PlanState

NEAR_DAYS = 7
"""An activity becomes a duty this many days before its end, and on the day it should have begun."""

State = ActivityReport.State


def _owed(user: User) -> QuerySet[PlanActivity]:
    """The activities of the plan in force that the person owes: late, late to begin, or ending soon."""
    now = today()
    reports = ActivityReport.objects.filter(activity__plan__year=now.year, activity__key=OuterRef("key"))
    latest = reports.order_by("-on", "-pk")
    return (
        PlanActivity.objects.filter(
            owner=user, removed_at__isnull=True, plan__year=now.year, plan__state=PlanState.IN_FORCE
        )
        .annotate(
            reported=Coalesce(Subquery(latest.values("state")[:1]), Value(State.PLANNED)),
            progress=Coalesce(Subquery(latest.values("progress")[:1]), Value(0)),
        )
        .exclude(reported__in=(State.DONE, State.CANCELLED))
        .filter(Q(reported=State.PLANNED, starts_on__lt=now) | Q(ends_on__lte=now + timedelta(days=NEAR_DAYS)))
        .order_by("starts_on", "position")
    )


def _in_words(activity: Answer) -> Iterator[Duty]:
    begins_late = activity.reported == State.PLANNED and activity.starts_on < today()
    yield Duty(
        title=activity.name,
        detail=_("Activity of the plan: %(progress)s") % {"progress": percent(activity.progress)},
        url=reverse("pipeline:activity_report", args=[activity.pk]),
        due_on=activity.starts_on if begins_late else activity.ends_on,
    )


ACTIVITIES = Source(
    rows=_owed,
    reads={
        "pk": "pk",
        "name": "name",
        "reported": "reported",
        "progress": "progress",
        "starts_on": "starts_on",
        "ends_on": "ends_on",
    },
    words=_in_words,
    most=100,
)
