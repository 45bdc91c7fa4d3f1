"""What requests and check lists ask of a person: duties on "Mi día", and an e-mail two working days before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import add_working_days, today
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import tell_once
from almacontact.jobs.models import Job
from almacontact.outgoing import notice
from almacontact.web.asking import Answer
from pipeline.duties import Duty, Source
from pipeline.states import OPEN_STAGES, Stage
from proposals.areas import COMERCIAL
from proposals.checklist.judging import WORTH, Decision, Line, decide
from proposals.checklist.judging import Answer as Judged
from proposals.checklist.models.requirements import (
    CheckList,
    CheckListDecision,
    Requirement,
    RequirementQuerySet,
    areas_answered_by,
)
from proposals.intake.models import DATED_FIELDS, REMIND_BEFORE, Intake, IntakeQuerySet, Milestone


@dataclass(frozen=True)
class Reminder:
    """One thing that is due soon. `key` is claimed before its e-mail goes out, so that it goes out once."""

    key: str
    title: str
    detail: str
    url: str
    due_on: date


Reminders = Callable[[], Sequence[tuple[int, Reminder]]]
_sources: list[Reminders] = []


def register(source: Reminders) -> None:
    """Add a source of reminders (id of the person, reminder) to the daily e-mail; called when the app starts."""
    _sources.append(source)


NAMED_BY = ("reference", "notice_id", "request_id", "process_id")
"""What a request is known by."""


def _dated(user: User) -> IntakeQuerySet | None:
    """The requests of the person's open deals with a date that is near."""
    if not (user.can(Right.VIEW_REQUIREMENTS) and user.can(Right.EDIT_OPPORTUNITIES)):
        return None
    return Intake.objects.awaiting().filter(_near(), opportunity__owner=user)


def _dates_in_words(one: Answer) -> Iterator[Duty]:
    read = vars(one)
    intake = Intake(**{name: read[name] for name in ("pk", "kind", *NAMED_BY, *DATED_FIELDS)})
    for due in _milestones(intake):
        title = _("%(date)s: %(client)s") % {"date": due.label, "client": one.client}
        yield Duty(title, f"{intake} · {one.code}", intake.get_absolute_url(), due.on)


DATES = Source(
    rows=_dated,
    reads={
        **{name: name for name in ("pk", "kind", *NAMED_BY, *DATED_FIELDS)},
        "code": "opportunity__code",
        "client": "opportunity__client__name",
    },
    words=_dates_in_words,
)


def _near() -> Q:
    """The requests with a date from today to two working days from now."""
    near = Q()
    for name in DATED_FIELDS:
        near |= Q(**{f"{name}__range": (today(), add_working_days(today(), REMIND_BEFORE))})
    return near


def _milestones(intake: Intake) -> list[Milestone]:
    """The dates of a request that fall from today to two working days from now."""
    last = add_working_days(today(), REMIND_BEFORE)
    return [one for one in intake.milestones if today() <= one.on <= last]


def _due_dates(intakes: IntakeQuerySet) -> list[Reminder]:
    """Return the dates of `intakes` that fall from today to two working days from now."""
    found = [
        Reminder(
            key=f"intake:{intake.pk}:{one.name}:{one.on.isoformat()}:{intake.opportunity.owner_id}",
            title=_("%(date)s: %(client)s") % {"date": one.label, "client": intake.opportunity.client},
            detail=f"{intake} · {intake.opportunity.code}",
            url=intake.get_absolute_url(),
            due_on=one.on,
        )
        for intake in intakes.filter(_near()).select_related("opportunity__client", "opportunity__owner")
        for one in _milestones(intake)
    ]
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


def _lists_with_owed_lines(user: User) -> QuerySet[CheckList] | None:
    """The check lists with lines that the person owes: of the areas they lead, Comercial's of their own deals."""
    if not user.can(Right.VIEW_REQUIREMENTS):
        return None
    lists = CheckList.objects.filter(requirements__in=owed_lines(user))
    return lists.annotate(number=Count("requirements"), due_on=Min("requirements__due_on")).order_by("due_on", "pk")


def _lines_in_words(one: Answer) -> Iterator[Duty]:
    title = ngettext("%(client)s: %(n)d line to answer", "%(client)s: %(n)d lines to answer", one.number)
    yield Duty(
        title=title % {"n": one.number, "client": one.client},
        detail=_("Check list of %(code)s") % {"code": one.code},
        url=f"{reverse('proposals:requirement_list')}?opportunity={one.code}",
        due_on=one.due_on,
    )


LINES = Source(
    rows=_lists_with_owed_lines,
    reads={
        "number": "number",
        "due_on": "due_on",
        "code": "opportunity__code",
        "client": "opportunity__client__name",
    },
    words=_lines_in_words,
)


def _lists_to_decide(user: User) -> QuerySet[CheckList] | None:
    """The check lists that may ask a decision of the director: a no-go, or answered in full without a decision."""
    if not (user.can(Right.VIEW_REQUIREMENTS) and user.can(Right.WAIVE_REQUIREMENTS)):
        return None
    decisions = CheckListDecision.objects.standing().filter(check_list=OuterRef("pk"))
    lists = CheckList.objects.filter(opportunity__stage__in=[Stage.HUNTING, Stage.QUALIFICATION])
    lists = lists.annotate(
        decided=Subquery(decisions.values("outcome")[:1]),
        asked=Count("requirements"),
        unanswered=Count("requirements", filter=_line(answer="")),
        refused=Count("requirements", filter=_line(answer=Judged.NO, excluding=True, waived_at=None)),
        unplanned=Count(
            "requirements",
            filter=_line(answer=Judged.PARTIAL, excluding=True) & (_line(plan="") | _line(plan_on=None)),
        ),
        unexplained=Count("requirements", filter=_line(answer=Judged.NOT_APPLICABLE, reason="")),
        **{answer.name: Sum("requirements__weight", filter=_line(answer=answer)) for answer in WORTH},
    )
    undecided = Q(decided=None) & (Q(refused__gt=0) | Q(unanswered=0, asked__gt=0))
    return lists.filter(Q(decided=CheckListDecision.Outcome.NO_GO) | undecided).order_by("-pk")


def _line(**values: Any) -> Q:
    """A line of a check list that has these values."""
    return Q(**{f"requirements__{name}": value for name, value in values.items()})


def _decision_in_words(one: Answer) -> Iterator[Duty]:
    # The lines are judged by their sums: what has no weight of its own changes no score.
    nothing, read = Decimal(0), vars(one)
    lines = [Line("", Decimal(read[answer.name] or 0), answer=answer) for answer in WORTH]
    lines += [Line("", nothing)] * bool(one.unanswered)
    lines += [Line("", nothing, excluding=True, answer=Judged.NO)] * bool(one.refused)
    lines += [Line("", nothing, excluding=True, answer=Judged.PARTIAL)] * bool(one.unplanned)
    lines += [Line("", nothing, answer=Judged.NOT_APPLICABLE)] * bool(one.unexplained)
    result = decide(lines)
    if one.decided or result.decision is Decision.NO_GO:
        title, page = _("No-go to be decided: %(client)s"), "proposals:checklist_detail"
    elif result.decision is Decision.COMMITTEE and result.complete:
        title, page = _("Committee to be signed: %(client)s"), "proposals:checklist_decide"
    else:
        return
    detail = _("Check list of %(code)s") % {"code": one.code}
    yield Duty(title % {"client": one.client}, detail, reverse(page, args=[one.code]))


DECISIONS = Source(
    rows=_lists_to_decide,
    reads={
        **{name: name for name in ("decided", "unanswered", "refused", "unplanned", "unexplained")},
        **{answer.name: answer.name for answer in WORTH},
        "code": "opportunity__code",
        "client": "opportunity__client__name",
    },
    words=_decision_in_words,
    most=100,
)


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
    due = {f"reminder:{one.key}": one for one in told}

    def mail(keys: Sequence[str]) -> EmailMessage:
        fresh = [due[key] for key in keys]
        with translation.override(person.language or "es"):
            site = settings.SITE_URL.rstrip("/")
            body = render_to_string(
                "proposals/checklist/intake_reminder.txt", {"person": person, "reminders": fresh, "site": site}
            )
            subject = ngettext("%(n)d thing is due soon", "%(n)d things are due soon", len(fresh)) % {"n": len(fresh)}
            return notice(subject, body, [person.email])

    return 1 if tell_once(job=job, keys=list(due), mail=mail) else 0
