"""Background jobs of clarifications and negotiation."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.progress import Progress
from proposals.clarifications.actions import SEND_JOB, deliver_answers


@job(SEND_JOB, label=gettext_lazy("Sending of answers to clarifications"))
def send_answers(
    progress: Progress,
    *,
    opportunity_id: int,
    contact_id: int,
    seen: Sequence[Sequence[int]],
    subject: str,
    body: str,
) -> Outcome:
    """Send the answers to some clarifications in one e-mail."""
    sent = deliver_answers(
        job=progress.job,
        opportunity_id=opportunity_id,
        contact_id=contact_id,
        seen=seen,
        subject=subject,
        body=body,
    )
    return Outcome(message=_("Sent.") if sent else _("It had been sent before."))
