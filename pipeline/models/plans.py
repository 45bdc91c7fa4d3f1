"""The Plan Comercial of a year and its monthly targets (process row 1)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from almacontact.audit.models import Audited, Guarded
from almacontact.audit.states import StateRecord


class PlanState(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "draft", _("Draft")
    IN_APPROVAL = "in_approval", _("In approval")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")


class CommercialPlanQuerySet(Guarded):
    """Commercial plans."""

    def for_forecast(self, year: int) -> "CommercialPlan | None":
        """Return the plan whose targets count in `year`: the one in force, else the latest draft."""
        plans = list(self.filter(year=year).exclude(state=PlanState.SUPERSEDED).order_by("-revision"))
        return next((plan for plan in plans if plan.state == PlanState.IN_FORCE), plans[0] if plans else None)


class CommercialPlan(StateRecord, Audited):
    """The plan of one year; a change to an approved plan is a new revision."""

    GATED_FIELDS = ("state",)

    year = models.PositiveSmallIntegerField(_("year"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    state = FSMField(
        _("state"), default=PlanState.DRAFT, choices=PlanState.choices, protected=True, max_length=20
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
        ]

    def __str__(self) -> str:
        return f"{self.year} v{self.revision}"


class MonthlyTarget(Audited):
    """The target of one month: monthly value of new clients, COP, without IVA."""

    plan = models.ForeignKey(
        CommercialPlan, on_delete=models.PROTECT, related_name="monthly_targets", verbose_name=_("plan")
    )
    month = models.PositiveSmallIntegerField(_("month"))
    amount = models.PositiveBigIntegerField(_("target (COP a month)"))

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
