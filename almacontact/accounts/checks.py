"""What `manage.py check` asks of the role table."""

from typing import Any

from django.core import checks

from almacontact.accounts.rights import TABLE, Right, Scope


def every_right_has_a_holder(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Find rights that the role table forgot, or that nobody holds: a page behind one would be closed to all."""
    return [
        checks.Error(
            f"Right.{right.name} has no holder in the role table.",
            hint="Give it to a role in TABLE of almacontact/accounts/rights.py, or remove it.",
            id="accounts.E001",
        )
        for right in Right
        if not any(scope > Scope.NONE for scope in TABLE.get(right, {}).values())
    ]
