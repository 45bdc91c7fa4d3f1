"""A broker or cache that is gone or silent never hangs a page, and no job is lost."""

import socket
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import reverse
from redis.backoff import NoBackoff
from redis.retry import Retry

from almacontact.accounts.models import User
from almacontact.jobs import actions, kinds, live
from almacontact.jobs.kinds import job
from almacontact.jobs.models import Job
from almacontact.shared_cache import SharedCache
from tests.jobs.conftest import broker

pytestmark = pytest.mark.django_db(transaction=True)

OPTIONS = {
    "socket_timeout": 3,
    "socket_connect_timeout": 1,
    "connect_retries_timeout": 1,
    "max_retries": 1,
    "interval_start": 0.1,
    "interval_step": 0.1,
    "interval_max": 0.1,
}


CACHE_OPTIONS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)}


@pytest.fixture(params=["refuses", "accepts and stays silent"])
def dead_redis(request) -> Iterator[str]:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if request.param != "refuses":
            silent.listen(50)
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


@pytest.fixture(autouse=True)
def _a_kind(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    monkeypatch.setattr(actions._Broker, "left_alone_until", 0.0)
    job("test.nothing", label="Nothing")(lambda progress: None)


def test_asking_for_a_job_waits_for_a_dead_broker_a_moment_at_most_and_only_once(dead_redis, transactional_db):
    ana = User.objects.create_user("ana@example.com", name="Ana")
    with broker(dead_redis, OPTIONS):
        began = time.monotonic()
        first = actions.enqueue(kind="test.nothing", by=ana)
        assert time.monotonic() - began < 2
        began = time.monotonic()
        actions.enqueue(kind="test.nothing", by=ana)
        assert time.monotonic() - began < 0.5
    assert first.state == Job.State.QUEUED
    assert Job.objects.due_for_publishing().count() == 2, "the sweep will find them"


def test_progress_is_a_courtesy_that_a_dead_cache_does_not_turn_into_an_error(dead_redis, monkeypatch):
    monkeypatch.setattr(live, "cache", SharedCache(dead_redis, {"OPTIONS": CACHE_OPTIONS}))
    began = time.monotonic()
    live.report(1, 1, 2, "")
    assert live.progress(1) is None
    assert live.is_beating(1), "an unreachable cache says nothing about a worker"
    assert time.monotonic() - began < 2, "it is waited for once"


def test_people_sign_in_sign_and_ask_for_a_password_without_redis(dead_redis, client, analyst, settings):
    """The limits of tries go on too, in the memory of the process."""
    cache = {"BACKEND": "almacontact.shared_cache.SpareCache", "LOCATION": dead_redis, "OPTIONS": CACHE_OPTIONS}
    settings.CACHES = {"default": cache, "shared": cache}
    analyst.set_password("una clave larga")
    analyst.save()
    with broker(dead_redis, OPTIONS):
        waited = []
        for address, typed, status in (
            (reverse("account_login"), {"login": analyst.email, "password": "otra clave"}, 200),
            (reverse("account_reset_password"), {"email": analyst.email}, 302),
            (reverse("account_login"), {"login": analyst.email, "password": "una clave larga"}, 302),
            (reverse("account_reauthenticate"), {"password": "una clave larga"}, 302),
        ):
            began = time.monotonic()
            assert client.post(address, typed).status_code == status, address
            waited.append(time.monotonic() - began)
        assert sum(waited) < 3, waited
        client.logout()
        for _try in range(6):
            answer = client.post(reverse("account_login"), {"login": analyst.email, "password": "otra clave"})
        assert "Demasiados intentos" in answer.content.decode()


def test_the_settings_for_redis_carry_the_time_outs_these_tests_use(monkeypatch):
    """The tests above run without REDIS_URL; they must not drift from what an installation with Redis has."""
    source = (settings.BASE_DIR / "almacontact/settings.py").read_text()
    for name, value in (*OPTIONS.items(), ("socket_timeout", 0.5), ("socket_connect_timeout", 0.5)):
        assert f'"{name}": {value}' in source
