"""What the two indicators of the process measured, period by period (docs/quality-records.md)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from pipeline.events import Touched


class IndicatorCode(models.TextChoices):
    """The indicators of the commercial process."""

    COMMERCIAL = "commercial", _("Commercial indicator")
    CONVERSION = "conversion", _("Quarterly conversion")


class Band(models.TextChoices):
    """How a value stands against its target: green from 100 %, amber from 80 %, red below."""

    GREEN = "green", _("On target")
    AMBER = "amber", _("Near the target")
    RED = "red", _("Below the target")
    NO_TARGET = "no_target", _("No target")
    INSUFFICIENT = "insufficient", _("Insufficient sample")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class IndicatorResult(models.Model):
    """One indicator in one period, computed from the records; what changes it computes it again, with history.

    Commercial: numerator and denominator are COP a month. Conversion: numbers of opportunities; `details` has the same
    by value. `n` is always shown. `opportunities` are the ids of what was counted.
    """

    indicator = models.CharField(_("indicator"), max_length=20, choices=IndicatorCode.choices)
    period = models.CharField(_("period"), max_length=7)
    first_day = models.DateField(_("first day"))
    numerator = models.BigIntegerField(_("numerator"))
    denominator = models.BigIntegerField(_("denominator"), null=True)
    value = models.DecimalField(_("value (%)"), max_digits=9, decimal_places=2, null=True)
    target = models.DecimalField(_("target (%)"), max_digits=9, decimal_places=2, null=True)
    band = models.CharField(_("band"), max_length=20, choices=Band.choices)
    n = models.PositiveIntegerField(_("n"))
    year_to_date = models.DecimalField(_("year to date (%)"), max_digits=9, decimal_places=2, null=True)
    details = models.JSONField(_("details"), default=dict)
    opportunities = models.JSONField(_("opportunities"), default=list)
    formula_version = models.PositiveSmallIntegerField(_("version of the formula"), default=1)
    computed_at = models.DateTimeField(_("computed at"), auto_now=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("result of an indicator")
        verbose_name_plural = _("results of indicators")
        ordering = ["indicator", "-first_day"]
        constraints = [models.UniqueConstraint(fields=["indicator", "period"], name="indicator_once_a_period")]

    def __str__(self) -> str:
        return f"{self.get_indicator_display()} {self.period}"

    @property
    def badge(self) -> dict[str, str]:
        """The band in words, with the tone and the sign that say the same."""
        signs = {
            Band.GREEN: ("ok", "check2"),
            Band.AMBER: ("warn", "exclamation-triangle"),
            Band.RED: ("bad", "x-lg"),
        }
        tone, icon = signs.get(Band(self.band), ("idle", ""))
        return {"label": self.get_band_display(), "tone": tone, "icon": icon}


class ClosedPeriodEffect(models.Model):
    """Something changed what closed periods count: told as it happens, never changed.

    One row for each month that was touched: `periods` are the names of the closed periods of that month (`2026-02`,
    `2026-Q1`), `codes` the opportunities.
    """

    at = models.DateTimeField(_("when"), default=timezone.now)
    what = models.CharField(_("what happened"), max_length=12, choices=Touched.choices)
    periods = models.JSONField(_("closed periods"), default=list)
    codes = models.JSONField(_("opportunities"), default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"), null=True
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("effect on a closed period")
        verbose_name_plural = _("effects on closed periods")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {', '.join(self.periods)}"
