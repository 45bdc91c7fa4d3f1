from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QualityConfig(AppConfig):
    """Indicators and the records of the quality system."""

    name = "quality"
    verbose_name = _("Quality")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of what changes the results or the targets of a year; add a part to the day."""
        from almacontact.accounts.rights import Right
        from pipeline import duties
        from pipeline.events import results_changed, targets_changed
        from quality.indicators.duties import indicators_of_the_day

        duties.register_section(
            duties.Section("quality/indicators/_day.html", indicators_of_the_day, Right.ANALYSE_QUALITY)
        )
        results_changed.connect(_compute_again, dispatch_uid="quality.results")
        targets_changed.connect(_compute_again, dispatch_uid="quality.targets")


def _compute_again(sender: Any, *, years: set[int], **_more: Any) -> None:
    """Ask for the indicators of `years` once the change is committed."""
    from almacontact.jobs.actions import enqueue
    from quality.indicators.tasks import KIND

    if years:
        enqueue(kind=KIND, by=None, arguments={"years": sorted(years)})
