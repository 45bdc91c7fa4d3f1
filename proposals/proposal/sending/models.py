"""How a proposal reached the client: by e-mail, on their platform, or handed in (process row 8)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.audit.models import Audited, GuardedVoidables, Voidable
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.proposal.models.proposals import Proposal, ProposalAttachment
from proposals.rights import proposed_for


class SendingChannel(models.TextChoices):
    """How it was sent."""

    EMAIL = "email", _("E-mail")
    PLATFORM = "platform", _("Published on the client’s platform")
    IN_PERSON = "in_person", _("Handed in")


class ProposalSendingQuerySet(GuardedVoidables):
    """Sendings."""

    def delivered(self) -> ProposalSendingQuerySet:
        """Return those that went out and stand: with their date, not voided."""
        return self.standing().filter(sent_at__isnull=False)

    def visible_to(self, user: User) -> ProposalSendingQuerySet:
        """Return those of opportunities whose proposals `user` may read."""
        return self.filter(proposal__alternative__opportunity__in=proposed_for(user))

    def of(self, opportunity: Opportunity) -> ProposalSendingQuerySet:
        """Return those of any proposal of `opportunity`."""
        return self.filter(proposal__alternative__opportunity=opportunity)

    def standing_of(self, opportunity: Opportunity) -> ProposalSendingQuerySet:
        """Return what went out for `opportunity` and stands with its proposal and its acta, the latest first."""
        standing = {"proposal__voided_at__isnull": True, "proposal__minutes__voided_at__isnull": True}
        sent = self.delivered().of(opportunity).filter(proposal__approved_at__isnull=False, **standing)
        return sent.select_related("proposal__minutes").order_by("-sent_at", "-pk")

    def lapsing(self, first: date, last: date) -> ProposalSendingQuerySet:
        """Return those whose offer lapses between two days, both included."""
        return self.delivered().filter(proposal__valid_until__range=(first, last))


class ProposalSending(Voidable, Audited):
    """One sending of an approved version. `sent_at` is empty while the e-mail is on its way; a mistaken one is voided.

    `document_sha256` is the hash of the PDF that went out; `email` the message as sent, `receipt` the client's proof;
    `answers` what the mail server said of each recipient (`outgoing.Answer`).
    """

    LOCK_PLACE = 85
    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "proposal",
        "proposal_id",
        "channel",
        "sent_at",
        "answers",
        "document_sha256",
        "email",
        "email_id",
        "receipt",
        "receipt_id",
        "voided_at",
        "version",
    )

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="sendings", verbose_name=_("proposal")
    )
    channel = models.CharField(_("how it was sent"), max_length=12, choices=SendingChannel.choices)
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposal_sendings",
        verbose_name=_("addressed to"),
    )
    to = models.JSONField(_("sent to"), default=list, blank=True, help_text=_("E-mail addresses."))
    cc = models.JSONField(_("copied to"), default=list, blank=True, help_text=_("E-mail addresses."))
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("message"), blank=True)
    place = models.CharField(
        _("platform or place"), max_length=250, blank=True, help_text=_("Name or address of the platform, or where.")
    )
    reference = models.CharField(_("receipt number"), max_length=120, blank=True)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True, editable=False)
    document_sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, editable=False)
    email = models.ForeignKey(
        ProposalAttachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("e-mail sent"),
    )
    receipt = models.ForeignKey(
        ProposalAttachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("receipt"),
    )
    answers = models.JSONField(_("what the mail server answered"), default=list, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True, editable=False)

    objects = ProposalSendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sending of a proposal")
        verbose_name_plural = _("sendings of proposals")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="sending_has_evidence",
                condition=Q(sent_at__isnull=True)
                | Q(channel="email", email__isnull=False)
                | (~Q(channel="email") & Q(receipt__isnull=False)),
                violation_error_message=_("A sending keeps its evidence: the e-mail, or the receipt."),
            ),
            models.CheckConstraint(
                name="sending_void_has_reason", condition=Q(voided_at__isnull=True) | ~Q(void_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} · {self.get_channel_display()}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:sending_detail", args=[self.pk])
