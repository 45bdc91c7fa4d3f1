"""Where clarifications, scope changes and rounds of negotiation is plugged in."""

from almacontact.approvals.registry import register as register_kind
from proposals.round_approval import RoundKind


def install() -> None:
    """Register everything. Called once, at start-up."""
    register_kind(RoundKind())
