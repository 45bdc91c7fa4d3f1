"""What the approvals plug into the frame."""

from django.utils.translation import gettext_lazy as _

from almacontact.accounts import departures as accounts_departures
from almacontact.accounts.departures import Watch
from almacontact.approvals import database, departures
from almacontact.approvals.inbox import waiting_requests
from almacontact.audit import rules
from almacontact.web import navigation
from almacontact.web.navigation import APPROVALS, TOP, Entry

NAVIGATION = ((TOP, (Entry(_("Approvals"), APPROVALS, "patch-check", order=20, waiting=waiting_requests, phone=2),)),)
"""The places of the rail."""

DEPARTURES = (Watch(waiting=departures.waiting, tell=departures.tell),)
"""What waits for whoever leaves or loses a role."""


def install() -> None:
    """Plug everything in. Called once, at start-up."""
    for group, places in NAVIGATION:
        navigation.announce(group, *places)
    for watch in DEPARTURES:
        accounts_departures.register(watch)
    rules.register(database.rules)
