"""What the background jobs plug into the frame, and where the kinds of job are declared."""

from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from almacontact.web import navigation
from almacontact.web.navigation import ADMINISTRATION, Entry

NAVIGATION = ((ADMINISTRATION, (Entry(_("Jobs"), "jobs:list", "hourglass-split", order=80),)),)
"""The places of the rail."""

DECLARED_IN = "tasks"
"""The module of each app in which `@job` declares its kinds."""


def install() -> None:
    """Plug everything in. Called once, at start-up."""
    autodiscover_modules(DECLARED_IN)
    for group, places in NAVIGATION:
        navigation.announce(group, *places)
