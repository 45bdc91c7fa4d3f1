"""One search for all that the apps announce: records, pages, and what can be begun or done.

An app announces in its `plugs.py` a `Kind` for each table that can be found: what a row is found by, who may see it,
how it is shown. `search_index` keeps the words of every row, folded once (`almacontact.folding`), so that both
databases find the same and a list, the board and the palette agree. What somebody finds is read from querysets scoped
to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Exists, IntegerField, Model, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.folding import code_key, fold, words_asked, words_of
from almacontact.refusals import Words
from almacontact.web import navigation
from almacontact.web.models import SearchEntry, SearchWord

MINIMUM = 2
LONGEST = 100
_BEYOND = "\U0010ffff"
_EXACT, _STARTS, _HAS = 0, 1, 2


@dataclass(frozen=True)
class Result:
    """One thing found. `kind` is the word shown beside it ("Client"), `icon` a Bootstrap icon.

    `place` ranks it: 0 its code, 1 its name begins so, 2 its words do.
    """

    title: str
    url: str
    kind: Words
    subtitle: str = ""
    icon: str = "arrow-right-short"
    place: int = _HAS


@dataclass(frozen=True)
class Said:
    """What a row is found by: its title, its code, other texts."""

    title: str
    code: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One table that can be found.

    `rows` are all of it with what `said` reads; `visible` what somebody may see, with what `result` shows. `reads` are
    the columns that `said` rests on: a save that names others changes nothing. `follows` are the relations whose own
    words are part of it (`client`): it is written anew when those are. `later` says which rows come after the others.
    """

    name: str
    model: type[Model]
    rows: Callable[[], QuerySet[Any]]
    said: Callable[[Any], Said]
    visible: Callable[[Any], QuerySet[Any]]
    result: Callable[[Any, Any], Result]
    reads: frozenset[str]
    follows: tuple[str, ...] = ()
    later: Q | None = None


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Announce what can be found, in the order in which equals are shown; called from `plugs.py`."""
    from almacontact.web import search_index

    for kind in kinds:
        _kinds[kind.name] = kind
        search_index.watch(kind)


def kinds() -> tuple[Kind, ...]:
    """Return what was announced."""
    return tuple(_kinds.values())


def asked_for(text: str) -> str:
    """Return what is looked for: without NUL and more than one space, at most 100 letters."""
    return " ".join(text.replace("\0", "").split())[:LONGEST]


def matching(text: str, /, **paths: str) -> Q:
    """Return the condition that all words of `text` begin words of a row that one of `paths` leads to, by kind.

    `matching(text, opportunity="pk")` narrows opportunities, `matching(text, opportunity="opportunity_id")` what hangs
    on them. Nothing asked leaves all.
    """
    asked = words_asked(asked_for(text))
    ways = [Q(**{f"{path}__in": _rows(kind, words)}) for words in asked for kind, path in paths.items()]
    return reduce(or_, ways) if ways else Q()


def _rows(kind: str, words: list[str]) -> QuerySet[SearchWord, Any]:
    """Return the rows in which all words stand: those of the rarest, in which each of the others is looked up."""
    rarest, *others = sorted(words, key=_commonness)
    found = SearchWord.objects.filter(_begins(rarest), kind=kind)
    for word in others:
        found = found.filter(Exists(SearchWord.objects.filter(_begins(word), kind=kind, row=OuterRef("row"))))
    return found.values("row")


def _begins(word: str) -> Q:
    return Q(word__gte=word, word__lt=word + _BEYOND)


def _commonness(word: str) -> tuple[bool, int]:
    """Sort what is likely to stand in few rows first: numbers, then long words."""
    return not any(char.isdigit() for char in word), -len(word)


def find(user: Any, text: str, limit: int = 6) -> list[Result]:
    """Return what `user` may see, go to or do that `text` names, the nearest first, at most `limit` of each kind.

    Nothing below two letters.
    """
    text = asked_for(text)
    if len(fold(text)) < MINIMUM:
        return []
    found = places(user, text)
    for kind in _kinds_with(text):
        found += _of_kind(kind, user, text, limit)
    return sorted(found, key=lambda result: result.place)


def _kinds_with(text: str) -> list[Kind]:
    """Return the kinds in which the rarest word stands at all: most questions concern two or three of them."""
    stands = reduce(or_, (_begins(min(words, key=_commonness)) for words in words_asked(text)))
    there = set(SearchWord.objects.filter(stands, kind__in=_kinds).values_list("kind", flat=True).distinct())
    return [kind for name, kind in _kinds.items() if name in there]


def _of_kind(kind: Kind, user: Any, text: str, limit: int) -> list[Result]:
    visible = kind.visible(user)
    key, start = code_key(text), fold(text)
    place = Case(
        When(Q(code=key) | Q(code__endswith=f"-{key}"), then=Value(_EXACT)),
        When(start__gte=start, start__lt=start + _BEYOND, then=Value(_STARTS)),
        default=Value(_HAS),
        output_field=IntegerField(),
    )
    entries = (
        SearchEntry.objects.filter(Exists(visible.order_by().filter(pk=OuterRef("row"))), kind=kind.name)
        .filter(matching(text, **{kind.name: "row"}))
        .annotate(place=place, later=_later(kind))
        .order_by("place", "later", "start", "-row")
    )
    places = dict(entries.values_list("row", "place")[:limit])
    if not places:
        return []
    shown = {one.pk: one for one in visible.filter(pk__in=places)}
    results = []
    for row, where in places.items():
        if row in shown:
            result = kind.result(shown[row], user)
            results.append(Result(result.title, result.url, result.kind, result.subtitle, result.icon, where))
    return results


def _later(kind: Kind) -> Any:
    if kind.later is None:
        return Value(0)
    return Exists(kind.model._base_manager.filter(kind.later, pk=OuterRef("row")))


def places(user: Any, text: str = "") -> list[Result]:
    """Return the pages that are open to `user`, and what they may begin and do, by their names; all without a text."""
    asked = words_asked(text)
    groups: tuple[tuple[Words, Iterable[navigation.Entry]], ...] = (
        (gettext_lazy("Go to"), navigation.open_places(user.roles)),
        (gettext_lazy("Create"), navigation.open_new(user.roles)),
        (gettext_lazy("Do"), navigation.open_acts(user.roles)),
    )
    found: dict[str, Result] = {}
    start = fold(text)
    for kind, entries in groups:
        for entry in entries:
            label = str(entry.label)
            known = words_of((label, *map(str, entry.words)))
            if asked and not any(all(any(k.startswith(w) for k in known) for w in words) for words in asked):
                continue
            place = _STARTS if start and fold(label).startswith(start) else _HAS
            found.setdefault(entry.url, Result(label, entry.url, kind, "", entry.icon, place))
    return list(found.values())


def count_words(number: int) -> str:
    """Say how many were found, for those who do not see the list."""
    if number == 1:
        return _("1 result")
    return _("%(number)s results") % {"number": number} if number else _("No results")
