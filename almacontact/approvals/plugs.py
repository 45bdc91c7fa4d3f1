"""What the approvals plug into the frame."""

from django.utils.translation import gettext_lazy as _

from almacontact.approvals.inbox import waiting_requests
from almacontact.web import navigation
from almacontact.web.navigation import APPROVALS, TOP, Entry

NAVIGATION = ((TOP, (Entry(_("Approvals"), APPROVALS, "patch-check", order=20, waiting=waiting_requests, phone=2),)),)
"""The places of the rail."""


def install() -> None:
    """Plug everything in. Called once, at start-up."""
    for group, places in NAVIGATION:
        navigation.announce(group, *places)
