"""What approvals and the plan ask of a person, for "Mi día"."""

from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.approvals import inbox
from almacontact.approvals.notices import REMIND_AFTER
from almacontact.calendar import add_working_days, local_day, today
from almacontact.web.formats import percent
from pipeline.duties import Duty
from pipeline.plan.models.parts import ActivityReport
from pipeline.plan.models.plans import CommercialPlan
from pipeline.plan.progress import activities_of

NEAR_DAYS = 7
"""An activity becomes a duty this many days before its end, and on the day it should have begun."""


def approval_duties(user: User) -> list[Duty]:
    """Return what waits for the person's signature, due before it would be reminded of."""
    return [
        Duty(
            title=one.card.title,
            detail=", ".join(step.title_words for step in one.steps),
            url=one.request.get_absolute_url(),
            due_on=add_working_days(local_day(one.request.submitted_at), REMIND_AFTER),
        )
        for one in inbox.waiting_for(user)
    ]


def activity_duties(user: User) -> list[Duty]:
    """Return the activities of the plan in force that the person owes: late, late to begin, or ending soon."""
    now = today()
    plan = CommercialPlan.objects.in_force(now.year)
    if plan is None:
        return []
    ended = (ActivityReport.State.DONE, ActivityReport.State.CANCELLED)
    return [
        Duty(
            title=one.activity.name,
            detail=_("Activity of the plan: %(progress)s") % {"progress": percent(one.progress)},
            url=reverse("pipeline:activity_report", args=[one.activity.pk]),
            due_on=one.activity.starts_on if one.overdue_start else one.activity.ends_on,
        )
        for one in activities_of(plan, now)
        if one.activity.owner_id == user.pk
        and one.state not in ended
        and (one.overdue_start or (one.activity.ends_on - now).days <= NEAR_DAYS)
    ]
