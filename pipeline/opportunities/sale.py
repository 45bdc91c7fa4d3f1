"""What dates a sale and says what was sold: the award, which an app above this one keeps (process row 10).

That app registers a provider when it starts; without one a win is dated by whoever closes it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from almacontact.refusals import Words
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import Terms


@dataclass(frozen=True)
class Sale:
    """A sale as its document tells it: the day and the terms.

    `document` names the proof for people and `url` shows it; `reason` stands in the history of what it changes.
    """

    on: date
    document: Words
    url: str
    reason: str
    terms: Terms


_providers: list[Callable[[Opportunity], Sale | None]] = []


def register(provider: Callable[[Opportunity], Sale | None]) -> None:
    """Let `provider` say what was sold. Called when the app that owns the proof starts."""
    if provider not in _providers:
        _providers.append(provider)


def sale_of(opportunity: Opportunity) -> Sale | None:
    """Return what the proof of the sale says, or None where there is no proof."""
    return next((found for provider in _providers if (found := provider(opportunity)) is not None), None)
