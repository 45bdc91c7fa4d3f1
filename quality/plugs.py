"""What quality plugs into the pipeline: read it from top to bottom.

What runs in the background is declared in `tasks.py`.
"""

from django.utils.translation import gettext_lazy as _

from almacontact.audit import rules
from almacontact.web import navigation
from almacontact.web.navigation import Entry, Group
from pipeline import duties, events
from quality.indicators import database
from quality.indicators.actions import note_effects
from quality.indicators.duties import INDICATORS, WINS
from quality.indicators.tasks import compute_again

DAY = (INDICATORS,)
"""The parts of "My day"."""

DUTIES = (WINS,)
"""What "My day" asks of a person."""

RECEIVERS = (
    (events.results_changed, compute_again, "quality.results"),
    (events.closings_touched, note_effects, "quality.effects"),
    (events.targets_changed, compute_again, "quality.targets"),
)
"""Who hears of what, inside the transaction in which it happens."""

QUALITY = Group("quality", _("Quality"), "speedometer2", order=60)

NAVIGATION = ((QUALITY, (Entry(_("Indicators"), "quality:indicator_list", "speedometer2", order=10, phone=6),)),)
"""The places of the rail."""


def install() -> None:
    """Plug everything in. Called once, at start-up."""
    rules.register(database.rules)
    for section in DAY:
        duties.register_section(section)
    duties.register_duties(*DUTIES)
    for signal, receiver, uid in RECEIVERS:
        signal.connect(receiver, dispatch_uid=uid)
    for group, places in NAVIGATION:
        navigation.announce(group, *places)
