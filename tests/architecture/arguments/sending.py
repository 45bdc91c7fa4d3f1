"""What stands in the addresses of sending a proposal and the local mailbox."""

from typing import Any


def _proposal(world: Any) -> dict[str, Any]:
    return {"pk": world.proposal.pk}


def _sending(world: Any) -> dict[str, Any]:
    return {"pk": world.proposal.sendings.get().pk}


ARGUMENTS: dict[str, Any] = {
    "proposals:proposal_send": _proposal,
    "proposals:sending_detail": _sending,
    "proposals:sending_confirm": _sending,
    "proposals:sending_void": _sending,
    "proposals:mailbox_message": lambda world: {"key": "none"},
    "proposals:mailbox_part": lambda world: {"key": "none", "number": 0},
}
