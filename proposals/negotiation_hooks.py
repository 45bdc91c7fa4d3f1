"""Where clarifications, scope changes and rounds of negotiation are plugged in."""

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right
from almacontact.approvals.registry import register as register_kind
from pipeline import panels
from proposals.round_approval import RoundKind
from proposals.round_page import rounds_context


def install() -> None:
    """Register everything. Called once, at start-up."""
    register_kind(RoundKind())
    panels.register(
        panels.Panel(
            key="negotiation",
            title=_("Negotiation"),
            template="proposals/_rounds_panel.html",
            context=rounds_context,
            right=Right.VIEW_PROPOSALS,
            order=58,
            icon="chat-square-dots",
        )
    )
