"""Background jobs of offers, a file each part: each calls one action and says what came out."""

from proposals.checklist import tasks as notices
from proposals.tasks import awards, defence, documents, negotiation, sending

__all__ = ["awards", "defence", "documents", "negotiation", "notices", "sending"]
