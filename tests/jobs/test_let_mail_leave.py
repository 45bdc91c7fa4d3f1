"""An e-mail of a job leaves once, whatever stops the job and wherever."""

from datetime import timedelta
from smtplib import SMTPDataError

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from almacontact.jobs.actions import prune
from almacontact.jobs.leaving import leave_once, tell_once
from almacontact.jobs.models import Effect, Job
from almacontact.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    return Job.objects.create(kind="test.mail")


@pytest.fixture
def server(monkeypatch):
    """A mail server that takes a message and then does what it is told."""
    told = []
    take = EmailBackend.send_messages

    def send_messages(self, messages):
        if told and isinstance(told[0], SMTPDataError):
            raise told.pop()
        take(self, messages)
        if told:
            raise told.pop()

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    return told


def letter(subject="Carta"):
    return EmailMessage(subject, "Texto", to=["ana@cliente.example"])


def leave(job, settle=lambda: None):
    return leave_once(job=job, key="letter:1", mail=letter(), still=lambda: True, settle=settle)


def test_a_worker_killed_while_it_leaves_leaves_a_doubt_for_a_person(job, server):
    server.append(SystemExit())
    with pytest.raises(SystemExit):
        leave(job)
    with pytest.raises(Refused, match=r"(?s).*"):
        leave(job)
    assert len(outbox.outbox) == 1


def test_what_was_not_written_down_is_written_down_by_the_next_run_and_not_sent_again(job):
    written = []

    def broken():
        raise ConnectionError("the database is away")

    with pytest.raises(ConnectionError):
        leave(job, settle=broken)
    assert leave(job, settle=lambda: written.append("sent"))
    assert not leave(job, settle=lambda: written.append("twice"))
    assert (len(outbox.outbox), written) == (1, ["sent"])


def test_what_the_server_refuses_may_be_sent_again(job, server):
    server.append(SMTPDataError(452, b"full"))
    with pytest.raises(Refused, match="452 full"):
        leave(job)
    assert not outbox.outbox
    assert leave(job)
    assert len(outbox.outbox) == 1


def test_a_notice_tells_only_what_was_not_told_and_never_twice(job, server):
    def mail(fresh):
        return letter(", ".join(fresh))

    assert tell_once(job=job, keys=["line:1"], mail=mail) == ["line:1"]
    server.append(SMTPDataError(452, b"full"))
    with pytest.raises(Refused, match="452 full"):
        tell_once(job=job, keys=["line:1", "line:2"], mail=mail)
    server.append(SystemExit())
    with pytest.raises(SystemExit):
        tell_once(job=job, keys=["line:1", "line:2"], mail=mail)
    assert not tell_once(job=job, keys=["line:1", "line:2"], mail=mail)
    assert [one.subject for one in outbox.outbox] == ["line:1", "line:2"]


def test_what_was_told_once_stays_told_when_the_job_is_forgotten(job, server):
    assert tell_once(job=job, keys=["line:1"], mail=lambda fresh: letter(", ".join(fresh)))
    assert leave(job)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, finished_at=timezone.now() - timedelta(days=91))
    assert prune() == 1
    again = Job.objects.create(kind=job.kind, state=Job.State.RUNNING)
    assert not tell_once(job=again, keys=["line:1"], mail=lambda fresh: letter(", ".join(fresh)))
    assert list(Effect.objects.values_list("key", flat=True)) == ["line:1"]
