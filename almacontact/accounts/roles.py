"""The roles people hold. A person may hold several; what each may do stands in `rights`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role of the commercial process (docs/process.md#rows, "Who")."""

    SALES_ANALYST = "sales_analyst", _("Sales analyst")
    SALES_COORDINATOR = "sales_coordinator", _("Sales coordinator")
    SALES_DIRECTOR = "sales_director", _("Sales director")
    GENERAL_MANAGEMENT = "general_management", _("General management")
    WORKFORCE_PLANNING = "workforce_planning", _("Workforce planning")
    IT = "it", _("IT")
    TRAINING_QUALITY = "training_quality", _("Training and quality")
    REPORTING = "reporting", _("Reporting")
    HUMAN_RESOURCES = "human_resources", _("Human resources")
    OPERATIONS = "operations", _("Operations")
    IMPLEMENTATION = "implementation", _("Implementation")
    ADMINISTRATION = "administration", _("Administrative coordination")
    QUALITY_LEAD = "quality_lead", _("Quality lead")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


AREA_ROLES = frozenset(
    {
        Role.WORKFORCE_PLANNING,
        Role.IT,
        Role.TRAINING_QUALITY,
        Role.REPORTING,
        Role.HUMAN_RESOURCES,
        Role.OPERATIONS,
        Role.IMPLEMENTATION,
        Role.ADMINISTRATION,
    }
)
"""The leaders of the support areas: they see and sign their own part."""

APPROVING_ROLES = frozenset(
    {Role.SALES_DIRECTOR, Role.GENERAL_MANAGEMENT, Role.WORKFORCE_PLANNING, Role.IT, Role.QUALITY_LEAD}
)
"""Roles whose signature a gate waits for: an installation needs at least two holders of each."""

SALES_ROLES = frozenset({Role.SALES_ANALYST, Role.SALES_COORDINATOR, Role.SALES_DIRECTOR})
