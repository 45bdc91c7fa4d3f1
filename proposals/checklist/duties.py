"""What requests and check lists ask of a person: duties on "Mi día", and an e-mail two working days before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Count, Min, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import add_working_days, today
from almacontact.jobs.actions import claim_effect, enqueue
from almacontact.jobs.models import Job
from pipeline.duties import Duty
from pipeline.states import OPEN_STAGES, Stage
from proposals.areas import COMERCIAL
from proposals.checklist.gates import is_no_go
from proposals.checklist.judging import Decision
from proposals.checklist.models.requirements import CheckList, Requirement, RequirementQuerySet, areas_answered_by
from proposals.intake.models import DATED_FIELDS, REMIND_BEFORE, Intake, IntakeQuerySet

MOST = 20
"""Duties of one kind that the day shows."""


@dataclass(frozen=True)
class Reminder:
    """One thing that is due soon. `key` is claimed before its e-mail goes out, so that it goes out once."""

    key: str
    title: str
    detail: str
    url: str
    due_on: date


Source = Callable[[], Sequence[tuple[int, Reminder]]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of reminders (id of the person, reminder) to the daily e-mail; called when the app starts."""
    _sources.append(source)


def duties_of(user: User) -> Sequence[Duty]:
    """Return what waits for `user`: dates of their requests, lines of their areas, decisions of the director."""
    if not user.can(Right.VIEW_REQUIREMENTS):
        return []
    return [*_dates(user), *_lines(user), *_decisions(user)]


def _dates(user: User) -> list[Duty]:
    if not user.can(Right.EDIT_OPPORTUNITIES):
        return []
    mine = Intake.objects.awaiting().filter(opportunity__owner=user)
    return [Duty(one.title, one.detail, one.url, one.due_on) for one in _due_dates(mine)][:MOST]


def _due_dates(intakes: IntakeQuerySet) -> list[Reminder]:
    """Return the dates of `intakes` that fall from today to two working days from now."""
    first, last = today(), add_working_days(today(), REMIND_BEFORE)
    near = Q()
    for name in DATED_FIELDS:
        near |= Q(**{f"{name}__range": (first, last)})
    found = []
    for intake in intakes.filter(near).select_related("opportunity__client", "opportunity__owner"):
        for one in intake.milestones:
            if first <= one.on <= last:
                found.append(
                    Reminder(
                        key=f"intake:{intake.pk}:{one.name}:{one.on.isoformat()}:{intake.opportunity.owner_id}",
                        title=_("%(date)s: %(client)s") % {"date": one.label, "client": intake.opportunity.client},
                        detail=f"{intake} · {intake.opportunity.code}",
                        url=intake.get_absolute_url(),
                        due_on=one.on,
                    )
                )
    return sorted(found, key=lambda one: one.due_on)


def owed_lines(user: User) -> RequirementQuerySet:
    """Return the lines without an answer that `user` owes: of the areas they lead, Comercial's of their own deals.

    A director, who answers any, owes none.
    """
    areas = areas_answered_by(user) if user.scope(Right.VIEW_OPPORTUNITIES) else frozenset()
    if not areas or user.can(Right.WAIVE_REQUIREMENTS):
        return Requirement.objects.none()
    waiting = Requirement.objects.answerable_by(user).waiting()
    return waiting.filter(~Q(area=COMERCIAL) | Q(check_list__opportunity__owner=user) | Q(owner=user))


def _lines(user: User) -> list[Duty]:
    """One duty a check list with lines that `user` owes: the areas they lead, Comercial's of their own deals."""
    rows = (
        owed_lines(user)
        .order_by()
        .values("check_list__opportunity__code", "check_list__opportunity__client__name")
        .annotate(number=Count("pk"), due=Min("due_on"))
        .order_by("due")[:MOST]
    )
    return [
        Duty(
            title=ngettext("%(client)s: %(n)d line to answer", "%(client)s: %(n)d lines to answer", row["number"])
            % {"n": row["number"], "client": row["check_list__opportunity__client__name"]},
            detail=_("Check list of %(code)s") % {"code": row["check_list__opportunity__code"]},
            url=f"{reverse('proposals:requirement_list')}?opportunity={row['check_list__opportunity__code']}",
            due_on=row["due"],
        )
        for row in rows
    ]


def _decisions(user: User) -> list[Duty]:
    """What the director decides: a committee to be signed, a no-go of which the client was not told."""
    if not user.can(Right.WAIVE_REQUIREMENTS):
        return []
    lists = (
        CheckList.objects.filter(opportunity__stage__in=[Stage.HUNTING, Stage.QUALIFICATION])
        .exclude(requirements__isnull=True)
        .select_related("opportunity__client")
        .prefetch_related("requirements", "decisions")
    )
    found = []
    for one in lists[:200]:
        one.__dict__["_lines"] = list(one.requirements.all())
        one.__dict__["_decision"] = next((made for made in one.decisions.all() if made.is_standing), None)
        client = {"client": one.opportunity.client}
        result = one.result()
        if is_no_go(one):
            title, url = _("No-go to be decided: %(client)s") % client, one.get_absolute_url()
        elif one.decision() is None and result.decision is Decision.COMMITTEE and result.complete:
            title = _("Committee to be signed: %(client)s") % client
            url = reverse("proposals:checklist_decide", args=[one.opportunity.code])
        else:
            continue
        found.append(Duty(title, _("Check list of %(code)s") % {"code": one.opportunity.code}, url))
    return found[:MOST]


def ask() -> None:
    """Have today's reminders sent: one job a day, however often it is asked."""
    enqueue(kind="proposals.remind", by=None, key=f"remind:{today().isoformat()}")


def send_due(*, job: Job) -> int:
    """Send the reminders that are due, one e-mail a person. Returns how many went out; each thing is told once."""
    to_tell: dict[int, list[Reminder]] = defaultdict(list)
    for one in _due_dates(Intake.objects.awaiting()):
        to_tell[int(one.key.rpartition(":")[2])].append(one)
    for person, reminder in _due_lines():
        to_tell[person].append(reminder)
    for source in _sources:
        for person, reminder in source():
            to_tell[person].append(reminder)
    people = User.objects.filter(is_active=True).in_bulk(list(to_tell))
    return sum(_send(job, people[pk], told) for pk, told in to_tell.items() if pk in people)


def _due_lines() -> list[tuple[int, Reminder]]:
    """Return whom to remind of lines without an answer that are due within two working days."""
    last = add_working_days(today(), REMIND_BEFORE)
    rows = list(
        Requirement.objects.waiting()
        .filter(due_on__lte=last, check_list__opportunity__stage__in=OPEN_STAGES)
        .order_by()
        .values("area", "check_list_id", "check_list__opportunity__code", "check_list__opportunity__owner_id")
        .annotate(number=Count("pk"), due=Min("due_on"))
    )
    leaders: dict[str, list[int]] = defaultdict(list)
    wanted = {row["area"] for row in rows}
    holders = User.objects.filter(is_active=True, held_roles__role__in=wanted)
    for role, pk in holders.values_list("held_roles__role", "pk"):
        leaders[role].append(pk)
    found = []
    for row in rows:
        code = row["check_list__opportunity__code"]
        people = [row["check_list__opportunity__owner_id"]] if row["area"] == COMERCIAL else leaders[row["area"]]
        for pk in people:
            words = ngettext("%(n)d line to answer", "%(n)d lines to answer", row["number"]) % {"n": row["number"]}
            reminder = Reminder(
                key=f"lines:{row['check_list_id']}:{row['area']}:{row['due'].isoformat()}:{pk}",
                title=words,
                detail=_("Check list of %(code)s") % {"code": code},
                url=f"{reverse('proposals:requirement_list')}?opportunity={code}",
                due_on=row["due"],
            )
            found.append((pk, reminder))
    return found


def _send(job: Job, person: User, told: list[Reminder]) -> int:
    with transaction.atomic():
        fresh = [one for one in told if claim_effect(job=job, key=f"reminder:{one.key}")]
        if not fresh:
            return 0
        with translation.override(person.language or "es"):
            site = settings.SITE_URL.rstrip("/")
            body = render_to_string(
                "proposals/checklist/intake_reminder.txt", {"person": person, "reminders": fresh, "site": site}
            )
            subject = ngettext("%(n)d thing is due soon", "%(n)d things are due soon", len(fresh)) % {"n": len(fresh)}
            send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email])
    return 1
