"""What stands in the addresses of awards."""

from typing import Any


def _award(world: Any) -> dict[str, Any]:
    """The award of an opportunity of the analyst that is in Negotiation."""
    from tests.proposals.award.award_records import make_award

    if "award" not in vars(world):
        vars(world)["award"] = make_award(world.people)
    return {"pk": vars(world)["award"].pk}


ARGUMENTS: dict[str, Any] = {
    "proposals:award_create": lambda world: {"code": world.opportunity.code},
    "proposals:award_detail": _award,
    "proposals:award_tell": _award,
    "proposals:award_void": _award,
}
