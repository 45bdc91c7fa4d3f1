"""The Plan Comercial of a year and its monthly targets (process row 1)."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from almacontact.audit.models import Audited, Guarded
from almacontact.audit.states import StateRecord

if TYPE_CHECKING:
    from pipeline.plan.models.approvals import PlanApproval


class PlanState(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "draft", _("Draft")
    IN_APPROVAL = "in_approval", _("In approval")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")


_TONES = {
    PlanState.DRAFT: "idle",
    PlanState.IN_APPROVAL: "info",
    PlanState.IN_FORCE: "ok",
    PlanState.SUPERSEDED: "warn",
}

OPEN_PLAN_STATES = (PlanState.DRAFT, PlanState.IN_APPROVAL)
"""States in which the content may still change."""


class CommercialPlanQuerySet(Guarded):
    """Commercial plans."""

    def for_forecast(self, year: int) -> "CommercialPlan | None":
        """Return the plan whose targets count in `year`: the one in force, else the latest draft."""
        plans = list(self.filter(year=year).exclude(state=PlanState.SUPERSEDED).order_by("-revision"))
        return next((plan for plan in plans if plan.state == PlanState.IN_FORCE), plans[0] if plans else None)

    def in_force(self, year: int) -> "CommercialPlan | None":
        """Return the plan in force for `year`, or None."""
        return self.filter(year=year, state=PlanState.IN_FORCE).first()

    def open(self) -> "CommercialPlanQuerySet":
        """Return those whose content may still change: drafts and those in approval."""
        return self.filter(state__in=OPEN_PLAN_STATES)


class CommercialPlan(StateRecord, Audited):
    """The plan of one year; a change to an approved plan is a new revision that names the one it amends.

    Its content: the fields in `CONTENT_FIELDS`, its monthly targets, and the parts in `plan_parts`. Money in whole COP:
    targets and projection are monthly value of new clients, without IVA.
    """

    LOCK_PLACE = 200
    GATED_FIELDS: ClassVar[tuple[str, ...]] = (
        "state",
        "approval",
        "approval_id",
        "amends",
        "amends_id",
        "year",
        "revision",
        "version",
    )
    CONTENT_FIELDS: ClassVar[tuple[str, ...]] = (
        "summary",
        "yearly_target",
        "projected_sales",
        "projection_note",
        "last_year",
    )

    year = models.PositiveSmallIntegerField(_("year"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    state = FSMField(_("state"), default=PlanState.DRAFT, choices=PlanState.choices, protected=True, max_length=20)
    amends = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="amendments",
        verbose_name=_("amends"),
    )
    change_reason = models.CharField(_("why it is amended"), max_length=250, blank=True, editable=False)
    summary = models.TextField(_("strategy"), blank=True, help_text=_("What we will do this year, in a few sentences."))
    yearly_target = models.PositiveBigIntegerField(
        _("yearly target"), default=0, help_text=_("COP a month of new clients, all months together, without IVA.")
    )
    projected_sales = models.PositiveBigIntegerField(
        _("yearly projection"), default=0, help_text=_("COP a month of new clients that we expect, without IVA.")
    )
    projection_note = models.TextField(_("basis of the projection"), blank=True)
    last_year = models.JSONField(
        _("results of last year"), default=dict, blank=True, help_text=_("As the data said when they were drawn.")
    )
    approval: "models.ForeignKey[PlanApproval | None, PlanApproval | None]" = models.ForeignKey(
        "pipeline.PlanApproval",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )

    objects = CommercialPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("commercial plan")
        verbose_name_plural = _("commercial plans")
        ordering = ["-year", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["year", "revision"], name="plan_revision_once"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state=PlanState.IN_FORCE), name="plan_in_force_once_a_year"
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state__in=["draft", "in_approval"]),
                name="plan_open_once_a_year",
                violation_error_message=_("This year already has a plan that is being written."),
            ),
            models.CheckConstraint(
                name="plan_in_force_was_approved",
                condition=Q(state__in=["draft", "in_approval"]) | Q(approval__isnull=False),
                violation_error_message=_("A plan in force has an approval."),
            ),
            models.CheckConstraint(
                name="plan_year_plausible",
                condition=Q(year__gte=2000) & Q(year__lte=2100),
                violation_error_message=_("Write a year from 2000 to 2100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} v{self.revision}"

    def get_absolute_url(self) -> str:
        return reverse("pipeline:plan_detail", args=[self.year, self.revision])

    @property
    def is_open(self) -> bool:
        """Tell whether its content may still change."""
        return self.state in OPEN_PLAN_STATES

    @property
    def is_in_force(self) -> bool:
        """Tell whether it is the plan that the year is followed by."""
        return self.state == PlanState.IN_FORCE

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        return _TONES[PlanState(self.state)]

    # The transitions carry the state alone; `actions.plans` and the approval's kind judge and call them.
    @transition(field=state, source=PlanState.DRAFT, target=PlanState.IN_APPROVAL)
    def _submit(self) -> None: ...

    @transition(field=state, source=PlanState.IN_APPROVAL, target=PlanState.DRAFT)
    def _return(self) -> None: ...

    @transition(field=state, source=PlanState.IN_APPROVAL, target=PlanState.IN_FORCE)
    def _put_in_force(self) -> None: ...

    @transition(field=state, source=PlanState.IN_FORCE, target=PlanState.SUPERSEDED)
    def _supersede(self) -> None: ...


class MonthlyTarget(Audited):
    """The target of one month: monthly value of new clients, COP, without IVA."""

    PINNED: ClassVar[tuple[str, ...]] = ("month", "amount")

    plan = models.ForeignKey(
        CommercialPlan, on_delete=models.PROTECT, related_name="monthly_targets", verbose_name=_("plan")
    )
    month = models.PositiveSmallIntegerField(_("month"))
    amount = models.PositiveBigIntegerField(_("target (COP a month)"))
    copied_from: Any = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("monthly target")
        verbose_name_plural = _("monthly targets")
        ordering = ["plan", "month"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="target_once_a_month"),
            models.CheckConstraint(name="target_month_exists", condition=Q(month__gte=1) & Q(month__lte=12)),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.month:02d}"
