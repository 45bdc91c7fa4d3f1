"""Nobody approves what they wrote or edited: not by action, form, admin, `update` or `bulk_update`, in any role."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import Role
from almacontact.approvals import actions, delegations
from almacontact.approvals.models import Decision, StepState
from almacontact.audit.models import GatedFieldWrite
from almacontact.calendar import today
from almacontact.refusals import NotAllowed
from pipeline.models import CommercialPlan, PlanApproval, PlanApprovalStep, PlanSignature, PlanState
from pipeline.plan.actions.plans import edit_plan, submit_plan
from tests.pipeline.plan.plan_factories import make_draft_plan, make_submitted_plan

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "una-clave-de-prueba-larga"


def with_role(user: User, *roles: Role) -> User:
    PersonRole.objects.bulk_create([PersonRole(user=user, role=role) for role in roles], ignore_conflicts=True)
    return User.objects.get(pk=user.pk)


def try_to_sign(author: User, request: PlanApproval) -> None:
    for step in request.steps.all():
        with pytest.raises(NotAllowed):
            actions.decide(
                step=step,
                by=author,
                decision=Decision.APPROVE,
                seen=step.content_hash,
                authenticated_at=timezone.now(),
            )
    assert not PlanSignature.objects.exists()
    assert CommercialPlan.objects.get().state == PlanState.IN_APPROVAL


@pytest.fixture
def managers(general_manager, second_general_manager):
    return general_manager, second_general_manager


@pytest.mark.parametrize("role", list(Role))
def test_no_second_role_lets_an_author_sign(director, managers, role):
    request = make_submitted_plan()
    try_to_sign(with_role(director, role, Role.GENERAL_MANAGEMENT), request)


def test_a_superuser_signs_nothing_by_being_one(director, managers):
    request = make_submitted_plan()
    director.is_superuser = director.is_staff = True
    director.save()
    try_to_sign(User.objects.get(pk=director.pk), request)


def test_an_author_does_not_sign_by_delegation(director, managers):
    request = make_submitted_plan()
    delegations.delegate(
        by=managers[0],
        to=director,
        role=Role.GENERAL_MANAGEMENT,
        starts_on=today(),
        ends_on=today(),
        reason="Vacaciones",
    )
    try_to_sign(User.objects.get(pk=director.pk), request)


def test_an_author_does_not_have_it_signed_in_their_name(director, managers, operations_leader):
    author = with_role(director, Role.GENERAL_MANAGEMENT)
    request = submit_plan(plan=make_draft_plan(author), by=author)
    delegations.delegate(
        by=author,
        to=operations_leader,
        role=Role.GENERAL_MANAGEMENT,
        starts_on=today(),
        ends_on=today(),
        reason="Vacaciones",
    )
    try_to_sign(operations_leader, request)


def test_whoever_edited_one_part_signs_the_others_only(director, managers):
    plan = make_draft_plan(director)
    editor = with_role(managers[0], Role.SALES_DIRECTOR)
    edit_plan(plan=plan, by=editor, changes={"summary": "Mejor así"})
    request = submit_plan(plan=plan, by=director)
    strategy, targets = request.steps.get(key="strategy"), request.steps.get(key="targets")
    with pytest.raises(NotAllowed):
        actions.decide(
            step=strategy,
            by=editor,
            decision="approve",
            seen=strategy.content_hash,
            authenticated_at=timezone.now(),
        )
    actions.decide(
        step=targets, by=editor, decision="approve", seen=targets.content_hash, authenticated_at=timezone.now()
    )


def test_touching_nothing_that_is_pinned_makes_nobody_an_author(director, managers):
    plan = make_draft_plan(director)
    editor = with_role(managers[0], Role.SALES_DIRECTOR)
    edit_plan(plan=plan, by=editor, changes={"summary": plan.summary})
    request = submit_plan(plan=plan, by=director)
    strategy = request.steps.get(key="strategy")
    actions.decide(
        step=strategy, by=editor, decision="approve", seen=strategy.content_hash, authenticated_at=timezone.now()
    )


@pytest.mark.parametrize("role", list(Role))
def test_the_form_refuses_the_author(director, managers, role):
    request = make_submitted_plan()
    author = with_role(director, role, Role.GENERAL_MANAGEMENT)
    author.set_password(PASSWORD)
    author.save()
    browser = Client()
    browser.force_login(author, backend=BACKEND)
    step = request.steps.first()
    answer = browser.post(
        reverse("approvals:card", args=["plan", request.pk]),
        {"decision": "approve", "steps": [f"{step.pk}:{step.content_hash}"], "password": PASSWORD},
    )
    assert answer.status_code == 403
    assert not PlanSignature.objects.exists()


@pytest.mark.parametrize("model", ["planapproval", "planapprovalstep", "plansignature", "commercialplan"])
def test_the_admin_changes_no_approval(director, managers, administrator, model):
    request = make_submitted_plan()
    record = {"planapprovalstep": request.steps.first(), "commercialplan": request.subject}.get(model, request)
    browser = Client()
    browser.force_login(administrator, backend=BACKEND)
    change = browser.post(reverse(f"admin:pipeline_{model}_change", args=[record.pk]), {"state": "approved"})
    add = browser.post(reverse(f"admin:pipeline_{model}_add"), {"state": "approved"})
    assert (change.status_code, add.status_code) in {(403, 403), (302, 403)}
    assert not PlanSignature.objects.exists()
    assert request.steps.filter(state=StepState.PENDING).count() == 3


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (CommercialPlan, {"state": "in_force"}),
        (CommercialPlan, {"approval": None}),
        (PlanApproval, {"state": "approved"}),
        (PlanApprovalStep, {"state": "approved"}),
        (PlanApprovalStep, {"excluded": []}),
        (PlanApprovalStep, {"content_hash": "x"}),
    ],
)
def test_update_and_bulk_update_write_no_approval(director, managers, model, values):
    make_submitted_plan()
    with pytest.raises(GatedFieldWrite):
        model.objects.all().update(**values)
    record = model.objects.first()
    for name, value in values.items():
        record.__dict__[name] = value
    with pytest.raises(GatedFieldWrite):
        model.objects.bulk_update([record], list(values))
    assert CommercialPlan.objects.get().state == PlanState.IN_APPROVAL
    assert PlanApprovalStep.objects.filter(state=StepState.PENDING).count() == 3


def test_signatures_are_neither_made_nor_changed_nor_deleted_by_hand(director, managers):
    request = make_submitted_plan()
    step = request.steps.first()
    values = {"step": step, "decision": "approve", "by": director, "name": "x", "authenticated_at": timezone.now()}
    for attempt in (
        lambda: PlanSignature.objects.create(**values),
        lambda: PlanSignature.objects.bulk_create([PlanSignature(**values)]),
        lambda: PlanSignature.objects.update(decision="reject"),
        lambda: PlanSignature.objects.all().delete(),
        lambda: PlanApprovalStep.objects.all().delete(),
        lambda: PlanApproval.objects.bulk_create([PlanApproval(subject=request.subject, submitted_by=director)]),
    ):
        with pytest.raises(TypeError):
            attempt()
    step.state = StepState.APPROVED
    with pytest.raises(TypeError):
        step.save()
    with pytest.raises(TypeError):
        PlanApprovalStep(request=request, key="x", state=StepState.APPROVED).save()
    assert not PlanSignature.objects.exists()


def test_the_database_holds_no_plan_in_force_without_an_approval(director):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        CommercialPlan.objects.create(year=2030, state=PlanState.IN_FORCE)
