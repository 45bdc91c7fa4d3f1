from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """History, versions and numbering of business records."""

    name = "almacontact.audit"
    label = "audit"
    verbose_name = _("Record keeping")
    default_auto_field = "django.db.models.BigAutoField"
