"""Background jobs of offers, a file each part: each calls one action and says what came out."""

from proposals.checklist import tasks as notices
from proposals.proposal import tasks as documents
from proposals.proposal.sending import tasks as sending
from proposals.tasks import awards, defence, negotiation

__all__ = ["awards", "defence", "documents", "negotiation", "notices", "sending"]
