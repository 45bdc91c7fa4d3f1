"""What stands in the addresses of changes of terms."""

from typing import Any


def _change(world: Any) -> dict[str, Any]:
    """A change that waits for the Director, of a deal in Negotiation."""
    from tests.proposals.negotiation.negotiation_records import make_offered
    from tests.proposals.new_terms.terms_records import ask

    if "terms_change" not in world.__dict__:
        deal = make_offered(world.people)
        world.__dict__["terms_change"] = ask(deal, world.people["analyst"], seats=20)
    return {"pk": world.__dict__["terms_change"].pk}


ARGUMENTS: dict[str, Any] = {
    "proposals:terms_change_create": lambda world: {"code": world.proposal.opportunity.code},
    "proposals:terms_change_detail": _change,
}
