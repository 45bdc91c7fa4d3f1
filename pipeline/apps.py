from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PipelineConfig(AppConfig):
    """Plan, clients, opportunities, follow-ups, forecast."""

    name = "pipeline"
    verbose_name = _("Pipeline")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug the pipeline in."""
        from pipeline import plugs

        plugs.install()
