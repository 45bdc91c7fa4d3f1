"""How far a running job is, kept in the shared cache.

Progress is a courtesy: when the cache cannot be reached the job goes on and the page shows the last it knew.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from kombu.exceptions import OperationalError as BrokerError

log = logging.getLogger(__name__)
cache: Any = ConnectionProxy(caches, "shared")
"""Only what every process sees counts here: a job that seems silent is taken over."""
KEPT_FOR = 24 * 3600  # seconds
BEAT_KEPT_FOR = 60  # seconds: six times what lies between two beats


def unreachable() -> tuple[type[Exception], ...]:
    """Return the errors of a server that is away. Asked only when one was raised: the library is slow to read."""
    from redis.exceptions import RedisError

    return (OSError, RedisError, BrokerError)


@contextmanager
def _a_courtesy() -> Iterator[None]:
    try:
        yield
    except unreachable() as error:
        log.warning("The cache cannot be reached: %s", error)


def report(job_id: int, done: int, total: int | None, message: str) -> None:
    """Say how far the job is."""
    with _a_courtesy():
        cache.set(f"job:{job_id}:progress", (done, total, message), KEPT_FOR)


def progress(job_id: int) -> tuple[int, int | None, str] | None:
    """Return (done, total, message) as last said, or None."""
    with _a_courtesy():
        said: tuple[int, int | None, str] | None = cache.get(f"job:{job_id}:progress")
        return said
    return None


def beat(job_id: int) -> None:
    """Say that the job's worker lives."""
    with _a_courtesy():
        cache.set(f"job:{job_id}:beat", True, BEAT_KEPT_FOR)


def is_beating(job_id: int) -> bool:
    """Tell whether the job's worker has been heard of lately. An unreachable cache says nothing: assume it has."""
    with _a_courtesy():
        return cache.get(f"job:{job_id}:beat") is not None
    return True


def ask_to_stop(job_id: int) -> None:
    """Ask a running job to stop at its next step."""
    with _a_courtesy():
        cache.set(f"job:{job_id}:stop", True, KEPT_FOR)


def is_asked_to_stop(job_id: int) -> bool:
    """Tell whether somebody asked the job to stop."""
    with _a_courtesy():
        return cache.get(f"job:{job_id}:stop") is not None
    return False


def forget(job_id: int) -> None:
    """Drop what is known of a job that ended or begins again."""
    with _a_courtesy():
        cache.delete_many([f"job:{job_id}:{what}" for what in ("progress", "beat", "stop")])
