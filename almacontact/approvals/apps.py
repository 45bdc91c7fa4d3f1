from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    """Signed approvals: who, in which role, with what meaning, on which content; the inbox and the delegations."""

    name = "almacontact.approvals"
    label = "approvals"
    verbose_name = _("Approvals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug the approvals in."""
        from almacontact.approvals import plugs

        plugs.install()
