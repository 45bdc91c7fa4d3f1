"""What stands in the addresses of proposals: writing, versions, differences."""

from typing import Any


def _version(world: Any) -> dict[str, Any]:
    return {"pk": world.proposal.pk}


def _section(world: Any) -> dict[str, Any]:
    return {"pk": world.proposal.sections.get(key="letter").pk}


def _nothing_there(world: Any) -> dict[str, Any]:
    """A line or document that the sent proposal does not have: not found, whoever asks."""
    return {"pk": 10**9}


def _opportunity(world: Any) -> dict[str, Any]:
    return {"code": world.proposal.opportunity.code}


ARGUMENTS: dict[str, Any] = {
    "proposals:proposal_create": _opportunity,
    "proposals:proposal_detail": _version,
    "proposals:proposal_edit": _version,
    "proposals:proposal_renew": _version,
    "proposals:proposal_version": _version,
    "proposals:proposal_void": _version,
    "proposals:proposal_compare": _version,
    "proposals:proposal_diff": lambda world: {"pk": world.proposal.pk, "other": world.proposal.pk},
    "proposals:section_edit": _section,
    "proposals:section_move": _section,
    "proposals:compliance_edit": _version,
    "proposals:compliance_draw": _version,
    "proposals:compliance_place": _version,
    "proposals:compliance_line": _nothing_there,
    "proposals:supporting_edit": _version,
    "proposals:supporting_remove": _nothing_there,
}
