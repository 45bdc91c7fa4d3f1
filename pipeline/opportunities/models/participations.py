"""The support areas that take part in an opportunity."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.audit.models import Audited
from pipeline.opportunities.models.opportunities import Opportunity


class Participation(Audited):
    """An area that takes part in an opportunity, so that its leader sees it (role table, "those they take part in")."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="participations", verbose_name=_("opportunity")
    )
    role = models.CharField(_("area"), max_length=30, choices=[(r.value, r.label) for r in Role if r in AREA_ROLES])

    class Meta:
        verbose_name = _("area that takes part")
        verbose_name_plural = _("areas that take part")
        constraints = [models.UniqueConstraint(fields=["opportunity", "role"], name="participation_once")]
        indexes = [models.Index(fields=["role", "opportunity"], name="participation_by_role")]

    def __str__(self) -> str:
        return f"{self.opportunity}: {Role(self.role).label}"
