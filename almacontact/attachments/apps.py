"""Attachments: files kept with a business record, checked on the way in and protected on the way out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttachmentsConfig(AppConfig):
    """Holds the abstract attachment; each app makes the concrete table for its own records."""

    name = "almacontact.attachments"
    label = "attachments"
    verbose_name = _("attachments")

    def ready(self) -> None:
        """Say what is sealed of every kept file, and what the database refuses of it."""
        from almacontact.attachments import database
        from almacontact.attachments.registry import attachment_models
        from almacontact.attachments.sealing import register_table
        from almacontact.attachments.store import store_findings
        from almacontact.audit import integrity, rules

        for model in attachment_models():
            register_table(model)
        integrity.register("files", store_findings)
        rules.register(database.rules)
