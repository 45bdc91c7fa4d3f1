"""What quality plugs into the pipeline: read it from top to bottom.

What runs in the background is declared in `tasks.py`.
"""

from almacontact.accounts.rights import Right
from pipeline import duties, events
from pipeline.duties import Section
from quality.indicators.duties import indicators_of_the_day
from quality.indicators.tasks import compute_again

DAY = (Section("quality/indicators/_day.html", indicators_of_the_day, Right.ANALYSE_QUALITY),)
"""The parts of "My day"."""

RECEIVERS = (
    (events.results_changed, compute_again, "quality.results"),
    (events.targets_changed, compute_again, "quality.targets"),
)
"""Who hears of what, inside the transaction in which it happens."""


def install() -> None:
    """Plug everything in. Called once, at start-up."""
    for section in DAY:
        duties.register_section(section)
    for signal, receiver, uid in RECEIVERS:
        signal.connect(receiver, dispatch_uid=uid)
