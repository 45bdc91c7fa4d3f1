"""Small things from many tables, read in one query: what a page made of many parts asks for all of them.

Each part puts a question: which rows concern a person, and what of each it wants to know. An answer is no record: it
has the names that were asked for and nothing else, and whoever asked says it in words. As with what waits for a person,
the query is written once for each set of roles and day, in the name of a stand-in (see `waiting`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date, parse_datetime

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.calendar import today
from almacontact.web.waiting import given_to, stand_in

Answer = Any
"""One row: an object with the names that the question reads. Those in `_on` are dates, those in `_at` moments."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Question:
    """Which rows concern a person (None where none can), what is read of each (name → path or expression), how many.

    `rows` may use of the person the id, the roles and the rights alone, and of time the day: it is given a stand-in.
    `reads` is a function where it is known only once everything is plugged in.
    """

    rows: Callable[[User], QuerySet[Any] | None]
    reads: Mapping[str, Any] | Callable[[], Mapping[str, Any]]
    most: int = 20


def ask(user: User, questions: Sequence[Question]) -> list[list[Answer]]:
    """Return the answers to each of `questions` for `user`, in its order: one query in all."""
    found: list[list[Answer]] = [[] for _question in questions]
    sql, given = _written(user.roles, tuple(questions), today(), connection.vendor)
    if sql:
        with connection.cursor() as cursor:
            cursor.execute(sql, given_to(user, given))
            for number, answer in cursor.fetchall():
                found[number].append(_read(answer))
    return found


@lru_cache(maxsize=256)
def _written(
    roles: frozenset[Role], questions: tuple[Question, ...], day: date, vendor: str
) -> tuple[str, tuple[Any, ...]]:
    """Write the query of the stand-in; empty where nothing can concern somebody with these roles."""
    parts: list[str] = []
    params: list[Any] = []
    for number, question in enumerate(questions):
        rows = question.rows(stand_in(roles))
        if rows is None:
            continue
        reads = question.reads() if callable(question.reads) else question.reads
        answers = rows.values_list(JSONObject(**reads))[: question.most]
        try:
            sql, given = answers.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {number}, asked.* FROM ({sql}) asked")  # noqa: S608 (no word of it was typed by anybody)
        params += given
    return " UNION ALL ".join(parts), tuple(params)


def _read(answer: Any) -> Answer:
    """Take an answer out of JSON, which knows neither dates nor moments."""
    values = json.loads(answer, parse_float=Decimal) if isinstance(answer, str) else answer
    return SimpleNamespace(**{name: _typed(name, value) for name, value in values.items()})


def _typed(name: str, value: Any) -> Any:
    if isinstance(value, str) and name.endswith("_on"):
        return parse_date(value)
    if isinstance(value, str) and name.endswith("_at"):
        moment = parse_datetime(value)
        return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
    return value
