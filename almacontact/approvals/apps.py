from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    """Signed approvals: who, in which role, with what meaning, on which content; the inbox and the delegations."""

    name = "almacontact.approvals"
    label = "approvals"
    verbose_name = _("Approvals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Count what waits for a person in the top bar."""
        from almacontact.approvals.inbox import waiting_count
        from almacontact.web.navigation import register_waiting

        register_waiting(waiting_count)
