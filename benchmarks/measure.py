"""Times of two or more things, taken in turn so that whatever else the machine does falls on all of them alike."""

import gc
import resource
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Ratio:
    """What one thing costs against its floor, and how much it may."""

    name: str
    floor: float
    ours: float
    limit: float

    @property
    def value(self) -> float:
        """Return how many times the floor it takes."""
        return self.ours / self.floor

    @property
    def holds(self) -> bool:
        """Tell whether the limit is kept."""
        return self.value <= self.limit

    def __str__(self) -> str:
        verdict = "ok" if self.holds else "ABOVE ITS LIMIT"
        return (
            f"{self.name:<58} {self.value:5.2f}× of at most {self.limit:g}×"
            f"   ({self.ours * 1000:8.1f} ms against {self.floor * 1000:8.1f} ms)   {verdict}"
        )


def user_time() -> float:
    """Return the seconds of processor that this process has used for itself.

    What other programs do does not count, nor do the kernel's page faults: they depend on what ran before.
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def interleaved(
    things: dict[str, Callable[[], object]],
    *,
    rounds: int,
    warm_up: int = 3,
    clock: Callable[[], float] = perf_counter,
) -> dict[str, float]:
    """Return the median seconds of each thing over `rounds` rounds, each round doing all of them in turn.

    Every second round goes backwards, and their number is even: none comes second more often than another.

    `clock=user_time` counts the processor alone: for what takes seconds on one core of a busy machine.
    """
    for _ in range(warm_up):
        for do in things.values():
            do()
    times: dict[str, list[float]] = {name: [] for name in things}
    for number in range(rounds + rounds % 2):
        for name, do in list(things.items())[:: -1 if number % 2 else 1]:
            gc.collect()
            gc.disable()
            began = clock()
            do()
            times[name].append(clock() - began)
            gc.enable()
    return {name: statistics.median(taken) for name, taken in times.items()}


def queries(do: Callable[[], object]) -> int:
    """Return how many queries `do` makes, once it is warm."""
    do()
    with CaptureQueriesContext(connection) as caught:
        do()
    return len(caught)
