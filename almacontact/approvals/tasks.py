"""Background work of the approvals: their e-mails, and the chase that beat runs every hour of the working day."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from almacontact.approvals import notices
from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.progress import Progress


@job("approvals.ask", label=_("E-mails to approvers"))
def ask(progress: Progress, *, kind_key: str, step_ids: list[int], why: str) -> Outcome:
    """Send the e-mails that ask for a decision, remind of it or escalate it."""
    return _sent(notices.send_for_steps(job=progress.job, kind_key=kind_key, step_ids=step_ids, why=why))


@job("approvals.result", label=_("E-mail about the result of an approval"))
def result(progress: Progress, *, kind_key: str, request_id: int) -> Outcome:
    """Tell the person who submitted how it ended."""
    return _sent(notices.send_result(job=progress.job, kind_key=kind_key, request_id=request_id))


@shared_task(name="approvals.chase")
def chase() -> None:
    """Remind and escalate; by beat."""
    notices.chase()


def _sent(count: int) -> Outcome:
    words = ngettext("%(count)d e-mail sent.", "%(count)d e-mails sent.", count) % {"count": count}
    return Outcome(message=words, data={"sent": count})
