"""What the client asks after the proposal, and what it changes (process row 9, *Aclaraciones y alcances*)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import attachments_of
from almacontact.audit.models import Audited, GuardedVoidables, Voidable
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.areas import AREA_CHOICES
from proposals.proposal.models.proposals import Proposal
from proposals.rights import may_write, proposed_for


class ClarificationKind(models.TextChoices):
    """A question to answer, or a change of what was asked."""

    QUESTION = "question", _("Clarification")
    SCOPE_CHANGE = "scope_change", _("Scope change")


class Effect(models.TextChoices):
    """What answering it does to the offer. All but NONE need a new pricing version and a new proposal version."""

    NONE = "none", _("Changes nothing in the offer")
    VOLUMES = "volumes", _("Changes volumes")
    SERVICE = "service", _("Changes the service")
    PRICE = "price", _("Changes price or terms")


class ClarificationQuerySet(GuardedVoidables):
    """Clarifications and scope changes."""

    def visible_to(self, user: User) -> ClarificationQuerySet:
        """Return those of opportunities whose proposals `user` may read."""
        return self.filter(opportunity__in=proposed_for(user))

    def open(self) -> ClarificationQuerySet:
        """Return those whose answer was not sent yet."""
        return self.standing().filter(sent_on__isnull=True)

    def overdue(self, day: date) -> ClarificationQuerySet:
        """Return those that had to be sent before `day`."""
        return self.open().filter(due_on__lt=day)

    def altering(self) -> ClarificationQuerySet:
        """Return those that alter volumes, service or price."""
        return self.standing().exclude(effect=Effect.NONE)


class Clarification(Voidable, Audited):
    """One numbered question of the client, its answer by an area, and when the answer went out.

    One that alters the offer is resolved by `resolved_by`: the later version of the proposal, sent, that prices it.
    `asked_after` is the version the client had when it asked.
    """

    LOCK_PLACE = 88
    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "opportunity",
        "opportunity_id",
        "number",
        "sent_on",
        "resolved_by",
        "resolved_by_id",
        "voided_at",
        "version",
    )

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="clarifications", verbose_name=_("opportunity")
    )
    asked_after = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked about")
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    kind = models.CharField(
        _("kind"), max_length=14, choices=ClarificationKind.choices, default=ClarificationKind.QUESTION
    )
    question = models.TextField(_("what the client asks"))
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clarifications",
        verbose_name=_("who asks"),
    )
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("answer due on"))
    area = models.CharField(_("area that answers"), max_length=30, choices=AREA_CHOICES)
    effect = models.CharField(_("effect on the offer"), max_length=10, choices=Effect.choices, default=Effect.NONE)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True, editable=False)
    sent_on = models.DateField(_("sent on"), null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey(
        Proposal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="resolves",
        verbose_name=_("priced and sent in"),
    )

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("clarification")
        verbose_name_plural = _("clarifications")
        ordering = ["opportunity", "number"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "number"], name="clarification_once"),
            models.CheckConstraint(
                name="clarification_sent_is_answered",
                condition=Q(sent_on__isnull=True) | ~Q(answer=""),
                violation_error_message=_("Only what has an answer is sent."),
            ),
            models.CheckConstraint(
                name="clarification_void_has_reason", condition=Q(voided_at__isnull=True) | ~Q(void_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:clarification_detail", args=[self.pk])

    @property
    def alters_offer(self) -> bool:
        """Tell whether it needs a new price and a new version of the proposal."""
        return self.effect != Effect.NONE

    def is_overdue(self, day: date) -> bool:
        """Tell whether its answer had to be sent before `day`."""
        return self.sent_on is None and self.is_standing and self.due_on < day


@attachments_of("clarification")
class ClarificationAttachment(Attachment):
    """A file of a clarification: the client's question, our answer."""

    OWNER_FIELD = "clarification"

    clarification = models.ForeignKey(
        Clarification, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("clarification")
    )

    class Meta(Attachment.Meta):
        verbose_name = _("file of a clarification")
        verbose_name_plural = _("files of clarifications")

    @classmethod
    def owners_visible_to(cls, user: User) -> models.QuerySet[Any]:
        """Whoever reads the proposal reads what was asked about it."""
        return Clarification.objects.visible_to(user)

    def may_attach(self, user: User) -> bool:
        """Who writes the proposals of the opportunity, and the area that answers."""
        return may_write(user, self.clarification.opportunity) or self.clarification.area in user.roles
