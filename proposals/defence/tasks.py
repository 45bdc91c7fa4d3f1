"""Background jobs of the defence."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.progress import Progress
from proposals.defence.actions.invitations import CALL_OFF, INVITE, deliver_calling_off, deliver_invitation


@job(INVITE, label=gettext_lazy("Invitation to a defence"))
def invite_to_defence(progress: Progress, *, defence_id: int, sequence: int) -> Outcome:
    """Send the invitation to a defence as it stands at one sequence."""
    return _said(deliver_invitation(job=progress.job, defence_id=defence_id, sequence=sequence))


@job(CALL_OFF, label=gettext_lazy("Calling off of a defence"))
def call_off_defence(progress: Progress, *, defence_id: int, sequence: int, people: Sequence[int]) -> Outcome:
    """Tell people that a defence is off for them."""
    return _said(deliver_calling_off(job=progress.job, defence_id=defence_id, sequence=sequence, people=people))


def _said(count: int) -> Outcome:
    if not count:
        return Outcome(message=_("Nothing was left to send."))
    words = ngettext("Sent to %(n)d person.", "Sent to %(n)d people.", count) % {"n": count}
    return Outcome(message=words, data={"sent": count})
