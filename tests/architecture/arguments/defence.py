"""What stands in the addresses of the defence and the calendar."""

from typing import Any

from proposals.defence.actions.agenda import set_topics
from proposals.defence.actions.defence import plan_defence
from tests.proposals.defence.defence_records import agenda, defence_values, make_rehearsal


def _opportunity(world: Any) -> dict[str, Any]:
    _defence(world)
    return {"code": world.proposal.opportunity.code}


def _defence(world: Any) -> dict[str, Any]:
    """A planned defence of the proposal that still stands as sent, with its agenda and a rehearsal: made once."""
    if "defence" not in world.__dict__:
        by, opportunity = world.people["analyst"], world.proposal.opportunity
        world.defence = plan_defence(opportunity=opportunity, by=by, values=defence_values())
        set_topics(defence=world.defence, by=by, topics=agenda(world.people))
        world.rehearsal = make_rehearsal(world.defence, by)
    return {"pk": world.defence.pk}


def _topic(world: Any) -> dict[str, Any]:
    _defence(world)
    return {"pk": world.defence.topics.order_by("position").first().pk}


def _rehearsal(world: Any) -> dict[str, Any]:
    _defence(world)
    return {"pk": world.rehearsal.pk}


ARGUMENTS: dict[str, Any] = {
    "proposals:defence_create": _opportunity,
    "proposals:defence_not_required": _opportunity,
    "proposals:defence_detail": _defence,
    "proposals:defence_edit": _defence,
    "proposals:defence_topics": _defence,
    "proposals:defence_hold": _defence,
    "proposals:defence_cancel": _defence,
    "proposals:defence_void": _defence,
    "proposals:defence_invite": _defence,
    "proposals:defence_presentation": _defence,
    "proposals:defence_ics": _defence,
    "proposals:topic_material": _topic,
    "proposals:rehearsal_create": _defence,
    "proposals:rehearsal_edit": _rehearsal,
    "proposals:rehearsal_remove": _rehearsal,
    "proposals:calendar_feed": lambda world: {"token": "x" * 43},
}
