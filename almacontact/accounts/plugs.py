"""What people and roles plug into Django."""

from django.core import checks

from almacontact.accounts.checks import every_right_has_a_holder

CHECKS = ((every_right_has_a_holder, checks.Tags.security),)
"""What `manage.py check` asks."""


def install() -> None:
    """Plug everything in. Called once, at start-up."""
    for check, tag in CHECKS:
        checks.register(check, tag)
