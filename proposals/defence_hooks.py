"""Where the defence and the calendar is plugged in."""

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from pipeline import duties
from pipeline.opportunities import gates, panels
from pipeline.states import Move
from proposals.defence.gates import CODE, defence_held, duties_of, panel_context


def install() -> None:
    """Register everything. Called once, at start-up."""
    gates.register(Move.NEGOTIATE, CODE, defence_held)
    duties.register_duties(duties_of)
    panels.register(
        panels.Panel(
            key="defence",
            title=_("Defence"),
            template="proposals/defence/_panel.html",
            context=panel_context,
            right=Right.VIEW_PROPOSALS,
            order=55,
            icon="easel",
        )
    )
