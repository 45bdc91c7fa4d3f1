"""The award: the client gives us the business, by e-mail or letter (process row 10)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import attachments_of
from almacontact.audit.models import Audited, GuardedVoidables, Voidable
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import Terms
from proposals.proposal.models.proposals import Proposal
from proposals.rights import may_write, proposed_for


class AwardFileKind(models.TextChoices):
    """What a file of an award is."""

    LETTER = "letter", _("Award letter")
    EMAIL = "email", _("Award e-mail")
    DOCUMENT = "document", _("Document")


class AwardQuerySet(GuardedVoidables):
    """Awards."""

    def visible_to(self, user: User) -> AwardQuerySet:
        """Return those of opportunities whose proposals `user` may read."""
        return self.filter(opportunity__in=proposed_for(user))

    def with_parties(self) -> AwardQuerySet:
        """Join what every page names."""
        return self.select_related(
            "opportunity__client", "opportunity__owner", "proposal__minutes", "document", "contact", "created_by"
        )


class Award(Voidable, Audited):
    """What the client awarded us. Its document dates the sale. A reopened opportunity voids it, never deletes it.

    Money in whole COP without IVA. `partial`: less than what was offered, or shared with others; what was not awarded
    is noted as lost value on the same opportunity.
    """

    LOCK_PLACE = 100
    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "opportunity",
        "opportunity_id",
        "proposal",
        "proposal_id",
        "awarded_on",
        "seats",
        "unit_value",
        "contract_months",
        "partial",
        "lost_monthly",
        "told_at",
        "document",
        "document_id",
        "voided_at",
        "version",
    )

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="awards", verbose_name=_("opportunity")
    )
    proposal = models.ForeignKey(
        Proposal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("proposal awarded"),
        help_text=_("The sent version that the client accepted."),
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="awards", verbose_name=_("who tells us")
    )
    document: Any = models.ForeignKey(
        "proposals.AwardAttachment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("award document"),
    )
    awarded_on = models.DateField(_("awarded on"), help_text=_("The date of the letter or e-mail: it dates the sale."))
    seats = models.PositiveIntegerField(_("seats awarded"))
    unit_value = models.PositiveBigIntegerField(_("unit value awarded"), help_text=_("COP for each seat and month."))
    contract_months = models.PositiveSmallIntegerField(_("contract (months)"))
    partial = models.BooleanField(_("partial award"), default=False, editable=False)
    lost_monthly = models.BigIntegerField(
        _("monthly value not awarded"), default=0, editable=False, help_text=_("COP a month without IVA.")
    )
    shared_with = models.CharField(
        _("others who were awarded"), max_length=250, blank=True, help_text=_("Names, where the client shared it out.")
    )
    note = models.TextField(_("note"), blank=True)
    told = models.JSONField(_("areas told"), default=list, blank=True, editable=False)
    told_at = models.DateTimeField(_("areas told on"), null=True, blank=True, editable=False)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-awarded_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=Q(voided_at__isnull=True),
                name="award_once",
                violation_error_message=_("The opportunity already has an award."),
            ),
            models.CheckConstraint(
                name="award_terms_positive",
                condition=Q(seats__gte=1, unit_value__gte=1, contract_months__gte=1),
                violation_error_message=_("Seats, unit value and months of an award are more than zero."),
            ),
            models.CheckConstraint(
                name="award_void_has_reason", condition=Q(voided_at__isnull=True) | ~Q(void_reason="")
            ),
        ]
        indexes = [models.Index(F("awarded_on").desc(), name="award_by_day")]

    def __str__(self) -> str:
        return f"{self.opportunity} · {self.awarded_on}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:award_detail", args=[self.pk])

    @property
    def terms(self) -> Terms:
        """Return what was awarded; its letter is read for neither payment nor indexation."""
        return Terms(self.seats, self.unit_value, self.contract_months)

    @property
    def monthly_value(self) -> int:
        """Return the month of its terms, whole COP without IVA."""
        return self.terms.monthly_value

    @property
    def total_value(self) -> int:
        """Return the value of its whole term, whole COP without IVA."""
        return self.terms.total_value


@attachments_of("award")
class AwardAttachment(Attachment):
    """A file of an award: its letter or e-mail."""

    OWNER_FIELD = "award"
    KINDS: ClassVar[type[models.TextChoices]] = AwardFileKind

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("award"))

    class Meta(Attachment.Meta):
        verbose_name = _("file of an award")
        verbose_name_plural = _("files of awards")

    @classmethod
    def owners_visible_to(cls, user: User) -> models.QuerySet[Any]:
        """Whoever reads the proposal reads its award."""
        return Award.objects.visible_to(user)

    def may_attach(self, user: User) -> bool:
        """Whoever writes the proposals of the opportunity."""
        return may_write(user, self.award.opportunity)

    def may_void(self, user: User) -> bool:
        """Nobody voids the document of an award alone: the award is voided."""
        return False
