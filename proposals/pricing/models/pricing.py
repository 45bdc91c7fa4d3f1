"""Alternatives of an opportunity, the versions of their pricing model and its scenarios (process row 7)."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from almacontact.accounts.models import User
from almacontact.audit.models import Audited, Guarded, GuardedVoidables, Voidable
from almacontact.audit.states import StateRecord
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.pricing.engine.parameters import Parameter
from proposals.pricing.engine.snapshot import read_parameters
from proposals.rights import priced_for


class PricingState(models.TextChoices):
    """Where a version of a pricing model stands."""

    DRAFT = "draft", _("Draft")
    IN_APPROVAL = "in_approval", _("In approval")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")
    VOID = "void", pgettext_lazy("pricing model", "Void")


OPEN_PRICING_STATES = (PricingState.DRAFT, PricingState.IN_APPROVAL)
"""States in which the scenarios may still change."""

PRICING_TONES: dict[str, str] = {
    PricingState.DRAFT: "idle",
    PricingState.IN_APPROVAL: "info",
    PricingState.APPROVED: "ok",
    PricingState.SUPERSEDED: "idle",
    PricingState.VOID: "bad",
}

MAX_SCENARIOS = 4


class AlternativeQuerySet(Guarded):
    """Alternatives."""

    def visible_to(self, user: User) -> "AlternativeQuerySet":
        """Return those of opportunities whose pricing `user` may see."""
        return self.filter(opportunity__in=priced_for(user))


class Alternative(Audited):
    """One way to serve the client: scenario, acta and proposal follow each other inside it. One of an opportunity is
    principal and feeds the pipeline."""

    LOCK_PLACE = 40
    GATED_FIELDS: ClassVar[tuple[str, ...]] = ("principal", "opportunity", "opportunity_id", "version")

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="alternatives", verbose_name=_("opportunity")
    )
    name = models.CharField(_("name"), max_length=80)
    principal = models.BooleanField(_("principal"), default=False, editable=False)

    objects = AlternativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("alternative")
        verbose_name_plural = _("alternatives")
        ordering = ["-principal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=Q(principal=True),
                name="alternative_one_principal",
                violation_error_message=_("The opportunity already has a principal alternative."),
            ),
            models.UniqueConstraint(
                fields=["opportunity", "name"],
                name="alternative_name_once",
                violation_error_message=_("The opportunity already has an alternative of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PricingModelQuerySet(GuardedVoidables):
    """Versions of pricing models."""

    def visible_to(self, user: User) -> "PricingModelQuerySet":
        """Return those of opportunities whose pricing `user` may see."""
        return self.filter(alternative__opportunity__in=priced_for(user))

    def open(self) -> "PricingModelQuerySet":
        """Return those whose scenarios may still change."""
        return self.filter(state__in=OPEN_PRICING_STATES)

    def with_parties(self) -> "PricingModelQuerySet":
        """Join what every page names: alternative, opportunity, client, owner."""
        return self.select_related("alternative__opportunity__client", "alternative__opportunity__owner", "created_by")


class PricingModel(StateRecord, Voidable, Audited):
    """One version of the pricing model of an alternative. An approved version does not change: an edit makes the next.

    `parameters` keeps the dated parameters it was computed with: those in force while it is a draft, frozen from the
    submission on. `declared` holds the risk facts that the model cannot know (metric → number), as people said them.
    """

    LOCK_PLACE = 50
    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "state",
        "number",
        "alternative",
        "alternative_id",
        "based_on",
        "based_on_id",
        "parameters",
        "voided_at",
        "version",
    )

    alternative = models.ForeignKey(
        Alternative, on_delete=models.PROTECT, related_name="models", verbose_name=_("alternative")
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1, editable=False)
    state = FSMField(
        _("state"), default=PricingState.DRAFT, choices=PricingState.choices, protected=True, max_length=20
    )
    parameters_on = models.DateField(
        _("parameters as of"), help_text=_("As a rule the billing start: the wage and the hours of that day count.")
    )
    parameters = models.JSONField(_("parameters used"), default=list, blank=True, editable=False)
    declared = models.JSONField(_("declared risk facts"), default=dict, blank=True)
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

    objects = PricingModelQuerySet.as_manager()

    class Meta:
        verbose_name = _("pricing model")
        verbose_name_plural = _("pricing models")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["alternative", "number"], name="pricing_number_once"),
            models.UniqueConstraint(
                fields=["alternative"],
                condition=Q(state__in=["draft", "in_approval"]),
                name="pricing_open_once",
                violation_error_message=_("This alternative already has a version that is being worked on."),
            ),
            models.UniqueConstraint(
                fields=["alternative"], condition=Q(state="approved"), name="pricing_approved_once"
            ),
            models.CheckConstraint(
                name="pricing_void_has_reason",
                condition=Q(state="void", voided_at__isnull=False) & ~Q(void_reason="")
                | (~Q(state="void") & Q(voided_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alternative} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("proposals:pricing_detail", args=[self.pk])

    @property
    def opportunity(self) -> Opportunity:
        """Return the opportunity it prices."""
        return self.alternative.opportunity

    @property
    def line(self) -> "tuple[Opportunity, Alternative, PricingModel]":
        """Return the version with what it belongs to: whoever judges one of them holds them all."""
        return self.opportunity, self.alternative, self

    @property
    def is_open(self) -> bool:
        """Tell whether its scenarios may still change."""
        return self.state in OPEN_PRICING_STATES

    @property
    def tone(self) -> str:
        """Return the tone of its state."""
        return PRICING_TONES[self.state]

    @cached_property
    def chosen(self) -> "Scenario | None":
        """Return the scenario that goes to the acta."""
        return next((one for one in self.scenarios.all() if one.chosen), None)

    def used_parameters(self) -> tuple[Parameter, ...]:
        """Return the dated parameters it was computed with."""
        return read_parameters(self.parameters)

    # The transitions carry the state alone; `actions.pricing` and the approval's kind judge and call them.
    @transition(field=state, source=PricingState.DRAFT, target=PricingState.IN_APPROVAL)
    def _submit(self) -> None: ...

    @transition(field=state, source=PricingState.IN_APPROVAL, target=PricingState.DRAFT)
    def _return(self) -> None: ...

    @transition(field=state, source=PricingState.IN_APPROVAL, target=PricingState.APPROVED)
    def _approve(self) -> None: ...

    @transition(field=state, source=[PricingState.IN_APPROVAL, PricingState.APPROVED], target=PricingState.SUPERSEDED)
    def _supersede(self) -> None: ...

    @transition(field=state, source=[PricingState.DRAFT, PricingState.APPROVED], target=PricingState.VOID)
    def _void(self) -> None: ...


class ScenarioQuerySet(Guarded):
    """Scenarios."""

    def visible_to(self, user: User) -> "ScenarioQuerySet":
        """Return those of opportunities whose pricing `user` may see."""
        return self.filter(pricing_model__alternative__opportunity__in=priced_for(user))

    def with_parties(self) -> "ScenarioQuerySet":
        """Join what every page names: version, alternative, opportunity, client."""
        return self.select_related("pricing_model__alternative__opportunity__client")


class Scenario(Audited):
    """One way to price a version: the inputs, and the headline figures they gave when they were saved.

    `inputs` are those of `pricing.snapshot.to_data`. COP are whole and without IVA; rates are fractions. The offered
    price is seats × unit value, the computed one is P: rounding the unit value parts them by a few pesos.
    """

    LOCK_PLACE = 60
    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "chosen",
        "pricing_model",
        "pricing_model_id",
        "inputs",
        "version",
        "copied_from",
        "copied_from_id",
    )
    HEADLINES: ClassVar[tuple[str, ...]] = (
        "seats",
        "headcount",
        "term_months",
        "computed_price",
        "unit_value",
        "offered_monthly",
        "total_value",
        "gross_margin",
        "ebitda",
        "lowest_year_margin",
    )

    pricing_model = models.ForeignKey(
        PricingModel, on_delete=models.PROTECT, related_name="scenarios", verbose_name=_("pricing model")
    )
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    chosen = models.BooleanField(_("chosen"), default=False, editable=False)
    inputs = models.JSONField(_("inputs"), default=dict)
    copied_from: Any = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
        verbose_name=_("copied from"),
    )
    seats = models.PositiveIntegerField(_("seats"), null=True, editable=False)
    headcount = models.PositiveIntegerField(_("agents"), null=True, editable=False)
    term_months = models.PositiveSmallIntegerField(_("contract (months)"), null=True, editable=False)
    computed_price = models.BigIntegerField(_("computed price a month"), null=True, editable=False)
    unit_value = models.BigIntegerField(_("unit value"), null=True, editable=False)
    offered_monthly = models.BigIntegerField(_("offered monthly value"), null=True, editable=False)
    total_value = models.BigIntegerField(_("offered total value"), null=True, editable=False)
    gross_margin = models.DecimalField(_("gross margin"), max_digits=12, decimal_places=8, null=True, editable=False)
    ebitda = models.DecimalField(_("EBITDA"), max_digits=12, decimal_places=8, null=True, editable=False)
    lowest_year_margin = models.DecimalField(
        _("lowest margin of a contract year"), max_digits=14, decimal_places=8, null=True, editable=False
    )

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pricing_model"], condition=Q(chosen=True), name="scenario_one_chosen"),
            models.UniqueConstraint(
                fields=["pricing_model", "name"],
                name="scenario_name_once",
                violation_error_message=_("This version already has a scenario of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("proposals:scenario_edit", args=[self.pk])

    @property
    def rounding(self) -> int:
        """Return by how much the offered month differs from the computed one, COP: the unit value is whole."""
        return (self.offered_monthly or 0) - (self.computed_price or 0)

    @property
    def parameters_on(self) -> date:
        """Return the day whose dated parameters count."""
        return self.pricing_model.parameters_on
