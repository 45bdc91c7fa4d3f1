"""Inviting the speakers and the owner to a defence by e-mail: once each time it changes, and when it is called off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.audit.locking import holding, lock
from almacontact.audit.versioning import save_as
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import leave_once
from almacontact.jobs.models import Job
from almacontact.outgoing import mail_blockers
from almacontact.refusals import Blocker, Refused
from proposals.defence.calendar import CANCEL, REQUEST, invitation, organiser_of, topics_text
from proposals.defence.models import DefenceTopic, ProposalDefence
from proposals.defence.rights import demand_defence, refuse_settled
from proposals.mail.composing import compose

INVITE = "proposals.invite_to_defence"
CALL_OFF = "proposals.call_off_defence"
LANGUAGE = "es"
"""An invitation goes to several people at once: it is written in the language of the house."""


def invite(*, defence: ProposalDefence, by: User) -> Job:
    """Have everybody invited who speaks at the defence, and its owner: an e-mail with the event, sent by a job.

    Once each sequence. Raises `NotAllowed`, or `Refused` when the defence has begun, everybody has this invitation or
    no mail can leave.
    """
    with holding(defence.opportunity, defence):
        demand_defence(by, defence.opportunity)
        refuse_settled(defence)
        if defence.has_begun:
            words = _("The defence has begun: nobody can be invited any more.")
            raise Refused(Blocker(code="begun", message=words, url=defence.get_absolute_url()))
        if is_invited(defence):
            words = _("Everybody has this invitation. It is sent again when the defence changes.")
            raise Refused(Blocker(code="already_invited", message=words, url=defence.get_absolute_url()))
        if blockers := mail_blockers():
            raise Refused(blockers)
        return _ask(defence, by)


def send_again(*, defence: ProposalDefence, by: User) -> None:
    """After a change: invite anew where invitations had been asked for. Call inside the transaction of the change."""
    if not defence.has_begun and _was_asked(defence):
        _ask(defence, by)


def call_off(*, defence: ProposalDefence, by: User, people: Iterable[User] | None = None) -> None:
    """Tell who was invited that the defence is off, or only `people` who no longer speak. Nobody, if nobody was."""
    invited_at = ProposalDefence.objects.filter(pk=defence.pk).values_list("invited_at", flat=True).get()
    told = list(attendees_of(defence) if people is None else people)
    if invited_at is None or not told:
        return
    arguments = {"defence_id": defence.pk, "sequence": defence.sequence, "people": [one.pk for one in told]}
    enqueue(kind=CALL_OFF, by=by, arguments=arguments, key=_key(defence, defence.sequence))


def is_invited(defence: ProposalDefence) -> bool:
    """Tell whether the invitation of the present sequence went out, or is on its way."""
    return _asked(defence).filter(key=_key(defence, defence.sequence)).exists()


def refused_invitation(defence: ProposalDefence) -> str:
    """Return why the invitation of the present sequence did not reach everybody, in words; "" where nothing says so."""
    last = Job.objects.filter(kind=INVITE, key=_key(defence, defence.sequence)).order_by("-pk").first()
    return last.message if last is not None and last.state == Job.State.FAILED else ""


def deliver_invitation(*, job: Job, defence_id: int, sequence: int) -> int:
    """Send the invitation of one sequence. Returns how many people it went to: 0 when it had gone out before, or the
    defence changed since (a later invitation is on its way) or is off."""
    defence = _defence(defence_id)
    if not _is_due(defence, sequence):
        return 0
    people = attendees_of(defence)
    mail = _message(job, defence, people, REQUEST)

    def settle() -> None:
        invited = _locked(defence_id)
        invited.invited_at = timezone.now()
        save_as(invited, by=_sender(job, invited), fields=["invited_at"])

    went = leave_once(
        job=job,
        key=f"defence:{_key(defence, sequence)}",
        mail=mail,
        still=lambda: _is_due(_locked(defence_id), sequence),
        settle=settle,
    )
    return len(people) if went else 0


def deliver_calling_off(*, job: Job, defence_id: int, sequence: int, people: Sequence[int]) -> int:
    """Tell people that a defence is off for them. Returns how many; 0 when they had been told before."""
    defence = _defence(defence_id)
    told = list(User.objects.filter(pk__in=people, is_active=True).order_by("name", "pk"))
    if not told:
        return 0
    mail = _message(job, defence, told, CANCEL)
    went = leave_once(
        job=job, key=f"defence-off:{_key(defence, sequence)}", mail=mail, still=lambda: bool(_locked(defence_id))
    )
    return len(told) if went else 0


def attendees_of(defence: ProposalDefence) -> list[User]:
    """Return who is invited: the speakers of the agenda, and the owner of the opportunity."""
    speakers = DefenceTopic.objects.kept().filter(defence=defence).values("speaker")
    people = User.objects.filter(Q(pk__in=speakers) | Q(pk=defence.opportunity.owner_id), is_active=True)
    return list(people.order_by("name", "pk"))


def _message(job: Job, defence: ProposalDefence, people: Sequence[User], method: str) -> EmailMultiAlternatives:
    topics = list(DefenceTopic.objects.kept().filter(defence=defence).select_related("speaker"))
    with translation.override(LANGUAGE):
        event = invitation(defence, topics, people, method=method, stamp=timezone.now())
        context = {
            "defence": defence,
            "agenda": topics_text(defence, topics),
            "rehearsals": list(defence.rehearsals.filter(removed_at__isnull=True)),
            "off": method == CANCEL,
            "page": urljoin(settings.SITE_URL, defence.get_absolute_url()),
        }
        head = _("Called off: defence before %(client)s") if method == CANCEL else _("Defence before %(client)s")
        mail = compose(
            subject=f"{head % {'client': defence.opportunity.client.name}} ({defence.opportunity.code})",
            body=render_to_string("proposals/defence/invitation.txt", context),
            to=[one.email for one in people],
            by=organiser_of(defence),
        )
    mail.cc = [one for one in mail.cc if one not in mail.to]
    # Calendars take an invitation from its organiser alone (RFC 5546); bounces go to the installation all the same.
    name, address = organiser_of(defence).name, organiser_of(defence).email
    mail.extra_headers |= {"From": sanitize_address((name, address), "utf-8"), "Sender": mail.from_email}
    words = event.decode()
    mail.attach_alternative(words, f"text/calendar; method={method}")
    mail.attach("sustentacion.ics", words, "application/ics")
    return mail


def _ask(defence: ProposalDefence, by: User) -> Job:
    arguments = {"defence_id": defence.pk, "sequence": defence.sequence}
    return enqueue(kind=INVITE, by=by, arguments=arguments, key=_key(defence, defence.sequence))


def _key(defence: ProposalDefence, sequence: int) -> str:
    return f"{defence.pk}:{sequence}"


def _asked(defence: ProposalDefence) -> QuerySet[Job]:
    """The invitations that went out or are on their way; those that failed may be asked for again."""
    gone = [Job.State.FAILED, Job.State.CANCELLED]
    return Job.objects.filter(kind=INVITE, key__startswith=f"{defence.pk}:").exclude(state__in=gone)


def _was_asked(defence: ProposalDefence) -> bool:
    return defence.invited_at is not None or _asked(defence).exists()


def _locked(defence_id: int) -> ProposalDefence:
    defence = _defence(defence_id)
    lock(defence.opportunity, defence)
    return defence


def _defence(defence_id: int) -> ProposalDefence:
    return ProposalDefence.objects.with_parties().get(pk=defence_id)


def _is_due(defence: ProposalDefence, sequence: int) -> bool:
    return defence.is_planned and defence.sequence == sequence


def _sender(job: Job, defence: ProposalDefence) -> User:
    return job.created_by or defence.created_by or defence.opportunity.owner
