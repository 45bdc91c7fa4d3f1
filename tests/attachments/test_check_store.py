"""The command that compares the file store with the records."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from almacontact.attachments.actions import attach
from almacontact.attachments.storage import private_storage
from pipeline.models import OpportunityAttachment
from tests.attachments import samples
from tests.attachments.samples import upload
from tests.factories import make_opportunity


@pytest.fixture
def record(analyst, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    opportunity = make_opportunity(analyst)
    return attach(
        model=OpportunityAttachment, by=analyst, file=upload("pliego.pdf", samples.PDF), opportunity=opportunity
    )


def check(*options: str) -> str:
    out = StringIO()
    call_command("check_attachments", *options, stdout=out)
    return out.getvalue()


def test_a_store_that_agrees_with_the_records_passes(record):
    assert check() == "1 checked, 0 without a record\n"


def test_a_changed_file_is_found(record):
    Path(record.file.path).write_bytes(samples.PDF + b" ")
    with pytest.raises(CommandError, match="0 missing, 1 changed"):
        check()


def test_a_missing_file_is_found(record):
    Path(record.file.path).unlink()
    with pytest.raises(CommandError, match="1 missing, 0 changed"):
        check()


def test_a_file_without_a_record_is_removed_only_when_asked_and_old(record):
    orphan = Path(record.file.path).with_name("0" * 32)
    orphan.write_bytes(b"half an upload")
    assert "0 without" in check("--remove-orphans"), "an upload may still be under way"
    os.utime(orphan, (0, 0))
    assert f"orphan: {orphan.relative_to(private_storage().path(''))}" in check()
    assert orphan.exists()
    assert "removed: " in check("--remove-orphans")
    assert not orphan.exists()
    assert Path(record.file.path).exists()
