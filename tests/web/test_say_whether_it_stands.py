"""`/health/` and `/ready/`: one word for whoever watches the installation, and no detail for anybody else."""

import re

import pytest
import yaml
from django.core.cache.backends.redis import RedisCache
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from redis.backoff import NoBackoff
from redis.retry import Retry

from almacontact.web import standing
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db


def test_an_installation_that_stands_says_so_to_a_probe_from_inside(client, settings):
    settings.ALLOWED_HOSTS = ["comercial.example"]
    settings.SECURE_SSL_REDIRECT = True
    for address, word in (("/health/", b"ok"), ("/ready/", b"ready")):
        answer = client.get(address, headers={"host": "127.0.0.1:8000"})
        assert (answer.status_code, answer.content) == (200, word)
        assert answer["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer


def test_a_database_that_is_gone_is_not_ready_but_the_process_lives(client):
    def gone(*_all):
        raise OperationalError('connection to server at "10.0.0.7" failed: password authentication failed')

    with connection.execute_wrapper(gone):
        answer = client.get("/ready/")
        assert client.get("/health/").status_code == 200
    assert (answer.status_code, answer.content) == (503, b"not ready")


def test_a_migration_that_was_not_run_is_not_ready(client):
    last = MigrationRecorder.Migration.objects.filter(app="quality").latest("pk")
    last.delete()
    assert client.get("/ready/").status_code == 503


def test_a_cache_that_is_gone_is_not_ready(client, monkeypatch):
    options = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
    monkeypatch.setattr(standing, "cache", RedisCache("redis://127.0.0.1:9/0", {"OPTIONS": options}))
    assert client.get("/ready/").status_code == 503


def test_compose_migrates_before_anything_serves_or_works_and_asks_whether_it_is_ready():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    for name, service in services.items():
        assert ("manage.py migrate" in str(service.get("command"))) == (name == "migrate")
    assert "/ready/" in str(services["web"]["healthcheck"]["test"])


def test_images_are_pinned_to_one_release_each():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    images = [services[name]["image"] for name in ("postgres", "redis")]
    images += [line.split()[1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("FROM")]
    for image in images:
        release = image.partition(":")[2].partition("-")[0]
        assert release.count(".") >= 1, f"{image} is whatever is newest on the day"


def test_the_image_installs_only_files_whose_hash_it_knows_and_the_versions_that_are_tested():
    assert "--require-hashes -r requirements.lock" in (ROOT / "Dockerfile").read_text()
    written = (ROOT / "requirements.lock").read_text().replace("\\\n", " ").splitlines()
    locked = {one.split()[0]: one.count("--hash=sha256:") for one in written if not one.startswith("#")}
    assert min(locked.values()) >= 1
    asked = {line.partition(";")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines()}
    for_older_pythons = {"async-timeout==5.0.1"}
    wanted = {re.sub(r"\[.*\]", "", one).lower() for one in asked if "==" in one} - for_older_pythons
    assert set(locked) == wanted, "make lock"
