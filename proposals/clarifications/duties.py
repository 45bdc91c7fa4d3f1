"""What clarifications ask of a person: duties on "Mi día", and a reminder two working days before an answer is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import AREA_ROLES
from almacontact.calendar import add_working_days, today
from almacontact.web.asking import Answer
from pipeline.duties import Duty, Source
from pipeline.states import OPEN_STAGES
from proposals.checklist.duties import Reminder
from proposals.clarifications.chain import named
from proposals.clarifications.models import Clarification, ClarificationQuerySet, Effect
from proposals.intake.models import REMIND_BEFORE


def _running() -> ClarificationQuerySet:
    rows = Clarification.objects.standing().filter(opportunity__stage__in=OPEN_STAGES)
    return rows.select_related("opportunity__client", "opportunity__owner").order_by("due_on", "pk")


def owed_by(user: User) -> ClarificationQuerySet:
    """Return the clarifications that `user` owes an answer, its sending or its price. Who approves owes none."""
    if not user.can(Right.VIEW_PROPOSALS) or user.can(Right.APPROVE_PROPOSALS):
        return Clarification.objects.none()
    areas = {role for role in user.roles if role in AREA_ROLES}
    mine = Q(opportunity__owner=user) if user.can(Right.WRITE_PROPOSALS) else Q(pk__in=[])
    unanswered = Q(sent_on__isnull=True, answer="")
    unsent = Q(sent_on__isnull=True) & ~Q(answer="")
    unpriced = ~Q(effect=Effect.NONE) & Q(resolved_by__isnull=True)
    owed = (Q(area__in=areas) & unanswered) | (mine & (unanswered | unsent | unpriced))
    visible = Clarification.objects.visible_to(user).values("pk")
    return _running().filter(owed, pk__in=visible)


def _rows(user: User) -> ClarificationQuerySet | None:
    return owed_by(user) if user.can(Right.VIEW_PROPOSALS) else None


def _in_words(one: Answer) -> Iterator[Duty]:
    named_by = Clarification(kind=one.kind, number=one.number)
    names = {"client": one.client, "which": named(named_by)}
    url = reverse("proposals:clarification_detail", args=[one.pk])
    if one.sent_on is None and not one.answer:
        title = _("%(which)s to answer: %(client)s") % names
    elif one.sent_on is None:
        title = _("%(which)s to send: %(client)s") % names
        url = reverse("proposals:clarification_send", args=[one.code])
    else:
        title = _("%(which)s to price and send again: %(client)s") % names
    yield Duty(title, f"{one.code} · {one.question}", url, one.due_on)


OWED = Source(
    rows=_rows,
    reads={
        "pk": "pk",
        "kind": "kind",
        "number": "number",
        "question": Left("question", 120),
        "answer": Left("answer", 1),
        "sent_on": "sent_on",
        "due_on": "due_on",
        "code": "opportunity__code",
        "client": "opportunity__client__name",
    },
    words=_in_words,
)


def reminders() -> list[tuple[int, Reminder]]:
    """Return whom to remind of answers that are not sent and are due within two working days: the leaders of the area
    while there is no answer, and the owner."""
    last = add_working_days(today(), REMIND_BEFORE)
    rows = list(_running().filter(sent_on__isnull=True, due_on__lte=last))
    leaders: dict[str, list[int]] = defaultdict(list)
    wanted = {one.area for one in rows if one.area in AREA_ROLES and not one.answer}
    holders = User.objects.filter(is_active=True, held_roles__role__in=wanted)
    for role, pk in holders.values_list("held_roles__role", "pk"):
        leaders[role].append(pk)
    found = []
    for one in rows:
        asked = leaders.get(one.area, []) if not one.answer else []
        for pk in dict.fromkeys([*asked, one.opportunity.owner_id]):
            reminder = Reminder(
                key=f"clarification:{one.pk}:{one.due_on.isoformat()}:{pk}",
                title=f"{named(one)}: {one.question[:120]}",
                detail=f"{one.opportunity.client} · {one.opportunity.code}",
                url=one.get_absolute_url(),
                due_on=one.due_on,
            )
            found.append((pk, reminder))
    return found
