"""Where sending a proposal and the local mailbox is plugged in."""

from pipeline import duties
from pipeline.opportunities import gates
from pipeline.states import Move
from proposals.offer_validity import duties_of
from proposals.sending_gate import CODE, proposal_sent


def install() -> None:
    """Register everything. Called once, at start-up."""
    gates.register(Move.PROPOSE, CODE, proposal_sent)
    duties.register_duties(duties_of)
