"""The approval of a Plan Comercial: its requests, steps and signatures."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from almacontact.approvals.models import ApprovalRequest, ApprovalStep, Signature
from pipeline.plan.models.plans import CommercialPlan


class PlanApproval(ApprovalRequest):
    """One submission of a plan."""

    subject = models.ForeignKey(
        CommercialPlan, on_delete=models.PROTECT, related_name="approvals", verbose_name=_("plan")
    )

    class Meta(ApprovalRequest.Meta):
        verbose_name = _("approval of a plan")
        verbose_name_plural = _("approvals of plans")


class PlanApprovalStep(ApprovalStep):
    """One signature that a plan needs."""

    request = models.ForeignKey(PlanApproval, on_delete=models.PROTECT, related_name="steps")
    carried_from: Any = models.ForeignKey(
        "pipeline.PlanSignature", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(ApprovalStep.Meta):
        verbose_name = _("step of an approval")
        verbose_name_plural = _("steps of approvals")


class PlanSignature(Signature):
    """A decision on a part of a plan."""

    step = models.ForeignKey(PlanApprovalStep, on_delete=models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
