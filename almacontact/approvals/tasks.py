"""Background work of the approvals: their e-mails, and the chase that beat runs every hour of the working day."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from almacontact.approvals import delegation_notices, departures, notices
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


@job("approvals.signed_for", label=_("E-mail about what was signed in somebody’s name"))
def signed_for(progress: Progress, *, kind_key: str, signature_id: int) -> Outcome:
    """Tell an absent person what their delegate signed."""
    return _sent(notices.send_signed_for(job=progress.job, kind_key=kind_key, signature_id=signature_id))


@job("approvals.stuck", label=_("E-mails about what nobody can sign"))
def stuck(progress: Progress, *, kind_key: str, request_id: int) -> Outcome:
    """Tell submitter and administrators of a step that nobody left can sign."""
    return _sent(notices.send_stuck(job=progress.job, kind_key=kind_key, request_id=request_id))


@job("approvals.delegated", label=_("E-mail about a delegation"))
def delegated(progress: Progress, *, delegation_id: int) -> Outcome:
    """Tell somebody for whom they sign and what waits."""
    return _sent(delegation_notices.send_delegated(job=progress.job, delegation_id=delegation_id))


@job("approvals.delegation_cut", label=_("E-mails about a delegation that ends sooner"))
def delegation_cut(progress: Progress, *, delegation_id: int, ended_on: str) -> Outcome:
    """Tell giver and holder that the policy shortened their delegation."""
    sent = delegation_notices.send_cut(job=progress.job, delegation_id=delegation_id, ended_on=ended_on)
    return _sent(sent)


@job("approvals.no_longer", label=_("E-mail to somebody who lost a role"))
def no_longer(progress: Progress, *, person_id: int, gone: list[str]) -> Outcome:
    """Tell somebody what they no longer sign."""
    return _sent(departures.send_no_longer(job=progress.job, person_id=person_id, gone=gone))


@shared_task(name="approvals.chase")
def chase() -> None:
    """Remind and escalate, say what nobody can sign and what a delegation brings; by beat."""
    notices.chase()
    notices.tell_of_stuck()
    delegation_notices.tell_of_begun()


def _sent(count: int) -> Outcome:
    words = ngettext("%(count)d e-mail sent.", "%(count)d e-mails sent.", count) % {"count": count}
    return Outcome(message=words, data={"sent": count})
