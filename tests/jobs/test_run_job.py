"""A job in the table is run once, ends with words, and survives what passes by itself."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.jobs import actions, kinds, live
from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.models import Job
from almacontact.jobs.progress import Progress
from almacontact.refusals import Blocker, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return User.objects.create_user("ana@example.com", name="Ana Analista")


@pytest.fixture(autouse=True)
def _no_kinds_left_behind(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))


def test_a_job_runs_with_its_arguments_and_ends_with_words_and_a_page(ana):
    @job("test.add", label="Addition")
    def add(progress: Progress, *, a: int, b: int) -> Outcome:
        return Outcome(message=f"{a + b}, asked by {progress.by}", url="/there/", data={"sum": a + b})

    asked = actions.enqueue(kind="test.add", by=ana, arguments={"a": 2, "b": 3})
    assert asked.state == Job.State.QUEUED
    ended = actions.run(job_id=asked.pk)
    assert (ended.state, ended.message, ended.url, ended.result) == (
        "done",
        "5, asked by Ana Analista",
        "/there/",
        {"sum": 5},
    )
    assert ended.percent == 100


def test_a_job_that_ran_is_not_run_again_by_a_second_message(ana):
    runs = []

    @job("test.once", label="Once")
    def once(progress: Progress) -> None:
        runs.append(1)

    asked = actions.enqueue(kind="test.once", by=ana)
    actions.run(job_id=asked.pk)
    assert actions.run(job_id=asked.pk) is None
    assert len(runs) == 1


def test_the_same_key_is_the_same_job(ana):
    job("test.keyed", label="Keyed")(lambda progress: None)
    first = actions.enqueue(kind="test.keyed", by=ana, key="2026-11")
    assert actions.enqueue(kind="test.keyed", by=ana, key="2026-11") == first
    actions.run(job_id=first.pk)
    assert actions.enqueue(kind="test.keyed", by=ana, key="2026-11") == first
    assert actions.enqueue(kind="test.keyed", by=ana, key="2026-12") != first


def test_a_kind_nobody_declares_is_refused_before_anything_is_written(ana):
    with pytest.raises(KeyError):
        actions.enqueue(kind="test.unknown", by=ana)
    assert not Job.objects.exists()


def test_a_refusal_ends_the_job_with_its_own_words(ana):
    @job("test.refused", label="Refused")
    def refuse(progress: Progress) -> None:
        raise Refused(Blocker(code="no", message="The workbook is empty."))

    ended = actions.run(job_id=actions.enqueue(kind="test.refused", by=ana).pk)
    assert (ended.state, ended.message) == ("failed", "The workbook is empty.")


def test_an_error_that_passes_puts_the_job_back_and_the_sweep_waits_for_its_time(ana):
    @job("test.busy", label="Busy")
    def busy(progress: Progress) -> None:
        raise OperationalError("database is locked")

    asked = actions.enqueue(kind="test.busy", by=ana)
    back = actions.run(job_id=asked.pk)
    assert (back.state, back.attempts) == ("queued", 1)
    assert back.run_after > timezone.now()
    assert actions.run(job_id=asked.pk) is None, "not before its time"
    assert asked not in Job.objects.due_for_publishing()
    Job.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    assert asked in Job.objects.due_for_publishing()


def test_an_unexpected_error_is_recorded_with_its_trace_for_whoever_runs_the_system(
    ana, django_capture_on_commit_callbacks
):
    @job("test.broken", label="Broken")
    def broken(progress: Progress) -> None:
        raise ZeroDivisionError("what nobody thought of")

    with django_capture_on_commit_callbacks(execute=True):
        asked = actions.enqueue(kind="test.broken", by=ana)
    asked.refresh_from_db()
    assert asked.state == "failed"
    assert "ZeroDivisionError" in asked.error
    assert str(asked.pk) in asked.message
    assert "ZeroDivisionError" not in asked.message


def test_a_job_asked_for_in_a_transaction_that_rolls_back_never_was(ana, django_capture_on_commit_callbacks):
    job("test.never", label="Never")(lambda progress: None)
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        actions.enqueue(kind="test.never", by=ana)
    assert len(callbacks) == 1, "published after the commit only"
    assert Job.objects.get().published_at is None


def test_progress_is_seen_while_the_job_runs(ana):
    seen = []

    @job("test.long", label="Long")
    def long(progress: Progress) -> None:
        progress.begin(4, "Reading rows")
        progress.advance(4)
        running = Job.objects.get(pk=progress.job.pk).with_progress()
        seen.append((running.state, running.percent, running.message))

    ended = actions.run(job_id=actions.enqueue(kind="test.long", by=ana).pk)
    assert seen == [("running", 100, "Reading rows")]
    assert (ended.done, ended.total) == (4, 4)


def test_a_running_job_stops_at_its_next_step_when_asked(ana):
    @job("test.stoppable", label="Stoppable")
    def stoppable(progress: Progress) -> None:
        progress.begin(2)
        actions.cancel(job=progress.job, by=ana)
        progress.advance(2)
        pytest.fail("it went on")

    ended = actions.run(job_id=actions.enqueue(kind="test.stoppable", by=ana).pk)
    assert ended.state == "cancelled"


def test_a_waiting_job_is_cancelled_and_can_be_asked_for_again(ana):
    job("test.later", label="Later")(lambda progress: None)
    asked = actions.enqueue(kind="test.later", by=ana)
    assert actions.cancel(job=asked, by=ana).state == "cancelled"
    assert actions.run(job_id=asked.pk) is None
    with pytest.raises(Refused):
        actions.cancel(job=asked, by=ana)
    assert actions.retry(job=asked, by=ana).state == "queued"
    assert actions.run(job_id=asked.pk).state == "done"
    with pytest.raises(Refused):
        actions.retry(job=asked, by=ana)


def test_a_job_whose_worker_died_on_this_machine_is_taken_over_at_once(ana):
    job("test.orphan", label="Orphan")(lambda progress: Outcome(message="finished by another"))
    asked = actions.enqueue(kind="test.orphan", by=ana)
    _pretend_running(asked, worker=f"{_host()}:{_dead_pid()}")
    assert Job.objects.get().is_lost()
    assert actions.run(job_id=asked.pk).message == "finished by another"


def test_a_job_on_another_machine_is_taken_over_only_after_a_long_silence(ana):
    job("test.far", label="Far")(lambda progress: None)
    asked = actions.enqueue(kind="test.far", by=ana)
    _pretend_running(asked, worker="elsewhere:17")
    assert actions.run(job_id=asked.pk) is None
    Job.objects.update(started_at=timezone.now() - Job.SILENT_AFTER - timedelta(seconds=1))
    live.beat(asked.pk)
    assert actions.run(job_id=asked.pk) is None, "it still beats"
    live.forget(asked.pk)
    assert actions.run(job_id=asked.pk).state == "done"


def test_a_job_that_kills_its_worker_each_time_is_given_up(ana):
    job("test.killer", label="Killer", max_attempts=2)(lambda progress: pytest.fail("a third time"))
    asked = actions.enqueue(kind="test.killer", by=ana)
    _pretend_running(asked, worker=f"{_host()}:{_dead_pid()}")
    Job.objects.update(attempts=2)
    assert actions.run(job_id=asked.pk) is None
    assert Job.objects.get().state == "failed"


def test_a_run_that_was_taken_over_does_not_overwrite_how_the_other_ended(ana):
    @job("test.slow", label="Slow")
    def slow(progress: Progress) -> Outcome:
        Job.objects.update(attempts=2, message="the second run's")
        return Outcome(message="the first run's")

    asked = actions.enqueue(kind="test.slow", by=ana)
    actions.run(job_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.message) == ("running", "the second run's")


def test_an_effect_is_claimed_once(ana):
    job("test.effect", label="Effect")(lambda progress: None)
    asked = actions.enqueue(kind="test.effect", by=ana)
    assert actions.claim_effect(job=asked, key="mail to the client")
    assert not actions.claim_effect(job=asked, key="mail to the client")


def _pretend_running(asked: Job, *, worker: str) -> None:
    Job.objects.filter(pk=asked.pk).update(state="running", attempts=1, worker=worker, started_at=timezone.now())


def _host() -> str:
    import socket

    return socket.gethostname()


def _dead_pid() -> int:
    import subprocess

    ended = subprocess.Popen(["true"])
    ended.wait()
    return ended.pid
