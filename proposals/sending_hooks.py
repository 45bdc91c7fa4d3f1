"""Where sending a proposal and the local mailbox is plugged in."""

from pipeline import duties
from pipeline.opportunities import gates
from pipeline.states import Move
from proposals.proposal.sending.duties import duties_of
from proposals.proposal.sending.gates import CODE, proposal_sent


def install() -> None:
    """Register everything. Called once, at start-up."""
    gates.register(Move.PROPOSE, CODE, proposal_sent)
    duties.register_duties(duties_of)
