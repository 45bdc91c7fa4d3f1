"""Who signs a proposal, and what they signed (process row 8)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from almacontact.approvals.models import ApprovalRequest, ApprovalStep, Signature
from proposals.proposal.models.proposals import Proposal


class ProposalApproval(ApprovalRequest):
    """One submission of a version of a proposal."""

    subject = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="approvals", verbose_name=_("proposal")
    )

    class Meta(ApprovalRequest.Meta):
        verbose_name = _("approval of a proposal")
        verbose_name_plural = _("approvals of proposals")


class ProposalApprovalStep(ApprovalStep):
    """One signature that a proposal needs: of an area on its part, or on the whole."""

    request = models.ForeignKey(ProposalApproval, on_delete=models.PROTECT, related_name="steps")
    carried_from: Any = models.ForeignKey(
        "proposals.ProposalSignature", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(ApprovalStep.Meta):
        verbose_name = _("step of an approval")
        verbose_name_plural = _("steps of approvals")


class ProposalSignature(Signature):
    """A decision on a part of a proposal."""

    step = models.ForeignKey(ProposalApprovalStep, on_delete=models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
