"""How long an offer that was sent still binds us: its owner is told before it lapses.

A week before, and two working days before, the owner gets an e-mail, each once; from a week before, the day shows a
duty until the offer is renewed by a next version that is sent, or the opportunity is closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import OuterRef, Subquery
from django.template.loader import render_to_string
from django.utils import timezone, translation
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
from almacontact.web.formats import day as day_words
from pipeline.duties import Duty, Source
from pipeline.states import OPEN_STAGES
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.models import ProposalSending, ProposalSendingQuerySet

FIRST_DAYS = 7
"""Calendar days before the last day at which the owner first hears of it."""
LAST_WORKING_DAYS = 2
"""Working days before the last day at which the owner hears of it again."""
STILL_SHOWN_DAYS = 30
"""Days for which an offer that has lapsed still asks to be renewed."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """An offer that lapses soon, as the e-mail shows it. `key` is claimed before it is told."""

    key: str
    title: str
    detail: str
    url: str
    due_on: date
    sending: ProposalSending


def _lapsing(user: User) -> ProposalSendingQuerySet | None:
    """The offers of the person that lapse within a week, or lapsed lately."""
    if not user.can(Right.WRITE_PROPOSALS):
        return None
    day = today()
    found = _standing(day - timedelta(days=STILL_SHOWN_DAYS), day + timedelta(days=FIRST_DAYS))
    return found.filter(proposal__alternative__opportunity__owner=user)


def _in_words(one: Answer) -> Iterator[Duty]:
    version = Proposal(pk=one.pk, series=one.series, number=one.number, valid_until=one.valid_until_on)
    title, detail = _words(version, one.client, one.code)
    yield Duty(title, detail, version.get_absolute_url(), version.valid_until)


LAPSING = Source(
    rows=_lapsing,
    reads={
        "pk": "proposal_id",
        "series": "proposal__series",
        "number": "proposal__number",
        "valid_until_on": "proposal__valid_until",
        "code": "proposal__alternative__opportunity__code",
        "client": "proposal__alternative__opportunity__client__name",
    },
    words=_in_words,
)


def ask() -> None:
    """Have today's reminders sent: one job a day, however often it is asked."""
    enqueue(kind="proposals.remind_validity", by=None, key=f"remind_validity:{today().isoformat()}")


def send_due(*, job: Job) -> int:
    """Send the reminders that are due, one e-mail a person. Returns how many went out; each is told once."""
    day = today()
    to_tell: dict[int, list[ProposalSending]] = defaultdict(list)
    lapsing = _standing(day, day + timedelta(days=FIRST_DAYS))
    for one in lapsing.select_related("proposal__alternative__opportunity__client"):
        to_tell[one.proposal.opportunity.owner_id].append(one)
    people = User.objects.filter(is_active=True).in_bulk(list(to_tell))
    return sum(_tell(job, people[pk], sent) for pk, sent in to_tell.items() if pk in people)


def _standing(first: date, last: date) -> ProposalSendingQuerySet:
    """The last sending of each alternative of an open opportunity, where its offer lapses between two days.

    A later version that was sent is the offer that stands: an earlier one lapses unheard.
    """
    sent = ProposalSending.objects.delivered().filter(proposal__voided_at__isnull=True)
    of_alternative = sent.filter(proposal__alternative=OuterRef("proposal__alternative"))
    return sent.filter(
        proposal__alternative__opportunity__stage__in=OPEN_STAGES,
        proposal__valid_until__range=(first, last),
        pk=Subquery(of_alternative.order_by("-sent_at", "-pk").values("pk")[:1]),
    ).order_by("proposal__valid_until", "pk")


def _words(proposal: Proposal, client: object, code: str) -> tuple[str, str]:
    """Say that an offer lapses or has lapsed, and what to do."""
    values = {"client": client, "day": day_words(proposal.valid_until)}
    if proposal.valid_until < today():
        title = _("The offer to %(client)s lapsed on %(day)s") % values
    else:
        title = _("The offer to %(client)s lapses on %(day)s") % values
    detail = _("%(proposal)s of %(code)s: renew it with the next version.") % {"proposal": proposal, "code": code}
    return title, detail


def _lapse(sending: ProposalSending, moment: str) -> Lapse:
    proposal: Any = sending.proposal
    opportunity = proposal.opportunity
    title, detail = _words(proposal, opportunity.client, opportunity.code)
    return Lapse(
        key=f"lapse:{proposal.pk}:{proposal.valid_until.isoformat()}:{moment}:{opportunity.owner_id}",
        title=title,
        detail=detail,
        url=proposal.get_absolute_url(),
        due_on=proposal.valid_until,
        sending=sending,
    )


def _moment(valid_until: date) -> str:
    """Which of the two reminders is due today: the later one takes the place of the first."""
    return "last" if today() >= add_working_days(valid_until, -LAST_WORKING_DAYS) else "first"


def _tell(job: Job, person: User, sendings: list[ProposalSending]) -> int:
    with translation.override(person.language or "es"):
        lapses = {one.key: one for one in (_lapse(one, _moment(one.proposal.valid_until)) for one in sendings)}

    def mail(keys: Sequence[str]) -> EmailMessage:
        fresh = [lapses[key] for key in keys]
        with translation.override(person.language or "es"):
            site = settings.SITE_URL.rstrip("/")
            body = render_to_string(
                "proposals/proposal/validity_reminder.txt", {"person": person, "lapses": fresh, "site": site}
            )
            subject = ngettext("%(n)d offer lapses soon", "%(n)d offers lapse soon", len(fresh)) % {"n": len(fresh)}
            return notice(subject, body, [person.email])

    told = [lapses[key].sending.pk for key in tell_once(job=job, keys=list(lapses), mail=mail)]
    ProposalSending.objects.filter(pk__in=told).update(reminded_at=timezone.now())
    return 1 if told else 0
