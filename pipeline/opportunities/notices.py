"""What an app above says at the head of the opportunity page, beside the next step: what a deal is held up by.

Each says it with the link that goes on; what waits in a section alone is not seen on the first screen.
"""

from collections.abc import Callable, Sequence

from almacontact.accounts.models import User
from almacontact.refusals import Blocker
from pipeline.opportunities.models.opportunities import Opportunity

Provider = Callable[[Opportunity, User], Sequence[Blocker]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let `provider` speak at the head of the page. Called when the app that owns it starts."""
    if provider not in _providers:
        _providers.append(provider)


def notices_for(opportunity: Opportunity, user: User) -> list[Blocker]:
    """Return what holds up a deal, with links that `user` may follow."""
    return [one for provider in _providers for one in provider(opportunity, user)]
