"""Which person or list entry the words of a sheet mean, and what to do where they mean none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import SALES_ROLES
from pipeline.catalogues.models import CATCH_ALL, Catalogue, LeadSource, Segment, Service
from pipeline.workbook.words import fold, likeness

MODELS: dict[str, type[Catalogue]] = {"segment": Segment, "service": Service, "lead_source": LeadSource}
CREATE = "create"
"""The decision to make a new list entry of the sheet's words."""
_ALIKE = 0.8
_NEAR = "near"
"""The warning of a person who was guessed by the name itself, not for want of another."""


@dataclass(frozen=True)
class Match:
    """What some words mean: a record's id, or that one is to be created; `warning` where that is not certain."""

    pk: int | None = None
    create: bool = False
    warning: str = ""


@dataclass
class Unknown:
    """Words of the sheet that no person or entry has, the rows that use them, and what they are taken for so far."""

    column: str
    text: str
    taken_for: str
    rows: list[int] = field(default_factory=list)


class Lookup:
    """Matches the words of one column: exactly, as decided by a person, by likeness, or by the fallback."""

    def __init__(self, name: str, entries: Mapping[int, str], choices: Mapping[str, Any]) -> None:
        self.name = name
        self.entries = dict(entries)
        self.choices = choices
        self.unknown: dict[str, Unknown] = {}
        self._matches: dict[str, Match] = {}
        self._by_words = {fold(text): pk for pk, text in self.entries.items()}

    def match(self, text: str, row: int) -> Match:
        """Return what `text` means; what is uncertain is noted in `unknown` with the row."""
        found = self._matches.get(text)
        if found is None:
            found = self._matches[text] = self._find(text)
        if found.warning:
            self.unknown[fold(text)].rows.append(row)
        return found

    def _find(self, text: str) -> Match:
        words = fold(text)
        if (pk := self._by_words.get(words)) is not None:
            return Match(pk)
        chosen = self.choices.get(words)
        decided = isinstance(chosen, int) and chosen in self.entries
        if decided:
            return Match(chosen)
        guess = Match(create=True, warning="?") if chosen == CREATE and self.may_create() else self.guess(words)
        taken_for = text if guess.create else self.entries.get(guess.pk or 0, "")
        self.unknown[words] = Unknown(self.name, text, taken_for)
        return Match(guess.pk, guess.create, self.words_for(text, guess, taken_for))

    def learn(self, text: str, pk: int, name: str) -> None:
        """Take note of the entry that was created for `text`."""
        self.entries[pk] = name
        self._by_words[fold(text)] = pk
        for other in [known for known in self._matches if fold(known) == fold(text)]:
            self._matches[other] = Match(pk)

    def guess(self, words: str) -> Match:
        """Return what is assumed until a person decides."""
        near = [
            pk
            for other, pk in self._by_words.items()
            if f" {words} " in f" {other} " or likeness(words, other) >= _ALIKE
        ]
        if len(set(near)) == 1:
            return Match(near[0], warning="?")
        if self.may_create():
            return Match(create=True, warning="?")
        return Match(self.fallback(), warning="?")

    def may_create(self) -> bool:
        """Tell whether unknown words may become a new entry."""
        return False

    def fallback(self) -> int | None:
        """Return what unknown words stand for when nothing else fits."""
        return None

    def words_for(self, text: str, match: Match, taken_for: str) -> str:
        """Return the warning for the row."""
        if match.create:
            return _("is not in the list: it is added to it")
        if taken_for:
            return _("is not in the list: taken for “%(entry)s”") % {"entry": taken_for}
        return _("is not in the list: left empty")


class CatalogueLookup(Lookup):
    """Entries of a list. The director adds what is missing; others fall back to "Otro"."""

    def __init__(self, name: str, by: User, choices: Mapping[str, Any]) -> None:
        entries: list[Any] = list(MODELS[name].objects.filter(active=True).order_by("position", "name"))
        super().__init__(name, {entry.pk: entry.name for entry in entries}, choices)
        self._fallback = next((entry.pk for entry in entries if entry.code == CATCH_ALL), None)
        self._may_create = by.can(Right.EDIT_CATALOGUES)
        for entry in entries:
            for other in (entry.name_en, entry.code.replace("-", " ")):
                if other:
                    self._by_words.setdefault(fold(other), entry.pk)

    def may_create(self) -> bool:
        return self._may_create

    def fallback(self) -> int | None:
        return self._fallback


class OwnerLookup(Lookup):
    """People who sell, by name or e-mail. Unknown words leave the row with whoever imports it."""

    def __init__(self, by: User, choices: Mapping[str, Any]) -> None:
        sellers = User.objects.filter(is_active=True, held_roles__role__in=SALES_ROLES).distinct().order_by("name")
        super().__init__("owner", {person.pk: person.name for person in sellers}, choices)
        for person in sellers:
            self._by_words.setdefault(fold(person.email), person.pk)
            self._by_words.setdefault(fold(person.email.partition("@")[0]), person.pk)
        self._by = by

    def guess(self, words: str) -> Match:
        near = {pk for other, pk in self._by_words.items() if likeness(words, other) >= _ALIKE}
        near = near or {pk for pk, name in self.entries.items() if _shortens(words, fold(name))}
        if len(near) == 1:
            return Match(near.pop(), warning=_NEAR)
        return Match(self._by.pk if self._by.pk in self.entries else None, warning="?")

    def words_for(self, text: str, match: Match, taken_for: str) -> str:
        if match.warning == _NEAR:
            return _("is taken for %(person)s") % {"person": taken_for}
        if match.pk:
            return _("is nobody we know who sells: %(person)s is taken as the owner") % {"person": taken_for}
        return _("is nobody we know who sells")


def _shortens(words: str, name: str) -> bool:
    """Whether folded words are a person's name cut short, "a pardo" or "camila r": each begins a word of the name, in
    its order, and one of them is written out."""
    parts = iter(name.split())
    found = [next((part for part in parts if part.startswith(word)), "") for word in words.split()]
    return all(found) and any(part == word and len(word) > 2 for part, word in zip(found, words.split(), strict=True))


def lookups(by: User, choices: Mapping[str, Any]) -> dict[str, Lookup]:
    """Return the lookup of each column whose words mean a record."""
    found: dict[str, Lookup] = {name: CatalogueLookup(name, by, choices.get(name, {})) for name in MODELS}
    found["owner"] = OwnerLookup(by, choices.get("owner", {}))
    return found
