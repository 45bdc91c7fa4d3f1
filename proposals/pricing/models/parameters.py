"""What pricing rests on beside the inputs of a deal: the dated parameters and the risk rules, both edited as data."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from almacontact.audit.models import Audited
from proposals.pricing.engine.explain import Unit
from proposals.pricing.engine.parameters import DEFINITIONS, Parameter, ParameterSet
from proposals.pricing.engine.risk import COMPARISON_LABELS, METRIC_LABELS, METRIC_UNITS, Comparison, Metric, Rule


class DatedParameterQuerySet(models.QuerySet["DatedParameter"]):
    """Dated parameters."""

    def as_set(self) -> ParameterSet:
        """Return them as the engine reads them; one query."""
        return ParameterSet(one.as_parameter() for one in self)

    def in_force(self, day: date) -> "DatedParameterQuerySet":
        """Return those that hold on `day`."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class DatedParameter(Audited):
    """One value of one parameter and the days it holds, both included. The unit is that of its key (rates: fractions).

    Values are never erased: a new one closes the one before it.
    """

    key = models.SlugField(_("parameter"), max_length=40)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=8)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, help_text=_("Decree, law, tariff or who said it."))
    confirmed = models.BooleanField(_("confirmed"), default=True)

    objects = DatedParameterQuerySet.as_manager()

    class Meta:
        verbose_name = _("dated parameter")
        verbose_name_plural = _("dated parameters")
        ordering = ["key", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "valid_from"],
                name="parameter_once_a_day",
                violation_error_message=_("This parameter already has a value from that day."),
            ),
            models.CheckConstraint(
                name="parameter_days_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day comes after the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.valid_from.isoformat()}"

    @property
    def label(self) -> str:
        """Return the name of the parameter for people."""
        return str(DEFINITIONS[self.key].label) if self.key in DEFINITIONS else self.key

    @property
    def unit(self) -> Unit:
        """Return the unit of the value."""
        return DEFINITIONS[self.key].unit if self.key in DEFINITIONS else Unit.NONE

    def as_parameter(self) -> Parameter:
        """Return it as the engine reads it."""
        return Parameter(self.key, self.value.normalize(), self.valid_from, self.valid_to, self.source, self.confirmed)


class RiskRuleQuerySet(models.QuerySet["RiskRule"]):
    """Risk rules."""

    def in_force(self) -> list[Rule]:
        """Return the active rules as the engine reads them, in their order; one query."""
        return [one.as_rule() for one in self.filter(active=True)]


class RiskRule(Audited):
    """When an offer is of high risk or high impact: a metric held against a threshold.

    A mandatory rule decides alone; the points of the others add up. Rules are switched off, never deleted: approvals
    name them by code.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    metric = models.CharField(_("looks at"), max_length=40, choices=[(one.value, METRIC_LABELS[one]) for one in Metric])
    comparison = models.CharField(
        _("comparison"), max_length=10, choices=[(one.value, COMPARISON_LABELS[one]) for one in Comparison]
    )
    threshold = models.DecimalField(_("threshold"), max_digits=20, decimal_places=6)
    points = models.PositiveSmallIntegerField(_("points"), default=1)
    mandatory = models.BooleanField(_("decides alone"), default=False)
    active = models.BooleanField(_("in force"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = RiskRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk rule")
        verbose_name_plural = _("risk rules")
        ordering = ["-mandatory", "position", "code"]
        constraints = [
            models.CheckConstraint(
                name="risk_rule_metric_known", condition=Q(metric__in=[one.value for one in Metric])
            ),
            models.CheckConstraint(
                name="risk_rule_comparison_known", condition=Q(comparison__in=[one.value for one in Comparison])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_metric_display()} {self.get_comparison_display()} {self.threshold.normalize():f}"

    @property
    def unit(self) -> Unit:
        """Return the unit of the threshold; `Unit.NONE` is a yes-or-no fact."""
        return METRIC_UNITS.get(Metric(self.metric), Unit.NONE)

    def as_rule(self) -> Rule:
        """Return it as the engine reads it."""
        return Rule(
            self.code,
            Metric(self.metric),
            Comparison(self.comparison),
            self.threshold,
            self.points,
            self.mandatory,
        )
