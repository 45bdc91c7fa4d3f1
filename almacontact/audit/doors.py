"""The doors in what the database refuses: each has a name, one use, and refuses to open anywhere else.

A door is open inside its block alone: a row of `Unsettled`, which the triggers look at, nobody else sees, and no
transaction can commit. Which rules let which door through stands with the rules. Whoever has the database for
themselves can write that row too: against them stand the seals, not the triggers.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from almacontact.audit import rules
from almacontact.audit.models import Unsettled


class DoorShut(RuntimeError):
    """A programming error: a door was to be opened where it stays shut."""


@dataclass(frozen=True)
class Door:
    """A door by its name. `shut` returns why it does not open now; nothing where it does."""

    name: str
    shut: Callable[[], str]

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let through, in this block, what the rules allow this door. Raises `DoorShut`."""
        if why := self.shut():
            raise DoorShut(f"The door “{self.name}” stays shut: {why}")
        with transaction.atomic():
            key = Unsettled.objects.create(kind=Unsettled.DOOR, key=self.name).pk
            yield
            Unsettled.objects.filter(pk=key).delete()


def _not_empty() -> str:
    """Return what stands against seeding: any row of a table that the demo fills past the rules."""
    let = {one.model for one in rules.all_rules() if any(passed.door == DEMO.name for passed in one.doors)}
    found = sorted(model.__name__ for model in let if model._base_manager.exists())
    return f"the demo goes into an empty database, and there is {', '.join(found)}." if found else ""


def _no_test() -> str:
    """Return what stands against the tests' own door: a database that is not the one a test run made for itself."""
    place = connection.settings_dict
    own = place["NAME"] and str(place["NAME"]) == str(place["TEST"]["NAME"])
    return "" if own else "this is no database of a test run."


DEMO = Door("demo", _not_empty)
"""Two invented years are laid down with the stages and passes that they would have had."""

UNDO = Door("undo", lambda: "")
"""An import is taken back: rows that it made and nobody touched, as each rule says, are deleted. History stays."""

ERASE = Door("erase", lambda: "")
"""A person's data are blanked because they ask for it (Ley 1581): personal columns of their history, and the salt."""

TESTS = Door("tests", _no_test)
"""Tests empty the database between them, lay down what was recorded, and play a hand from outside. Every rule."""
