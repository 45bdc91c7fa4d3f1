"""What the database itself refuses, whoever asks it: page, shell, script or SQL.

A room says its rules beside its states, in `database.py`, and its app's `plugs.py` registers them; `audit.triggers`
renders them for SQLite and PostgreSQL. Conditions are SQL that both read, over the row as it was (`OLD`) and as it is
to be (`NEW`). A condition that asks other tables stands in `unless`, which may hold a SELECT; it is asked last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.db import models
from django_fsm import FSMField

from almacontact.audit.models import Unsettled

Event = Literal["INSERT", "UPDATE", "DELETE"]


class Pass(NamedTuple):
    """A door (see `audit.doors`) that a rule lets through, for which rows: a condition over `OLD` and `NEW`.

    `event` limits it to one.
    """

    door: str
    only: str = ""
    event: str = ""


@dataclass(frozen=True)
class Refusal:
    """One event that is refused: where `when` holds and `unless` does not. `columns`: those it keeps from changing."""

    event: Event
    when: str = ""
    unless: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """A statement that follows a write, where `when` holds; not while a door is open."""

    event: Event
    when: str
    statement: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One thing that the database holds of the rows of `model`. `name` tells the rules of a table apart."""

    model: type[models.Model]

    name = ""
    says = ""

    @property
    def doors(self) -> tuple[Pass, ...]:
        """The doors that may pass, besides the tests' own."""
        return ()

    def refusals(self) -> Iterator[Refusal]:
        """What is refused."""
        return iter(())

    def effects(self) -> Iterator[Effect]:
        """What follows a write."""
        return iter(())

    def protected(self) -> tuple[str, ...]:
        """The columns that an update cannot change while the rule holds."""
        return tuple(name for one in self.refusals() if one.event == "UPDATE" for name in one.columns)


@dataclass(frozen=True)
class Born(Rule):
    """A row comes in its first state alone: where `first` holds, or `otherwise`, which may ask other tables."""

    first: str
    otherwise: str = ""
    through: tuple[Pass, ...] = ()

    name = "born"
    says = "a row comes in its first state"

    @property
    def doors(self) -> tuple[Pass, ...]:
        """As declared."""
        return self.through

    def refusals(self) -> Iterator[Refusal]:
        """An insert in any other state."""
        yield Refusal("INSERT", f"({self.first}) IS NOT TRUE", self.otherwise)


@dataclass(frozen=True)
class Moves(Rule):
    """The state goes from one to another by the pairs of `pairs` alone: without them, those of the model's FSM."""

    field: str = "state"
    pairs: tuple[tuple[str, str], ...] = ()
    through: tuple[Pass, ...] = ()

    name = "moves"
    says = "the state does not go from the one to the other"

    @property
    def doors(self) -> tuple[Pass, ...]:
        """As declared."""
        return self.through

    def legal(self) -> tuple[tuple[str, str], ...]:
        """The pairs (before, after)."""
        if self.pairs:
            return self.pairs
        field = self.model._meta.get_field(self.field)
        assert isinstance(field, FSMField)
        return tuple(sorted({(str(one.source), str(one.target)) for one in field.get_all_transitions(self.model)}))

    def refusals(self) -> Iterator[Refusal]:
        """Any other pair."""
        after: dict[str, list[str]] = {}
        for source, target in self.legal():
            after.setdefault(source, []).append(target)
        legal = " OR ".join(
            f"(OLD.{self.field} = '{source}' AND NEW.{self.field} IN ({_listed(targets)}))"
            for source, targets in sorted(after.items())
        )
        when = f"OLD.{self.field} IS DISTINCT FROM NEW.{self.field} AND NOT ({legal})"
        yield Refusal("UPDATE", when, columns=(self.field,))


@dataclass(frozen=True)
class Stands(Rule):
    """While `when` holds of the row as it was, no column changes but those in `but`; those in `once` are filled once.

    `only` turns it round: these columns alone stand. `name` tells several such rules of a table apart.
    """

    when: str = ""
    but: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    called: str = "stands"
    through: tuple[Pass, ...] = ()

    says = "what was settled does not change"

    @property
    def name(self) -> str:  # type: ignore[override]
        """As declared."""
        return self.called

    @property
    def doors(self) -> tuple[Pass, ...]:
        """As declared."""
        return self.through

    def refusals(self) -> Iterator[Refusal]:
        """An update of any of the columns."""
        fields = {one.column: one for one in stored(self.model)}
        named = {*self.but, *self.once, *self.only}
        if unknown := named - set(fields):
            raise LookupError(f"{self.model.__name__} has no columns {sorted(unknown)}.")
        still = self.only or tuple(name for name in fields if name not in (*self.but, *self.once))
        plain = [name for name in still if name not in self.once]
        changed = [differ(plain)] if plain else []
        changed += [f"({filled(fields[name])} AND {differ([name])})" for name in self.once]
        yield Refusal("UPDATE", _all(self.when, " OR ".join(changed)), columns=(*plain, *self.once))


@dataclass(frozen=True)
class Kept(Rule):
    """A row is never deleted."""

    through: tuple[Pass, ...] = ()

    name = "kept"
    says = "no row is deleted: void it instead"

    @property
    def doors(self) -> tuple[Pass, ...]:
        """As declared."""
        return self.through

    def refusals(self) -> Iterator[Refusal]:
        """Every delete."""
        yield Refusal("DELETE")


@dataclass(frozen=True)
class Leaves(Rule):
    """A record that may be deleted: what other rules hold of it says when. Says so where the rest is `Kept`."""

    name = "kept"


@dataclass(frozen=True)
class Grows(Rule):
    """A table that only grows: no update, but of the columns in `once`, each filled once, and no delete.

    `through` is for a door that alters what is there, as an erasure for which a law asks.
    """

    once: tuple[str, ...] = ()
    through: tuple[Pass, ...] = ()

    name = "grows"
    says = "this table only grows"

    @property
    def doors(self) -> tuple[Pass, ...]:
        """As declared."""
        return self.through

    def refusals(self) -> Iterator[Refusal]:
        """Every update and delete."""
        if self.once:
            yield from Stands(self.model, once=self.once).refusals()
        else:
            yield Refusal("UPDATE")
        yield Refusal("DELETE")

    def protected(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(one.column for one in stored(self.model))


@dataclass(frozen=True)
class PartOf(Rule):
    """A row of what `parent` (a foreign key) points at: it is written, changed and taken out while `open` holds there.

    `open` is over the parent's row, called `p`. The columns in `but` change at any time.
    """

    parent: str
    open: str
    but: tuple[str, ...] = ()

    name = "part"
    says = "what it is part of is settled"

    def refusals(self) -> Iterator[Refusal]:
        """A write while the parent, that of before or that of after, is not open."""
        yield Refusal("INSERT", unless=self._open("NEW"))
        still = tuple(one.column for one in stored(self.model) if one.column not in self.but)
        yield Refusal("UPDATE", differ(still), f"{self._open('OLD')} AND {self._open('NEW')}", still)
        yield Refusal("DELETE", unless=self._open("OLD"))

    def _open(self, row: str) -> str:
        field: Any = self.model._meta.get_field(self.parent)
        table = field.related_model._meta.db_table
        return f"EXISTS (SELECT 1 FROM {table} p WHERE p.id = {row}.{field.column} AND p.{self.open})"  # noqa: S608


@dataclass(frozen=True)
class Asks(Rule):
    """What `event` does, where `when` holds, needs `needs`, which may ask other tables."""

    event: Event
    when: str
    needs: str
    called: str
    because: str
    columns: tuple[str, ...] = ()
    through: tuple[Pass, ...] = ()

    @property
    def name(self) -> str:  # type: ignore[override]
        """As declared."""
        return self.called

    @property
    def says(self) -> str:  # type: ignore[override]
        """As declared."""
        return self.because

    @property
    def doors(self) -> tuple[Pass, ...]:
        """As declared."""
        return self.through

    def refusals(self) -> Iterator[Refusal]:
        """Where the needs are not met."""
        yield Refusal(self.event, self.when, self.needs, self.columns)

    def protected(self) -> tuple[str, ...]:
        """None: it judges what a write comes to."""
        return ()


@dataclass(frozen=True)
class Owes(Rule):
    """What is written here must be followed, in the same transaction, by what `Pays` for it.

    The debt is a row of `Unsettled`, which no transaction can commit. It is that of the row written, or of the rows `d`
    of `debtor` where `among` holds, which may ask other tables.
    """

    event: Event
    when: str = ""
    columns: tuple[str, ...] = ()
    debtor: type[models.Model] | None = None
    among: str = ""
    called: str = "owes"

    @property
    def name(self) -> str:  # type: ignore[override]
        """As declared."""
        return self.called

    def effects(self) -> Iterator[Effect]:
        """Note the debt."""
        table, of = Unsettled._meta.db_table, (self.debtor or self.model)._meta.db_table
        source = (
            f"d.id AS varchar(40)), 0 FROM {of} d WHERE {self.among}" if self.among else "NEW.id AS varchar(40)), 0"
        )
        statement = f"INSERT INTO {table} (kind, key, never_id) SELECT '{of}', CAST({source}"
        yield Effect(self.event, self.when, statement, self.columns)


@dataclass(frozen=True)
class Pays(Rule):
    """What is written here settles what a row of `debtor`, to which `key` points, owes."""

    debtor: type[models.Model]
    key: str
    event: Event
    when: str = ""
    columns: tuple[str, ...] = ()

    name = "pays"

    def effects(self) -> Iterator[Effect]:
        """Strike the debt out."""
        table = Unsettled._meta.db_table
        statement = f"DELETE FROM {table} WHERE {_debt(self.debtor, self.key)}"  # noqa: S608
        yield Effect(self.event, self.when, statement, self.columns)


def owed(debtor: type[models.Model], key: str) -> str:
    """Return the condition that the row of `debtor` with the key `NEW.<key>` was written in this very transaction."""
    return f"EXISTS (SELECT 1 FROM {Unsettled._meta.db_table} WHERE {_debt(debtor, key)})"  # noqa: S608


def _debt(debtor: type[models.Model], key: str) -> str:
    return f"kind = '{debtor._meta.db_table}' AND key = CAST(NEW.{key} AS varchar(40))"


VOIDED = ("voided_at", "voided_by_id", "void_reason")
"""The columns of a void, filled once."""


def stored(model: type[models.Model]) -> list[Any]:
    """Return the fields that are columns of the table and are not computed by the database."""
    return [one for one in model._meta.concrete_fields if not one.generated]


def differ(columns: Sequence[str]) -> str:
    """Return the condition that any of the columns changes."""
    before, after = (", ".join(f'{row}."{one}"' for one in columns) for row in ("OLD", "NEW"))
    return f"({before}) IS DISTINCT FROM ({after})"


def filled(field: Any) -> str:
    """Return the condition that a column has a value: neither NULL nor its empty one."""
    column = f'OLD."{field.column}"'
    if isinstance(field, models.JSONField):
        return f"{column} IS NOT NULL AND {column} NOT IN ('{{}}', '[]')"
    if isinstance(field, models.CharField | models.TextField):
        return f"{column} IS NOT NULL AND {column} <> ''"
    return f"{column} IS NOT NULL"


def _all(*conditions: str) -> str:
    return " AND ".join(f"({one})" for one in conditions if one)


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{one}'" for one in values)


_sources: list[Callable[[], Iterable[Rule]]] = []


def register(*sources: Callable[[], Iterable[Rule]]) -> None:
    """Add what returns rules; it is asked once all apps have started."""
    _sources.extend(sources)


def all_rules() -> tuple[Rule, ...]:
    """Return every rule, by table. The later of two with one name counts: a room says it after what holds of all."""
    found: dict[tuple[str, str], Rule] = {}
    for source in _sources:
        for one in source():
            found[one.model._meta.db_table, one.name] = one
    return tuple(found[key] for key in sorted(found))
