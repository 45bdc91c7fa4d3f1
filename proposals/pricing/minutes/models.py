"""The acta of the pricing approval: what was reviewed, who was there, what was asked, who signed (process row 7)."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from almacontact.accounts.models import User
from almacontact.approvals.models import ApprovalRequest, ApprovalStep, Signature
from almacontact.audit.models import Audited, GuardedVoidables, Voidable
from almacontact.audit.states import StateRecord
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import Clause, Terms
from proposals.pricing.models.pricing import Alternative, PricingModel
from proposals.rights import priced_for


class MinutesState(models.TextChoices):
    """Where an acta stands."""

    DRAFT = "draft", _("Draft")
    IN_APPROVAL = "in_approval", _("In approval")
    APPROVED = "approved", pgettext_lazy("acta", "Approved")
    RETURNED = "returned", _("Sent back for adjustment")
    SUPERSEDED = "superseded", pgettext_lazy("acta", "Superseded")
    VOID = "void", pgettext_lazy("acta", "Void")


MINUTES_TONES: dict[str, str] = {
    MinutesState.DRAFT: "idle",
    MinutesState.IN_APPROVAL: "info",
    MinutesState.APPROVED: "ok",
    MinutesState.RETURNED: "warn",
    MinutesState.SUPERSEDED: "idle",
    MinutesState.VOID: "bad",
}


class NotFrozen(ValueError):
    """An acta without frozen figures has no terms and no price annex: it was never sent to be signed."""


class PricingMinutesQuerySet(GuardedVoidables):
    """Actas."""

    def visible_to(self, user: User) -> "PricingMinutesQuerySet":
        """Return those of opportunities whose pricing `user` may see."""
        return self.filter(pricing_model__alternative__opportunity__in=priced_for(user))

    def of(self, opportunity: Opportunity) -> "PricingMinutesQuerySet":
        """Return those of any alternative of `opportunity`."""
        return self.filter(pricing_model__alternative__opportunity=opportunity)

    def approved(self) -> "PricingMinutesQuerySet":
        """Return those that are signed by all and in force."""
        return self.filter(state=MinutesState.APPROVED)

    def signed(self) -> "PricingMinutesQuerySet":
        """Return those that were signed by all and stand as records: in force, or followed by a later one."""
        return self.filter(state__in=[MinutesState.APPROVED, MinutesState.SUPERSEDED])

    def with_parties(self) -> "PricingMinutesQuerySet":
        """Join what every page names: version, alternative, opportunity, client, who prepared it."""
        return self.select_related(
            "pricing_model__alternative__opportunity__client",
            "pricing_model__alternative__opportunity__owner",
            "created_by",
        )


class PricingMinutes(StateRecord, Voidable, Audited):
    """The acta of one version of a pricing model.

    Frozen at submission, and again at each edit while the approval runs: `frozen` (the snapshot of the chosen scenario:
    inputs, parameters, figures), `fired` (the risk rules that fired: code, value, points, mandatory), `unknown` (those
    that could not be asked: code, metric, mandatory) and `content` (what the signatures rest on). `attendees` is a list
    of {"role", "user"}; people stand as ids.
    """

    LOCK_PLACE = 70
    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "state",
        "number",
        "pricing_model",
        "pricing_model_id",
        "frozen",
        "fired",
        "unknown",
        "content",
        "voided_at",
        "verification_code",
        "version",
    )

    number = models.CharField(_("number"), max_length=24, unique=True, editable=False)
    pricing_model = models.ForeignKey(
        PricingModel, on_delete=models.PROTECT, related_name="minutes", verbose_name=_("pricing model")
    )
    state = FSMField(
        _("state"), default=MinutesState.DRAFT, choices=MinutesState.choices, protected=True, max_length=20
    )
    held_on = models.DateField(_("meeting held on"))
    agenda = models.TextField(_("agenda"))
    attendees = models.JSONField(_("attendees"), default=list, blank=True)
    observations = models.TextField(_("observations"), blank=True)
    valid_until = models.DateField(
        _("price valid until"), help_text=_("After this day the pricing is no longer current.")
    )
    frozen = models.JSONField(_("scenario reviewed"), default=dict, blank=True, editable=False)
    fired = models.JSONField(_("risk rules that fired"), default=list, blank=True, editable=False)
    unknown = models.JSONField(_("risk rules that could not be asked"), default=list, blank=True, editable=False)
    content = models.JSONField(_("what the signatures rest on"), default=dict, blank=True, editable=False)
    high_risk = models.BooleanField(_("high risk or high impact"), default=False, editable=False)
    seats = models.PositiveIntegerField(_("seats"), null=True, editable=False)
    unit_value = models.BigIntegerField(_("unit value"), null=True, editable=False)
    term_months = models.PositiveSmallIntegerField(_("contract (months)"), null=True, editable=False)
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True, editable=False)
    verification_code = models.CharField(_("verification code"), max_length=24, blank=True, editable=False)

    objects = PricingMinutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("acta of a pricing approval")
        verbose_name_plural = _("actas of pricing approvals")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pricing_model"],
                condition=Q(state__in=["draft", "in_approval", "approved"]),
                name="minutes_one_standing",
                violation_error_message=_("This version already has an acta."),
            ),
            models.UniqueConstraint(
                fields=["verification_code"], condition=~Q(verification_code=""), name="minutes_code_once"
            ),
            models.CheckConstraint(
                name="minutes_approved_is_complete",
                condition=~Q(state="approved")
                | (Q(approved_at__isnull=False) & ~Q(verification_code="") & Q(unit_value__isnull=False)),
            ),
            models.CheckConstraint(
                name="minutes_void_has_reason",
                condition=Q(state="void", voided_at__isnull=False) & ~Q(void_reason="")
                | (~Q(state="void") & Q(voided_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("proposals:minutes_detail", args=[self.number])

    @property
    def opportunity(self) -> Opportunity:
        """Return the opportunity whose price it approves."""
        return self.pricing_model.alternative.opportunity

    @property
    def line(self) -> "tuple[Opportunity, Alternative, PricingModel, PricingMinutes]":
        """Return the acta with what it belongs to: whoever judges one of them holds them all."""
        return *self.pricing_model.line, self

    @property
    def is_open(self) -> bool:
        """Tell whether its words may still change."""
        return self.state in (MinutesState.DRAFT, MinutesState.IN_APPROVAL)

    @property
    def tone(self) -> str:
        """Return the tone of its state."""
        return MINUTES_TONES[self.state]

    @property
    def terms(self) -> Terms:
        """Return what it prices. Raises `NotFrozen` for a draft, which follows its scenario and holds no figures yet.

        Days of payment are whole, as the client reads them in the price annex.
        """
        if not self.frozen or self.seats is None or self.unit_value is None or self.term_months is None:
            raise NotFrozen(f"{self.number} has no frozen figures.")
        frozen = self.frozen["deal"]["terms"]
        return Terms(
            seats=self.seats,
            unit_value=self.unit_value,
            months=self.term_months,
            payment_days=int(Decimal(frozen["payment_days"]).to_integral_value(ROUND_HALF_UP)),
            indexation=Clause(frozen["clause"]),
        )

    @property
    def offered_monthly(self) -> int | None:
        """Return the month of its terms, whole COP without IVA; None for a draft."""
        return self.terms.monthly_value if self.frozen else None

    @property
    def total_value(self) -> int | None:
        """Return the value of its whole term, whole COP without IVA; None for a draft."""
        return self.terms.total_value if self.frozen else None

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the price may still be offered on `day`."""
        return self.state == MinutesState.APPROVED and day <= self.valid_until

    # The transitions carry the state alone; `actions.minutes` and the approval's kind judge and call them.
    @transition(field=state, source=MinutesState.DRAFT, target=MinutesState.IN_APPROVAL)
    def _submit(self) -> None: ...

    @transition(field=state, source=MinutesState.IN_APPROVAL, target=MinutesState.DRAFT)
    def _take_back(self) -> None: ...

    @transition(field=state, source=MinutesState.IN_APPROVAL, target=MinutesState.RETURNED)
    def _return(self) -> None: ...

    @transition(field=state, source=MinutesState.IN_APPROVAL, target=MinutesState.APPROVED)
    def _approve(self) -> None: ...

    @transition(field=state, source=MinutesState.APPROVED, target=MinutesState.SUPERSEDED)
    def _supersede(self) -> None: ...

    @transition(field=state, source=[MinutesState.DRAFT, MinutesState.APPROVED], target=MinutesState.VOID)
    def _void(self) -> None: ...


class MinutesAdjustmentQuerySet(models.QuerySet["MinutesAdjustment"]):
    """Adjustments asked in actas."""

    def pending(self) -> "MinutesAdjustmentQuerySet":
        """Return those not done yet."""
        return self.filter(done_in__isnull=True)


class MinutesAdjustment(Audited):
    """Something the meeting asked to change, with who does it and until when; done in a later version of the model."""

    minutes = models.ForeignKey(
        PricingMinutes, on_delete=models.PROTECT, related_name="adjustments", verbose_name=_("acta")
    )
    text = models.CharField(_("adjustment"), max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"))
    done_in = models.ForeignKey(
        PricingModel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="adjustments_done",
        verbose_name=_("done in"),
    )

    objects = MinutesAdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("adjustment asked")
        verbose_name_plural = _("adjustments asked")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text


class MinutesApproval(ApprovalRequest):
    """One submission of an acta."""

    subject = models.ForeignKey(
        PricingMinutes, on_delete=models.PROTECT, related_name="approvals", verbose_name=_("acta")
    )

    class Meta(ApprovalRequest.Meta):
        verbose_name = _("approval of an acta")
        verbose_name_plural = _("approvals of actas")


class MinutesApprovalStep(ApprovalStep):
    """One signature that an acta needs."""

    request = models.ForeignKey(MinutesApproval, on_delete=models.PROTECT, related_name="steps")
    carried_from: Any = models.ForeignKey(
        "proposals.MinutesSignature", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(ApprovalStep.Meta):
        verbose_name = _("step of an approval")
        verbose_name_plural = _("steps of approvals")


class MinutesSignature(Signature):
    """A decision on a part of an acta."""

    step = models.ForeignKey(MinutesApprovalStep, on_delete=models.PROTECT, related_name="signatures")

    class Meta(Signature.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
