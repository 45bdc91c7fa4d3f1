"""Background work of the record keeping: sealing each minute, checking each night, telling the witness each day."""

import logging

from celery import shared_task
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from almacontact.audit import alarm, chain, triggers, witness
from almacontact.audit.actions import check_integrity
from almacontact.jobs.actions import enqueue
from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.progress import Progress

log = logging.getLogger(__name__)
CHECK_JOB = "audit.check"


@job(CHECK_JOB, label=gettext_lazy("Check of all that is sealed"))
def check(progress: Progress) -> Outcome:
    """Compute again all that is sealed."""
    count = len(check_integrity().findings)
    words = ngettext("%(count)d thing does not hold.", "%(count)d things do not hold.", count) % {"count": count}
    return Outcome(message=words if count else _("All of it holds."))


@job(witness.JOB, label=gettext_lazy("E-mail to the witness of the chain"))
def tell(progress: Progress, *, batch_id: int) -> Outcome:
    """Send the head of the chain to the witness."""
    sent = witness.send_head(job=progress.job, batch_id=batch_id)
    return Outcome(message=_("Sent.") if sent else _("It had been sent before."))


@job(alarm.JOB, label=gettext_lazy("E-mail on the rules of the database"))
def tell_of_rules(progress: Progress) -> Outcome:
    """Tell the administrators which rules do not stand."""
    count = alarm.tell_administrators(job=progress.job)
    return Outcome(message=ngettext("%(count)d e-mail sent.", "%(count)d e-mails sent.", count) % {"count": count})


@shared_task(name="audit.seal")
def seal_new_rows() -> None:
    """Seal what was written since the last time; by beat, each minute."""
    chain.seal_new_rows()


@shared_task(name="audit.check")
def check_each_night() -> None:
    """Check everything; by beat."""
    enqueue(kind=CHECK_JOB, by=None)


@shared_task(name="audit.tell_witness")
def tell_each_day() -> None:
    """Tell the witness, where one is set; by beat."""
    witness.tell()


@shared_task(name="audit.look_at_rules")
def look_at_rules() -> None:
    """Say which rules of the database do not stand, in the log as an error and to the administrators; by beat."""
    if told := triggers.told_missing():
        log.error(told)
        alarm.raise_alarm()
