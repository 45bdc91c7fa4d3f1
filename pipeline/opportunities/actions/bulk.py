"""Changing many opportunities at once: each is judged by the rules of one."""

from collections.abc import Iterable, Mapping
from typing import Any

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.refusals import Blocker, Refused
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand_right


def edit_many(
    *, opportunities: Iterable[Opportunity], by: User, changes: Mapping[str, Any], reason: str = ""
) -> list[tuple[Opportunity, list[Blocker]]]:
    """Apply the same changes to each of `opportunities`; return each with why it was refused (empty: it was changed).

    Coordinator or director. A refusal of one does not stop the others. Raises `NotAllowed` without the right.
    """
    demand_right(by, Right.BULK_EDIT)
    results: list[tuple[Opportunity, list[Blocker]]] = []
    for opportunity in opportunities:
        try:
            edit_opportunity(opportunity=opportunity, by=by, changes=changes, reason=reason)
        except Refused as refused:
            results.append((opportunity, refused.blockers))
        else:
            results.append((opportunity, []))
    return results
