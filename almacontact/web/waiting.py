"""How much waits for a person, beside the places of the frame: many counts, one query.

What is asked depends on the roles alone, but for the id of the person: so it is put into SQL once for each set of roles
and day, in the name of a stand-in, and each person's id takes the place of the stand-in's. Django takes longer to write
such a query than a database to answer it, and every page asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import IntegerField, QuerySet, Subquery

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.calendar import today

Waiting = Callable[[User], Iterable[QuerySet[Any]]]
"""Who it waits for → the rows that wait, in as many tables as it takes; distinct ones where a thing has several.

It may use of the person the id, the roles and the rights alone, and of time the day: it is given a stand-in.
"""

_STAND_IN = -8_675_309
"""The id of nobody."""


def stand_in(roles: frozenset[Role]) -> User:
    """Return nobody, with the roles of somebody: in whose name a query is written once for all who hold them."""
    nobody = User(pk=_STAND_IN)
    nobody.roles = roles
    return nobody


def given_to(user: User, given: Iterable[Any]) -> list[Any]:
    """Return what a query of the stand-in is given when `user` asks it."""
    return [user.pk if one == _STAND_IN else one for one in given]


class _Counted(Subquery):
    """How many rows a queryset has, as one value of a larger query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def count(user: User, sources: dict[str, Waiting]) -> dict[str, int]:
    """Return how many rows wait for `user` in each of `sources`: one query in all, none where there is nothing to ask.

    Nothing waits for somebody who may not sign in.
    """
    if not user.is_active:
        return {}
    names, sql, given = _question(user.roles, tuple(sources.items()), today(), connection.vendor)
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql, given_to(user, given))
        found = cursor.fetchone()
    counted = dict.fromkeys(names, 0)
    for name, number in zip(names, found, strict=True):
        counted[name] += number
    return counted


@lru_cache(maxsize=256)
def _question(
    roles: frozenset[Role], sources: tuple[tuple[str, Waiting], ...], day: date, vendor: str
) -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """Return the sources in the order of the numbers, and the query with what it is given, as the stand-in asks it."""
    asked = [(name, rows) for name, waiting in sources for rows in waiting(stand_in(roles))]
    if not asked:
        return (), "", ()
    values = [_Counted(rows.order_by()) for _name, rows in asked]
    sql, given = User.objects.order_by().values_list(*values)[:1].query.sql_with_params()
    return tuple(name for name, _rows in asked), sql, tuple(given)
