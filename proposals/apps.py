from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    """Requests, pricing, proposals, awards, handover, contract, first invoice."""

    name = "proposals"
    verbose_name = _("Proposals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand requests and pricing to the approvals, the gates, the opportunity page and the day."""
        from proposals import intake_hooks, pricing_hooks

        intake_hooks.install()
        pricing_hooks.install()
