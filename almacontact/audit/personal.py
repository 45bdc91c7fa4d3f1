"""What is personal data (Ley 1581), by table: such columns enter a hash as salted digests, and can be erased.

Each app says its own in `plugs.py`, with the reason: here they stand together. What bears a person's name and is kept
all the same stands there too, so that the answer to the person can say so.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from almacontact.refusals import Words

ERASED = "(datos suprimidos)"
"""What stands in place of a name that was erased."""


@dataclass(frozen=True)
class Personal:
    """The personal columns of one table: column → what stands there once it is erased. `why` they are personal."""

    model: type[models.Model]
    columns: Mapping[str, Any]
    why: Words


@dataclass(frozen=True)
class Person:
    """A table of people whose data can be erased. `find` returns those that a word finds; `others` the records that
    hold personal columns of one of them; `label` names one to whoever erases. `elsewhere` blanks what else holds them,
    in no column of its own and without a history: it gets those records and every personal value that they had, and
    returns what it erased, told as `Erasure.erased` tells it."""

    model: type[models.Model]
    find: Callable[[str], "models.QuerySet[Any]"]
    label: Callable[[Any], str]
    others: Callable[[Any], Iterable[Any]] = field(default=lambda record: ())
    elsewhere: Callable[[Sequence[Any], Collection[str]], Iterable[Mapping[str, Any]]] = field(
        default=lambda records, said: ()
    )


@dataclass(frozen=True)
class Kept:
    """What is not erased, and why: in words for the person."""

    what: Words
    why: Words


_personal: dict[type[models.Model], Personal] = {}
_people: dict[str, Person] = {}
_kept: list[Kept] = []


def register(*declared: Personal | Person | Kept) -> None:
    """Add what is personal, who can be erased, and what is kept."""
    for one in declared:
        if isinstance(one, Personal):
            _personal[one.model] = one
        elif isinstance(one, Person):
            _people[one.model._meta.model_name or ""] = one
        else:
            _kept.append(one)


def declared() -> list[Personal]:
    """Return every table with personal columns."""
    return list(_personal.values())


def people() -> dict[str, Person]:
    """Return the tables of people, by the word that stands in an address."""
    return dict(_people)


def kept() -> list[Kept]:
    """Return what is kept of an erased person."""
    return list(_kept)


def personal_columns(model: type[models.Model]) -> tuple[str, ...]:
    """Return the personal columns of a table."""
    return tuple(_personal[model].columns) if model in _personal else ()


def blanks_of(model: type[models.Model]) -> Mapping[str, Any]:
    """Return what stands in each personal column of a table once it is erased."""
    return _personal[model].columns if model in _personal else {}


def is_personal(model: type[models.Model], column: str, value: Any) -> bool:
    """Tell whether a value of a personal column says anything of a person."""
    return bool(value) and value != _personal[model].columns[column]
