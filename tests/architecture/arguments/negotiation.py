"""What stands in the addresses of clarifications, scope changes and rounds of negotiation."""

from typing import Any


def _round(world: Any) -> dict[str, Any]:
    """A round of negotiation of an opportunity whose client has a proposal."""
    from tests.proposals.negotiation.negotiation_records import make_offered, make_round

    if "round" not in world.__dict__:
        world.__dict__["round"] = make_round(make_offered(world.people), world.people)
    return {"pk": world.__dict__["round"].pk}


def _clarification(world: Any) -> dict[str, Any]:
    """A clarification of the analyst's opportunity."""
    from tests.proposals.negotiation.negotiation_records import make_clarification

    if "clarification" not in world.__dict__:
        world.__dict__["clarification"] = make_clarification(world.opportunity, world.people)
    return {"pk": world.__dict__["clarification"].pk}


ARGUMENTS: dict[str, Any] = {
    "proposals:clarification_create": lambda world: {"code": world.opportunity.code},
    "proposals:clarification_detail": _clarification,
    "proposals:clarification_reprice": _clarification,
    "proposals:clarification_send": lambda world: {"code": world.opportunity.code},
    "proposals:clarification_void": _clarification,
    "proposals:round_compare": lambda world: {"code": world.proposal.opportunity.code},
    "proposals:round_create": lambda world: {"code": world.proposal.opportunity.code},
    "proposals:round_detail": _round,
    "proposals:round_edit": _round,
    "proposals:round_submit": _round,
    "proposals:round_void": _round,
}
