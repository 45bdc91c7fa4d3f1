"""What the page of a proposal shows of its approval and its document."""

from typing import Any

from almacontact.accounts.models import User
from almacontact.approvals.awaiting import shown_steps
from proposals.proposal.actions.signing import document_job
from proposals.proposal.models.approval import ProposalSignature
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.rights import may_write


def signing_context(proposal: Proposal, user: User) -> dict[str, Any]:
    """Return the last approval with its signatures, the void ones, and how far the document is. Five queries at most.

    The job is shown to who may follow it; others read that it is being made, or failed.
    """
    approval = proposal.approvals.prefetch_related("steps__signatures", "steps__carried_from").first()
    voided = ProposalSignature.objects.filter(step__request__subject=proposal, voided_at__isnull=False)
    settled = proposal.state in (ProposalState.APPROVED, ProposalState.SUPERSEDED)
    due = settled and proposal.document_id is None
    job = document_job(proposal) if due else None
    if job is not None:
        job.with_progress()
    return {
        "approval": approval,
        "approval_steps": shown_steps(approval),
        "voided": list(voided.select_related("step", "voided_by")),
        "code": proposal.verification_code,
        "document": proposal.document,
        "document_due": due,
        "document_job": job,
        "follows_job": job is not None and job.created_by_id == user.pk,
        "may_remake": due and (job is None or job.is_finished) and may_write(user, proposal.opportunity),
    }
