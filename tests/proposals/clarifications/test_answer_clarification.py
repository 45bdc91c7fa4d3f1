"""What the client asks after the proposal: numbered, answered by its area, sent once, priced again where it alters."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.urls import reverse

from almacontact.accounts.roles import Role
from almacontact.audit.doors import TESTS
from almacontact.audit.models import GatedFieldWrite
from almacontact.calendar import add_working_days, today
from almacontact.jobs.models import Job
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from pipeline.duties import duties
from pipeline.models import Opportunity, OpportunityAttachment
from pipeline.opportunities import gates
from pipeline.states import Move
from proposals.checklist import duties as reminders
from proposals.clarifications.actions import (
    answer_clarification,
    log_clarification,
    record_answer_sent,
    reprice,
    send_answers,
    void_clarification,
)
from proposals.events import proposal_sent
from proposals.models import Clarification, PricingModel
from tests.factories import make_client, make_contact, make_opportunity
from tests.proposals.negotiation.negotiation_records import asked, make_clarification, make_offered
from tests.proposals.pricing.pricing_records import approve, changed
from tests.proposals.pricing.test_price_on_screen import signed_in, words
from tests.proposals.proposal.proposal_records import PDF, approve_proposal, make_draft_proposal, send_proposal
from tests.proposals.proposal.sending_records import killed_while_mail_leaves

pytestmark = pytest.mark.django_db

WRITERS = {"analyst", "coordinator", "director", "second_director"}


@pytest.fixture
def deal(analyst) -> Opportunity:
    """An opportunity of the analyst, open, with nothing sent."""
    return make_opportunity(analyst)


def fresh(one: Clarification) -> Clarification:
    return Clarification.objects.select_related("opportunity", "asked_after", "resolved_by").get(pk=one.pk)


def condition(deal: Opportunity) -> Any:
    found = gates.check(Opportunity.objects.get(pk=deal.pk), Move.NEGOTIATE).conditions
    return next(one for one in found if one.code == "clarifications_answered")


def answered(one: Clarification, by: Any, effect: str = "none") -> Clarification:
    return answer_clarification(clarification=fresh(one), by=by, answer="Sí, incluido.", effect=effect)


def codes(refused: Any) -> set[str]:
    return {one.code for one in refused.value.blockers}


def test_clarifications_are_numbered_by_opportunity_and_their_area_takes_part(deal, everybody):
    first = make_clarification(deal, everybody, area=Role.IT)
    second = make_clarification(deal, everybody)
    elsewhere = make_clarification(make_opportunity(everybody["analyst"]), everybody)
    assert (first.number, second.number, elsewhere.number) == (1, 2, 1)
    assert deal.participations.filter(role=Role.IT).exists()
    void_clarification(clarification=second, by=everybody["analyst"], reason="Repetida")
    assert make_clarification(deal, everybody).number == 3, "a number is not given again"


def test_what_does_not_fit_is_said_at_its_field_and_leaves_no_trace(deal, everybody):
    analyst = everybody["analyst"]
    stranger = make_contact(analyst, make_client(analyst))
    for changes, field in (
        ({"question": " "}, "question"),
        ({"contact": stranger}, "contact"),
        ({"asked_on": today() + timedelta(days=1), "due_on": today() + timedelta(days=2)}, "asked_on"),
        ({"due_on": today() - timedelta(days=1)}, "due_on"),
        ({"due_on": None}, "due_on"),
        ({"area": "auditor"}, "area"),
        ({"kind": "rumour"}, "kind"),
    ):
        with pytest.raises(Refused) as refused:
            log_clarification(opportunity=deal, by=analyst, values=asked(**changes))
        assert {one.field for one in refused.value.blockers} == {field}
    for part in everybody.keys() - WRITERS:
        with pytest.raises(NotAllowed):
            log_clarification(opportunity=deal, by=everybody[part], values=asked())
    assert not Clarification.objects.exists()


def test_its_area_or_who_writes_the_proposal_answers_and_nobody_else(deal, everybody):
    one = make_clarification(deal, everybody, area=Role.IT)
    for part in everybody.keys() - WRITERS - {"it_leader"}:
        with pytest.raises(NotAllowed):
            answered(one, everybody[part])
    assert (fresh(one).answer, fresh(one).version, one.history.count()) == ("", 0, 1)
    for number, part in enumerate(sorted(WRITERS | {"it_leader"}), 1):
        assert answered(one, everybody[part]).version == number
    with pytest.raises(StaleVersion):
        answer_clarification(clarification=fresh(one), by=everybody["it_leader"], answer="No", effect="none", version=1)
    for wrong in ({"answer": " ", "effect": "none"}, {"answer": "Sí", "effect": "all"}):
        with pytest.raises(Refused):
            answer_clarification(clarification=fresh(one), by=everybody["it_leader"], **wrong)
    other = make_clarification(make_opportunity(everybody["analyst"]), everybody, area=Role.OPERATIONS)
    with TESTS.open():
        other.opportunity.participations.all().delete()
    with pytest.raises(NotAllowed):
        answered(other, everybody["operations_leader"])
    for door in ({"sent_on": today()}, {"resolved_by": None}, {"number": 9}, {"voided_at": None}):
        with pytest.raises(GatedFieldWrite):
            Clarification.objects.filter(pk=one.pk).update(**door)


def test_several_answers_go_out_in_one_email_once_and_stay_as_they_went(deal, everybody, run_jobs):
    analyst = everybody["analyst"]
    contact = make_contact(analyst, deal.client, email="compras@cliente.example")
    found = [answered(make_clarification(deal, everybody), analyst) for _number in range(2)]
    letter = {"contact": contact, "subject": "Respuestas", "body": "Buenos días."}
    job = send_answers(opportunity=deal, by=analyst, clarifications=found, **letter)
    assert send_answers(opportunity=deal, by=analyst, clarifications=found, **letter).pk == job.pk
    run_jobs()
    Job.objects.update(state=Job.State.QUEUED)
    run_jobs()
    (sent,) = mail.outbox
    assert sent.to == [contact.email]
    assert "1. ¿Incluye grabación?\nRespuesta: Sí, incluido." in sent.body
    assert "2. ¿Incluye grabación?" in sent.body
    assert [fresh(one).sent_on for one in found] == [today(), today()]
    (kept,) = OpportunityAttachment.objects.filter(opportunity=deal, kind="email")
    with kept.file.open("rb") as file:
        assert sent.extra_headers["Message-ID"].encode() in file.read()
    with pytest.raises(Refused) as refused:
        send_answers(opportunity=deal, by=analyst, clarifications=[fresh(one) for one in found], **letter)
    assert codes(refused) == {"not_sendable"}
    with pytest.raises(Refused) as refused:
        answered(found[0], analyst)
    assert codes(refused) == {"settled"}


def test_an_answer_that_changes_on_its_way_does_not_go_out(deal, everybody, run_jobs):
    analyst = everybody["analyst"]
    one = answered(make_clarification(deal, everybody), analyst)
    letter = {
        "contact": make_contact(analyst, deal.client, email="compras@cliente.example"),
        "subject": "Respuestas",
        "body": "Hola.",
    }
    send_answers(opportunity=deal, by=analyst, clarifications=[one], **letter)
    answered(one, analyst)
    run_jobs()
    assert mail.outbox == []
    assert fresh(one).sent_on is None
    assert not OpportunityAttachment.objects.filter(opportunity=deal).exists()


def test_what_may_not_go_out_is_refused(deal, everybody):
    analyst = everybody["analyst"]
    one, other = make_clarification(deal, everybody), answered(make_clarification(deal, everybody), analyst)
    silent = make_contact(analyst, deal.client, email="")
    stranger = make_contact(analyst, make_client(analyst), email="otro@cliente.example")
    contact = make_contact(analyst, deal.client, email="compras@cliente.example")
    for changes, field in (
        ({"clarifications": []}, "clarifications"),
        ({"clarifications": [one]}, "clarifications"),
        ({"contact": silent}, "contact"),
        ({"contact": stranger}, "contact"),
        ({"subject": ""}, "subject"),
        ({"body": " "}, "body"),
    ):
        given = {"clarifications": [other], "contact": contact, "subject": "R", "body": "H", **changes}
        with pytest.raises(Refused) as refused:
            send_answers(opportunity=deal, by=analyst, **given)
        assert {blocker.field for blocker in refused.value.blockers} == {field}
    for part in everybody.keys() - WRITERS:
        with pytest.raises(NotAllowed):
            send_answers(
                opportunity=deal,
                by=everybody[part],
                clarifications=[other],
                contact=contact,
                subject="R",
                body="H",
            )
    assert not Job.objects.filter(kind="proposals.send_answers").exists()


def test_an_answer_published_on_the_platform_keeps_its_receipt(deal, everybody):
    analyst = everybody["analyst"]
    one = answered(make_clarification(deal, everybody), analyst)
    for day, receipt in ((today() + timedelta(days=1), True), (today() - timedelta(days=9), True), (today(), False)):
        file = ContentFile(PDF, name="constancia.pdf") if receipt else None
        with pytest.raises(Refused):
            record_answer_sent(opportunity=deal, by=analyst, clarifications=[one], sent_on=day, receipt=file)
    assert fresh(one).sent_on is None
    file = ContentFile(PDF, name="constancia.pdf")
    record_answer_sent(opportunity=deal, by=analyst, clarifications=[one], sent_on=today(), receipt=file)
    assert fresh(one).sent_on == today()
    assert OpportunityAttachment.objects.get(opportunity=deal).original_name == "constancia.pdf"


def test_the_gate_waits_for_what_is_overdue_and_for_nothing_else(deal, everybody):
    assert condition(deal).met, "nothing was asked"
    one = make_clarification(deal, everybody)
    assert condition(deal).met, "it is not due yet"
    late = make_clarification(deal, everybody, asked_on=today() - timedelta(days=9), due_on=today() - timedelta(days=1))
    assert not condition(deal).met
    assert condition(deal).url == late.get_absolute_url()
    answered(late, everybody["analyst"])
    assert not condition(deal).met, "an answer that the client does not have"
    with pytest.raises(NotAllowed):
        void_clarification(clarification=fresh(late), by=everybody["analyst"], reason="Repetida")
    void_clarification(clarification=fresh(late), by=everybody["coordinator"], reason="Repetida")
    assert condition(deal).met
    assert [kept.pk for kept in condition(deal).records] == [one.pk]


def test_one_that_alters_the_price_is_resolved_by_a_later_version_on_another_acta_that_was_sent(everybody):
    analyst, director = everybody["analyst"], everybody["director"]
    deal = make_offered(everybody, "proposal")
    first = deal.alternatives.get().proposals.get()
    one = make_clarification(deal, everybody, kind="scope_change")
    assert one.asked_after == first
    with pytest.raises(Refused) as refused:
        reprice(clarification=one, by=director)
    assert codes(refused) == {"nothing_to_price"}
    answered(one, analyst, "price")
    assert not condition(deal).met
    page = signed_in(director).get(one.get_absolute_url())
    assert [step.state for step in page.context["chain"]] == ["done", "current", "ahead", "ahead", "ahead"]
    with pytest.raises(NotAllowed):
        reprice(clarification=fresh(one), by=everybody["general_manager"])
    model = reprice(clarification=fresh(one), by=director)
    assert reprice(clarification=fresh(one), by=director) == model, "the one that is being worked on"
    assert (model.number, "1" in model.change_reason) == (2, True)
    again = send_proposal(approve_proposal(make_draft_proposal(everybody, first.minutes), everybody), everybody)
    proposal_sent.send(sender=None, sending=again, by=analyst)
    assert fresh(one).resolved_by is None, "a later version on the same acta prices nothing"
    model = PricingModel.objects.with_parties().get(pk=model.pk)
    changed(model, director, margin="0.14")
    acta = approve(model, director, everybody)
    steps = signed_in(director).get(one.get_absolute_url()).context["chain"]
    assert [step.state for step in steps] == ["done", "done", "done", "current", "ahead"]
    sending = send_proposal(approve_proposal(make_draft_proposal(everybody, acta), everybody), everybody)
    proposal_sent.send(sender=None, sending=sending, by=analyst)
    assert fresh(one).resolved_by == sending.proposal
    assert condition(deal).met
    assert sending in condition(deal).records
    steps = signed_in(director).get(one.get_absolute_url()).context["chain"]
    assert {step.state for step in steps} == {"done"}
    sending.voided_at, sending.void_reason = sending.created_at, "No llegó"
    sending.save()
    assert not condition(deal).met, "the sending it rested on was voided"


def test_who_owes_an_answer_has_it_on_their_day_and_is_reminded_once(deal, everybody, run_jobs):
    one = make_clarification(deal, everybody, area=Role.IT, due_on=add_working_days(today(), 2))
    urls = {part: [duty.url for duty in duties(person)] for part, person in everybody.items()}
    assert {part for part, found in urls.items() if one.get_absolute_url() in found} == {"it_leader", "analyst"}
    for _day in range(2):
        reminders.ask()
        run_jobs()
        Job.objects.update(state=Job.State.QUEUED)
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(
        [everybody["it_leader"].email, everybody["analyst"].email]
    )
    answered(one, everybody["it_leader"])
    assert one.get_absolute_url() not in [duty.url for duty in duties(everybody["it_leader"])]
    assert reverse("proposals:clarification_send", args=[deal.code]) in [
        duty.url for duty in duties(everybody["analyst"])
    ]


def test_a_clarification_is_written_answered_and_sent_on_its_pages(deal, everybody, run_jobs):
    analyst, area = signed_in(everybody["analyst"]), signed_in(everybody["it_leader"])
    contact = make_contact(everybody["analyst"], deal.client, email="compras@cliente.example")
    create = reverse("proposals:clarification_create", args=[deal.code])
    typed = {**asked(area="it"), "asked_on": today().isoformat(), "due_on": today().isoformat(), "contact": contact.pk}
    assert analyst.get(create).status_code == 200
    assert analyst.post(create, {**typed, "question": ""}).status_code == 422
    assert area.post(create, typed).status_code == 403
    made = analyst.post(create, typed)
    one = Clarification.objects.get()
    assert made.url == one.get_absolute_url()
    reply = {"answer": "Sí, seis meses.", "effect": "none", "version": "0"}
    assert area.post(one.get_absolute_url(), reply).status_code == 302
    stale = area.post(one.get_absolute_url(), {**reply, "answer": "No"})
    assert (stale.status_code, fresh(one).answer) == (409, "Sí, seis meses.")
    for part, person in everybody.items():
        page = signed_in(person).get(one.get_absolute_url())
        hidden = part in ("planner", "trainer", "reporter", "people_leader", "operations_leader", "implementer")
        expected = 403 if part in ("administrator", "outsider") else 404 if hidden or part == "administrative" else 200
        assert page.status_code == expected, part
    assert signed_in(everybody["auditor"]).post(one.get_absolute_url(), reply).status_code == 403
    send = reverse("proposals:clarification_send", args=[deal.code])
    assert "Sí, seis meses." in words(analyst.get(send))
    letter = {"clarifications": [one.pk], "contact": contact.pk, "subject": "Respuestas", "body": "Hola"}
    assert analyst.post(send, {**letter, "subject": ""}).status_code == 422
    assert analyst.post(send, {"record": "1", "record-sent_on": today().isoformat()}).status_code == 422
    assert analyst.post(send, letter).status_code == 302
    run_jobs()
    assert len(mail.outbox) == 1
    void = reverse("proposals:clarification_void", args=[one.pk])
    assert analyst.post(void, {"reason": ""}).status_code == 422
    assert analyst.post(void, {"reason": "Era de otro cliente"}).status_code == 302
    assert fresh(one).void_reason == "Era de otro cliente"


def test_the_list_tells_mine_and_takes_as_many_queries_whatever_its_length(
    deal, everybody, django_assert_max_num_queries
):
    make_clarification(make_opportunity(everybody["colleague"]), {**everybody, "analyst": everybody["colleague"]})
    for number in range(6):
        late = {"asked_on": today() - timedelta(days=9), "due_on": today() - timedelta(days=number)}
        make_clarification(deal, everybody, area=Role.IT, question=f"Pregunta {number}", **late)
    browser = signed_in(everybody["it_leader"])
    address = reverse("proposals:clarification_list")
    browser.get(address)
    with django_assert_max_num_queries(9):
        page = browser.get(address, {"view": "all"})
    assert words(page).count("Pregunta") == 6
    analyst = signed_in(everybody["analyst"])
    assert words(analyst.get(address, {"view": "all"})).count("¿Incluye grabación?") == 1
    assert words(analyst.get(address, {"mine": "true"})).count("¿Incluye grabación?") == 0
    assert words(analyst.get(address, {"state": "overdue"})).count("Pregunta") == 5
    panel = reverse("pipeline:opportunity_panel", args=[deal.code, "clarifications"])
    with django_assert_max_num_queries(8):
        assert words(analyst.get(panel)).count("Pregunta") == 6


def test_a_worker_killed_while_answers_leave_sends_no_second_e_mail_and_a_person_may_ask_anew(
    deal, everybody, run_jobs
):
    analyst = everybody["analyst"]
    contact = make_contact(analyst, deal.client, email="compras@cliente.example")
    found = [answered(make_clarification(deal, everybody), analyst)]
    letter = {"contact": contact, "subject": "Respuestas", "body": "Buenos días.", "clarifications": found}
    job = send_answers(opportunity=deal, by=analyst, **letter)
    with killed_while_mail_leaves():
        run_jobs()
    Job.objects.update(state=Job.State.QUEUED)
    run_jobs()
    job.refresh_from_db()
    assert (len(mail.outbox), job.state, fresh(found[0]).sent_on) == (1, Job.State.FAILED, None)
    assert send_answers(opportunity=deal, by=analyst, **letter).pk != job.pk
    run_jobs()
    assert fresh(found[0]).sent_on == today()


def test_an_answer_that_no_database_holds_is_no_choice(deal, everybody):
    send = reverse("proposals:clarification_send", args=[deal.code])
    analyst = signed_in(everybody["analyst"])
    given = {"record": "1", "record-sent_on": today().isoformat(), "record-clarifications": "9" * 30}
    assert analyst.post(send, given).status_code == 422
    assert analyst.post(send, {"clarifications": "9" * 30, "subject": "a", "body": "b"}).status_code == 422
