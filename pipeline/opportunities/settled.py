"""Terms that are settled once an offer went to the client: they change by an act of their own, with a reason.

Whether something went out, and where that act is made, an app above this one knows: it registers when it starts.
Without it the stage alone tells.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.refusals import Blocker, Words
from pipeline.clients.models import Client
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import SENT_STAGES, Outcome

SETTLED_FIELDS = ("client", "seats", "unit_value", "contract_months")
"""What an opportunity says of its terms. Payment and indexation stand in the acta, the rounds and the changes."""

PRICED_FIELDS = ("seats", "unit_value", "contract_months")
"""Those of them that an acta approves."""

_LABELS: dict[str, Words] = {
    "client": gettext_lazy("Client"),
    "seats": gettext_lazy("Seats"),
    "unit_value": gettext_lazy("Unit value"),
    "contract_months": gettext_lazy("Contract (months)"),
}


@dataclass(frozen=True)
class Keeper:
    """What knows of offers: `sent` tells whether any went out, `change_url` leads to the act that changes terms, and
    `left` says which approved price other figures leave, '' for none."""

    sent: Callable[[Opportunity], bool]
    change_url: Callable[[Opportunity], str]
    left: Callable[[Opportunity], str]


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Add what knows of offers. Called when the app that sends them starts."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def terms_settled(opportunity: Opportunity) -> bool:
    """Tell whether an offer went to the client: at most one query."""
    return opportunity.was_sent or any(one.sent(opportunity) for one in _keepers)


def stands_for_client(client: Client) -> bool:
    """Tell whether a deal of `client` was won, or went so far that an offer must have gone out: one query."""
    return client.opportunities.filter(
        Q(outcome=Outcome.WON) | Q(stage__in=SENT_STAGES) | Q(left_stage__in=SENT_STAGES)
    ).exists()


def change_url(opportunity: Opportunity) -> str:
    """Return where the terms of an opportunity are changed; '' where nothing offers it."""
    return next((one.change_url(opportunity) for one in _keepers), "")


def price_left(opportunity: Opportunity, changed: Collection[str]) -> str:
    """Say which approved price is left where the figures `changed` of an opportunity are edited before anything went
    out, which is free; '' where none is: at most one query."""
    if not set(changed) & set(PRICED_FIELDS) or not opportunity.is_open:
        return ""
    return next((words for one in _keepers if (words := one.left(opportunity))), "")


def settled_blockers(opportunity: Opportunity, changed: Collection[str]) -> list[Blocker]:
    """Return why the fields `changed` may not be edited: one for each settled one; nothing before the first sending."""
    names = [name for name in SETTLED_FIELDS if name in changed]
    if not names or not terms_settled(opportunity):
        return []
    words = _("%(field)s: an offer went to the client, so it changes only by “Change the terms”, with a reason.")
    return [
        Blocker(
            code="terms_settled",
            field=name,
            message=words % {"field": _LABELS[name]},
            url=change_url(opportunity),
            link_label=_("Change the terms"),
        )
        for name in names
    ]
