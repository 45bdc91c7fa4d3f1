"""A change to an approved plan is a new version: what changed is asked again, what stayed stays signed."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from almacontact.approvals import actions as approvals
from almacontact.approvals.models import StepState
from almacontact.refusals import Refused, StaleVersion
from pipeline.models import (
    CommercialPlan,
    MonthlyTarget,
    PlanObjective,
    PlanSignature,
    PlanState,
    Segment,
    Service,
)
from pipeline.plan.actions.plans import amend_plan, draw_last_year, edit_plan, save_section, set_targets, submit_plan
from pipeline.plan.approval import RESOURCE_FIELDS, STRATEGY_FIELDS, TARGET_FIELDS
from pipeline.plan.content import CONTENT, SECTIONS, content_of, editors_of
from tests.pipeline.plan.plan_factories import (
    current_rows,
    make_amended_plan,
    make_draft_plan,
    make_past_deal,
    make_plan_in_force,
    sign_all,
)

pytestmark = pytest.mark.django_db
STEP_OF = {
    **dict.fromkeys(TARGET_FIELDS, "targets"),
    **dict.fromkeys(STRATEGY_FIELDS, "strategy"),
    **dict.fromkeys(RESOURCE_FIELDS, "resources"),
}
OTHER_VALUE = {
    "swot.kind": "threat",
    "swot.text": "Otra fortaleza",
    "objectives.name": "Otro objetivo",
    "objectives.measure": "Tres clientes",
    "objectives.due_on": lambda plan: date(plan.year, 12, 1),
    "tactics.objective_key": lambda plan: PlanObjective.objects.of(plan).last().key,
    "tactics.kind": "tactic",
    "tactics.text": "Otra estrategia",
    "activities.name": "Otra feria",
    "activities.owner_id": "colleague",
    "activities.starts_on": lambda plan: date(plan.year, 3, 2),
    "activities.ends_on": lambda plan: date(plan.year, 4, 16),
    "activities.objective_key": lambda plan: PlanObjective.objects.of(plan).first().key,
    "kpis.name": "Otro KPI",
    "kpis.indicator": "commercial",
    "kpis.unit": "citas",
    "kpis.target": Decimal(13),
    "profiles.name": "Otro perfil",
    "profiles.segment_id": lambda plan: Segment.objects.first(),
    "profiles.service_id": lambda plan: Service.objects.first(),
    "profiles.min_seats": 21,
    "profiles.max_seats": 201,
    "people.name": "Otro cargo",
    "people.person_id": "colleague",
    "people.responsibility": "Otra",
    "people.dedication": 50,
    "tools.name": "Otra herramienta",
    "tools.purpose": "Otro fin",
    "budget.concept": "Otro concepto",
    "budget.planned": 41_000_000,
}
PINNED = [f"{key}.{name}" for key, section in SECTIONS.items() for name in section.model.PINNED]


@pytest.fixture
def amended(second_general_manager, colleague):
    """A new version of a plan in force."""
    return make_amended_plan()


def falls(plan, director):
    """Submit and return the steps that are asked again."""
    steps = dict(submit_plan(plan=plan, by=director).steps.values_list("key", "state"))
    assert set(steps.values()) <= {StepState.PENDING, StepState.CARRIED}
    return {key for key, state in steps.items() if state == StepState.PENDING}


def edit_row(plan, by, path, everybody):
    section, name = path.split(".")
    rows = current_rows(plan, section)
    value = OTHER_VALUE[path]
    if callable(value):
        value = value(plan)
    elif value in everybody:
        value = everybody[value]
    if path == "tactics.objective_key":
        objectives = [*current_rows(plan, "objectives"), {"name": "Segundo"}]
        save_section(plan=plan, by=by, section="objectives", rows=objectives)
        value = PlanObjective.objects.of(plan).last().key
        rows.append({name: value for name, value in rows[0].items() if name != "key"})
    assert rows[0][name.removesuffix("_id")] != value
    rows[0][name.removesuffix("_id")] = value
    save_section(plan=plan, by=by, section=section, rows=rows)


def test_the_test_names_every_field_of_a_plan():
    assert set(OTHER_VALUE) == set(PINNED)
    assert set(STEP_OF) == set(CONTENT)


@pytest.mark.parametrize("path", PINNED)
def test_a_changed_field_of_a_line_lets_only_its_step_fall(amended, director, everybody, path):
    edit_row(amended, director, path, everybody)
    assert falls(amended, director) == {STEP_OF[path.split(".")[0]]}


@pytest.mark.parametrize(
    ("field", "value"), [("summary", "Otra"), ("projected_sales", 7), ("projection_note", "Otra base")]
)
def test_a_changed_word_or_projection_lets_only_its_step_fall(amended, director, field, value):
    edit_plan(plan=amended, by=director, changes={field: value})
    assert falls(amended, director) == {STEP_OF[field]}


def test_a_changed_target_lets_only_the_targets_fall(amended, director):
    months = dict.fromkeys(range(1, 13), 100000000)
    months[1], months[2] = 90_000_000, 110_000_000
    set_targets(plan=amended, by=director, yearly=1_200_000_000, months=months)
    assert falls(amended, director) == {"targets"}


def test_a_changed_yearly_target_lets_only_the_targets_fall(amended, director):
    months = dict.fromkeys(range(1, 13), 110000000)
    set_targets(plan=amended, by=director, yearly=1_320_000_000, months=months)
    assert falls(amended, director) == {"targets"}


def test_results_drawn_again_let_only_the_targets_fall_when_they_differ(amended, director, analyst):
    draw_last_year(plan=amended, by=director)
    make_past_deal(analyst, date(amended.year - 1, 5, 5))
    draw_last_year(plan=amended, by=director)
    assert falls(amended, director) == {"targets"}


@pytest.mark.parametrize("section", SECTIONS)
def test_a_line_taken_out_or_added_lets_only_its_step_fall(amended, director, everybody, section):
    rows = current_rows(amended, section)
    if section in {"objectives", "profiles", "kpis", "people", "tools", "tactics"}:
        rows.append({name: value for name, value in rows[0].items() if name != "key"})
    else:
        rows = rows[1:]
    save_section(plan=amended, by=director, section=section, rows=rows)
    if section == "objectives":
        added = {"objective_key": PlanObjective.objects.of(amended).last().key, "kind": "tactic", "text": "Otra"}
        both = [*current_rows(amended, "tactics"), added]
        save_section(plan=amended, by=director, section="tactics", rows=both)
    assert falls(amended, director) == {STEP_OF[section]}


def test_another_order_of_lines_lets_its_step_fall(amended, director):
    save_section(plan=amended, by=director, section="swot", rows=current_rows(amended, "swot")[::-1])
    assert falls(amended, director) == {"strategy"}


def test_a_version_without_changes_is_in_force_at_once_with_the_old_signatures(amended, director):
    request = submit_plan(plan=amended, by=director)
    amended.refresh_from_db()
    assert amended.state == PlanState.IN_FORCE
    assert set(request.steps.values_list("state", flat=True)) == {StepState.CARRIED}
    assert PlanSignature.objects.count() == 3


@pytest.mark.parametrize("path", PINNED)
def test_a_field_changed_while_approval_runs_voids_only_its_signature(
    director, general_manager, second_general_manager, everybody, path
):
    plan = make_draft_plan(director)
    request = submit_plan(plan=plan, by=director)
    left_open = "resources" if STEP_OF[path.split(".")[0]] != "resources" else "targets"
    for step in request.steps.exclude(key=left_open):
        approvals.decide(
            step=step,
            by=general_manager,
            decision="approve",
            seen=step.content_hash,
            authenticated_at=timezone.now(),
        )
    edit_row(plan, director, path, everybody)
    fallen = PlanSignature.objects.filter(voided_at__isnull=False).values_list("step__key", flat=True)
    assert set(fallen) == {STEP_OF[path.split(".")[0]]}
    assert PlanSignature.objects.standing().count() == 1


def test_the_plan_before_stays_in_force_until_the_new_one_is_signed(amended, director, second_general_manager):
    edit_plan(plan=amended, by=director, changes={"summary": "Otra"})
    request = submit_plan(plan=amended, by=director)
    before = CommercialPlan.objects.get(revision=1)
    assert CommercialPlan.objects.for_forecast(amended.year) == before
    sign_all(request, second_general_manager)
    before.refresh_from_db()
    amended.refresh_from_db()
    assert (before.state, amended.state) == (PlanState.SUPERSEDED, PlanState.IN_FORCE)
    assert CommercialPlan.objects.for_forecast(amended.year) == amended


def test_copying_a_plan_makes_nobody_its_author(director, second_director, general_manager, second_general_manager):
    plan = make_plan_in_force()
    copy = amend_plan(plan=plan, by=second_director, reason="Nuevo año")
    assert editors_of(copy, CONTENT) == {director.pk}
    edit_plan(plan=copy, by=second_director, changes={"summary": "Mía"})
    assert editors_of(copy, ["summary"]) == {director.pk, second_director.pk}
    assert editors_of(copy, ["budget"]) == {director.pk}


def test_a_new_version_is_a_true_copy(amended):
    before = CommercialPlan.objects.get(revision=1)
    assert content_of(amended) == content_of(before)
    assert MonthlyTarget.objects.filter(plan=amended).count() == 12


def test_only_one_version_is_written_at_a_time(amended, director):
    with pytest.raises(Refused, match="v2"):
        amend_plan(plan=CommercialPlan.objects.get(revision=1), by=director, reason="Otra vez")


def test_a_plan_in_force_does_not_change(amended, director):
    plan = CommercialPlan.objects.get(revision=1)
    with pytest.raises(Refused):
        edit_plan(plan=plan, by=director, changes={"summary": "No"})
    with pytest.raises(Refused):
        save_section(plan=plan, by=director, section="tools", rows=[{"name": "x"}])


def test_two_editors_of_a_plan_do_not_overwrite_each_other(amended, director, second_director):
    seen = amended.version
    edit_plan(plan=amended, by=director, changes={"summary": "Una"}, version=seen)
    other = CommercialPlan.objects.get(pk=amended.pk)
    with pytest.raises(StaleVersion):
        save_section(plan=other, by=second_director, section="tools", rows=[], version=seen)


def test_a_line_of_another_plan_is_not_taken_over(amended, director):
    with pytest.raises(Refused):
        save_section(plan=amended, by=director, section="tools", rows=[{"key": uuid4(), "name": "x", "purpose": ""}])
