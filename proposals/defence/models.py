"""The defence of a proposal before the client (process row 9, *Sustentación*)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.audit.models import Audited, GuardedVoidables, Voidable
from almacontact.refusals import Words
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.areas import AREA_CHOICES, area_label
from proposals.proposal.models.proposals import Proposal, ProposalAttachment
from proposals.rights import proposed_for


class DefenceState(models.TextChoices):
    """Where a defence stands."""

    PLANNED = "planned", pgettext_lazy("defence", "Planned")
    HELD = "held", _("Held")
    NOT_REQUIRED = "not_required", _("Not required by the client")
    CANCELLED = "cancelled", pgettext_lazy("defence", "Cancelled")


DEFENCE_TONES: dict[str, str] = {
    DefenceState.PLANNED: "info",
    DefenceState.HELD: "ok",
    DefenceState.NOT_REQUIRED: "ok",
    DefenceState.CANCELLED: "idle",
}


class ProposalDefenceQuerySet(GuardedVoidables):
    """Defences."""

    def visible_to(self, user: User) -> ProposalDefenceQuerySet:
        """Return those of opportunities whose proposals `user` may read; who reads all of them is not asked of each."""
        if user.can(Right.VIEW_PROPOSALS) and user.scope(Right.VIEW_OPPORTUNITIES) == Scope.ALL:
            return self
        return self.filter(opportunity__in=proposed_for(user))

    def planned(self) -> ProposalDefenceQuerySet:
        """Return those that are still to be held."""
        return self.standing().filter(state=DefenceState.PLANNED)

    def settling(self) -> ProposalDefenceQuerySet:
        """Return those that open the move to Negotiation: held, or not required by the client."""
        return self.standing().filter(state__in=[DefenceState.HELD, DefenceState.NOT_REQUIRED])

    def concerning(self, user: User) -> ProposalDefenceQuerySet:
        """Return those in which `user` speaks, and those of the opportunities they own."""
        spoken = DefenceTopic.objects.kept().filter(speaker=user).values("defence")
        return self.visible_to(user).filter(Q(opportunity__owner=user) | Q(pk__in=spoken))

    def with_parties(self) -> ProposalDefenceQuerySet:
        """Join what every page names: opportunity, client, owner, proposal, contact."""
        return self.select_related(
            "opportunity__client", "opportunity__owner", "proposal", "contact", "created_by", "voided_by"
        )


class ProposalDefence(Voidable, Audited):
    """One defence, planned and held, or the client's word that none is required. Times are Bogotá's.

    `uid` and `sequence` are those of the calendar event: a change raises the sequence and the invitation is sent again.
    """

    LOCK_PLACE = 95
    GATED_FIELDS: ClassVar[tuple[str, ...]] = ("state", "opportunity", "opportunity_id", "voided_at", "version")

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="defences", verbose_name=_("opportunity")
    )
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="defences", verbose_name=_("proposal")
    )
    state = models.CharField(_("state"), max_length=14, choices=DefenceState.choices, default=DefenceState.PLANNED)
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True, help_text=_("Of the virtual meeting. https only."))
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="defences",
        verbose_name=_("who asked for it"),
    )
    not_required_reason = models.CharField(_("why it is not required"), max_length=300, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    questions = models.TextField(_("questions asked"), blank=True, help_text=_("One a line."))
    held_on = models.DateField(_("held on"), null=True, blank=True)
    presentation = models.ForeignKey(
        ProposalAttachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("presentation"),
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    invited_at = models.DateTimeField(_("invitations sent on"), null=True, blank=True, editable=False)

    objects = ProposalDefenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("defence")
        verbose_name_plural = _("defences")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="defence_ends_after_it_begins",
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The defence ends before it begins."),
            ),
            models.CheckConstraint(
                name="defence_planned_has_time",
                condition=~Q(state="planned") | Q(starts_at__isnull=False, ends_at__isnull=False),
                violation_error_message=_("A planned defence has a beginning and an end."),
            ),
            models.CheckConstraint(
                name="defence_held_has_outcome",
                condition=~Q(state="held") | (Q(held_on__isnull=False) & ~Q(outcome="")),
                violation_error_message=_("A defence that was held has its day and outcome."),
            ),
            models.CheckConstraint(
                name="defence_not_required_has_reason",
                condition=~Q(state="not_required") | ~Q(not_required_reason=""),
                violation_error_message=_("Say why the client requires no defence."),
            ),
            models.CheckConstraint(
                name="defence_void_has_reason", condition=Q(voided_at__isnull=True) | ~Q(void_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:defence_detail", args=[self.pk])

    @property
    def settles(self) -> bool:
        """Tell whether it opens the move to Negotiation: held, or not required by the client."""
        return self.is_standing and self.state in (DefenceState.HELD, DefenceState.NOT_REQUIRED)

    @property
    def tone(self) -> str:
        """Return the tone of its state."""
        return DEFENCE_TONES[self.state]

    @property
    def is_planned(self) -> bool:
        """Tell whether it is still to be held, so that it may change."""
        return self.state == DefenceState.PLANNED and self.is_standing

    @property
    def has_begun(self) -> bool:
        """Tell whether its hour has come."""
        return self.starts_at is not None and self.starts_at <= timezone.now()

    @property
    def slot_minutes(self) -> int:
        """Return how many minutes it has; 0 where it has no time."""
        if self.starts_at is None or self.ends_at is None:
            return 0
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def where(self) -> str:
        """Return the place, or the link of a virtual one."""
        return self.place or self.link


class PartOfDefenceQuerySet(models.QuerySet[Any]):
    """Topics and rehearsals."""

    def kept(self) -> PartOfDefenceQuerySet:
        """Return those that were not taken out."""
        return self.filter(removed_at__isnull=True)


class DefenceTopic(Audited):
    """One point of the agenda: which area presents what, who speaks, for how long, with what material."""

    defence = models.ForeignKey(
        ProposalDefence, on_delete=models.PROTECT, related_name="topics", verbose_name=_("defence")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    area = models.CharField(_("area"), max_length=30, choices=AREA_CHOICES)
    title = models.CharField(_("topic"), max_length=160)
    speaker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("speaker"),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    material = models.ForeignKey(
        ProposalAttachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("material"),
    )
    removed_at = models.DateTimeField(_("taken out on"), null=True, blank=True, editable=False)

    objects = PartOfDefenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic of a defence")
        verbose_name_plural = _("topics of a defence")
        ordering = ["defence", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="topic_takes_time",
                condition=Q(minutes__gte=1),
                violation_error_message=_("A topic takes at least a minute."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def area_label(self) -> Words:
        """Return the name of the area that presents it."""
        return area_label(self.area)


class DefenceRehearsal(Audited):
    """A rehearsal before the defence."""

    defence = models.ForeignKey(
        ProposalDefence, on_delete=models.PROTECT, related_name="rehearsals", verbose_name=_("defence")
    )
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    place = models.CharField(_("place or link"), max_length=300, blank=True)
    notes = models.TextField(_("what to improve"), blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    removed_at = models.DateTimeField(_("taken out on"), null=True, blank=True, editable=False)

    objects = PartOfDefenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("rehearsal")
        verbose_name_plural = _("rehearsals")
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.defence} · {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime:
        """Return when it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)


class CalendarFeed(models.Model):
    """The secret address at which a person's calendar program reads the dates that concern them. One a person.

    Only the hash of the secret is kept: who reads the database, or a copy of it, reads nobody's calendar with it.
    """

    user: Any = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feed", verbose_name=_("person")
    )
    digest = models.CharField(_("hash of the secret"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("calendar subscription")
        verbose_name_plural = _("calendar subscriptions")

    def __str__(self) -> str:
        return str(self.user)
