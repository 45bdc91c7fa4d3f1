"""Two or more people at once: each thread has read before any of them acts, then a barrier lets them go together."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models

from almacontact.refusals import Refused
from tests.patience import PATIENCE

Act = Callable[[], Any]


def race(*contenders: Callable[[], Act]) -> list[Any]:
    """Return what each contender got, or the error it raised. A contender reads what it will act on, and returns what
    it does with that; every thread has a database connection of its own."""
    barrier = threading.Barrier(len(contenders))
    answers: list[Any] = [None] * len(contenders)

    def contend(place: int, read: Callable[[], Act]) -> None:
        try:
            act = read()
            barrier.wait(timeout=PATIENCE)
            answers[place] = act()
        except Exception as error:  # noqa: BLE001  (whatever it is, the race reports it)
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=contend, args=(place, read)) for place, read in enumerate(contenders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def unclear(answers: Sequence[Any]) -> list[BaseException]:
    """Return the errors that are no word for people: a deadlock, a broken constraint, an illegal transition."""
    return [one for one in answers if isinstance(one, BaseException) and not isinstance(one, Refused)]


def loaded(record: models.Model) -> Any:
    """Return `record` as this thread reads it now, with the relations that its pages join."""
    rows: Any = type(record)._default_manager
    return (rows.with_parties() if hasattr(rows, "with_parties") else rows).get(pk=record.pk)
