"""Who signs a proposal, and what they signed (process row 8)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from almacontact.approvals.models import ApprovalRequest, ApprovalStep, Signature
from almacontact.audit.models import Audited
from proposals.models.proposals import Proposal


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


class OfferPolicy(Audited):
    """The setting of who approves proposals: one row (process.md, "Authority")."""

    general_always = models.BooleanField(
        _("Dirección General approves every proposal"),
        default=True,
        help_text=_("Otherwise only those of high risk or high impact, by the risk rules."),
    )
    volume_band_percent = models.PositiveSmallIntegerField(
        _("volume band (percent of the seats)"),
        default=10,
        help_text=_("Inside this band the price holds, in what is offered and in what is awarded."),
    )

    class Meta:
        verbose_name = _("approval policy of proposals")
        verbose_name_plural = _("approval policy of proposals")
        constraints = [
            models.CheckConstraint(name="offer_policy_single", condition=Q(pk=1)),
            models.CheckConstraint(
                name="offer_policy_band_in_range",
                condition=Q(volume_band_percent__lte=50),
                violation_error_message=_("The volume band is at most half of the seats."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Approval policy of proposals"))

    @classmethod
    def current(cls) -> OfferPolicy:
        """Return the setting in force."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
