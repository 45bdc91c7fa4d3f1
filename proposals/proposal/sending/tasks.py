"""Background jobs of sending a proposal, and of offers that lapse."""

from celery import shared_task
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.progress import Progress
from proposals.proposal.sending import duties as offer_validity
from proposals.proposal.sending.actions import JOB
from proposals.proposal.sending.delivery import deliver_proposal


@job(JOB, label=gettext_lazy("Sending of a proposal"))
def send_proposal(progress: Progress, *, sending_id: int, seen: str, token: str = "") -> Outcome:
    """Send a proposal to the client by e-mail."""
    sent = deliver_proposal(job=progress.job, sending_id=sending_id, seen=seen)
    page = reverse("proposals:sending_detail", args=[sending_id])
    return Outcome(message=_("Sent.") if sent else _("It had been sent before."), url=page)


@job("proposals.remind_validity", label=gettext_lazy("Reminders of offers that lapse"))
def remind_validity(progress: Progress) -> Outcome:
    """Send the reminders of validity that are due today."""
    count = offer_validity.send_due(job=progress.job)
    words = ngettext("%(count)d e-mail sent.", "%(count)d e-mails sent.", count) % {"count": count}
    return Outcome(message=words, data={"sent": count})


@shared_task(name="proposals.remind_validity")
def remind_validity_daily() -> None:
    """Ask for today's reminders of validity; by beat."""
    offer_validity.ask()
