"""What can be done with a job: ask for it, run it, end it, try it again, stop it; and the sweep for what got lost."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError
from kombu.pools import producers

from almacontact.jobs import live
from almacontact.jobs.kinds import Outcome, kind_of
from almacontact.jobs.models import Effect, Job, this_worker
from almacontact.jobs.progress import Heart, Progress, Stopped
from almacontact.refusals import Blocker, Refused

if TYPE_CHECKING:
    from almacontact.accounts.models import User

log = logging.getLogger(__name__)


def _passing() -> tuple[type[Exception], ...]:
    """What passes by itself: a database that is busy or starts again, a mail or network service that is away."""
    from redis.exceptions import RedisError

    return (OperationalError, ConnectionError, TimeoutError, RedisError, BrokerError)


LEAVE_BROKER_ALONE = 10.0  # seconds


HURRY = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
"""Seconds that a page waits for a broker that does not answer; a worker, which waits for messages, has longer."""


OF_ONE_JOB = "mail:"
"""How the keys of effects begin that belong to one job and no other."""


class _Broker:
    """What this process knows of the broker: after a failure it is left alone for a while, so that pages stay fast."""

    left_alone_until = 0.0


def enqueue(*, kind: str, by: "User | None", arguments: dict[str, Any] | None = None, key: str = "") -> Job:
    """Ask for a job of `kind` and return its row; a worker is told once the current transaction commits.

    With a `key`, a job of this kind and key that waits, runs or is done is returned instead of a second one.
    `arguments` are ids and plain values; the handler gets them by name. Raises KeyError for a kind nobody declares.
    """
    kind_of(kind)
    wanted = Job(kind=kind, arguments=arguments or {}, key=key, created_by=by)
    if key:
        same = Job.objects.filter(kind=kind, key=key, state__in=["queued", "running", "done"])
        if found := same.first():
            return found
        try:
            with transaction.atomic():
                wanted.save(force_insert=True)
        except IntegrityError:
            return same.get()
    else:
        wanted.save(force_insert=True)
    _publish_after_commit(wanted.pk)
    return wanted


def publish(*, job_id: int) -> bool:
    """Tell the workers of a waiting job. A broker that cannot be reached is left to the sweep: nobody waits for it."""
    from almacontact.jobs.tasks import run

    if monotonic() < _Broker.left_alone_until:
        return False
    try:
        with _producer() as producer:
            run.apply_async(args=[job_id], retry=False, producer=producer)
    except live.unreachable() as error:
        _Broker.left_alone_until = monotonic() + LEAVE_BROKER_ALONE
        log.warning("Job %s waits: the workers cannot be told now (%s).", job_id, error)
        return False
    # Only while it still waits: a quick worker may have taken the job, or ended it, before this line.
    Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(published_at=timezone.now())
    return True


def run(*, job_id: int) -> Job | None:
    """Run a job that waits, or whose worker died; return it, or None when there is nothing to do.

    A refusal fails the job with its own words; what passes by itself puts it back in the queue for a while. Any other
    error leaves this function: the task records it with `fail`.
    """
    job = _claim(job_id)
    if job is None:
        return None
    kind = kind_of(job.kind)
    with translation.override(_language_of(job)):
        try:
            with Heart(job.pk):
                outcome = kind.handler(Progress(job), **job.arguments)
        except Stopped:
            return _end(job, Job.State.CANCELLED, message=_("Stopped at your request. Nothing of it was kept."))
        except Refused as refusal:
            words = " ".join(str(blocker.message) for blocker in refusal.blockers)
            return _end(job, Job.State.FAILED, message=words)
        except _passing() as error:
            if job.attempts >= kind.max_attempts:
                raise
            return _put_back(job, error)
        return _succeed(job, outcome or Outcome())


def fail(*, job_id: int, error: str) -> None:
    """Record that a job ended by an error in the program. `error` is for whoever runs the installation."""
    job = Job.objects.filter(pk=job_id, state=Job.State.RUNNING).select_related("created_by").first()
    if job:
        with translation.override(_language_of(job)):
            words = _("An unexpected error stopped this; nothing of it was kept. Try again, or report job %(number)s.")
            _end(job, Job.State.FAILED, message=words % {"number": job.pk}, error=error)


def retry(*, job: Job, by: "User") -> Job:
    """Queue a failed or cancelled job again.

    Raises `Refused` for one that waits, runs or is done.
    """
    with transaction.atomic():
        again = Job.objects.filter(pk=job.pk, state__in=[Job.State.FAILED, Job.State.CANCELLED]).update(
            state=Job.State.QUEUED,
            attempts=0,
            done=0,
            total=None,
            message="",
            error="",
            published_at=None,
            run_after=None,
            started_at=None,
            finished_at=None,
        )
        if not again:
            raise Refused(Blocker(code="not_failed", message=_("This job has not failed: nothing to try again.")))
        live.forget(job.pk)
        _publish_after_commit(job.pk)
    log.info("Job %s is tried again at the request of %s.", job.pk, by.pk)
    job.refresh_from_db()
    return job


def cancel(*, job: Job, by: "User") -> Job:
    """Cancel a waiting job, or ask a running one to stop at its next step.

    Raises `Refused` when it has ended.
    """
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, finished_at=timezone.now(), message=_("Cancelled before it began.")
    )
    if not waiting:
        if not Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).exists():
            raise Refused(Blocker(code="ended", message=_("This job has already ended.")))
        live.ask_to_stop(job.pk)
    log.info("Job %s is cancelled at the request of %s.", job.pk, by.pk)
    job.refresh_from_db()
    return job


def claim_effect(*, job: Job, key: str) -> bool:
    """Return True the first time `key` is claimed, False ever after.

    Called in the transaction that does the effect: both happen or neither. What leaves the database (an e-mail) is
    claimed first: after a crash it may be missing, but it is never sent twice.
    """
    try:
        with transaction.atomic():
            Effect.objects.create(key=key, job=job)
    except IntegrityError:
        return False
    return True


def release_effect(*, key: str) -> None:
    """Take back a claim whose effect certainly did not happen (a server refused the e-mail): it may be tried again."""
    Effect.objects.filter(key=key).delete()


def sweep() -> dict[str, int]:
    """Tell the workers of jobs they have not heard of, and put back those whose worker died. Returns the counts."""
    put_back = 0
    for job in Job.objects.filter(state=Job.State.RUNNING):
        if job.is_lost():
            # Its state stays: whoever hears of it claims it (`_claim` judges again), and a worker that was only slow
            # may still write its end. `attempts` is compared, since another worker may have claimed it meanwhile.
            Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts).update(published_at=None)
            put_back += publish(job_id=job.pk)
    published = sum(publish(job_id=pk) for pk in Job.objects.due_for_publishing().values_list("pk", flat=True)[:500])
    return {"published": published, "put_back": put_back}


def prune(*, older_than: timedelta = timedelta(days=90)) -> int:
    """Delete jobs that ended before that: their results live on in the records they made. Returns how many.

    What they told once stays told. Only the claims of an e-mail that a job let leave go with it: they name that very
    job, and no other asks for them.
    """
    ended = Job.objects.exclude(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    # One with a key stays: its row is what keeps the same work from being asked for, and done, a second time.
    old = ended.filter(finished_at__lt=timezone.now() - older_than, key="")
    with transaction.atomic():
        Effect.objects.filter(job__in=old, key__startswith=OF_ONE_JOB).delete()
        _all, by_model = old.delete()
    return by_model.get(Job._meta.label, 0)


@contextmanager
def _producer() -> Iterator[Any]:
    """What publishes, from a pool of connections that wait no longer than a page may."""
    from almacontact.celery import app

    if app.conf.task_always_eager:
        yield None
        return
    connection = app.connection_for_write(transport_options=HURRY)
    with producers[connection].acquire(block=True, timeout=1) as producer:
        yield producer


def _publish_after_commit(job_id: int) -> None:
    transaction.on_commit(lambda: publish(job_id=job_id), robust=True)


def _language_of(job: Job) -> str:
    """Return the language in which whoever asked for the job reads."""
    return (job.created_by.language if job.created_by else "") or "es"


def _claim(job_id: int) -> Job | None:
    """Take a job for this process. Two workers with the same message: one gets it, the other None."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).select_related("created_by").filter(pk=job_id).first()
        if job is None or not (job.state == Job.State.QUEUED or job.is_lost()):
            return None
        now = timezone.now()
        if job.run_after and job.run_after > now:
            return None
        if job.attempts >= kind_of(job.kind).max_attempts:
            words = _("The worker was interrupted %(count)d times while doing this.") % {"count": job.attempts}
            _end(job, Job.State.FAILED, message=words)
            return None
        live.forget(job.pk)
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.RUNNING, attempts=F("attempts") + 1, started_at=now, worker=this_worker(), run_after=None
        )
        job.refresh_from_db()
        return job


def _succeed(job: Job, outcome: Outcome) -> Job:
    said = live.progress(job.pk)
    done, total = (said[0], said[1]) if said else (job.done, job.total)
    return _end(
        job, Job.State.DONE, message=str(outcome.message), url=outcome.url, result=outcome.data, done=done, total=total
    )


def _end(job: Job, state: Job.State, **values: Any) -> Job:
    """Write how a run ended, unless another run has taken the job over meanwhile."""
    Job.objects.filter(pk=job.pk, attempts=job.attempts, state__in=[Job.State.RUNNING, Job.State.QUEUED]).update(
        state=state, finished_at=timezone.now(), **values
    )
    live.forget(job.pk)
    job.refresh_from_db()
    return job


def _put_back(job: Job, error: Exception) -> Job:
    """Queue a job again after an error that passes by itself: after 10, 20, 40… seconds."""
    wait = timedelta(seconds=5 * 2**job.attempts)
    log.warning("Job %s is tried again in %s: %s", job.pk, wait, error)
    Job.objects.filter(pk=job.pk, attempts=job.attempts, state=Job.State.RUNNING).update(
        state=Job.State.QUEUED,
        published_at=None,
        run_after=timezone.now() + wait,
        message=_("Interrupted; it is tried again by itself."),
        error=repr(error),
    )
    live.forget(job.pk)
    job.refresh_from_db()
    return job
