"""Whether this installation stands: `/health/` for the process, `/ready/` for what it needs. For process managers.

Both are answered before anything else: without session, host name or https, which a probe from inside does not have,
and with one word, which tells a stranger nothing. What is missing stands in the log.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils.connection import ConnectionProxy

from almacontact.audit import triggers
from almacontact.jobs.live import unreachable

log = logging.getLogger(__name__)
cache: Any = ConnectionProxy(caches, "shared")

HEALTH, READY = "/health/", "/ready/"


class StandingMiddleware:
    """Answers the two addresses; first of all middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == HEALTH:
            return _word("ok", 200)
        if request.path == READY:
            missing = not_ready()
            if missing:
                log.warning("Not ready: %s.", ", ".join(missing))
            return _word("not ready", 503) if missing else _word("ready", 200)
        return self.get_response(request)


def not_ready() -> list[str]:
    """Return what is missing: a database that answers, its migrations and rules, a cache that keeps what it is told."""
    asked = (("database", _database), ("migrations", _migrations), ("rules", _rules), ("cache", _cache))
    return [name for name, stands in asked if not _holds(stands)]


def _holds(stands: Callable[[], bool]) -> bool:
    met: tuple[type[Exception], ...] = (DatabaseError, InterfaceError, *unreachable())
    try:
        return stands()
    except met:
        log.warning("Asked whether this stands.", exc_info=True)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _rules() -> bool:
    told = triggers.told_missing()
    if told:
        log.error(told)
    return not told


def _cache() -> bool:
    said = uuid.uuid4().hex
    cache.set("standing", said, 60)
    return cache.get("standing") is not None


def _word(word: str, status: int) -> HttpResponse:
    return HttpResponse(word, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
