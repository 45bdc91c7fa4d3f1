"""The proposal: its versions, with sections, compliance matrix, evidence and approval (process row 8)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import attachments_of
from almacontact.audit.models import Audited, GuardedVoidables, Voidable
from almacontact.audit.states import StateRecord
from almacontact.refusals import Blocker
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import Terms
from proposals.checklist.judging import ANSWER_LABELS, Answer
from proposals.checklist.models.requirements import Requirement
from proposals.library.models import Evidence, ProposalTemplate, SectionWords
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.models.pricing import Alternative
from proposals.proposal.models.draft_parts import DraftPart, refuse_rewriting
from proposals.rights import may_write, proposed_for


class ProposalState(models.TextChoices):
    """Where a version of a proposal stands. That it was sent is a record of its own: `ProposalSending`."""

    DRAFT = "draft", pgettext_lazy("proposal", "Draft")
    IN_APPROVAL = "in_approval", pgettext_lazy("proposal", "In approval")
    APPROVED = "approved", pgettext_lazy("proposal", "Approved")
    SUPERSEDED = "superseded", pgettext_lazy("proposal", "Superseded")
    VOID = "void", pgettext_lazy("proposal", "Void")


PROPOSAL_TONES: dict[str, str] = {
    ProposalState.DRAFT: "idle",
    ProposalState.IN_APPROVAL: "info",
    ProposalState.APPROVED: "ok",
    ProposalState.SUPERSEDED: "idle",
    ProposalState.VOID: "bad",
}


class ProposalQuerySet(GuardedVoidables):
    """Versions of proposals."""

    def visible_to(self, user: User) -> ProposalQuerySet:
        """Return those of opportunities whose proposals `user` may read."""
        return self.filter(alternative__opportunity__in=proposed_for(user))

    def of(self, opportunity: Opportunity) -> ProposalQuerySet:
        """Return those of any alternative of `opportunity`."""
        return self.filter(alternative__opportunity=opportunity)

    def approved(self) -> ProposalQuerySet:
        """Return those in force."""
        return self.filter(state=ProposalState.APPROVED)

    def signed(self) -> ProposalQuerySet:
        """Return those that were signed by all and stand as records: in force, or followed by a later one."""
        return self.filter(state__in=[ProposalState.APPROVED, ProposalState.SUPERSEDED])

    def open(self) -> ProposalQuerySet:
        """Return those that are being written or signed."""
        return self.filter(state__in=[ProposalState.DRAFT, ProposalState.IN_APPROVAL])

    def with_parties(self) -> ProposalQuerySet:
        """Join what every page names: alternative, opportunity, client, owner, acta."""
        return self.select_related(
            "alternative__opportunity__client",
            "alternative__opportunity__owner",
            "minutes__pricing_model",
            "created_by",
        )


class Proposal(StateRecord, Voidable, Audited):
    """One version of the proposal of an alternative: `PROP-2026-0001 v2`. Its prices are those of `minutes`.

    An approved version does not change: an edit makes the next one. `content` is what the signatures rest on, `annex`
    the price annex, both frozen at submission; `fired` the risk rules of the acta that were frozen with it.
    """

    LOCK_PLACE = 80
    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "state",
        "series",
        "number",
        "alternative",
        "alternative_id",
        "minutes",
        "minutes_id",
        "title",
        "valid_until",
        "template",
        "template_id",
        "based_on",
        "based_on_id",
        "change_reason",
        "content",
        "annex",
        "fired",
        "approved_at",
        "verification_code",
        "document",
        "document_id",
        "voided_at",
        "void_reason",
        "version",
    )

    alternative = models.ForeignKey(
        Alternative, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("alternative")
    )
    series = models.CharField(
        _("number"), max_length=24, editable=False, help_text=_("PROP-year-number: the same for every version.")
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    state = FSMField(
        _("state"), default=ProposalState.DRAFT, choices=ProposalState.choices, protected=True, max_length=20
    )
    title = models.CharField(_("title"), max_length=160)
    template = models.ForeignKey(
        ProposalTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals", editable=False
    )
    minutes = models.ForeignKey(
        PricingMinutes, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("acta of the price")
    )
    valid_until = models.DateField(
        _("offer valid until"), help_text=_("Never later than the price of the acta is valid.")
    )
    based_on: Any = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="next_versions",
        verbose_name=_("made from"),
    )
    change_reason = models.CharField(_("why this version"), max_length=250, blank=True, editable=False)
    content = models.JSONField(_("what the signatures rest on"), default=dict, blank=True, editable=False)
    annex = models.JSONField(_("price annex"), default=dict, blank=True, editable=False)
    fired = models.JSONField(_("risk rules that fired"), default=list, blank=True, editable=False)
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True, editable=False)
    verification_code = models.CharField(_("verification code"), max_length=24, blank=True, editable=False)
    document: Any = models.ForeignKey(
        "proposals.ProposalAttachment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("document"),
        help_text=_("The PDF, made once, of an approved version."),
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="proposal_version_once"),
            models.UniqueConstraint(
                fields=["alternative"],
                condition=Q(state__in=["draft", "in_approval"]),
                name="proposal_open_once",
                violation_error_message=_("This alternative already has a proposal that is being worked on."),
            ),
            models.UniqueConstraint(
                fields=["alternative"], condition=Q(state="approved"), name="proposal_approved_once"
            ),
            models.UniqueConstraint(
                fields=["verification_code"], condition=~Q(verification_code=""), name="proposal_code_once"
            ),
            models.CheckConstraint(
                name="proposal_approved_is_frozen",
                condition=~Q(state="approved") | (Q(approved_at__isnull=False) & ~Q(annex={})),
            ),
            models.CheckConstraint(
                name="proposal_void_has_reason",
                condition=Q(state="void", voided_at__isnull=False) & ~Q(void_reason="")
                | (~Q(state="void") & Q(voided_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:proposal_detail", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless it rewrites the words of a version that is no draft, or what was frozen of a settled one."""
        if not self._state.adding:
            refuse_rewriting(self, kwargs.get("update_fields"))
        super().save(*args, **kwargs)

    def edit_blockers(self) -> list[Blocker]:
        """Return why its words do not change: nothing while it is a draft."""
        if self.is_draft:
            return []
        if self.state == ProposalState.IN_APPROVAL:
            message, link = _("%(version)s is in approval. Withdraw it first."), _("Open it")
            return [Blocker("in_approval", message % {"version": self}, self.get_absolute_url(), link_label=link)]
        message = _("%(version)s is %(state)s and does not change. Begin the next version.")
        words = {"version": self, "state": self.get_state_display().lower()}
        url = reverse("proposals:proposal_version", args=[self.pk])
        return [Blocker("settled", message % words, url, link_label=_("Begin the next version"))]

    @property
    def terms(self) -> Terms:
        """Return what the client is offered: the terms of its acta."""
        return self.minutes.terms

    @property
    def opportunity(self) -> Opportunity:
        """Return the opportunity it answers."""
        return self.alternative.opportunity

    @property
    def line(self) -> tuple[Opportunity, Alternative, Proposal]:
        """Return the version with what it belongs to: whoever judges one of them holds them all."""
        return self.opportunity, self.alternative, self

    @property
    def is_draft(self) -> bool:
        """Tell whether its words may still change."""
        return self.state == ProposalState.DRAFT

    @property
    def is_open(self) -> bool:
        """Tell whether it is being written or signed."""
        return self.state in (ProposalState.DRAFT, ProposalState.IN_APPROVAL)

    @property
    def tone(self) -> str:
        """Return the tone of its state."""
        return PROPOSAL_TONES[self.state]

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the offer still binds us on `day`."""
        return day <= self.valid_until

    # The transitions carry the state alone; `actions.proposals` and the approval's kind judge and call them.
    @transition(field=state, source=ProposalState.DRAFT, target=ProposalState.IN_APPROVAL)
    def _submit(self) -> None: ...

    @transition(field=state, source=ProposalState.IN_APPROVAL, target=ProposalState.DRAFT)
    def _return(self) -> None: ...

    @transition(field=state, source=ProposalState.IN_APPROVAL, target=ProposalState.APPROVED)
    def _approve(self) -> None: ...

    @transition(field=state, source=ProposalState.APPROVED, target=ProposalState.SUPERSEDED)
    def _supersede(self) -> None: ...

    @transition(field=state, source=[ProposalState.DRAFT, ProposalState.APPROVED], target=ProposalState.VOID)
    def _void(self) -> None: ...


class ProposalSection(SectionWords, DraftPart, Audited):
    """One section of a version, as it will be read."""

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="sections", verbose_name=_("proposal")
    )
    included = models.BooleanField(_("included"), default=True)
    brought_by: Any = models.JSONField(
        default=list, editable=False, help_text="Ids of who wrote words that came from a template or a reusable text."
    )

    class Meta:
        verbose_name = _("section of a proposal")
        verbose_name_plural = _("sections of proposals")
        ordering = ["proposal", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "key"], name="proposal_section_once")]


class ComplianceLine(DraftPart, Audited):
    """How the proposal answers one requirement of the check list: in which section, with what evidence."""

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="compliance", verbose_name=_("proposal")
    )
    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="compliance", verbose_name=_("requirement")
    )
    answer = models.CharField(
        _("answer"),
        max_length=20,
        choices=[(one.value, ANSWER_LABELS[one]) for one in Answer],
        blank=True,
        help_text=_("That of the check list when the line was last drawn from it."),
    )
    section = models.ForeignKey(
        ProposalSection,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="compliance",
        verbose_name=_("answered in"),
    )
    evidence = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="compliance",
        verbose_name=_("evidence"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("line of the compliance matrix")
        verbose_name_plural = _("lines of the compliance matrix")
        ordering = ["proposal", "requirement__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "requirement"], name="compliance_once")]

    def __str__(self) -> str:
        return str(self.requirement)


class SupportingDocument(DraftPart, Audited):
    """A piece of evidence that goes with a version as supporting document."""

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="supporting", verbose_name=_("proposal")
    )
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="supporting", verbose_name=_("evidence")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("supporting document")
        verbose_name_plural = _("supporting documents")
        ordering = ["proposal", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "evidence"], name="supporting_once")]

    def __str__(self) -> str:
        return str(self.evidence)


class ProposalFileKind(models.TextChoices):
    """What a file of a proposal is."""

    PROPOSAL = "proposal", _("Commercial proposal")
    EMAIL = "email", _("E-mail")
    RECEIPT = "receipt", _("Receipt of the client or platform")
    PRESENTATION = "presentation", _("Presentation of the defence")
    MATERIAL = "material", _("Material of the defence")
    DOCUMENT = "document", _("Document")


@attachments_of("proposal")
class ProposalAttachment(Attachment):
    """A file of a version: its PDF, the e-mail it went out with, the receipt, what its defence showed."""

    OWNER_FIELD = "proposal"
    KINDS: ClassVar[type[models.TextChoices]] = ProposalFileKind

    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("proposal")
    )

    class Meta(Attachment.Meta):
        verbose_name = _("file of a proposal")
        verbose_name_plural = _("files of proposals")

    @classmethod
    def owners_visible_to(cls, user: User) -> models.QuerySet[Any]:
        """Whoever reads the proposal reads its files."""
        return Proposal.objects.visible_to(user)

    def may_attach(self, user: User) -> bool:
        """Whoever writes the proposals of the opportunity; the material of a defence also who presents it."""
        return may_write(user, self.proposal.opportunity) or self._is_own_material(user)

    def _is_own_material(self, user: User) -> bool:
        """Tell whether this is material of a planned defence of which `user` presents a topic, or leads its area."""
        if self.kind != ProposalFileKind.MATERIAL or not user.can(Right.VIEW_PROPOSALS):
            return False
        topics = Q(topics__speaker=user) | Q(topics__area__in=[str(role) for role in user.roles])
        planned = self.proposal.defences.standing().filter(state="planned")
        return planned.filter(topics, topics__removed_at__isnull=True).exists()

    def may_void(self, user: User) -> bool:
        """Who attached it; never the document that was approved, nor what proves a sending."""
        frozen = (ProposalFileKind.PROPOSAL, ProposalFileKind.EMAIL, ProposalFileKind.RECEIPT)
        return self.kind not in frozen and super().may_void(user)
