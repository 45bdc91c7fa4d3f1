"""What a job's handler holds to say how far it is, and what keeps its heart beating meanwhile."""

import threading
from collections.abc import Iterable, Iterator
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from almacontact.jobs import live
from almacontact.jobs.kinds import Words

if TYPE_CHECKING:
    from almacontact.accounts.models import User
    from almacontact.jobs.models import Job

T = TypeVar("T")
BETWEEN_REPORTS = 0.3  # seconds
BETWEEN_BEATS = 10.0  # seconds


class Stopped(Exception):
    """The person asked the job to stop; raised out of the handler, so that its transaction rolls back."""


class Progress:
    """The handler's side of a job: `progress.begin(200)`, then `progress.advance()`, or `progress.over(rows)`."""

    def __init__(self, job: "Job") -> None:
        self.job = job
        self.done = 0
        self.total: int | None = None
        self.message = ""
        self._reported_at = 0.0

    @property
    def by(self) -> "User | None":
        """Return who asked for the job, in whose name its action acts."""
        return self.job.created_by

    def begin(self, total: int | None, message: Words = "") -> None:
        """Say how many steps there are, or None when that is not known, and what is being done."""
        self.done, self.total, self.message = 0, total, str(message)
        self._report(at_once=True)

    def advance(self, steps: int = 1, message: Words = "") -> None:
        """Say that `steps` more are done. Raises Stopped when the person has asked for that."""
        self.done += steps
        if message:
            self.message = str(message)
        self._report(at_once=self.done == self.total)

    def over(self, rows: Iterable[T], total: int | None = None, message: Words = "") -> Iterator[T]:
        """Walk over `rows`, advancing by one for each."""
        self.begin(total, message)
        for row in rows:
            yield row
            self.advance()

    def _report(self, *, at_once: bool) -> None:
        if not at_once and monotonic() - self._reported_at < BETWEEN_REPORTS:
            return
        self._reported_at = monotonic()
        if live.is_asked_to_stop(self.job.pk):
            raise Stopped
        live.report(self.job.pk, self.done, self.total, self.message)


class Heart:
    """Beats for a job from a thread of its own while the handler works, however long one step takes."""

    def __init__(self, job_id: int) -> None:
        self._job_id = job_id
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"job-{job_id}-heart", daemon=True)

    def __enter__(self) -> "Heart":
        live.beat(self._job_id)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stop.wait(BETWEEN_BEATS):
            live.beat(self._job_id)
