"""The proof that a gate was passed: append-only, with the conditions and the records that met them."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pipeline.states import Move, Outcome, Stage


class AppendOnly(models.QuerySet[Any]):
    """Rows that are written once."""

    def update(self, **values: Any) -> NoReturn:
        """Refuse: a gate pass is never changed."""
        raise TypeError("GatePass rows are append-only.")

    def delete(self) -> NoReturn:
        """Refuse: a gate pass is never deleted."""
        raise TypeError("GatePass rows are append-only.")

    bulk_update = update  # type: ignore[assignment]


class GatePass(models.Model):
    """One move that was made: by whom, when, on what grounds. What is voided later does not rewrite it."""

    opportunity = models.ForeignKey("pipeline.Opportunity", on_delete=models.PROTECT, related_name="gate_passes")
    move = models.CharField(_("move"), max_length=20, choices=Move.choices)
    from_stage = models.CharField(_("from"), max_length=20, choices=Stage.choices)
    to_stage = models.CharField(_("to"), max_length=20, choices=Stage.choices)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    by_exception = models.BooleanField(_("by exception"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    conditions = models.JSONField(
        _("conditions"), default=list, help_text=_("Each condition as it was judged, with the records that met it.")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("gate passed")
        verbose_name_plural = _("gates passed")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["opportunity", "-at"], name="gate_pass_by_opportunity")]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.get_move_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once."""
        if self.pk is not None:
            raise TypeError("GatePass rows are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: a gate pass is never deleted."""
        raise TypeError("GatePass rows are append-only.")
