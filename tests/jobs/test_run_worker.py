"""Real workers over both transports: jobs run, a killed worker's job runs again, its effects happen once."""

import os
import signal
from pathlib import Path

import pytest

import tests.jobs.worker_app  # noqa: F401  (declares the kinds of job here too)
from almacontact.accounts.models import User
from almacontact.jobs import actions
from almacontact.jobs.models import Effect, Job

pytestmark = [pytest.mark.worker, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ana(transactional_db) -> User:
    return User.objects.create_user("ana@example.com", name="Ana Analista")


def test_a_worker_runs_what_a_page_asked_for(ana, start_worker, eventually):
    start_worker()
    asked = actions.enqueue(kind="test.greet", by=ana, arguments={"name": "Bogotá"})
    eventually(lambda: Job.objects.get(pk=asked.pk).state == "done", what="the job is done")
    asked.refresh_from_db()
    assert asked.message == "Hello Bogotá"
    assert asked.result["pid"] != os.getpid()


def test_a_job_written_while_no_worker_could_be_told_runs_by_the_sweep(ana, start_worker, eventually):
    asked = Job.objects.create(kind="test.greet", arguments={"name": "later"}, created_by=ana)
    start_worker()
    eventually(lambda: Job.objects.get(pk=asked.pk).state == "done", what="the sweep published the job")


def test_a_worker_killed_in_the_middle_leaves_a_job_that_runs_again_and_an_effect_that_happens_once(
    ana, start_worker, eventually, tmp_path
):
    marker = tmp_path / "marker"
    asked = actions.enqueue(
        kind="test.slow_effect", by=ana, arguments={"marker": str(marker), "email": "once@example.com"}
    )
    first = start_worker()
    eventually(marker.exists, what="the first worker is in the middle of the job")
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    start_worker()
    eventually(lambda: Job.objects.get(pk=asked.pk).state == "done", what="the second worker finished the job")
    asked.refresh_from_db()
    assert asked.attempts == 2
    assert User.objects.filter(email="once@example.com").count() == 1
    assert Effect.objects.count() == 1
    assert Path(marker).read_text() != str(first.pid)
