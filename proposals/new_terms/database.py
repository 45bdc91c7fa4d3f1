"""What the database refuses of changes of terms: one in force that nobody signed, and any change to what it says."""

from almacontact.approvals.database import signed
from almacontact.audit.rules import Asks, Born, Moves, Rule, Stands
from proposals.new_terms.models import TermsApproval, TermsChange


def rules() -> tuple[Rule, ...]:
    """Return the rules of changes of terms."""
    return (
        Born(TermsChange, "NEW.state = 'asked'"),
        Moves(TermsChange),
        Stands(TermsChange, but=("state", "version", "applied_at")),
        Stands(TermsChange, only=("applied_at",), when="OLD.state = NEW.state", called="as_it_moved"),
        Asks(
            TermsChange,
            "UPDATE",
            "OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'applied'",
            f"OLD.state = 'asked' AND NEW.leaves = '[]' OR OLD.state = 'in_approval' AND {signed(TermsApproval)}",
            called="signed",
            because="it leaves what was approved, and nobody signed that",
            columns=("state",),
        ),
    )
