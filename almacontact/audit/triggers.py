"""The rules of `audit.rules` as triggers: rendered for SQLite and PostgreSQL, put up, taken down and looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from almacontact.audit.doors import TESTS
from almacontact.audit.models import Unsettled
from almacontact.audit.rules import Effect, Pass, Refusal, Rule, all_rules, stored

PREFIX = "rule_"
_LONGEST = 63
"""Letters of a name in PostgreSQL."""
_SHOWN = 5
_FEW = 6
"""Where more columns stand still, nearly every update names one: the list would only be read again."""


@dataclass(frozen=True)
class Trigger:
    """One trigger as the present database makes it. `function` and its `body` are PostgreSQL's, shared by several."""

    name: str
    table: str
    columns: frozenset[str]
    making: str
    function: str = ""
    body: str = ""

    @property
    def digest(self) -> str:
        """The hash of its text: PostgreSQL does not keep the text itself."""
        return sha256(f"{self.making}\n{self.body}".encode()).hexdigest()[:16]


def triggers() -> tuple[Trigger, ...]:
    """Return the triggers of all rules, for the present database."""
    return _triggers(connection.vendor)


@cache
def _triggers(vendor: str) -> tuple[Trigger, ...]:
    return tuple(one for rule in all_rules() for one in (_Sqlite if vendor == "sqlite" else _PostgreSQL)(rule).all())


def missing() -> list[str]:
    """Return the names of triggers that are not there, that say something else, or that nobody knows."""
    wanted = triggers()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rule@_%' ESCAPE '@'"
            )
            told: set[tuple[str, ...]] = {(one.name, one.making) for one in wanted}
        else:
            cursor.execute(
                "SELECT t.tgname, t.tgenabled::text, obj_description(t.oid, 'pg_trigger'), p.prosrc"
                " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE t.tgname LIKE 'rule@_%' ESCAPE '@' AND pg_table_is_visible(t.tgrelid)"
            )
            told = {(one.name, "O", one.digest, one.body) for one in wanted}
        standing = set(cursor.fetchall())
    return sorted({one[0] for one in standing ^ told})


def told_missing() -> str:
    """Return in words what is missing and how it comes back; nothing where all stand."""
    found = missing()
    if not found:
        return ""
    shown = ", ".join(found[:_SHOWN]) + ("…" if len(found) > _SHOWN else "")
    return (
        f"{len(found)} of the triggers by which the database refuses what gets round the program are missing, altered"
        f" or switched off: {shown}. Put them back with: python manage.py database_rules --put-up"
    )


def put_up() -> None:
    """Put up every trigger in place of those there are. What a rule names and this schema lacks stays away."""
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor)
        there = _columns(cursor)
        if Unsettled._meta.db_table not in there:
            return
        fit = [one for one in triggers() if one.columns <= there.get(one.table, set())]
        statements = [*dict.fromkeys(one.function for one in fit if one.function), *(one.making for one in fit)]
        if connection.vendor == "sqlite":
            for statement in statements:
                cursor.execute(statement)
        elif fit:
            statements += [f"COMMENT ON TRIGGER {one.name} ON {one.table} IS '{one.digest}'" for one in fit]
            cursor.execute(";\n".join(statements))


def take_down() -> None:
    """Take every trigger down, so that a migration can alter and fill tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor)


def _drop(cursor: Any) -> None:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rule@_%' ESCAPE '@'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        return
    cursor.execute(
        "SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc"
        " WHERE proname LIKE 'rule@_%' ESCAPE '@' AND pg_function_is_visible(oid)"
    )
    if found := [statement for (statement,) in cursor.fetchall()]:
        cursor.execute(";\n".join(found))


def _columns(cursor: Any) -> dict[str, set[str]]:
    """Return the columns of each table that there is."""
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'"
        )
    else:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        )
    found: dict[str, set[str]] = {}
    for table, column in cursor.fetchall():
        found.setdefault(table, set()).add(column)
    return found


class _Renderer:
    """Writes the triggers of one rule."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.table = rule.model._meta.db_table
        self.columns = frozenset(one.column for one in stored(rule.model))

    def all(self) -> Iterator[Trigger]:
        """Return them, with names that say table, rule and event."""
        for refusal in self.rule.refusals():
            yield self.refusing(self.named(refusal.event), refusal)
            if refusal.event == "DELETE" and (emptying := self.emptying(self.named("EMPTY"))):
                yield emptying
        for effect in self.rule.effects():
            yield self.following(self.named(effect.event), effect)

    def named(self, event: str) -> str:
        """Return the name of the trigger of an event."""
        name = f"{PREFIX}{self.table}_{self.rule.name}_{event[0].lower()}"
        return name if len(name) <= _LONGEST else f"{name[:50]}_{sha256(name.encode()).hexdigest()[:12]}"

    def refusing(self, name: str, refusal: Refusal) -> Trigger:
        """Return the trigger that refuses."""
        raise NotImplementedError

    def emptying(self, name: str) -> Trigger | None:
        """Return the trigger that refuses to empty the table at once, where the database has such a thing."""
        return None

    def following(self, name: str, effect: Effect) -> Trigger:
        """Return the trigger that writes more."""
        raise NotImplementedError

    def let_through(self, event: str) -> str:
        """Return the condition that a door is open that the rule lets through in this event."""
        doors = (Pass(TESTS.name), *(one for one in self.rule.doors if one.event in ("", event)))
        plain = ", ".join(f"'{one.door}'" for one in doors if not one.only)
        found = [f"EXISTS ({_OPEN} AND key IN ({plain}))"]
        found += [f"EXISTS ({_OPEN} AND key = '{one.door}') AND ({one.only})" for one in doors if one.only]
        return " OR ".join(found)

    def on(self, event: str, columns: tuple[str, ...]) -> str:
        """Return the event and the table of the trigger."""
        few = ", ".join(f'"{one}"' for one in columns) if len(columns) <= _FEW else ""
        return f"{event}{f' OF {few}' if few else ''} ON {self.table} FOR EACH ROW"


_OPEN = f"SELECT 1 FROM {Unsettled._meta.db_table} WHERE kind = '{Unsettled.DOOR}'"  # noqa: S608


class _Sqlite(_Renderer):
    """RAISE takes a literal text alone: the message names table and rule, not the row."""

    def refusing(self, name: str, refusal: Refusal) -> Trigger:
        """One trigger, all in its condition."""
        when = " AND ".join(f"({one}) IS NOT TRUE" for one in (refusal.unless, self.let_through(refusal.event)) if one)
        if refusal.when:
            when = f"({refusal.when}) AND {when}"
        words = f"{self.table}, rule {self.rule.name}: {self.rule.says}."
        text = (
            f"CREATE TRIGGER {name} BEFORE {self.on(refusal.event, refusal.columns)} WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return Trigger(name, self.table, self.columns, _is_not(text))

    def following(self, name: str, effect: Effect) -> Trigger:
        """One trigger."""
        when = f"NOT EXISTS ({_OPEN})"
        if effect.when:
            when = f"({effect.when}) AND {when}"
        text = (
            f"CREATE TRIGGER {name} AFTER {self.on(effect.event, effect.columns)} WHEN {when}"
            f" BEGIN {effect.statement}; END"
        )
        return Trigger(name, self.table, self.columns, _is_not(text))


class _PostgreSQL(_Renderer):
    """What needs no other table is in the condition of the trigger; the function is called where that holds."""

    def refusing(self, name: str, refusal: Refusal) -> Trigger:
        """The trigger, and a function that many share."""
        row = "OLD" if refusal.event == "DELETE" else "NEW"
        through = " OR ".join(f"({one}) IS TRUE" for one in (refusal.unless, self.let_through(refusal.event)) if one)
        body = (
            f"BEGIN IF {through} THEN RETURN {row}; END IF;"
            " RAISE integrity_constraint_violation USING MESSAGE ="
            f" TG_TABLE_NAME || ' ' || coalesce(to_jsonb({row}) ->> TG_ARGV[2], '?')"
            " || ', rule ' || TG_ARGV[0] || ': ' || TG_ARGV[1] || '.'; END"
        )
        key = self.rule.model._meta.pk.column
        told = f"'{self.rule.name}', '{self.rule.says}', '{key}'"
        return self._calling(name, "BEFORE", self.on(refusal.event, refusal.columns), refusal.when, told, body)

    def emptying(self, name: str) -> Trigger | None:
        """TRUNCATE asks no trigger of the rows."""
        body = (
            f"BEGIN IF EXISTS ({_OPEN} AND key = '{TESTS.name}') THEN RETURN NULL; END IF;"
            " RAISE integrity_constraint_violation USING MESSAGE ="
            " TG_TABLE_NAME || ', rule ' || TG_ARGV[0] || ': ' || TG_ARGV[1] || '.'; END"
        )
        told = f"'{self.rule.name}', '{self.rule.says}'"
        return self._calling(name, "BEFORE", f"TRUNCATE ON {self.table} FOR EACH STATEMENT", "", told, body)

    def following(self, name: str, effect: Effect) -> Trigger:
        """The trigger, and a function that many share."""
        body = f"BEGIN IF NOT EXISTS ({_OPEN}) THEN {effect.statement}; END IF; RETURN NULL; END"
        return self._calling(name, "AFTER", self.on(effect.event, effect.columns), effect.when, "", body)

    def _calling(self, name: str, time: str, event: str, when: str, told: str, body: str) -> Trigger:
        function = f"{PREFIX}{sha256(body.encode()).hexdigest()[:16]}"
        return Trigger(
            name,
            self.table,
            self.columns,
            f"CREATE TRIGGER {name} {time} {event}{f' WHEN ({when})' if when else ''}"
            f" EXECUTE FUNCTION {function}({told})",
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $rule${body}$rule$",
            body,
        )


def _is_not(text: str) -> str:
    """SQLite learned IS DISTINCT FROM late; its IS NOT says the same."""
    return text.replace(" IS DISTINCT FROM ", " IS NOT ")
