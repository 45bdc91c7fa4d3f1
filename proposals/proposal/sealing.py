"""What is sealed of a proposal beside its approval: which file is its document."""

from almacontact.audit.hashing import columns_of
from almacontact.audit.seals import Sealable
from proposals.proposal.models.proposals import Proposal

DOCUMENT = "document"


def _documents(proposal: Proposal) -> list[Proposal]:
    return [proposal] if proposal.document_id else []


PROPOSAL_DOCUMENT = Sealable(
    what=DOCUMENT,
    model=Proposal,
    forms={1: lambda proposal: columns_of(proposal, ("id", "document_id"))},
    record=lambda proposal: proposal,
    record_model=Proposal,
    due=_documents,
)
