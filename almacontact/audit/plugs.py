"""What the record keeping plugs into the frame and seals of its own."""

from django.utils.translation import gettext_lazy as _

from almacontact.audit import seals
from almacontact.audit.models import Erasure
from almacontact.audit.sealing import ERASURES
from almacontact.web import navigation
from almacontact.web.navigation import ADMINISTRATION, Entry

NAVIGATION = (
    (
        ADMINISTRATION,
        (
            Entry(_("Integrity"), "audit:integrity", "shield-check", order=60),
            Entry(_("Personal data"), "audit:erasures", "person-x", order=70, also=("/personal-data/",)),
        ),
    ),
)
"""The places of the rail."""


def install() -> None:
    """Plug everything in. Called once, at start-up."""
    seals.register(ERASURES)
    seals.register_record(Erasure, Erasure.objects.order_by("pk").all)
    for group, places in NAVIGATION:
        navigation.announce(group, *places)
