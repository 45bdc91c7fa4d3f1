"""Signing a decision: who may, with what, and what it does. The plan is the thing approved."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from almacontact.accounts.models import PersonRole
from almacontact.accounts.roles import Role
from almacontact.approvals import actions
from almacontact.approvals.models import Decision, RequestState, StepState
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from pipeline.models import PlanApproval, PlanApprovalStep, PlanSignature, PlanState
from pipeline.plan.actions.plans import edit_plan, save_section, submit_plan
from tests.pipeline.plan.plan_factories import current_rows, make_draft_plan, make_submitted_plan, sign_all

pytestmark = pytest.mark.django_db


def sign(step, by, decision=Decision.APPROVE, comment="", seen=None, ago=timedelta(seconds=5)):
    return actions.decide(
        step=step,
        by=by,
        decision=decision,
        seen=seen or step.content_hash,
        authenticated_at=timezone.now() - ago,
        comment=comment,
    )


@pytest.fixture
def asked(director, general_manager, second_general_manager):
    """A plan in approval: three steps that wait for general management."""
    return make_submitted_plan()


def step(asked, key="targets"):
    return asked.steps.get(key=key)


def test_the_last_signature_puts_the_plan_in_force(asked, general_manager, second_general_manager):
    sign(step(asked, "targets"), general_manager)
    sign(step(asked, "strategy"), second_general_manager)
    asked.subject.refresh_from_db()
    assert asked.subject.state == PlanState.IN_APPROVAL
    sign(step(asked, "resources"), general_manager)
    asked.refresh_from_db()
    asked.subject.refresh_from_db()
    assert (asked.state, asked.subject.state) == (RequestState.APPROVED, PlanState.IN_FORCE)
    assert asked.subject.approval == asked


def test_a_signature_freezes_name_role_meaning_time_and_content(asked, general_manager):
    signature = sign(step(asked), general_manager)
    general_manager.name = "Otro Nombre"
    general_manager.save()
    kept = PlanSignature.objects.get(pk=signature.pk)
    assert kept.name == "Gloria Abad"
    assert kept.role == Role.GENERAL_MANAGEMENT
    assert kept.meaning == "I approve this content as it stands."
    assert kept.content["yearly_target"] == 1_200_000_000
    assert kept.content_hash == step(asked).content_hash


@pytest.mark.parametrize("ago", [timedelta(minutes=5, seconds=1), timedelta(hours=3), None])
def test_no_signature_without_the_password_within_five_minutes(asked, general_manager, ago):
    moment = None if ago is None else timezone.now() - ago
    one = step(asked)
    with pytest.raises(Refused) as refused:
        actions.decide(step=one, by=general_manager, decision="approve", seen=one.content_hash, authenticated_at=moment)
    assert [blocker.code for blocker in refused.value.blockers] == ["password_due"]
    assert not PlanSignature.objects.exists()


@pytest.mark.parametrize("decision", [Decision.ADJUST, Decision.REJECT])
def test_sending_back_and_rejecting_need_a_comment(asked, general_manager, decision):
    with pytest.raises(Refused) as refused:
        sign(step(asked), general_manager, decision, comment="  ")
    assert refused.value.blockers[0].field == "comment"
    assert not PlanSignature.objects.exists()


@pytest.mark.parametrize(
    ("decision", "state"), [(Decision.ADJUST, RequestState.ADJUSTMENT), (Decision.REJECT, RequestState.REJECTED)]
)
def test_sending_back_ends_the_request_and_gives_the_plan_back(asked, general_manager, decision, state):
    sign(step(asked), general_manager, decision, comment="La meta es baja")
    asked.refresh_from_db()
    asked.subject.refresh_from_db()
    assert (asked.state, asked.subject.state) == (state, PlanState.DRAFT)
    assert set(asked.steps.exclude(key="targets").values_list("state", flat=True)) == {StepState.CLOSED}


def test_after_an_adjustment_what_was_signed_and_stayed_is_not_asked_again(asked, director, general_manager):
    sign(step(asked, "strategy"), general_manager)
    sign(step(asked, "resources"), general_manager, Decision.ADJUST, comment="Baje las ferias")
    plan = asked.subject
    plan.refresh_from_db()
    rows = current_rows(plan, "budget")
    rows[0]["planned"] = 30_000_000
    save_section(plan=plan, by=director, section="budget", rows=rows)
    again = submit_plan(plan=plan, by=director)
    assert dict(again.steps.values_list("key", "state")) == {
        "targets": StepState.PENDING,
        "strategy": StepState.CARRIED,
        "resources": StepState.PENDING,
    }


def test_a_rejected_request_carries_nothing_over(asked, director, general_manager):
    sign(step(asked, "strategy"), general_manager)
    sign(step(asked, "resources"), general_manager, Decision.REJECT, comment="No")
    plan = asked.subject
    plan.refresh_from_db()
    again = submit_plan(plan=plan, by=director)
    assert set(again.steps.values_list("state", flat=True)) == {StepState.PENDING}


def test_the_same_decision_twice_is_one_signature(asked, general_manager):
    one = step(asked)
    first = sign(one, general_manager)
    assert sign(one, general_manager) == first
    assert PlanSignature.objects.count() == 1


def test_a_replay_after_the_end_does_nothing_twice(asked, general_manager):
    steps = list(asked.steps.all())
    sign_all(asked, general_manager)
    version = type(asked.subject).objects.get(pk=asked.subject.pk).version
    for one in steps:
        sign(one, general_manager)
    asked.subject.refresh_from_db()
    assert asked.subject.version == version
    assert PlanSignature.objects.count() == 3


def test_the_slower_one_is_told_who_was_faster(asked, general_manager, second_general_manager):
    one = step(asked)
    sign(one, general_manager)
    with pytest.raises(Refused, match="Gloria Abad"):
        sign(one, second_general_manager, Decision.REJECT, comment="No")
    assert PlanSignature.objects.get().by == general_manager


def test_nothing_is_decided_on_content_that_was_not_seen(asked, director, general_manager):
    one = step(asked)
    edit_plan(plan=asked.subject, by=director, changes={"projected_sales": 1})
    with pytest.raises(StaleVersion):
        sign(one, general_manager)
    assert not PlanSignature.objects.exists()


def test_an_edit_while_approval_runs_voids_only_what_rested_on_it(asked, director, general_manager):
    sign(step(asked, "targets"), general_manager)
    sign(step(asked, "strategy"), general_manager)
    edit_plan(plan=asked.subject, by=director, changes={"summary": "Crecer en banca"})
    assert dict(asked.steps.values_list("key", "state")) == {
        "targets": StepState.APPROVED,
        "strategy": StepState.PENDING,
        "resources": StepState.PENDING,
    }
    fallen = PlanSignature.objects.get(step__key="strategy")
    assert fallen.voided_at is not None
    assert fallen.voided_by == director
    sign(step(asked, "strategy"), general_manager)
    assert PlanSignature.objects.filter(step__key="strategy").count() == 2


def test_a_role_that_is_not_asked_cannot_sign(asked, everybody):
    for part, person in everybody.items():
        if Role.GENERAL_MANAGEMENT in person.roles:
            continue
        with pytest.raises(NotAllowed):
            sign(step(asked), person)
        assert not PlanSignature.objects.exists(), part


def test_a_submission_that_nobody_could_sign_is_refused_naming_the_step(director):
    plan = make_draft_plan(director)
    with override("es"), pytest.raises(Refused, match="Metas") as refused:
        submit_plan(plan=plan, by=director)
    assert {blocker.code for blocker in refused.value.blockers} == {"nobody_can_sign"}
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT
    assert not PlanApproval.objects.exists()


def test_the_only_holder_who_edited_leaves_nobody_who_could_sign(director, general_manager):
    PersonRole.objects.create(user=general_manager, role=Role.SALES_DIRECTOR)
    plan = make_draft_plan(director)
    edit_plan(plan=plan, by=general_manager, changes={"summary": "Mía"})
    with pytest.raises(Refused) as refused:
        submit_plan(plan=plan, by=director)
    assert len(refused.value.blockers) == 1


def test_submitting_twice_is_one_request(asked, director):
    assert actions.submit(subject=asked.subject, by=director) == asked
    assert PlanApproval.objects.count() == 1


def test_another_person_cannot_submit_what_is_in_approval(asked, second_director):
    with pytest.raises(Refused, match="Diana Forero"):
        actions.submit(subject=asked.subject, by=second_director)


def test_taking_back_gives_the_plan_back_and_keeps_the_signatures(asked, director, general_manager):
    sign(step(asked), general_manager)
    actions.withdraw(request=asked, by=director, reason="Falta un anexo")
    actions.withdraw(request=asked, by=director, reason="Falta un anexo")
    asked.subject.refresh_from_db()
    assert asked.subject.state == PlanState.DRAFT
    assert PlanSignature.objects.standing().count() == 1
    with pytest.raises(Refused):
        sign(PlanApprovalStep.objects.get(key="strategy"), general_manager)
