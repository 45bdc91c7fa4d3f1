"""Background jobs of offers, a file each part: each calls one action and says what came out."""

from proposals.award import tasks as awards
from proposals.checklist import tasks as notices
from proposals.clarifications import tasks as negotiation
from proposals.defence import tasks as defence
from proposals.proposal import tasks as documents
from proposals.proposal.sending import tasks as sending

__all__ = ["awards", "defence", "documents", "negotiation", "notices", "sending"]
