"""Search by name, NIT or code over whatever the apps register.

An app calls `register` in its `plugs.py` with a callable (person, text, limit) → results. The callable reads
from a queryset scoped to that person; the search page itself asks for no right but being signed in.

    def clients(user, text, limit):
        found = Client.objects.visible_to(user).matching(text)[:limit]
        return [Result(client.name, client.get_absolute_url(), _("Client"), subtitle=client.nit) for client in found]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

MINIMUM = 2


@dataclass(frozen=True)
class Result:
    """One thing found. `kind` is the word shown beside it ("Client"), `icon` a Bootstrap icon."""

    title: str
    url: str
    kind: str | Promise
    subtitle: str = ""
    icon: str = "arrow-right-short"


Source = Callable[[Any, str, int], Iterable[Result]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source; the order of registering is the order of the results."""
    if source not in _sources:
        _sources.append(source)
    return source


def find(user: Any, text: str, limit: int = 6) -> list[Result]:
    """What the person may see that matches `text`, at most `limit` from each source; nothing below two letters."""
    text = " ".join(text.replace("\0", "").split())[:100]
    if len(text) < MINIMUM:
        return []
    return [result for source in _sources for result in list(source(user, text, limit))[:limit]]
