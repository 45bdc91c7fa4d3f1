"""Background jobs of requests and check lists: each calls one action and says what came out."""

from celery import shared_task
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.progress import Progress
from proposals.checklist import duties as reminders
from proposals.checklist.actions.notices import deliver_no_go, deliver_summary


@job("proposals.send_summary", label=gettext_lazy("Sending of a project summary"))
def send_summary(progress: Progress, *, summary_id: int) -> Outcome:
    """Send a project summary to the areas by e-mail."""
    return _said(deliver_summary(job=progress.job, summary_id=summary_id))


@job("proposals.send_no_go", label=gettext_lazy("Sending of a no-go communication"))
def send_no_go(progress: Progress, *, notice_id: int) -> Outcome:
    """Send the communication of a no-go, and close the opportunity."""
    return _said(deliver_no_go(job=progress.job, notice_id=notice_id))


@job("proposals.remind", label=gettext_lazy("Reminders of requests and check lists"))
def remind(progress: Progress) -> Outcome:
    """Send the reminders that are due today."""
    count = reminders.send_due(job=progress.job)
    words = ngettext("%(count)d e-mail sent.", "%(count)d e-mails sent.", count) % {"count": count}
    return Outcome(message=words, data={"sent": count})


@shared_task(name="proposals.remind")
def remind_daily() -> None:
    """Ask for today's reminders; by beat."""
    reminders.ask()


def _said(sent: bool) -> Outcome:
    return Outcome(message=_("Sent.") if sent else _("It had been sent before."))
