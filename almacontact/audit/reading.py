"""Reading rows that somebody may have written anything into: what cannot be read is told apart from what is gone."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, SuspiciousOperation, ValidationError
from django.db import models

UNREADABLE: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    AttributeError,
    ObjectDoesNotExist,
    SuspiciousOperation,
    ValidationError,
)
"""What reading a row raises that holds no date, number or JSON where one belongs."""

UNREAD = object()
"""Stands for a row that is there and cannot be read."""


def read_rows(rows: "models.QuerySet[Any]", key: str, keys: Iterable[Any]) -> dict[Any, Any]:
    """Return the rows (records, or what `values()` gives) whose column `key` is in `keys`, by it; `UNREAD` for one that
    cannot be read. One query, unless one of them cannot."""
    wanted = list(keys)
    try:
        return {_key(row, key): row for row in rows.filter(**{f"{key}__in": wanted})}
    except UNREADABLE:
        found = {}
        for one in rows.filter(**{f"{key}__in": wanted}).order_by().values_list(key, flat=True):
            try:
                found[one] = rows.get(**{key: one})
            except UNREADABLE:
                found[one] = UNREAD
        return found


def _key(row: Any, key: str) -> Any:
    return row[key] if isinstance(row, dict) else getattr(row, key)
