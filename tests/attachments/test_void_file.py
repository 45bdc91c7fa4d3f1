"""Voiding a file: marked with who, when and why; still readable; never undone or repeated."""

import pytest

from almacontact.attachments.actions import attach, void_attachment
from almacontact.refusals import NotAllowed, Refused
from pipeline.models import OpportunityAttachment
from tests.attachments import samples
from tests.attachments.samples import upload
from tests.factories import make_opportunity


@pytest.fixture
def record(analyst):
    opportunity = make_opportunity(analyst)
    return attach(
        model=OpportunityAttachment, by=analyst, file=upload("pliego.pdf", samples.PDF), opportunity=opportunity
    )


def test_a_voided_file_says_who_when_and_why_and_no_longer_counts(record, analyst):
    void_attachment(attachment=record, by=analyst, reason=" Versión equivocada ")
    record.refresh_from_db()
    assert (record.voided_by, record.void_reason) == (analyst, "Versión equivocada")
    assert not record.is_standing
    assert not OpportunityAttachment.objects.standing().exists()
    assert record.file.read() == samples.PDF


def test_a_reason_is_compulsory(record, analyst):
    with pytest.raises(Refused) as refused:
        void_attachment(attachment=record, by=analyst, reason="   ")
    assert refused.value.blockers[0].field == "reason"
    record.refresh_from_db()
    assert record.is_standing


def test_it_is_voided_once(record, analyst, coordinator):
    void_attachment(attachment=record, by=analyst, reason="Versión equivocada")
    with pytest.raises(Refused) as refused:
        void_attachment(attachment=record, by=coordinator, reason="Otra vez")
    assert refused.value.blockers[0].code == "attachment_already_voided"
    record.refresh_from_db()
    assert record.void_reason == "Versión equivocada"


@pytest.mark.parametrize("part", ["coordinator", "director"])
def test_coordinator_and_director_void_what_others_attached(record, everybody, part):
    assert void_attachment(attachment=record, by=everybody[part], reason="Duplicado").voided_by == everybody[part]


@pytest.mark.parametrize("part", ["colleague", "auditor", "general_manager", "quality_lead", "outsider"])
def test_others_may_not(record, everybody, part):
    with pytest.raises(NotAllowed):
        void_attachment(attachment=record, by=everybody[part], reason="Duplicado")
    record.refresh_from_db()
    assert record.is_standing
