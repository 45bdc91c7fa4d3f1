"""A proposal published on the client’s platform, or handed in, is recorded with the receipt that proves it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from almacontact.refusals import Refused
from proposals.models import ProposalSending
from proposals.pricing.actions.pricing import void_pricing
from tests.proposals.proposal.proposal_records import PDF
from tests.proposals.proposal.sending_records import codes, publish, ready_to_send, sign_in, traces, with_next_acta

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(everybody, run_jobs):
    return ready_to_send(everybody, run_jobs)


def test_a_publication_is_recorded_with_its_receipt_and_once(proposal, analyst):
    sending = publish(proposal, analyst)
    assert sending.receipt.kind == "receipt"
    assert sending.document_sha256 == proposal.document.sha256
    assert proposal.opportunity.follow_ups.count() == 1
    assert publish(proposal, analyst) == sending
    assert ProposalSending.objects.count() == 1


def test_a_receipt_that_lies_about_its_type_is_refused_at_its_field(proposal, analyst, client):
    url = f"{reverse('proposals:proposal_send', args=[proposal.pk])}?how=published"
    given = {
        "channel": "platform",
        "sent_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "place": "https://a.co/b",
    }
    before = traces()
    for name, data in (("recibo.pdf", b"MZ" + bytes(200)), ("recibo.exe", PDF), ("recibo.pdf", b"")):
        answer = sign_in(client, analyst).post(url, {**given, "receipt": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422
        assert "receipt" in answer.context["form"].errors, (
            answer.context["form"].errors,
            answer.context["form"].blockers,
        )
    assert traces() == before


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"sent_at": timezone.now() + timedelta(days=1)}, "future", "sent_at"),
        ({"sent_at": timezone.now() - timedelta(days=1)}, "before_approval", "sent_at"),
        ({"place": "SECOP II"}, "link", "place"),
        ({"place": "http://community.secop.gov.co/x"}, "link", "place"),
        ({"channel": "in_person", "place": " "}, "place", "place"),
        ({"channel": "email"}, "channel", "channel"),
        ({"receipt": None}, "receipt", "receipt"),
    ],
)
def test_a_record_that_cannot_be_is_refused_without_a_trace(proposal, analyst, changes, code, field):
    before = traces()
    with pytest.raises(Refused) as refused:
        publish(proposal, analyst, **changes)
    assert [(one.code, one.field) for one in refused.value.blockers] == [(code, field)]
    assert traces() == before


def test_an_answer_to_secop_ii_is_published_there_alone(proposal, analyst):
    from tests.proposals.intake.intake_records import make_intake

    make_intake(proposal.opportunity, analyst, source="secop_ii")
    with pytest.raises(Refused) as refused:
        publish(proposal, analyst, place="https://secop.otra.co/x")
    assert codes(refused) == {"other_host"}
    publish(proposal, analyst, place="https://community.secop.gov.co/Public/x")


def test_what_was_handed_in_before_the_next_price_was_approved_is_still_recorded(proposal, analyst, everybody):
    handed_in = timezone.now()
    with_next_acta(proposal, everybody)
    with pytest.raises(Refused) as refused:
        publish(proposal, analyst, channel="in_person", place="Calle 1 # 2-3")
    assert codes(refused) == {"stale_pricing"}
    publish(proposal, analyst, channel="in_person", place="Calle 1 # 2-3", sent_at=handed_in)


def test_the_price_before_one_that_was_voided_does_not_come_back(proposal, analyst, everybody):
    acta = with_next_acta(proposal, everybody)
    void_pricing(pricing_model=acta.pricing_model, by=everybody["director"], reason="Error")
    with pytest.raises(Refused) as refused:
        publish(proposal, analyst, channel="in_person", place="Calle 1 # 2-3")
    assert codes(refused) == {"stale_pricing"}
