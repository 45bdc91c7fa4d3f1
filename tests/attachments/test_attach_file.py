"""Attaching a file to an opportunity: what is kept, who may, and that a refusal or a roll-back leaves no file."""

import hashlib
import stat
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.db import IntegrityError, transaction

from almacontact.attachments.actions import attach, attach_all
from almacontact.attachments.checks import check_file
from almacontact.attachments.models import FrozenFileError
from almacontact.refusals import NotAllowed, Refused
from pipeline.models import OpportunityAttachment
from tests.attachments import samples
from tests.attachments.samples import upload
from tests.factories import log_interest, make_opportunity


def stored_files() -> set[Path]:
    """Every file in the private store."""
    return {path for path in Path(live_settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.fixture
def opportunity(analyst):
    return make_opportunity(analyst)


def add(opportunity, by, name="pliego.pdf", data=samples.PDF, **more):
    checked = more.pop("checked", None) or upload(name, data)
    return attach(model=OpportunityAttachment, by=by, file=checked, opportunity=opportunity, **more)


def test_the_record_says_what_came_in_from_whom_and_its_hash(opportunity, analyst):
    record = add(opportunity, analyst, name="C:\\tmp\\pliego.pdf", kind="request", description="  Pliego final ")
    record.refresh_from_db()
    assert record.original_name == "pliego.pdf"
    assert record.content_type == "application/pdf"
    assert record.size == len(samples.PDF)
    assert record.sha256 == hashlib.sha256(samples.PDF).hexdigest()
    assert (record.kind, record.description, record.uploaded_by) == ("request", "Pliego final", analyst)
    assert record.file.read() == samples.PDF


def test_the_file_lies_outside_what_is_served_under_a_name_of_ours_readable_by_us_alone(opportunity, analyst):
    path = Path(add(opportunity, analyst, name="contrato secreto.pdf").file.path)
    assert path.is_relative_to(live_settings.MEDIA_ROOT)
    assert not path.is_relative_to(live_settings.STATIC_ROOT)
    assert "secreto" not in str(path)
    assert path.suffix == ""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_has_no_public_address(opportunity, analyst):
    with pytest.raises(ValueError, match="no public address"):
        _ = add(opportunity, analyst).file.url


@pytest.mark.parametrize("name, data", [("carta.msg", samples.msg(body="Les adjudicamos")), ("rfp.eml", samples.eml())])
def test_an_email_fills_who_when_and_what(opportunity, analyst, name, data):
    record = add(opportunity, analyst, name=name, data=data)
    assert record.kind == "email"
    assert record.email_subject
    assert "andina.example" in record.email_sender
    assert "laura@almacontact.example" in record.email_recipients.splitlines()[0]
    assert record.email_sent_at == samples.SENT_AT
    assert record.email_text
    assert record.email_message_id


def test_a_damaged_message_is_refused(opportunity, analyst):
    data = samples.msg(body="x" * 9000)
    with pytest.raises(Refused):
        add(opportunity, analyst, name="carta.msg", data=data[: len(data) // 3])


def test_a_refused_file_leaves_neither_row_nor_file(opportunity, analyst):
    before = stored_files()
    with pytest.raises(Refused):
        add(opportunity, analyst, data=samples.PROGRAM)
    assert not OpportunityAttachment.objects.exists()
    assert stored_files() == before


def test_of_several_files_one_refused_leaves_none(opportunity, analyst):
    before = stored_files()
    files = [upload("uno.pdf", samples.PDF), upload("dos.pdf", samples.HTML)]
    with pytest.raises(Refused):
        attach_all(model=OpportunityAttachment, by=analyst, files=files, opportunity=opportunity)
    assert not OpportunityAttachment.objects.exists()
    assert stored_files() == before


def test_an_unknown_kind_is_refused(opportunity, analyst):
    with pytest.raises(Refused) as refused:
        add(opportunity, analyst, kind="recipe")
    assert refused.value.blockers[0].field == "kind"


def test_a_file_of_a_follow_up_belongs_to_its_opportunity(opportunity, analyst):
    follow_up = log_interest(opportunity, analyst)
    assert add(opportunity, analyst, follow_up=follow_up).follow_up == follow_up
    other = make_opportunity(analyst)
    with pytest.raises(Refused) as refused:
        add(other, analyst, follow_up=follow_up)
    assert refused.value.blockers[0].code == "attachment_other_opportunity"


@pytest.mark.parametrize("part", ["colleague", "auditor", "general_manager", "planner", "administrator", "outsider"])
def test_who_may_not_change_the_opportunity_attaches_nothing(opportunity, everybody, part):
    before = stored_files()
    with pytest.raises(NotAllowed):
        add(opportunity, everybody[part])
    assert not OpportunityAttachment.objects.exists()
    assert stored_files() == before


@pytest.mark.parametrize("part", ["coordinator", "director"])
def test_coordinator_and_director_attach_to_any_opportunity(opportunity, everybody, part):
    assert add(opportunity, everybody[part]).uploaded_by == everybody[part]


def test_a_kept_file_is_neither_changed_nor_deleted(opportunity, analyst):
    record = add(opportunity, analyst)
    for attempt in (
        lambda: OpportunityAttachment.objects.update(sha256="0" * 64),
        lambda: OpportunityAttachment.objects.all().delete(),
        record.delete,
    ):
        with pytest.raises(FrozenFileError):
            attempt()
    record.refresh_from_db()
    assert record.sha256 == hashlib.sha256(samples.PDF).hexdigest()


def test_the_database_refuses_a_void_without_its_reason(opportunity, analyst):
    record = add(opportunity, analyst)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpportunityAttachment.objects.filter(pk=record.pk).update(voided_at=record.uploaded_at)


@pytest.mark.django_db(transaction=True)
class TestWithRealTransactions:
    """The life of the stored file follows the outermost transaction."""

    def test_a_rolled_back_transaction_leaves_no_file(self, opportunity, analyst):
        before = stored_files()
        checked = check_file(upload("pliego.pdf", samples.PDF))

        @transaction.atomic
        def attach_and_fail() -> None:
            record = add(opportunity, analyst, checked=checked)
            assert Path(record.file.path).exists()
            raise RuntimeError("the rest of the work failed")

        with pytest.raises(RuntimeError):
            attach_and_fail()
        assert not OpportunityAttachment.objects.exists()
        assert stored_files() == before

    def test_a_rolled_back_savepoint_takes_its_file_and_leaves_the_others(self, opportunity, analyst):
        lost = []
        goes, stays = (check_file(upload(name, samples.PDF)) for name in ("se-va.pdf", "se-queda.pdf"))

        @transaction.atomic
        def attach_and_fail() -> None:
            lost.append(Path(add(opportunity, analyst, checked=goes).file.path))
            raise RuntimeError("this part failed")

        with transaction.atomic():
            kept = add(opportunity, analyst, checked=stays)
            with pytest.raises(RuntimeError):
                attach_and_fail()
        assert Path(kept.file.path).exists()
        assert not lost[0].exists()

    def test_a_committed_file_stays(self, opportunity, analyst):
        record = add(opportunity, analyst)
        path = Path(record.file.path)
        del record
        assert path.read_bytes() == samples.PDF

    def test_a_failing_task_after_the_commit_does_not_take_the_file(self, opportunity, analyst):
        def fail() -> None:
            raise RuntimeError("the broker is down")

        checked = check_file(upload("pliego.pdf", samples.PDF))

        @transaction.atomic
        def attach_and_fail_later() -> None:
            transaction.on_commit(fail)
            add(opportunity, analyst, checked=checked)

        with pytest.raises(RuntimeError):
            attach_and_fail_later()
        assert Path(OpportunityAttachment.objects.get().file.path).exists()

    def test_a_failing_insert_leaves_no_file(self, opportunity, analyst, monkeypatch):
        before = stored_files()

        def refuse(self, **options):
            raise IntegrityError("no room")

        monkeypatch.setattr(OpportunityAttachment, "save", refuse)
        with pytest.raises(IntegrityError):
            add(opportunity, analyst)
        assert stored_files() == before
