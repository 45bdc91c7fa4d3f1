from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    """Requests, pricing, proposals, awards, handover, contract, first invoice."""

    name = "proposals"
    verbose_name = _("Proposals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand every part of an offer to the approvals, the gates, the opportunity page and the day."""
        from proposals import (
            awards_hooks,
            defence_hooks,
            intake_hooks,
            library_hooks,
            negotiation_hooks,
            pricing_hooks,
            sending_hooks,
            signing_hooks,
            writing_hooks,
        )

        for part in (
            intake_hooks,
            pricing_hooks,
            library_hooks,
            writing_hooks,
            signing_hooks,
            sending_hooks,
            defence_hooks,
            negotiation_hooks,
            awards_hooks,
        ):
            part.install()
