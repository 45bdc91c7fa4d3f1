from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PipelineConfig(AppConfig):
    """Plan, clients, opportunities, follow-ups, forecast."""

    name = "pipeline"
    verbose_name = _("Pipeline")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the gates with the pipeline's own conditions, and the opportunity page with its sections."""
        from pipeline.opportunities import gates, panels, search

        gates.install(gates.LATER_CONDITIONS)
        panels.install()
        search.install()

        from almacontact.approvals.registry import register
        from pipeline.plan import duties as plan_duties
        from pipeline.plan.approval import PlanKind

        register(PlanKind())
        plan_duties.install()
