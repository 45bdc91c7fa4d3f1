"""E-mails about delegations: to whom one is given, with what waits; to both where the policy cut one short."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.approvals.inbox import Waiting, waiting_for
from almacontact.approvals.models import Delegation
from almacontact.calendar import local_day, today
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import tell_once
from almacontact.jobs.models import Job
from almacontact.outgoing import notice


def tell_of_begun() -> int:
    """Have the holders of delegations that begin after the day they were given told what waits, once they have begun.
    Returns how many there are."""
    begun = [one for one in Delegation.objects.in_force(today()) if local_day(one.created_at) < one.starts_on]
    for one in begun:
        enqueue(kind="approvals.delegated", by=None, arguments={"delegation_id": one.pk}, key=f"begun:{one.pk}")
    return len(begun)


def send_delegated(*, job: Job, delegation_id: int) -> int:
    """Tell somebody for whom they sign, until when, and what waits for them by it. Returns how many e-mails."""
    one = _with_people(delegation_id)
    if one.revoked_at is not None:
        return 0
    waiting = waiting_under(one)

    def mail(_fresh: Sequence[str]) -> EmailMessage:
        with translation.override(one.delegate.language or "es"):
            subject = _("You sign for %(person)s") % {"person": one.delegator}
            return _mail(one.delegate, subject, "delegated", one, {"waiting": waiting})

    return len(tell_once(job=job, keys=[f"approvals.delegated:{delegation_id}:{job.key}"], mail=mail))


def send_cut(*, job: Job, delegation_id: int, ended_on: str) -> int:
    """Tell giver and holder that a delegation ends sooner, by the policy. Returns how many e-mails."""
    one = _with_people(delegation_id)
    return sum(_tell_of_cut(job, one, person, date.fromisoformat(ended_on)) for person in (one.delegator, one.delegate))


def _tell_of_cut(job: Job, one: Delegation, person: User, before: date) -> int:
    def mail(_fresh: Sequence[str]) -> EmailMessage:
        with translation.override(person.language or "es"):
            subject = _("A delegation ends sooner: %(role)s") % {"role": one.get_role_display()}
            return _mail(person, subject, "delegation_cut", one, {"before": before})

    return len(tell_once(job=job, keys=[f"approvals.delegation_cut:{one.pk}:{person.pk}"], mail=mail))


def waiting_under(delegation: Delegation) -> list[Waiting]:
    """Return what waits for the holder of a delegation in the name of its giver."""
    return [
        one
        for one in waiting_for(delegation.delegate)
        if any(ground.on_behalf_of == delegation.delegator for ground in one.grounds)
    ]


def _with_people(delegation_id: int) -> Delegation:
    return Delegation.objects.select_related("delegator", "delegate").get(pk=delegation_id)


def _mail(
    person: User, subject: str, template: str, delegation: Delegation, context: dict[str, object]
) -> EmailMessage:
    site = settings.SITE_URL.rstrip("/")
    body = render_to_string(
        f"approvals/email/{template}.txt",
        {"person": person, "delegation": delegation, "url": site + reverse("approvals:inbox"), **context},
    )
    return notice(subject, body, [person.email])
