"""The cache that all processes share, where Redis may be away: nobody waits for it twice, and no page fails with it.

`SharedCache` is for what only counts if all see it (how far a job is): it raises at once while Redis rests.
`SpareCache` is for what has to go on (how often somebody tried a password): while Redis rests, each process counts in
its own memory, so that a limit holds for each process by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

log = logging.getLogger(__name__)

REST = 10.0
"""Seconds for which a server that did not answer is left alone by this process."""
_ASKED = (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "get_many",
    "has_key",
    "incr",
    "set_many",
    "delete_many",
    "clear",
)
_resting: dict[str, float] = {}
"""Until when, by the clock of this process, a server is left alone."""


class Resting(ConnectionError):
    """The server did not answer a moment ago, and is not asked now."""


class SharedCache(RedisCache):
    """Redis, which is left alone for a while after it did not answer: what asks meanwhile is refused at once."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._where = server

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        from redis.exceptions import RedisError

        if monotonic() < _resting.get(self._where, 0.0):
            raise Resting("Redis did not answer a moment ago.")
        try:
            return getattr(RedisCache, name)(self, *args, **kwargs)
        except (OSError, RedisError) as error:
            _resting[self._where] = monotonic() + REST
            log.warning("Redis does not answer; it is left alone for %.0f s: %s", REST, error)
            raise


class SpareCache(SharedCache):
    """Redis, and the memory of this process while it rests."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        # As many as the counts of a flood, or they would push each other out.
        self._spare = LocMemCache(f"spare of {server}", {**params, "OPTIONS": {"MAX_ENTRIES": 5000}})

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        from redis.exceptions import RedisError

        try:
            return super()._ask(name, *args, **kwargs)
        except (OSError, RedisError):
            return getattr(self._spare, name)(*args, **kwargs)


def _asking(name: str) -> Callable[..., Any]:
    def ask(self: SharedCache, *args: Any, **kwargs: Any) -> Any:
        return self._ask(name, *args, **kwargs)

    return ask


for _name in _ASKED:
    setattr(SharedCache, _name, _asking(_name))
