"""The parts of a Plan Comercial (process row 1), and the facts that follow it up.

A part belongs to one revision. `key` is the same in every revision, so that differences, signatures and facts follow a
part through the year. A part that is taken out stays, marked. What happens to a part after approval (money spent,
activities reported, indicators measured) is a fact of its own table and changes nothing that was signed.
"""

import uuid
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from almacontact.audit.models import Audited
from almacontact.calendar import today
from pipeline.catalogues.models import Segment, Service
from pipeline.plan.models.plans import CommercialPlan


class PlanPartQuerySet(models.QuerySet[Any]):
    """Parts of plans."""

    def of(self, plan: CommercialPlan) -> Self:
        """Return the parts that stand in `plan`, in order."""
        return self.filter(plan=plan, removed_at__isnull=True)


class PlanPart(Audited):
    """One line of a section of a plan. `PINNED` names what signatures rest on, besides its order."""

    PINNED: ClassVar[tuple[str, ...]] = ()

    plan = models.ForeignKey(CommercialPlan, on_delete=models.PROTECT, related_name="+", verbose_name=_("plan"))
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    removed_at = models.DateTimeField(_("taken out on"), null=True, blank=True, editable=False)
    copied_from: Any = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = PlanPartQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="%(class)s_once_a_plan")]


class SwotItem(PlanPart):
    """A line of the DOFA."""

    PINNED = ("kind", "text")

    class Kind(models.TextChoices):
        WEAKNESS = "weakness", _("Weakness")
        OPPORTUNITY = "opportunity", _("Opportunity of the market")
        STRENGTH = "strength", _("Strength")
        THREAT = "threat", _("Threat")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    text = models.CharField(_("text"), max_length=300)

    class Meta(PlanPart.Meta):
        verbose_name = _("line of the SWOT")
        verbose_name_plural = _("SWOT")

    def __str__(self) -> str:
        return self.text


class PlanObjective(PlanPart):
    """What the plan wants to reach."""

    PINNED = ("name", "measure", "due_on")

    name = models.CharField(_("objective"), max_length=200)
    measure = models.CharField(_("how we know"), max_length=200, blank=True)
    due_on = models.DateField(_("reached by"), null=True, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")

    def __str__(self) -> str:
        return self.name


class PlanTactic(PlanPart):
    """A strategy or a tactic of one objective, named by the objective's key."""

    PINNED = ("objective_key", "kind", "text")

    class Kind(models.TextChoices):
        STRATEGY = "strategy", _("Strategy")
        TACTIC = "tactic", _("Tactic")

    objective_key = models.UUIDField(_("objective"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.STRATEGY)
    text = models.CharField(_("text"), max_length=300)

    class Meta(PlanPart.Meta):
        verbose_name = _("strategy or tactic")
        verbose_name_plural = _("strategies and tactics")

    def __str__(self) -> str:
        return self.text


class PlanTool(PlanPart):
    """A tool the plan needs: a licence, a data base, a fair."""

    PINNED = ("name", "purpose")

    name = models.CharField(_("tool"), max_length=150)
    purpose = models.CharField(_("what for"), max_length=250, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = _("tool")
        verbose_name_plural = _("tools")

    def __str__(self) -> str:
        return self.name


class PlanMember(PlanPart):
    """Who carries the plan: a person of ours, or a position still to be filled."""

    PINNED = ("name", "person_id", "responsibility", "dedication")

    name = models.CharField(_("position"), max_length=150)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    responsibility = models.CharField(_("responsibility"), max_length=250, blank=True)
    dedication = models.PositiveSmallIntegerField(_("dedication (%)"), default=100)

    class Meta(PlanPart.Meta):
        verbose_name = _("person of the plan")
        verbose_name_plural = _("people")
        constraints = [
            *PlanPart.Meta.constraints,
            models.CheckConstraint(
                name="plan_member_dedication_percent",
                condition=Q(dedication__lte=100),
                violation_error_message=_("The dedication goes from 0 to 100 %%."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BudgetLine(PlanPart):
    """Money the plan needs: planned here, in whole COP; what was spent is in `Spending`."""

    PINNED = ("concept", "planned")

    concept = models.CharField(_("concept"), max_length=150)
    planned = models.PositiveBigIntegerField(_("planned (COP)"))

    class Meta(PlanPart.Meta):
        verbose_name = _("budget line")
        verbose_name_plural = _("budget")

    def __str__(self) -> str:
        return self.concept


class PlanActivity(PlanPart):
    """An activity of the schedule, with who owes it. How it goes is in `ActivityReport`."""

    PINNED = ("name", "owner_id", "starts_on", "ends_on", "objective_key")

    name = models.CharField(_("activity"), max_length=200)
    objective_key = models.UUIDField(_("objective"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta(PlanPart.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("schedule")
        constraints = [
            *PlanPart.Meta.constraints,
            models.CheckConstraint(
                name="plan_activity_dates_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The activity ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanKpi(PlanPart):
    """A KPI with its target: tied to an indicator by its code (`pipeline.plan.kpis`), or measured by hand."""

    PINNED = ("name", "indicator", "unit", "target")

    name = models.CharField(_("KPI"), max_length=150)
    indicator = models.CharField(_("indicator"), max_length=40, blank=True, help_text=_("Empty: measured by hand."))
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=2)

    class Meta(PlanPart.Meta):
        verbose_name = _("KPI")
        verbose_name_plural = _("KPIs")

    def __str__(self) -> str:
        return self.name


class TargetProfile(PlanPart):
    """A client that we want: what is left empty does not count. The pipeline scores opportunities against it."""

    PINNED = ("name", "segment_id", "service_id", "min_seats", "max_seats")

    name = models.CharField(_("profile"), max_length=150)
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("segment")
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    min_seats = models.PositiveIntegerField(_("seats from"), null=True, blank=True)
    max_seats = models.PositiveIntegerField(_("seats to"), null=True, blank=True)

    class Meta(PlanPart.Meta):
        verbose_name = _("target client")
        verbose_name_plural = _("target clients")
        constraints = [
            *PlanPart.Meta.constraints,
            models.CheckConstraint(
                name="target_profile_seats_in_order",
                condition=Q(min_seats__isnull=True) | Q(max_seats__isnull=True) | Q(max_seats__gte=F("min_seats")),
                violation_error_message=_("“Seats to” is below “seats from”."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seats_words(self) -> str:
        """Return the seats as “20–80”, “20–” or “–80”; nothing where any number fits."""
        if self.min_seats is None and self.max_seats is None:
            return ""
        return "–".join("" if seats is None else str(seats) for seats in (self.min_seats, self.max_seats))


class Spending(Audited):
    """Money spent on a budget line: whole COP, on a date. It follows the line's key through the year's revisions."""

    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, related_name="spendings", verbose_name=_("budget line")
    )
    spent_on = models.DateField(_("spent on"))
    amount = models.PositiveBigIntegerField(_("amount (COP)"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spendings")
        ordering = ["-spent_on", "-pk"]
        constraints = [models.CheckConstraint(name="spending_positive", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"


class ActivityReport(Audited):
    """How an activity stands, as reported on a day. The latest one counts."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Not begun")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    activity = models.ForeignKey(
        PlanActivity, on_delete=models.PROTECT, related_name="reports", verbose_name=_("activity")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    on = models.DateField(_("on"), default=today)
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("report of an activity")
        verbose_name_plural = _("reports of activities")
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(name="activity_progress_percent", condition=Q(progress__lte=100))]

    def __str__(self) -> str:
        return f"{self.activity}: {self.get_state_display()}"


class KpiMeasure(Audited):
    """The value of a KPI measured by hand, on a day."""

    kpi = models.ForeignKey(PlanKpi, on_delete=models.PROTECT, related_name="measures", verbose_name=_("KPI"))
    on = models.DateField(_("on"), default=today)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2)
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("measure of a KPI")
        verbose_name_plural = _("measures of KPIs")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.kpi}: {Decimal(self.value).normalize():f}"
