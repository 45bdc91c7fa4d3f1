"""Attachments: files kept with a business record, checked on the way in and protected on the way out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttachmentsConfig(AppConfig):
    """Holds the abstract attachment; each app makes the concrete table for its own records."""

    name = "almacontact.attachments"
    label = "attachments"
    verbose_name = _("attachments")

    def ready(self) -> None:
        """Say what the database refuses of files."""
        from almacontact.attachments import database
        from almacontact.audit import rules

        rules.register(database.rules)
