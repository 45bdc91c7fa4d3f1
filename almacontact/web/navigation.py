"""Where one can go: the rail, the "New" menu, the menu of the person and the bottom bar of the phone.

This module knows no page. Each app announces its own in its `plugs.py`, under a group of the rail: by URL name, so that
an address stands in one place. An entry is shown to whom its view lets in (the view's own `requires(...)` is asked), so
nobody sees a door that is closed to them.

A piece of the frame depends on the roles, the place and the language alone, and is rendered once for each; what waits
for a person is counted apart, in one query, and filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right, scope_of
from almacontact.accounts.roles import Role
from almacontact.refusals import Words
from almacontact.web import waiting
from almacontact.web.waiting import Waiting

ROWS_AT_ONCE = 16
"""Rows of a rail that is shown unfolded: they fit a low screen. A longer one opens one group at a time."""

PLACES_OF_PHONE = 4


@dataclass(frozen=True)
class Group:
    """A section of the rail. `icon` (Bootstrap's) stands for it where the rail is folded to icons."""

    key: str
    # The words of a person who has just changed their language are other words: they name no group.
    label: Words = field(compare=False)
    icon: str
    order: int


@dataclass(frozen=True)
class Entry:
    """A place to go.

    `rights` narrows further who is shown it: holding any of them is enough. `also` are beginnings of further addresses
    that belong to it. `waiting` says which rows wait there for a person. `phone` is its rank in the bottom bar of the
    phone, which shows the first four that are open to the person. `words` are others by which the search finds it.
    """

    label: Words
    url_name: str
    icon: str
    order: int = 0
    rights: tuple[Right, ...] = ()
    also: tuple[str, ...] = ()
    waiting: Waiting | None = None
    phone: int | None = None
    words: tuple[Words, ...] = ()

    def open_to(self, roles: Iterable[Role]) -> bool:
        """Tell whether somebody with these roles may go there."""
        needed = _needed(self.url_name, settings.ROOT_URLCONF)
        return all(not rights or any(scope_of(roles, right) for right in rights) for rights in (needed, self.rights))

    @property
    def url(self) -> str:
        """The address. Raises NoReverseMatch for a page that does not exist."""
        return _address(self.url_name, settings.ROOT_URLCONF)

    def reach(self, path: str) -> int:
        """How much of the beginning of `path` is this entry's; 0 for none of it. The home page is its own alone."""
        begun = [one for one in (self.url, *self.also) if path == one or (one != "/" and path.startswith(one))]
        return max(map(len, begun), default=0)

    @property
    def badge(self) -> str:
        """Where the number of what waits there is filled in."""
        return _place_of(self)


@dataclass(frozen=True)
class Shelf:
    """A group as somebody sees it: the entries that are open to them."""

    group: Group
    entries: tuple[Entry, ...]

    @property
    def folds(self) -> bool:
        """Tell whether it has a heading to fold under; a single entry stands for itself."""
        return self.group != TOP and len(self.entries) > 1

    @property
    def badge(self) -> str:
        """Where the number of all that waits in it is filled in, while it is folded."""
        return _place_of(*self.entries)


TOP = Group("top", "", "", 0)
"""What stands above the groups, without a heading."""
ADMINISTRATION = Group("administration", _("Administration"), "gear", 90)
"""How the installation is kept: each app has its part."""

APPROVALS = "approvals:inbox"
"""The place that the top bar shows too, with its number."""

_rail: dict[Group, list[Entry]] = {}
_new: list[Entry] = []
_personal: list[Entry] = []
_acts: list[Entry] = []


def announce(group: Group, *entries: Entry) -> None:
    """Add places to a group of the rail; called from `plugs.py`."""
    _rail.setdefault(group, []).extend(entries)
    _rendered.cache_clear()


def announce_new(*entries: Entry) -> None:
    """Add what the menu "New" offers; called from `plugs.py`."""
    _new.extend(entries)


def announce_personal(*entries: Entry) -> None:
    """Add what the menu of the person offers; called from `plugs.py`."""
    _personal.extend(entries)


def announce_acts(*entries: Entry) -> None:
    """Add what the search offers to do; called from `plugs.py`."""
    _acts.extend(entries)


def announced() -> list[Entry]:
    """Return every place that was announced, for whomever."""
    return [*(entry for entries in _rail.values() for entry in entries), *_new, *_personal, *_acts]


def open_places(roles: Iterable[Role]) -> list[Entry]:
    """Return the places of the rail that are open to somebody with these roles, in its order."""
    return [entry for shelf in shelves(roles) for entry in shelf.entries]


def open_new(roles: Iterable[Role]) -> list[Entry]:
    """Return what they may begin."""
    return _open(_new, roles)


def open_acts(roles: Iterable[Role]) -> list[Entry]:
    """Return what they may do besides."""
    return _open([*_personal, *_acts], roles)


def shelves(roles: Iterable[Role]) -> list[Shelf]:
    """Return the rail as somebody with these roles sees it, without empty groups."""
    found = []
    for group in sorted(_rail, key=lambda one: one.order):
        entries = tuple(sorted(_open(_rail[group], roles), key=lambda one: one.order))
        if entries:
            found.append(Shelf(group, entries))
    return found


def current(path: str, roles: Iterable[Role]) -> str:
    """Return the URL name of the entry that a path belongs to: whose address, the longest, begins it; '' for none."""
    entries = [entry for shelf in shelves(roles) for entry in shelf.entries]
    best = max(entries, key=lambda one: one.reach(path), default=None)
    return best.url_name if best is not None and best.reach(path) else ""


def _open(entries: Iterable[Entry], roles: Iterable[Role]) -> list[Entry]:
    return [entry for entry in entries if entry.open_to(roles)]


@cache
def _address(url_name: str, urlconf: str) -> str:
    return reverse(url_name, urlconf=urlconf)


@cache
def _needed(url_name: str, urlconf: str) -> frozenset[Right]:
    """The rights of which the view behind a name asks one; empty where being signed in is enough."""
    access: Any = getattr(resolve(_address(url_name, urlconf), urlconf=urlconf).func, "access", frozenset())
    return access if isinstance(access, frozenset) else frozenset()


# --- The pieces of the frame -----------------------------------------------------------------------------------------

_PLACE = re.compile("<!--waiting ([^>]*)-->")


def _place_of(*entries: Entry) -> str:
    """Mark in a cached piece where the number of what waits in `entries` comes; '' where nothing can wait."""
    names = " ".join(entry.url_name for entry in entries if entry.waiting)
    return SafeString(f"<!--waiting {names}-->") if names else ""


def _badge(number: int) -> str:
    if not number:
        return ""
    shown = str(number) if number < 100 else "99+"
    words = gettext("waiting for you")
    return format_html('<span class="rail-count">{}<span class="visually-hidden"> {}</span></span>', shown, words)


@lru_cache(maxsize=1024)
def _rendered(template: str, roles: frozenset[Role], here: str, language: str, urlconf: str) -> tuple[str, ...]:
    """A piece of the frame, cut at the places where numbers come: text and URL names in turn.

    It depends on nothing but these arguments, so each is rendered once per process.
    """
    seen = shelves(roles)
    entries = [entry for shelf in seen for entry in shelf.entries]
    of_phone = sorted((one for one in entries if one.phone is not None), key=lambda one: one.phone or 0)
    heads = sum(shelf.folds for shelf in seen)
    html = render_to_string(
        template,
        {
            "shelves": seen,
            "at_once": len(entries) + heads <= ROWS_AT_ONCE,
            "places": of_phone[:PLACES_OF_PHONE],
            "create": _open(_new, roles),
            "personal": _open(_personal, roles),
            "here": here,
        },
    )
    return tuple(_PLACE.split(html))


class Frame:
    """What the frame needs to know about this request; each piece is worked out when the page asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def _roles(self) -> frozenset[Role]:
        return self.request.user.roles  # type: ignore[union-attr]

    @cached_property
    def _here(self) -> str:
        return current(self.request.path, self._roles)

    def _piece(self, template: str) -> SafeString:
        parts = _rendered(template, self._roles, self._here, get_language() or "", settings.ROOT_URLCONF)
        if len(parts) == 1:
            return SafeString(parts[0])
        filled = [
            _badge(sum(self._waiting.get(name, 0) for name in part.split())) if index % 2 else part
            for index, part in enumerate(parts)
        ]
        return SafeString("".join(filled))

    @cached_property
    def _waiting(self) -> dict[str, int]:
        entries = [entry for shelf in shelves(self._roles) for entry in shelf.entries]
        return waiting.count(
            self.request.user,  # type: ignore[arg-type]
            {entry.url_name: entry.waiting for entry in entries if entry.waiting},
        )

    @cached_property
    def rail(self) -> SafeString:
        """The groups of the left rail."""
        return self._piece("components/_rail.html")

    @cached_property
    def places(self) -> SafeString:
        """The bottom bar of the phone, and the sheet with everything."""
        return self._piece("components/_bottombar.html")

    @cached_property
    def create(self) -> SafeString:
        """The "New" menu; empty where the person may create nothing."""
        return self._piece("components/_create_menu.html")

    @cached_property
    def personal(self) -> SafeString:
        """What the apps add to the menu of the person."""
        return self._piece("components/_personal_places.html")

    @cached_property
    def approvals_url(self) -> str:
        """Address of the approvals inbox."""
        return _address(APPROVALS, settings.ROOT_URLCONF)

    @cached_property
    def approvals(self) -> int:
        """How many approvals wait for this person."""
        return self._waiting.get(APPROVALS, 0)
