"""Where writing proposals is plugged in: the opportunity page and the day."""

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from pipeline import duties
from pipeline.opportunities import panels
from proposals.proposal.panel import duties_of, panel_context


def install() -> None:
    """Register everything. Called once, at start-up."""
    duties.register_duties(duties_of)
    panels.register(
        panels.Panel(
            key="proposal",
            title=_("Proposal"),
            template="proposals/proposal/_panel.html",
            context=panel_context,
            right=Right.VIEW_PROPOSALS,
            order=50,
            icon="file-earmark-text",
        )
    )
