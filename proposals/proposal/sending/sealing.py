"""What is sealed of a sending, in the chain of its proposal: what went out, to whom and when, and its void."""

from almacontact.audit.hashing import columns_of
from almacontact.audit.seals import Sealable
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.models import ProposalSending

SENT, VOIDED = "sent", "voided"
_SENT = (
    "id",
    "proposal_id",
    "channel",
    "to",
    "cc",
    "subject",
    "body",
    "place",
    "reference",
    "sent_at",
    "document_sha256",
    "email_id",
    "receipt_id",
    "created_by_id",
)
_VOIDED = ("id", "voided_at", "voided_by_id", "void_reason")

SENDINGS = Sealable(
    what=SENT,
    model=ProposalSending,
    forms={1: lambda sending: columns_of(sending, _SENT)},
    record=lambda sending: sending.proposal,
    record_model=Proposal,
    due=lambda proposal: proposal.sendings.filter(sent_at__isnull=False).order_by("pk"),
    reads=("proposal",),
    since=2,
)
VOIDS = Sealable(
    what=VOIDED,
    model=ProposalSending,
    forms={1: lambda sending: columns_of(sending, _VOIDED)},
    record=lambda sending: sending.proposal,
    record_model=Proposal,
    due=lambda proposal: proposal.sendings.exclude(voided_at=None, voided_by=None, void_reason="").order_by("pk"),
    reads=("proposal",),
    since=2,
)
