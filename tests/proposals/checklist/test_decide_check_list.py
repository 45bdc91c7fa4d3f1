"""The score, the committee's signed decision, the gate to Proposal and the no-go (process row 6)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from almacontact.calendar import today
from almacontact.jobs.models import Job
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from pipeline.models import LossReason, OpportunityAttachment
from pipeline.opportunities import gates
from pipeline.opportunities.actions.moves import close_opportunity, reopen_opportunity
from pipeline.states import Move, Outcome
from proposals.checklist.actions.notices import send_no_go
from proposals.checklist.actions.requirements import add_requirement, answer_requirement, waive_requirement
from proposals.checklist.gates import is_no_go
from proposals.checklist.judging import Decision
from proposals.models import CheckList, CheckListDecision, NoGoNotice
from tests.cast import PASSWORD
from tests.proposals.intake.intake_records import (
    answer_all,
    contact_with_mail,
    line_of,
    sign,
    with_noes,
    with_partials,
)
from tests.proposals.proposal.sending_records import killed_while_mail_leaves
from tests.unhurried import of_the_test


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def condition(opportunity):
    found = gates.check(opportunity, Move.PROPOSE).conditions
    return next(one for one in found if one.code == "requirements_answered")


def unmet(opportunity):
    return [one.code for group in condition(opportunity).options for one in group if not one.met]


# --- The score -------------------------------------------------------------------------------------------------------


def test_the_score_says_go_committee_or_no_go(check_list, director):
    answer_all(check_list, director)
    said = set()
    for noes, decision, score in (
        (0, Decision.GO, "1"),
        (8, Decision.GO, "0.7037"),
        (9, Decision.COMMITTEE, "0.6667"),
        (13, Decision.COMMITTEE, "0.5185"),
        (14, Decision.NO_GO, "0.4815"),
    ):
        for code in with_noes(noes).keys() - said:
            answer_requirement(requirement=line_of(check_list, code), by=director, answer="no")
            said.add(code)
        check_list.forget()
        result = check_list.result()
        assert (len(said), result.decision, round(result.score, 4)) == (noes, decision, Decimal(score))


def test_the_bounds_belong_to_the_better_side(check_list, director):
    """One line weighs the share and is met, one weighs the rest and is not; all others are n/a: the score is exact."""
    answer_all(check_list, director, rest="n/a")
    for share, decision in (
        ("0.70", Decision.GO),
        ("0.69", Decision.COMMITTEE),
        ("0.50", Decision.COMMITTEE),
        ("0.49", Decision.NO_GO),
    ):
        with of_the_test():
            kept = Decimal(share) * 100
            for text, weight, answer in (("Cumple", kept, "yes"), ("No cumple", 100 - kept, "no")):
                new = {"text": text, "section": "it", "area": "it", "weight": weight}
                line = add_requirement(check_list=check_list, by=director, **new)
                answer_requirement(requirement=line, by=director, answer=answer)
            check_list.forget()
            assert check_list.result().score == Decimal(share)
            assert check_list.result().decision is decision
            transaction.set_rollback(True)
        check_list.forget()


def test_a_go_by_the_score_is_a_decision_that_an_answer_reopens(check_list, director, it_leader):
    answer_all(check_list, director)
    first = check_list.decision()
    assert (first.outcome, first.basis) == ("go", "score")
    answer_requirement(requirement=line_of(check_list, "crm"), by=it_leader, answer="yes", evidence="API")
    check_list.forget()
    assert check_list.decision() == first
    answer_requirement(requirement=line_of(check_list, "crm"), by=it_leader, answer="partial")
    check_list.forget()
    first.refresh_from_db()
    assert first.voided_at is not None
    assert check_list.decision() != first


# --- The committee ---------------------------------------------------------------------------------------------------


def test_the_director_signs_the_committees_decision_with_the_password(committee, director, client):
    director.set_password(PASSWORD)
    director.save()
    url = reverse("proposals:checklist_decide", args=[committee.opportunity.code])
    given = {"outcome": "go", "areas": committee.areas(), "reason": "Con plan", "seen": committee.digest()}
    sign_in(client, director)
    assert client.post(url, given).status_code == 422
    assert client.post(url, {**given, "password": "otra"}).status_code == 422
    assert not CheckListDecision.objects.exists()
    assert client.post(url, {**given, "password": PASSWORD}).status_code == 302
    decision = CheckListDecision.objects.get()
    assert (decision.signed_by, decision.outcome, decision.basis) == (director, "go", "committee")
    assert decision.authenticated_at is not None
    assert condition(committee.opportunity).met


@pytest.mark.parametrize(
    "who", ["analyst", "coordinator", "it_leader", "general_manager", "quality_lead", "auditor", "administrator"]
)
def test_nobody_else_signs_for_the_committee(committee, everybody, client, who):
    url = reverse("proposals:checklist_decide", args=[committee.opportunity.code])
    given = {"outcome": "go", "areas": committee.areas(), "reason": "x", "seen": committee.digest()}
    assert sign_in(client, everybody[who]).post(url, given).status_code == 403
    with pytest.raises(NotAllowed):
        sign(committee, everybody[who])
    assert not CheckListDecision.objects.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": " "}, "reason"),
        ({"areas": []}, "unheard"),
        ({"outcome": "perhaps"}, "outcome"),
        ({"authenticated_at": None}, "password_due"),
        ({"authenticated_at": timedelta(minutes=-6)}, "password_due"),
        ({"authenticated_at": timedelta(minutes=6)}, "password_due"),
    ],
)
def test_a_decision_that_is_not_whole_is_refused(committee, director, values, code):
    if (ago := values.get("authenticated_at")) is not None:
        values = {"authenticated_at": timezone.now() + ago}  # as the test begins, not as it was collected
    with pytest.raises(Refused) as refused:
        sign(committee, director, **values)
    assert [one.code for one in refused.value.blockers] == [code]
    assert not CheckListDecision.objects.exists()


def test_a_decision_on_other_answers_than_were_seen_is_refused(committee, director):
    with pytest.raises(StaleVersion):
        sign(committee, director, seen="0" * 64)
    assert not CheckListDecision.objects.exists()


def test_there_is_no_committee_for_a_go_a_no_go_or_a_list_that_is_not_answered(check_list, director):
    with pytest.raises(Refused):
        sign(check_list, director)
    answer_all(check_list, director)
    with pytest.raises(Refused):
        sign(check_list, director)
    assert not CheckListDecision.objects.filter(basis="committee").exists()


def test_an_answer_after_the_signature_reopens_the_decision(committee, director, it_leader):
    decision = sign(committee, director)
    assert condition(committee.opportunity).met
    answer_requirement(requirement=line_of(committee, "crm"), by=it_leader, answer="partial")
    decision.refresh_from_db()
    assert decision.voided_at is not None
    assert unmet(committee.opportunity) == ["go"]


# --- The gate --------------------------------------------------------------------------------------------------------


def test_without_a_check_list_the_gate_offers_to_make_it(opportunity):
    found = condition(opportunity)
    assert not found.met
    assert found.url == reverse("proposals:checklist_create", args=[opportunity.code])


def test_the_gate_opens_only_when_all_holds(check_list, opportunity, director, it_leader):
    assert unmet(opportunity) == ["lines_answered", "go"]
    answer_all(check_list, director, {"crm": "", "security": "partial", "stamps": "n/a"})
    assert unmet(opportunity) == ["lines_answered", "partial_planned", "na_explained", "go"]
    answer_requirement(requirement=line_of(check_list, "crm"), by=it_leader, answer="yes")
    assert unmet(opportunity) == ["partial_planned", "na_explained", "go"]
    security = {"requirement": line_of(check_list, "security"), "by": it_leader}
    answer_requirement(**security, answer="partial", plan="PCI en curso")
    assert unmet(opportunity) == ["partial_planned", "na_explained", "go"]
    answer_requirement(**security, answer="partial", plan="PCI en curso", plan_on=today())
    assert unmet(opportunity) == ["na_explained", "go"]
    answer_requirement(requirement=line_of(check_list, "stamps"), by=director, answer="n/a", reason="Cliente privado")
    assert condition(opportunity).met
    answer_requirement(**security, answer="no")
    assert unmet(opportunity) == ["excluding_met", "go"]
    waive_requirement(requirement=line_of(check_list, "security"), by=director, reason="Acordado")
    assert condition(opportunity).met


def test_every_unmet_condition_has_the_link_that_mends_it(check_list, opportunity, director, client):
    answer_all(check_list, director, {"crm": "", "security": "partial", "stamps": "n/a", "returns": "no"})
    sign_in(client, director)
    for group in condition(opportunity).options:
        for one in group:
            if not one.met:
                assert client.get(one.url).status_code == 200, one.code


def test_a_committees_no_go_keeps_the_gate_shut(committee, director):
    sign(committee, director, outcome="no_go")
    assert unmet(committee.opportunity) == ["go"]
    assert is_no_go(committee)


def test_the_gate_costs_the_same_with_every_answer(check_list, opportunity, director, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        condition_of = [one for one in gates._registry[Move.PROPOSE] if one == "requirements_answered"]
        gates._registry[Move.PROPOSE][condition_of[0]](opportunity)
    answer_all(check_list, director, with_partials(9))
    with django_assert_max_num_queries(3):
        gates._registry[Move.PROPOSE]["requirements_answered"](opportunity)


# --- The no-go -------------------------------------------------------------------------------------------------------


def no_go_values(opportunity, by, **values):
    return {
        "contact": contact_with_mail(opportunity, by),
        "subject": "Respuesta a su RFP",
        "body": "No presentaremos oferta.",
        "loss_reason": LossReason.objects.get(code="requirements-not-met"),
        **values,
    }


def test_a_no_go_is_told_to_the_client_and_only_then_closes_as_withdrawn(no_go, opportunity, analyst, run_jobs, client):
    url = reverse("proposals:no_go_create", args=[opportunity.code])
    values = no_go_values(opportunity, analyst)
    given = {**values, "contact": values["contact"].pk, "loss_reason": values["loss_reason"].pk}
    assert sign_in(client, analyst).post(url, given).status_code == 302
    opportunity.refresh_from_db()
    assert opportunity.is_open
    assert mail.outbox == []
    assert run_jobs() == 1
    opportunity.refresh_from_db()
    assert (opportunity.outcome, opportunity.loss_reason.code) == (Outcome.WITHDRAWN, "requirements-not-met")
    (sent,) = mail.outbox
    assert sent.to == ["compras@cliente.example"]
    assert sent.attachments[0][2] == "application/pdf"
    notice = NoGoNotice.objects.get()
    kinds = sorted(OpportunityAttachment.objects.values_list("kind", flat=True))
    assert kinds == ["email", "letter"]
    assert notice.email.email_message_id.strip("<>") == sent.extra_headers["Message-ID"].strip("<>")
    assert notice.email.email_subject == "Respuesta a su RFP"


def test_a_job_that_runs_twice_sends_once(no_go, opportunity, analyst, run_jobs):
    notice = send_no_go(check_list=no_go, by=analyst, **no_go_values(opportunity, analyst))
    run_jobs()
    Job.objects.update(state=Job.State.QUEUED)
    run_jobs()
    assert len(mail.outbox) == 1
    notice.refresh_from_db()
    assert notice.sent_at is not None


def test_what_cannot_be_sent_leaves_the_opportunity_open(no_go, opportunity, analyst, run_jobs, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    send_no_go(check_list=no_go, by=analyst, **no_go_values(opportunity, analyst))
    run_jobs()
    opportunity.refresh_from_db()
    assert opportunity.is_open
    assert not OpportunityAttachment.objects.exists()
    assert NoGoNotice.objects.get().sent_at is None


def test_an_answer_that_changes_before_it_goes_out_stops_it(no_go, opportunity, analyst, it_leader, run_jobs):
    send_no_go(check_list=no_go, by=analyst, **no_go_values(opportunity, analyst))
    answer_requirement(requirement=line_of(no_go, "security"), by=it_leader, answer="yes")
    run_jobs()
    opportunity.refresh_from_db()
    assert opportunity.is_open
    assert mail.outbox == []


@pytest.mark.parametrize(("values", "field"), [({"subject": " "}, "subject"), ({"loss_reason": None}, "loss_reason")])
def test_what_the_closing_would_refuse_is_refused_before_anything_is_sent(no_go, opportunity, analyst, values, field):
    with pytest.raises(Refused) as refused:
        send_no_go(check_list=no_go, by=analyst, **no_go_values(opportunity, analyst, **values))
    assert field in {one.field for one in refused.value.blockers}
    assert not NoGoNotice.objects.exists()


def test_a_contact_without_an_address_and_a_list_that_says_go_are_refused(check_list, opportunity, director, analyst):
    answer_all(check_list, director)
    values = no_go_values(opportunity, analyst)
    values["contact"].email = ""
    with pytest.raises(Refused) as refused:
        send_no_go(check_list=check_list, by=analyst, **values)
    assert {one.code for one in refused.value.blockers} == {"not_no_go", "no_email"}
    assert not NoGoNotice.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "it_leader", "general_manager", "auditor", "quality_lead"])
def test_only_who_may_move_the_opportunity_tells_the_client(no_go, opportunity, analyst, everybody, client, who):
    url = reverse("proposals:no_go_create", args=[opportunity.code])
    assert sign_in(client, everybody[who]).post(url, {}).status_code == 403
    with pytest.raises(NotAllowed):
        send_no_go(check_list=no_go, by=everybody[who], **no_go_values(opportunity, analyst))
    assert not NoGoNotice.objects.exists()


def test_a_no_go_does_not_close_before_the_client_was_told(no_go, opportunity, analyst):
    with pytest.raises(Refused) as refused:
        close_opportunity(
            opportunity=opportunity,
            outcome=Outcome.WITHDRAWN,
            by=analyst,
            loss_reason=LossReason.objects.get(code="requirements-not-met"),
        )
    assert [one.code for one in refused.value.blockers] == ["no_go_told"]
    opportunity.refresh_from_db()
    assert opportunity.is_open


def withdraw(deal, by):
    return close_opportunity(
        opportunity=deal,
        outcome=Outcome.WITHDRAWN,
        by=by,
        loss_reason=LossReason.objects.get(code="requirements-not-met"),
    )


@pytest.mark.parametrize("changed", [False, True])
def test_a_second_no_go_after_a_reopening_needs_a_letter_of_its_own(
    no_go, opportunity, analyst, director, it_leader, run_jobs, changed
):
    send_no_go(check_list=no_go, by=analyst, **no_go_values(opportunity, analyst))
    run_jobs()
    opportunity.refresh_from_db()
    deal = reopen_opportunity(opportunity=opportunity, by=director, reason="El cliente cambió el pliego")
    if changed:
        answer_requirement(requirement=line_of(no_go, "sarlaft"), by=director, answer="no")
    with pytest.raises(Refused) as refused:
        withdraw(deal, analyst)
    assert [one.code for one in refused.value.blockers] == ["no_go_told"]
    fresh = CheckList.objects.get(pk=no_go.pk)
    send_no_go(check_list=fresh, by=analyst, **no_go_values(deal, analyst))
    run_jobs()
    deal.refresh_from_db()
    assert deal.outcome == Outcome.WITHDRAWN
    assert NoGoNotice.objects.count() == 2


def test_a_worker_killed_while_a_no_go_leaves_sends_no_second_one_and_a_person_may_ask_anew(
    no_go, opportunity, analyst, run_jobs
):
    send_no_go(check_list=no_go, by=analyst, **no_go_values(opportunity, analyst))
    with killed_while_mail_leaves():
        run_jobs()
    Job.objects.update(state=Job.State.QUEUED)
    run_jobs()
    assert len(mail.outbox) == 1
    assert Job.objects.get().state == Job.State.FAILED
    opportunity.refresh_from_db()
    assert opportunity.is_open
    send_no_go(check_list=no_go, by=analyst, **no_go_values(opportunity, analyst))
    run_jobs()
    opportunity.refresh_from_db()
    assert opportunity.outcome == Outcome.WITHDRAWN
