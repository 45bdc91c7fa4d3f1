from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    """Requests, pricing, proposals, awards, handover, contract, first invoice."""

    name = "proposals"
    verbose_name = _("Proposals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug the offers in."""
        from proposals import plugs

        plugs.install()
