"""The content that is approved: how it is pinned by a hash, and how two states of it differ, in words."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

Content = Mapping[str, Any]
"""Field name → plain JSON value. A list of records is a list of dicts, each with an "id" that survives versions.
Personal data stays out: people stand as ids, so that erasing a name does not break a hash."""

NAMING = ("name", "text", "title", "concept", "month")


def pick(content: Content, fields: Iterable[str]) -> dict[str, Any]:
    """Return the named parts of `content`. Raises KeyError for one that the subject does not have."""
    return {name: content[name] for name in fields}


def digest(content: Content) -> str:
    """Return the SHA-256 of `content`, independent of the order of its keys."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """One difference between two states of the content, in words. Empty `before`: added; empty `after`: taken out."""

    field: str
    label: str
    item: str = ""
    before: str = ""
    after: str = ""


Show = Callable[[str, Any], str]
"""(path such as "budget.planned", value) → words."""


def changes(before: Content, after: Content, *, label: Callable[[str], str], show: Show) -> list[Change]:
    """Return what differs between two states, field by field; in lists item by item, matched by "id"."""
    found: list[Change] = []
    for field in dict.fromkeys([*before, *after]):
        old, new = before.get(field), after.get(field)
        if old == new:
            continue
        if isinstance(old or new, list):
            found += _item_changes(field, old or [], new or [], label, show)
        else:
            found.append(Change(field, label(field), "", show(field, old), show(field, new)))
    return found


def _item_changes(
    field: str, old: list[Any], new: list[Any], label: Callable[[str], str], show: Show
) -> Iterator[Change]:
    before = {item["id"]: item for item in old}
    after = {item["id"]: item for item in new}
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if one is None:
            yield Change(field, label(field), "", "", _name(field, other, show))
        elif other is None:
            yield Change(field, label(field), "", _name(field, one, show), "")
        elif one != other:
            for name in dict.fromkeys([*one, *other]):
                was, now = one.get(name), other.get(name)
                if was == now:
                    continue
                path = f"{field}.{name}"
                if isinstance(was or now, list):
                    yield from _item_changes(path, was or [], now or [], label, show)
                else:
                    yield Change(field, label(path), _name(field, other, show), show(path, was), show(path, now))
    if not _same_order(before, after):
        yield Change(field, label(field), "", _("earlier order"), _("new order"))


def _same_order(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return [key for key in before if key in after] == [key for key in after if key in before]


def _name(field: str, item: Any, show: Show) -> str:
    return next((show(f"{field}.{name}", item[name]) for name in NAMING if item.get(name)), "")
