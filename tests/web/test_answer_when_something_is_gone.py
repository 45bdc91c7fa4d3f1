"""A database away, a full disk, a form that is not UTF-8: a page of ours that says so, and nothing half-written."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.urls import reverse

from pipeline.models import Client as Company
from pipeline.models import OpportunityAttachment
from tests.attachments import samples
from tests.factories import make_opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client, analyst):
    client.raise_request_exception = False
    client.force_login(analyst)
    return client


def gone(*_all):
    raise OperationalError('connection to server at "10.0.0.7", port 5432 failed')


@pytest.mark.parametrize("address", ["/", "/account/login/", "/nowhere/"])
def test_without_a_database_every_page_says_to_come_back(browser, address):
    with connection.execute_wrapper(gone):
        answer = browser.get(address)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "10.0.0.7" not in answer.content.decode()
    assert "no está disponible" in answer.content.decode()


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device", "/state/media/x"),
        OperationalError("database or disk is full"),
        OperationalError('could not extend file "base/1/2": No space left on device'),
    ],
)
def test_a_full_disk_is_said_and_nothing_is_half_written(browser, analyst, monkeypatch, error):
    deal = make_opportunity(analyst)

    def full(*_all, **_more):
        raise error

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    file = SimpleUploadedFile("pliegos.pdf", samples.PDF, content_type="application/pdf")
    answer = browser.post(reverse("attachments:add", args=["opportunity", deal.pk]), {"uploads": file, "kind": ""})
    assert answer.status_code == 507
    assert "/state" not in answer.content.decode()
    assert not OpportunityAttachment.objects.exists()


@pytest.mark.parametrize("body", [b"name=Compa\xf1ia&city=Bogot\xe1", b"name=%F1&city=x"])
def test_a_form_that_is_not_utf_8_is_refused_and_nothing_is_written(browser, body):
    before = Company.objects.count()
    answer = browser.post(reverse("pipeline:client_create"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "UTF-8" in answer.content.decode()
    assert Company.objects.count() == before
