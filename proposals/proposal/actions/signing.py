"""Sending a proposal to be signed, its document, and the policy of who approves (process row 8)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import Role
from almacontact.approvals import actions as approvals
from almacontact.approvals.judging import NotReady
from almacontact.approvals.models import ApprovalRequest
from almacontact.approvals.sealing import FROZEN
from almacontact.attachments.actions import attach
from almacontact.attachments.checks import check_file
from almacontact.audit.seals import seal
from almacontact.audit.versioning import changing, claim, save_as
from almacontact.jobs.actions import claim_effect, retry
from almacontact.jobs.models import Job
from almacontact.jobs.progress import Progress
from almacontact.refusals import Blocker, Refused
from pipeline.opportunities.actions.opportunities import involve_areas
from pipeline.rights import demand_right
from proposals.proposal import document
from proposals.proposal.annex import annex_of
from proposals.proposal.approval import DOCUMENT_JOB, ask_for_document, draft_blockers
from proposals.proposal.content import content_of
from proposals.proposal.models.proposals import Proposal, ProposalAttachment, ProposalFileKind, ProposalState
from proposals.proposal.policy import OfferPolicy
from proposals.proposal.rules import demand_write
from proposals.proposal.sealing import DOCUMENT
from proposals.rights import may_write

POLICY_FIELDS = ("general_always", "volume_band_percent")
MOST_BAND_PERCENT = 50
_SETTLED_WITH_DOCUMENT = (ProposalState.APPROVED, ProposalState.SUPERSEDED)


def submit_proposal(*, proposal: Proposal, by: User, note: str = "") -> ApprovalRequest:
    """Freeze what is signed, the price annex and the risk rules of the acta, and ask for the signatures.

    What an earlier version signed and has not changed is carried over. The areas that validate take part in the
    opportunity from now on. Raises `NotAllowed`; `Refused` with what is missing, or with a step nobody could sign.
    """
    with transaction.atomic():
        proposal = approvals.lock(proposal)
        demand_write(by, proposal.opportunity)
        if blockers := draft_blockers(proposal):
            raise NotReady(blockers)
        return approvals.submit(subject=proposal, by=by, note=note, freeze=partial(_freeze, by=by))


def _freeze(proposal: Proposal, by: User) -> dict[str, Any]:
    """Keep what is signed on the version itself, and let the areas that validate it take part. Returns the content."""
    opportunity = proposal.opportunity
    areas = proposal.sections.filter(included=True).exclude(area="").values_list("area", flat=True)
    if opportunity.may_be_edited_by(by):
        roles = sorted({Role(area) for area in areas})
        involve_areas(opportunity=opportunity, by=by, roles=roles, reason=str(proposal))
    claim(proposal, None)
    proposal.annex = annex_of(proposal.minutes)
    proposal.content = content_of(proposal, proposal.annex)
    proposal.fired = proposal.minutes.fired
    save_as(proposal, by=by, fields=["content", "annex", "fired", "version"])
    seal(FROZEN, proposal)
    content: dict[str, Any] = proposal.content
    return content


def make_document(*, progress: Progress, proposal_id: int) -> ProposalAttachment | None:
    """Make the PDF of an approved version and keep it with its hash: once, however often the job runs.

    It is kept in the name of whoever wrote the version. Returns None where there is one already, or the version was
    voided. Raises `Refused` where nobody who may attach it is left.
    """
    proposal = Proposal.objects.with_parties().get(pk=proposal_id)
    if proposal.document_id or proposal.state not in _SETTLED_WITH_DOCUMENT:
        return None
    by = _keeper(proposal)
    pdf = document.proposal_pdf(proposal, progress=progress)
    made = check_file(ContentFile(pdf, name=document.file_name(proposal)))
    with transaction.atomic():
        held = approvals.lock(proposal)
        if held.document_id or not claim_effect(job=progress.job, key=f"proposal-document:{held.pk}"):
            return None
        kept = attach(
            model=ProposalAttachment,
            by=by,
            file=made,
            kind=ProposalFileKind.PROPOSAL,
            description=proposal.title,
            proposal=held,
        )
        claim(held, None)
        held.document = kept
        save_as(held, by=by, fields=["document", "version"])
        seal(DOCUMENT, held)
    return kept


def remake_document(*, proposal: Proposal, by: User) -> Job:
    """Ask again for the PDF of an approved version that has none: its job failed or was stopped.

    Raises `NotAllowed` to who does not write it, `Refused` when it has its document or is not approved.
    """
    with transaction.atomic():
        proposal = approvals.lock(proposal)
        demand_write(by, proposal.opportunity)
        if proposal.document_id or proposal.state not in _SETTLED_WITH_DOCUMENT:
            words = _("%(version)s has its document, or is not approved.") % {"version": proposal}
            raise Refused(Blocker(code="no_document_due", message=words, url=proposal.get_absolute_url()))
        job = document_job(proposal)
        if job is not None and job.can_be_retried:
            return retry(job=job, by=by)
        found: Job = ask_for_document(proposal, by)
        return found


def document_job(proposal: Proposal) -> Job | None:
    """Return the last job that makes, or made, the document of a version; None where none was asked."""
    return Job.objects.filter(kind=DOCUMENT_JOB, key=f"document:{proposal.pk}").select_related("created_by").last()


def save_policy(*, by: User, values: Mapping[str, Any], version: int | None = None) -> OfferPolicy:
    """Change who approves proposals and the volume band: Dirección General alone. Running approvals stay as they are.

    Raises `NotAllowed`, `Refused` at the field, `StaleVersion`.
    """
    demand_right(by, Right.EDIT_RISK_RULES)
    given = {name: values[name] for name in POLICY_FIELDS}
    if not 0 <= given["volume_band_percent"] <= MOST_BAND_PERCENT:
        words = _("The volume band is between 0 and %(most)s %% of the seats.")
        raise Refused(
            Blocker(
                code="volume_band_percent", field="volume_band_percent", message=words % {"most": MOST_BAND_PERCENT}
            )
        )
    with transaction.atomic():
        if not OfferPolicy.objects.filter(pk=1).exists():
            return save_as(OfferPolicy(pk=1, created_by=by, **given), by=by)
        policy = OfferPolicy.objects.select_for_update().get(pk=1)
        changed = [name for name, value in given.items() if getattr(policy, name) != value]
        if not changed:
            return policy
        with changing(policy, version):
            for name in changed:
                setattr(policy, name, given[name])
            save_as(policy, by=by, fields=[*changed, "version"])
    return policy


def _keeper(proposal: Proposal) -> User:
    """In whose name the document is kept: who wrote the version, else the owner of the opportunity."""
    opportunity = proposal.opportunity
    candidates = (proposal.created_by, opportunity.owner)
    found = next((one for one in candidates if one is not None and may_write(one, opportunity)), None)
    if found is None:
        words = _("Neither who wrote %(version)s nor the owner of %(code)s may attach files now. Reassign it first.")
        raise Refused(Blocker(code="no_keeper", message=words % {"version": proposal, "code": opportunity.code}))
    return found
