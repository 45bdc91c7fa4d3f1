"""The areas that answer requirements and validate offers: Comercial and the support areas."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.refusals import Words

COMERCIAL = Role.SALES_COORDINATOR
"""The role that stands for Comercial as an area that answers lines."""


ANSWERING_AREAS: tuple[Role, ...] = (COMERCIAL, *sorted(AREA_ROLES, key=list(Role).index))
"""Who may be asked: Comercial and the support areas."""


def area_label(area: str) -> Words:
    """The name of an area that answers."""
    return _("Commercial area") if area == COMERCIAL else Role(area).label


AREA_CHOICES = [(one.value, area_label(one)) for one in ANSWERING_AREAS]
