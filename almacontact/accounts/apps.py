from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, roles and rights."""

    name = "almacontact.accounts"
    label = "accounts"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the check of the role table."""
        checks.register(every_right_has_a_holder, checks.Tags.security)


def every_right_has_a_holder(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Find rights that the role table forgot, or that nobody holds: a page behind one would be closed to all."""
    from almacontact.accounts.rights import TABLE, Right, Scope

    return [
        checks.Error(
            f"Right.{right.name} has no holder in the role table.",
            hint="Give it to a role in TABLE of almacontact/accounts/rights.py, or remove it.",
            id="accounts.E001",
        )
        for right in Right
        if not any(scope > Scope.NONE for scope in TABLE.get(right, {}).values())
    ]
