"""What came in from the client: RFP, RFI, RFQ, tender or needs survey (process row 6, *Recepción de información*)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import attachments_of
from almacontact.audit.models import Audited, Standing, StandingQuerySet
from almacontact.calendar import today, working_days_between
from almacontact.refusals import Words
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import OPEN_STAGES
from proposals.intake.tender import MAX_LINK, SOURCE_LABELS, Source

REMIND_BEFORE = 2
"""Working days before a date of a request at which its people are reminded."""


class IntakeKind(models.TextChoices):
    """What the client sent. A needs survey stands in where the client has no document."""

    RFP = "rfp", _("RFP")
    RFI = "rfi", _("RFI")
    RFQ = "rfq", _("RFQ")
    TENDER = "tender", _("Published tender")
    SURVEY = "survey", _("Needs survey")


DATED_FIELDS: dict[str, Words] = {
    "questions_on": _("Questions"),
    "delivery_on": _("Delivery of the offer"),
    "defence_on": _("Defence"),
    "award_on": _("Award"),
}
"""The dates that a request sets us, in their usual order."""

MILESTONE_TONES = {"past": "idle", "today": "bad", "soon": "warn", "ahead": "info"}


@dataclass(frozen=True)
class Milestone:
    """One date of a request and how far it is, in working days of Bogotá; negative once it has passed."""

    name: str
    label: Words
    on: date
    working_days: int

    @property
    def state(self) -> str:
        """Whether it has passed, is today, is near, or lies ahead."""
        if self.working_days < 0 or (self.working_days == 0 and self.on < today()):
            return "past"
        if self.on == today():
            return "today"
        return "soon" if self.working_days <= REMIND_BEFORE else "ahead"

    @property
    def tone(self) -> str:
        """How pressing it is, as a colour of state."""
        return MILESTONE_TONES[self.state]


class IntakeQuerySet(StandingQuerySet):
    """Requests."""

    def visible_to(self, user: User) -> IntakeQuerySet:
        """Return those of the opportunities that `user` may see."""
        return self.filter(opportunity__in=Opportunity.objects.visible_to(user))

    def awaiting(self) -> IntakeQuerySet:
        """Return the standing ones whose opportunity is still open."""
        return self.standing().filter(opportunity__stage__in=OPEN_STAGES)


class Intake(Standing, Audited):
    """A request of a client. An opportunity may receive several: an RFI first, the RFP later.

    Dates are days in Bogotá. Figures are what the client asks for; empty means that the request does not say.
    """

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="intakes", verbose_name=_("opportunity")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=IntakeKind.choices)
    source = models.CharField(
        _("source"),
        max_length=25,
        choices=[(one.value, SOURCE_LABELS[one]) for one in Source],
        blank=True,
        help_text=_("Where it came from; a needs survey has none."),
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="intakes",
        verbose_name=_("issued by"),
        help_text=_("The person at the client who sent or published it."),
    )
    reference = models.CharField(
        _("reference"), max_length=80, blank=True, help_text=_("The number the client gives it.")
    )
    notice_id = models.CharField(_("SECOP II notice"), max_length=40, blank=True, help_text=_("As in CO1.NTC.1234567."))
    request_id = models.CharField(
        _("SECOP II request"), max_length=40, blank=True, help_text=_("As in CO1.REQ.1234567.")
    )
    process_id = models.CharField(
        _("SECOP II process"), max_length=40, blank=True, help_text=_("As in CO1.BDOS.1234567.")
    )
    link = models.CharField(
        _("link"), max_length=MAX_LINK, blank=True, help_text=_("Where it is published. The system never opens it.")
    )
    received_on = models.DateField(_("received on"))
    questions_on = models.DateField(_("questions until"), null=True, blank=True)
    delivery_on = models.DateField(_("delivery of the offer"), null=True, blank=True)
    defence_on = models.DateField(_("defence"), null=True, blank=True)
    award_on = models.DateField(_("award"), null=True, blank=True)

    summary = models.TextField(_("what is asked"), blank=True)
    monthly_volume = models.PositiveIntegerField(
        _("volume a month"), null=True, blank=True, help_text=_("Calls, chats or transactions a month.")
    )
    aht_seconds = models.PositiveIntegerField(
        _("AHT (s)"), null=True, blank=True, help_text=_("Average handling time, in seconds.")
    )
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    hours = models.CharField(
        _("hours"), max_length=120, blank=True, help_text=_("As in: Monday to Friday 7:00–19:00, Saturday 8:00–14:00.")
    )
    channels = models.CharField(
        _("channels"), max_length=120, blank=True, help_text=_("As in: voice, WhatsApp, e-mail.")
    )
    service_level = models.PositiveSmallIntegerField(
        _("service level (%)"), null=True, blank=True, help_text=_("Share to be answered within the threshold.")
    )
    threshold_seconds = models.PositiveSmallIntegerField(_("threshold (s)"), null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(_("term (months)"), null=True, blank=True)
    payment_days = models.PositiveSmallIntegerField(_("payment (days)"), null=True, blank=True)

    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    void_reason = models.CharField(_("why it was voided"), max_length=250, blank=True, editable=False)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(fields=["opportunity", "-received_on"], name="intake_by_opportunity"),
            models.Index(fields=["delivery_on"], name="intake_by_delivery"),
        ]
        constraints = [
            models.CheckConstraint(
                name="intake_has_source",
                condition=Q(kind=IntakeKind.SURVEY) | ~Q(source=""),
                violation_error_message=_("Say where the request came from."),
            ),
            models.CheckConstraint(
                name="intake_service_level_percent",
                condition=Q(service_level__isnull=True) | Q(service_level__range=(1, 100)),
                violation_error_message=_("The service level goes from 1 to 100 %%."),
            ),
            models.CheckConstraint(
                name="intake_aht_positive",
                condition=Q(aht_seconds__isnull=True) | Q(aht_seconds__gte=1),
                violation_error_message=_("The AHT is at least one second. Leave it empty where it is unknown."),
            ),
            models.CheckConstraint(
                name="intake_void_has_reason",
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""),
                violation_error_message=_("Say why the request is voided."),
            ),
        ]

    def __str__(self) -> str:
        kind = str(self.get_kind_display())
        if self.identifier.casefold().startswith(kind.casefold()):
            return self.identifier
        return f"{kind} {self.identifier}".strip()

    def get_absolute_url(self) -> str:
        return reverse("proposals:intake_detail", args=[self.pk])

    @property
    def identifier(self) -> str:
        """The number people know it by: the client's, or the one of SECOP II."""
        return self.reference or self.notice_id or self.request_id or self.process_id

    @property
    def milestones(self) -> list[Milestone]:
        """The dates it sets us, in order."""
        day = today()
        found = [(name, getattr(self, name)) for name in DATED_FIELDS]
        dated = sorted(((name, on) for name, on in found if on is not None), key=lambda one: one[1])
        return [Milestone(name, DATED_FIELDS[name], on, working_days_between(day, on)) for name, on in dated]

    @property
    def next_milestone(self) -> Milestone | None:
        """The next date from today on; None when all have passed."""
        return next((one for one in self.milestones if one.on >= today()), None)

    def may_be_edited_by(self, user: User) -> bool:
        """Tell whether `user` may change it: whoever may change its opportunity, while it is not voided."""
        return self.is_standing and self.opportunity.may_be_edited_by(user)


class IntakeFileKind(models.TextChoices):
    """What a document of a request is."""

    REQUEST = "request", _("Client’s request")
    ANNEX = "annex", _("Annex or form")
    ADDENDUM = "addendum", _("Addendum")
    ANSWERS = "answers", _("Questions and answers")
    EMAIL = "email", _("E-mail")
    DOCUMENT = "document", _("Document")


@attachments_of("intake")
class IntakeAttachment(Attachment):
    """A document of a request."""

    OWNER_FIELD = "intake"
    KINDS: ClassVar[type[models.TextChoices]] = IntakeFileKind

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("request"))

    class Meta(Attachment.Meta):
        verbose_name = _("document of a request")
        verbose_name_plural = _("documents of requests")

    @classmethod
    def owners_visible_to(cls, user: User) -> models.QuerySet[Any]:
        """Whoever sees the request reads its documents: that is what the areas answer from."""
        return Intake.objects.visible_to(user)

    def may_attach(self, user: User) -> bool:
        """Whoever may change the request adds documents to it."""
        return self.intake.may_be_edited_by(user)

    def may_void(self, user: User) -> bool:
        """Who attached it, while they may change opportunities."""
        return super().may_void(user) and user.can(Right.EDIT_OPPORTUNITIES)
