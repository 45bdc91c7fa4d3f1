"""What the database refuses of rounds: an offer that nobody authorised, and any change to it afterwards."""

from almacontact.approvals.database import signed
from almacontact.audit.rules import VOIDED, Asks, Born, Moves, Rule, Stands
from proposals.negotiation.models import OFFER_FIELDS, NegotiationRound, RoundApproval

_AUTHORISED = "OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'authorised'"
_INSIDE = "NEW.concessions = '[]' AND coalesce(NEW.figures ->> 'escalations', '[]') = '[]'"
"""What was approved covers it: nobody needs to sign."""


def rules() -> tuple[Rule, ...]:
    """Return the rules of rounds."""
    offer = ("opportunity_id", "minutes_id", *OFFER_FIELDS)
    return (
        Born(NegotiationRound, "NEW.state = 'draft'"),
        Moves(NegotiationRound),
        Stands(NegotiationRound, only=("opportunity_id", "number"), called="number"),
        Stands(NegotiationRound, when="OLD.state = 'in_approval'", only=offer, called="in_approval"),
        Stands(
            NegotiationRound,
            when="OLD.state NOT IN ('draft', 'in_approval')",
            but=("state", "version", "contact_id"),
            once=VOIDED,
        ),
        Stands(
            NegotiationRound,
            when=_AUTHORISED,
            but=("state", "version", "authorised_by_id", "authorised_at"),
            called="as_signed",
        ),
        Asks(
            NegotiationRound,
            "UPDATE",
            _AUTHORISED,
            f"OLD.state = 'draft' AND {_INSIDE} OR OLD.state = 'in_approval' AND {signed(RoundApproval)}",
            called="signed",
            because="it goes beyond what was approved, and nobody signed that",
            columns=("state",),
        ),
    )
