"""What waits for somebody who leaves or loses a role. The apps above say what it is; this only asks them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.refusals import Words


@dataclass(frozen=True)
class LeftBehind:
    """One thing that waits for a person. `key` tells it from others; `stuck`: nobody else could take it up."""

    key: str
    words: Words
    stuck: bool


@dataclass(frozen=True)
class Watch:
    """Somebody who knows what waits: `waiting` lists it for a person, `tell` hears what no longer waits for them."""

    waiting: Callable[[User], Sequence[LeftBehind]]
    tell: Callable[[User, Sequence[LeftBehind]], None]


_watches: list[Watch] = []


def register(watch: Watch) -> None:
    """Add somebody who knows what waits; called when the app starts."""
    if watch not in _watches:
        _watches.append(watch)


def left_behind_by(person: User) -> list[LeftBehind]:
    """Return what waits for `person` now."""
    return [one for watch in _watches for one in watch.waiting(person)]


def lost_with(person: User, roles: frozenset[Role]) -> list[LeftBehind]:
    """Return what waits for `person` now and would not if they held `roles` alone."""
    after = User(pk=person.pk, is_active=person.is_active)
    after.roles = roles
    still = {one.key for one in left_behind_by(after)}
    return [one for one in left_behind_by(person) if one.key not in still]


@contextmanager
def leaving(person: User) -> Iterator[None]:
    """Take something from `person` inside, and have it heard what no longer waits for them."""
    before = [(watch, watch.waiting(person)) for watch in _watches]
    yield
    for watch, waited in before:
        still = {one.key for one in watch.waiting(person)}
        if gone := [one for one in waited if one.key not in still]:
            watch.tell(person, gone)
