"""What the database refuses of proposals: one approved without its signatures, and any change after its submission."""

from almacontact.approvals.database import signed
from almacontact.audit.rules import VOIDED, Asks, Born, Leaves, Moves, PartOf, Rule, Stands
from proposals.proposal.models.approval import ProposalApproval
from proposals.proposal.models.proposals import ComplianceLine, Proposal, ProposalSection, SupportingDocument

_APPROVED = "OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'approved'"
_WRITTEN_AT_THE_END = ("approved_at", "verification_code")


def rules() -> tuple[Rule, ...]:
    """Return the rules of versions and their parts."""
    return (
        Born(Proposal, "NEW.state = 'draft'"),
        Moves(Proposal),
        Stands(Proposal, only=("alternative_id", "series", "number"), called="number"),
        Stands(
            Proposal,
            when="OLD.state = 'in_approval'",
            but=("state", "version", *_WRITTEN_AT_THE_END),
            called="in_approval",
        ),
        Stands(
            Proposal,
            when="OLD.state NOT IN ('draft', 'in_approval')",
            but=("state", "version"),
            once=("document_id", *VOIDED),
        ),
        Asks(
            Proposal,
            "UPDATE",
            _APPROVED,
            signed(ProposalApproval),
            called="signed",
            because="only its signatures put it in force",
            columns=("state",),
        ),
        Leaves(SupportingDocument),
        *(
            PartOf(part, "proposal", "state = 'draft'")
            for part in (ProposalSection, ComplianceLine, SupportingDocument)
        ),
    )
