"""Rules of the database that do not stand are told to the administrators, once a day until they stand again."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.audit import triggers
from almacontact.calendar import today
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import tell_once
from almacontact.jobs.models import Job
from almacontact.outgoing import mail_blockers, notice
from almacontact.refusals import Refused

JOB = "audit.rules"


def raise_alarm() -> Job | None:
    """Ask for the e-mails of today where a rule is missing, altered or switched off; None where all stand."""
    return enqueue(kind=JOB, by=None, key=today().isoformat()) if triggers.missing() else None


def tell_administrators(*, job: Job) -> int:
    """Tell each administrator which rules do not stand now. Returns how many e-mails went out: none where all stand.

    Raises `Refused` without a mail server."""
    missing = triggers.missing()
    if not missing:
        return 0
    if blockers := mail_blockers():
        raise Refused(blockers)
    return sum(_tell(job, one, missing) for one in User.objects.holders_of(Role.ADMINISTRATOR))


def _tell(job: Job, person: User, missing: list[str]) -> int:
    return len(tell_once(job=job, keys=[f"{JOB}:{job.key}:{person.pk}"], mail=lambda _keys: _mail(person, missing)))


def _mail(person: User, missing: list[str]) -> EmailMessage:
    with translation.override(person.language or "es"):
        body = render_to_string(
            "audit/email/rules.txt", {"person": person, "missing": missing, "site": settings.SITE_URL.rstrip("/")}
        )
        subject = _("The database no longer protects what was signed")
    return notice(subject, body, [person.email])
