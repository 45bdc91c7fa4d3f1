"""What goes out of a check list: the letter of a no-go to the client and the project summary to the areas."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from almacontact.audit.models import Audited
from pipeline.catalogues.models import LossReason
from pipeline.clients.models import Contact
from pipeline.opportunities.models.attachments import OpportunityAttachment
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.checklist.models.requirements import CheckList


class NoGoNotice(Audited):
    """The communication of a no-go to the client. Once it is sent the opportunity closes as withdrawn."""

    check_list = models.ForeignKey(
        CheckList, on_delete=models.PROTECT, related_name="no_go_notices", verbose_name=_("check list")
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="no_go_notices", verbose_name=_("addressed to")
    )
    to = models.EmailField(_("sent to"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("message"))
    loss_reason = models.ForeignKey(
        LossReason, on_delete=models.PROTECT, related_name="+", verbose_name=_("why it closes without a win")
    )
    competitor = models.CharField(_("competitor"), max_length=120, blank=True)
    note = models.TextField(_("closing note"), blank=True)
    digest = models.CharField(_("answers it rests on"), max_length=64)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True, editable=False)
    answers = models.JSONField(_("what the mail server answered"), default=list, blank=True, editable=False)
    email = models.ForeignKey(
        OpportunityAttachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("e-mail sent"),
    )

    class Meta:
        verbose_name = _("no-go communication")
        verbose_name_plural = _("no-go communications")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return self.check_list.get_absolute_url()


class ProjectSummary(Audited):
    """The *Resumen del proyecto*: one page made from request and check list, as it was sent to the areas."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="summaries", verbose_name=_("opportunity")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    message = models.TextField(_("message"), blank=True)
    areas = models.JSONField(_("areas"), default=list)
    recipients = models.JSONField(_("sent to"), default=list, help_text=_("E-mail addresses of the area leaders."))
    file = models.ForeignKey(
        OpportunityAttachment, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True, editable=False)
    answers = models.JSONField(_("what the mail server answered"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("project summary")
        verbose_name_plural = _("project summaries")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["opportunity", "number"], name="project_summary_once")]

    def __str__(self) -> str:
        return f"{self.opportunity} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:summary_detail", args=[self.opportunity.code])
