"""An approved proposal goes to the client by e-mail: once, with the PDF that was approved, kept as it went out."""

from datetime import timedelta
from hashlib import sha256
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail
from django.core.files.base import ContentFile
from django.core.mail.backends.locmem import EmailBackend
from django.db.models import QuerySet
from django.urls import reverse

from almacontact.attachments.actions import attach, void_attachment
from almacontact.attachments.emails import extract_part, parse_email
from almacontact.audit.doors import TESTS
from almacontact.audit.versioning import save_as
from almacontact.calendar import today
from almacontact.jobs.models import Job
from almacontact.refusals import NotAllowed, Refused
from pipeline.models import FollowUp, LossReason
from pipeline.opportunities import gates
from pipeline.opportunities.actions.moves import close_opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.states import Outcome
from proposals import events
from proposals.library.actions.library import add_evidence
from proposals.models import EvidenceAttachment, ProposalSending, SupportingDocument
from proposals.proposal.sending.actions import JOB, confirm_sending, send_by_email
from tests.factories import make_client, make_contact
from tests.proposals.proposal.proposal_records import PDF, make_draft_proposal
from tests.proposals.proposal.sending_records import (
    codes,
    publish,
    ready_to_send,
    send_as,
    sign_in,
    traces,
    with_next_acta,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(everybody, run_jobs):
    return ready_to_send(everybody, run_jobs)


@pytest.fixture
def contact(proposal, analyst):
    return make_contact(analyst, proposal.opportunity.client, email="compras@cliente.example")


@pytest.fixture
def send(proposal, contact, analyst):
    """Return a function that sends the proposal as the analyst would."""
    return lambda **changes: send_as(**{"proposal": proposal, "by": analyst, "contact": contact, **changes})


def test_the_prepared_message_names_nobody_since_its_reader_may_change(proposal, contact, client, analyst):
    sign_in(client, analyst)
    page = client.get(reverse("proposals:proposal_send", args=[proposal.pk]))
    prepared = page.context["form"]["body"].value()
    assert proposal.title in prepared
    assert contact.name not in prepared


@pytest.mark.parametrize("days", [5, 60])
def test_how_far_the_last_day_of_the_offer_is_shows_only_when_it_is_near(proposal, contact, client, analyst, days):
    with time_machine.travel(proposal.valid_until - timedelta(days=days), tick=False):
        sign_in(client, analyst)
        page = client.get(reverse("proposals:proposal_send", args=[proposal.pk])).content.decode()
    assert proposal.title in page
    assert (f'<time datetime="{proposal.valid_until.isoformat()}"' in page) == (days == 5)


# --- By e-mail ------------------------------------------------------------------------------------------------------


def test_the_e_mail_goes_out_once_with_the_approved_pdf_and_is_kept_as_sent(send, proposal, contact, analyst, run_jobs):
    told = []
    events.proposal_sent.connect(lambda **given: told.append(given["sending"]), weak=False, dispatch_uid="told")
    sending = send()
    assert sending.sent_at is None
    run_jobs()
    (sent,) = mail.outbox
    assert sent.to == [contact.email]
    assert sent.cc == ["gerencia@cliente.example", analyst.email]
    assert sent.subject == "Propuesta de servicio"
    ((name, data, content_type),) = sent.attachments
    assert (name, content_type) == (proposal.document.original_name, "application/pdf")
    assert sha256(data).hexdigest() == proposal.document.sha256
    sending.refresh_from_db()
    assert sending.sent_at is not None
    assert told == [sending]
    kept = sending.email.file.read()
    read = parse_email(kept, sending.email.content_type)
    assert (read.subject, read.to, read.message_id) == (
        sent.subject,
        (contact.email,),
        sent.extra_headers["Message-ID"],
    )
    assert sha256(extract_part(kept, "message/rfc822", 0)[1]).hexdigest() == sending.document_sha256
    events.proposal_sent.disconnect(dispatch_uid="told")


def test_the_supporting_documents_go_with_it(send, proposal, analyst, run_jobs):
    evidence = add_evidence(by=analyst, values={"kind": "certificate", "title": "ISO 9001"})
    for name in ("iso.pdf", "iso-anulado.pdf"):
        file = attach(model=EvidenceAttachment, by=analyst, file=ContentFile(PDF, name=name), evidence=evidence)
    void_attachment(attachment=file, by=analyst, reason="Vencido")
    # The version was approved with it: written behind the draft's rule, which has tests of its own.
    with TESTS.open():
        QuerySet(SupportingDocument).bulk_create([SupportingDocument(proposal=proposal, evidence=evidence)])
    send()
    run_jobs()
    sent = next(one for one in mail.outbox if one.attachments)
    assert [name for name, _data, _type in sent.attachments] == [proposal.document.original_name, "iso.pdf"]


def test_what_was_sent_is_logged_as_a_contact_by_e_mail(send, proposal, contact, run_jobs):
    send()
    run_jobs()
    logged = proposal.opportunity.follow_ups.get(kind=FollowUp.Kind.EMAIL)
    assert logged.contact == contact
    assert contact.email in logged.summary


def test_a_job_that_runs_again_sends_nothing_again(send, run_jobs):
    send()
    run_jobs()
    Job.objects.filter(kind=JOB).update(state=Job.State.QUEUED)
    run_jobs()
    assert len(mail.outbox) == 1
    assert FollowUp.objects.filter(kind=FollowUp.Kind.EMAIL).count() == 1


def test_the_same_form_sent_twice_sends_once(send, run_jobs):
    assert send(token="f") == send(token="f")
    run_jobs()
    assert len(mail.outbox) == 1
    assert send(token="f").sent_at is not None


def test_while_it_is_on_its_way_to_somebody_it_is_not_sent_there_again_but_to_others(send, proposal, analyst, run_jobs):
    send()
    with pytest.raises(Refused) as refused:
        send()
    assert codes(refused) == {"on_its_way"}
    other = make_contact(analyst, proposal.opportunity.client, email="otra@cliente.example")
    send(contact=other)
    run_jobs()
    assert [one.to for one in mail.outbox] == [["compras@cliente.example"], ["otra@cliente.example"]]


def test_a_worker_killed_while_the_mail_leaves_sends_no_second_one_and_a_person_settles_it(send, analyst, run_jobs):
    sending = send()
    leave = EmailBackend.send_messages

    def killed_after(self, messages):
        leave(self, messages)
        raise KeyboardInterrupt

    with patch.object(EmailBackend, "send_messages", killed_after), pytest.raises(KeyboardInterrupt):
        run_jobs()
    Job.objects.filter(kind=JOB).update(state=Job.State.QUEUED)
    run_jobs()
    assert len(mail.outbox) == 1
    assert Job.objects.get(kind=JOB).state == Job.State.FAILED
    sending.refresh_from_db()
    assert sending.sent_at is None
    deal = sending.proposal.opportunity
    with pytest.raises(Refused) as settled:
        edit_opportunity(opportunity=deal, by=analyst, changes={"seats": deal.seats + 1})
    assert codes(settled) == {"terms_settled"}, "the client may have read them"
    confirm_sending(sending=sending, by=analyst)
    assert ProposalSending.objects.delivered().get() == sending
    assert FollowUp.objects.filter(kind=FollowUp.Kind.EMAIL).exists()


def test_a_server_that_refuses_the_message_is_told_and_it_may_be_tried_again(send, run_jobs):
    from smtplib import SMTPDataError

    sending = send()
    no = patch.object(EmailBackend, "send_messages", side_effect=SMTPDataError(552, b"too big"))
    with no:
        run_jobs()
    job = Job.objects.get(kind=JOB)
    assert job.state == Job.State.FAILED
    assert "552 too big" in job.message
    with pytest.raises(Refused):
        confirm_sending(sending=sending, by=sending.created_by)
    Job.objects.filter(kind=JOB).update(state=Job.State.QUEUED)
    run_jobs()
    sending.refresh_from_db()
    assert sending.sent_at is not None
    assert len(mail.outbox) == 1


def test_what_changes_between_the_form_and_the_worker_stops_it(send, proposal, everybody, run_jobs):
    send()
    with_next_acta(proposal, everybody)
    run_jobs()
    run_jobs()
    assert [one.to for one in mail.outbox if one.attachments] == []
    assert not ProposalSending.objects.delivered().exists()


def test_a_stored_pdf_that_is_not_the_approved_one_does_not_leave(send, proposal, run_jobs):
    sending = send()
    with proposal.document.file.storage.open(proposal.document.file.name, "wb") as file:
        file.write(b"%PDF-1.7 otro")
    run_jobs()
    assert mail.outbox == []
    assert Job.objects.get(kind=JOB).state == Job.State.FAILED
    assert not ProposalSending.objects.filter(pk=sending.pk, sent_at__isnull=False).exists()


# --- What stands against it -----------------------------------------------------------------------------------------


def test_a_price_that_fell_since_the_page_was_opened_is_refused_with_the_difference(send, proposal, everybody, client):
    url = reverse("proposals:proposal_send", args=[proposal.pk])
    page = sign_in(client, everybody["analyst"]).get(url)
    given = {
        **page.context["form"].initial,
        "contact": make_contact(everybody["analyst"], proposal.opportunity.client, email="a@cliente.example").pk,
    }
    acta = with_next_acta(proposal, everybody)
    before = traces()
    answer = client.post(url, given)
    assert answer.status_code == 422
    assert {one.code for one in answer.context["form"].blockers} == {"stale_pricing", "price_changed"}
    shown = answer.content.decode()
    assert acta.number in shown
    assert proposal.minutes.number in shown
    assert traces() == before


def test_a_price_past_its_validity_is_refused(send, proposal, director):
    minutes = proposal.minutes
    minutes.valid_until = today() - timedelta(days=1)
    with TESTS.open():
        save_as(minutes, by=director, fields=["valid_until"])
    before = traces()
    with pytest.raises(Refused) as refused:
        send()
    assert codes(refused) == {"stale_pricing"}
    assert traces() == before


def test_a_draft_is_not_sent(everybody, analyst):
    draft = make_draft_proposal(everybody)
    contact = make_contact(analyst, draft.opportunity.client, email="a@b.example")
    before = traces()
    with pytest.raises(Refused) as refused:
        send_by_email(proposal=draft, by=analyst, contact=contact, subject="x", body="x")
    with pytest.raises(Refused) as published:
        publish(draft, analyst)
    assert codes(refused) == codes(published) == {"not_approved"}
    assert traces() == before


def test_a_version_without_its_pdf_waits_for_it(send, proposal, analyst):
    proposal.document = None
    with TESTS.open():
        save_as(proposal, by=analyst, fields=["document"])
    with pytest.raises(Refused) as refused:
        send()
    assert codes(refused) == {"no_document"}


def test_a_closed_opportunity_gets_no_offer(send, proposal, analyst):
    close_opportunity(
        opportunity=proposal.opportunity,
        outcome=Outcome.CANCELLED,
        by=analyst,
        loss_reason=LossReason.objects.get(code="price"),
        competitor="Desconocido",
    )
    with pytest.raises(Refused) as refused:
        send()
    assert codes(refused) == {"closed"}


def test_a_debt_blocks_sending(send, proposal, everybody):
    debt = gates.Condition("debt_x", "x", False, missing="falta")
    with patch.object(gates, "debts", return_value=[debt]), pytest.raises(Refused) as refused:
        send()
    assert codes(refused) == {"debt_x"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": " "}, "subject"),
        ({"body": ""}, "body"),
        ({"cc": ["no es"]}, "address"),
        ({"cc": [f"a{n}@b.example" for n in range(11)]}, "too_many"),
        ({"seen": "otro"}, "price_changed"),
    ],
)
def test_a_form_that_does_not_fit_is_refused_without_a_trace(send, proposal, changes, code):
    before = traces()
    with pytest.raises(Refused) as refused:
        send(**changes)
    assert codes(refused) == {code}
    assert traces() == before


def test_a_contact_of_another_client_or_without_address_is_refused(send, proposal, analyst):
    other = make_contact(analyst, make_client(analyst), email="x@otro.example")
    mute = make_contact(analyst, proposal.opportunity.client)
    for contact, code in ((other, "contact_of_other_client"), (mute, "no_email")):
        with pytest.raises(Refused) as refused:
            send(contact=contact)
        assert codes(refused) == {code}


def test_only_the_owner_a_coordinator_or_a_director_sends(send, proposal, everybody, client):
    url = reverse("proposals:proposal_send", args=[proposal.pk])
    before = traces()
    may = {"analyst", "coordinator", "director", "second_director"}
    for part, person in everybody.items():
        page = sign_in(client, person).get(url)
        assert page.status_code == (200 if part in may else 403), part
        if part not in may:
            with pytest.raises(NotAllowed):
                send(by=person)
            with pytest.raises(NotAllowed):
                publish(proposal, person)
    assert traces() == before
