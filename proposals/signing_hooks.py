"""Where the approval and the document of a proposal is plugged in."""

from almacontact.approvals import registry
from proposals.proposal.approval import ProposalKind


def install() -> None:
    """Register everything. Called once, at start-up."""
    registry.register(ProposalKind())
