"""What the database refuses of sendings: one of a version that nobody approved, and any change to what went out."""

from almacontact.audit.rules import VOIDED, Asks, Rule, Stands
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.models import ProposalSending


def rules() -> tuple[Rule, ...]:
    """Return the rules of sendings."""
    approved = f"SELECT 1 FROM {Proposal._meta.db_table} p WHERE p.id = NEW.proposal_id"  # noqa: S608
    return (
        Stands(ProposalSending, only=("proposal_id", "channel", "document_sha256"), called="what"),
        Stands(
            ProposalSending,
            when="OLD.sent_at IS NOT NULL",
            but=("version", "contact_id", "reminded_at"),
            once=VOIDED,
        ),
        Asks(
            ProposalSending,
            "INSERT",
            "",
            f"EXISTS ({approved} AND p.state IN ('approved', 'superseded'))",
            called="approved",
            because="nobody approved what it sends",
        ),
    )
