"""What the frame shows of the apps below it, which do not know the frame."""

from django.utils.translation import gettext_lazy as _

from almacontact.web import navigation
from almacontact.web.navigation import ADMINISTRATION, Entry

NAVIGATION = ((ADMINISTRATION, (Entry(_("People and roles"), "accounts:people", "people", order=10, phone=7),)),)
"""The places of the rail."""


def install() -> None:
    """Plug everything in. Called once, at start-up."""
    for group, places in NAVIGATION:
        navigation.announce(group, *places)
