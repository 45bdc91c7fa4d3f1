"""The witness: an address outside (WITNESS_EMAIL) that gets the head of the chain each day.

Whoever rewrote the whole chain, key and all, cannot rewrite what lies in a mailbox elsewhere.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from almacontact.audit import chain
from almacontact.audit.models import SealedBatch
from almacontact.calendar import local_day, today
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import leave_once
from almacontact.jobs.models import Job
from almacontact.outgoing import mail_blockers, notice
from almacontact.refusals import Refused

JOB = "audit.witness"


def tell() -> Job | None:
    """Ask for the mail of today, once. None where no witness is set, or nothing was sealed yet."""
    last = chain.head()
    if not settings.WITNESS_EMAIL or last is None:
        return None
    return enqueue(kind=JOB, by=None, arguments={"batch_id": last.pk}, key=today().isoformat())


def send_head(*, job: Job, batch_id: int) -> bool:
    """Send the head that the chain had. Returns False when it had gone out. Raises `Refused` without a mail server."""
    if blockers := mail_blockers():
        raise Refused(blockers)
    batch = SealedBatch.objects.get(pk=batch_id)
    with translation.override("es"):
        subject = _("Head of the chain of records, %(day)s") % {"day": local_day(batch.at).isoformat()}
        body = render_to_string("audit/email/witness.txt", {"batch": batch, "site": settings.SITE_URL})
    mail = notice(subject, body, [settings.WITNESS_EMAIL])
    return leave_once(job=job, key=f"witness:{job.key}", mail=mail, still=lambda: True)


def last_told() -> Job | None:
    """Return the job that told the witness last; None for none."""
    return Job.objects.filter(kind=JOB, state=Job.State.DONE).order_by("pk").last()
