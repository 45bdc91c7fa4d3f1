"""What proposals are made of and Comercial keeps: reusable texts, evidence and templates (process row 8)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import attachments_of
from almacontact.audit.models import Audited


class SectionKey(models.TextChoices):
    """The sections of a proposal, in their order (docs/pricing.md#what-the-documents-hold)."""

    LETTER = "letter", _("Letter")
    SUMMARY = "summary", _("Executive summary")
    UNDERSTANDING = "understanding", _("Understanding of the need")
    COMPANY = "company", _("Company and experience")
    SCOPE = "scope", _("Scope and exclusions")
    OPERATING_MODEL = "operating_model", _("Operating model")
    PEOPLE = "people", _("People and structure")
    TRAINING = "training", _("Training")
    QUALITY = "quality", _("Quality")
    REPORTING = "reporting", _("WFM and reporting")
    TECHNOLOGY = "technology", _("Technology, security and continuity")
    SERVICE_LEVELS = "service_levels", _("Service levels and penalties")
    IMPLEMENTATION = "implementation", _("Implementation")
    GOVERNANCE = "governance", _("Governance")
    COMPLIANCE = "compliance", _("Compliance matrix")
    PRICES = "prices", _("Price annex")
    SUPPORTING = "supporting", _("Supporting documents")
    ACCEPTANCE = "acceptance", _("Acceptance")


DRAWN_SECTIONS = (SectionKey.COMPLIANCE, SectionKey.PRICES, SectionKey.SUPPORTING)
"""Sections whose body the system draws from records; the words of a person stand before it."""

VALIDATED_BY: dict[str, Role] = {
    SectionKey.OPERATING_MODEL: Role.OPERATIONS,
    SectionKey.SERVICE_LEVELS: Role.OPERATIONS,
    SectionKey.IMPLEMENTATION: Role.OPERATIONS,
    SectionKey.PEOPLE: Role.HUMAN_RESOURCES,
    SectionKey.TRAINING: Role.TRAINING_QUALITY,
    SectionKey.QUALITY: Role.TRAINING_QUALITY,
    SectionKey.TECHNOLOGY: Role.IT,
    SectionKey.REPORTING: Role.REPORTING,
}
"""The area that validates each section of a new template; the template itself decides."""

AREA_CHOICES = [(role.value, role.label) for role in Role if role in AREA_ROLES]


class LibraryQuerySet(models.QuerySet[Any]):
    """Entries of the library."""

    def current(self) -> LibraryQuerySet:
        """Return those in use."""
        return self.filter(active=True)


class ReusableText(Audited):
    """A text that proposals are filled from. `body` is Markdown; it is switched off, never deleted."""

    title = models.CharField(_("title"), max_length=120, unique=True)
    section = models.CharField(
        _("section"), max_length=20, choices=SectionKey.choices, blank=True, help_text=_("Empty: for any section.")
    )
    body = models.TextField(_("text"))
    active = models.BooleanField(_("active"), default=True)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        verbose_name = _("reusable text")
        verbose_name_plural = _("reusable texts")
        ordering = ["section", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("proposals:text_edit", args=[self.pk])


class EvidenceKind(models.TextChoices):
    """What a piece of evidence proves."""

    EXPERIENCE = "experience", _("Experience")
    CERTIFICATE = "certificate", _("Certificate")
    LEGAL = "legal", _("Legal document")
    FINANCIAL = "financial", _("Financial document")
    OTHER = "other", _("Other")


class Evidence(Audited):
    """A certificate of experience, a standard, a legal or financial document. Its file is attached.

    `value` is the total value of the experience, whole COP without IVA; `unspsc` the codes it is classified under.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=EvidenceKind.choices)
    title = models.CharField(_("title"), max_length=160, unique=True)
    description = models.TextField(_("description"), blank=True)
    client_name = models.CharField(_("client of the experience"), max_length=160, blank=True)
    value = models.BigIntegerField(_("value"), null=True, blank=True, help_text=_("COP, whole, without IVA."))
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    unspsc = models.CharField(_("UNSPSC codes"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["kind", "title"]
        constraints = [
            models.CheckConstraint(
                name="evidence_dates_in_order",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The experience ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("proposals:evidence_detail", args=[self.pk])


@attachments_of("evidence")
class EvidenceAttachment(Attachment):
    """The file of a piece of evidence."""

    OWNER_FIELD = "evidence"

    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("evidence")
    )

    class Meta(Attachment.Meta):
        verbose_name = _("file of an evidence")
        verbose_name_plural = _("files of evidence")

    @classmethod
    def owners_visible_to(cls, user: User) -> models.QuerySet[Any]:
        """Whoever reads proposals reads what they rest on."""
        return Evidence.objects.all() if user.can(Right.VIEW_PROPOSALS) else Evidence.objects.none()

    def may_attach(self, user: User) -> bool:
        """Comercial keeps the library."""
        return user.can(Right.WRITE_PROPOSALS)


class ProposalTemplate(Audited):
    """What a new proposal starts from: its sections in order, each with words and the area that validates it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    active = models.BooleanField(_("active"), default=True)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of proposals")
        verbose_name_plural = _("templates of proposals")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("proposals:proposal_template", args=[self.pk])


class SectionWords(models.Model):
    """A section: what it is, its title and words (Markdown), and the area that validates it, if any."""

    key = models.CharField(_("section"), max_length=20, choices=SectionKey.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), blank=True)
    area = models.CharField(
        _("validated by"),
        max_length=30,
        choices=AREA_CHOICES,
        blank=True,
        help_text=_("The area whose leader validates this section. Empty: only those who approve the whole."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def is_drawn(self) -> bool:
        """Tell whether the system draws the body from records."""
        return self.key in DRAWN_SECTIONS


class ProposalTemplateSection(SectionWords, Audited):
    """One section of a template. `body` may hold placeholders such as {client}; filled when a proposal is made."""

    template = models.ForeignKey(
        ProposalTemplate, on_delete=models.PROTECT, related_name="sections", verbose_name=_("template")
    )
    included = models.BooleanField(_("included"), default=True)
    copied_from: Any = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="copies"
    )

    class Meta:
        verbose_name = _("section of a template")
        verbose_name_plural = _("sections of templates")
        ordering = ["template", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["template", "key"], name="template_section_once")]
