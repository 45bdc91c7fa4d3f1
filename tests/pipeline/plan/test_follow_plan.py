"""Following a plan: activities, budget, KPIs and targets against what is; none of it touches what was signed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from pipeline.duties import duties, to_sign
from pipeline.models import ActivityReport, BudgetLine, PlanActivity, PlanKpi, Segment
from pipeline.plan import kpis as indicators
from pipeline.plan.actions.follow_up import measure_kpi, record_spending, report_activity
from pipeline.plan.actions.plans import amend_plan, save_section, submit_plan
from pipeline.plan.approval import PlanKind
from pipeline.plan.content import content_of
from pipeline.plan.duties import ACTIVITIES
from pipeline.plan.fit import fit_of, profiles_in_force
from pipeline.plan.progress import activities_of, budget_of, kpis_of, months_of, objectives_of
from tests.factories import make_opportunity
from tests.pipeline.plan.plan_factories import (
    current_rows,
    make_draft_plan,
    make_past_deal,
    make_plan_in_force,
    sign_all,
)

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def plan(director, general_manager, second_general_manager):
    return make_plan_in_force()


def test_facts_leave_what_was_signed_as_it_was(plan, director):
    before = content_of(plan)
    record_spending(line=BudgetLine.objects.of(plan).first(), by=director, spent_on=today(), amount=1_000_000)
    report_activity(activity=PlanActivity.objects.of(plan).first(), by=director, state="running", progress=40)
    measure_kpi(kpi=PlanKpi.objects.of(plan).first(), by=director, value=Decimal(10))
    assert content_of(plan) == before


def test_spending_follows_its_line_into_the_next_version(plan, director, general_manager):
    line = BudgetLine.objects.of(plan).first()
    record_spending(line=line, by=director, spent_on=today(), amount=50_000_000)
    amended = amend_plan(plan=plan, by=director, reason="Más ferias")
    rows = current_rows(amended, "budget")
    rows[0]["planned"] = 60_000_000
    save_section(plan=amended, by=director, section="budget", rows=rows)
    sign_all(submit_plan(plan=amended, by=director), general_manager)
    amended.refresh_from_db()
    later = BudgetLine.objects.of(amended).first()
    record_spending(line=later, by=director, spent_on=today(), amount=5_000_000)
    status = budget_of(amended)[0]
    assert (status.spent, status.left, status.percent) == (55_000_000, 5_000_000, 91.7)


def test_a_late_activity_says_by_how_many_days(plan, director):
    activity = PlanActivity.objects.of(plan).first()
    day = activity.ends_on + timedelta(days=12)
    status = activities_of(plan, day)[1]
    assert (status.activity, status.late, status.tone) == (activity, 12, "bad")
    report_activity(activity=activity, by=director, state="done", on=min(day, today()))
    status = next(one for one in activities_of(plan, today()) if one.activity == activity)
    assert (status.progress, status.tone) == (100, "ok")
    assert status.late == max(0, (min(day, today()) - activity.ends_on).days)


def test_the_owner_of_an_activity_reports_it_and_a_stranger_does_not(director, general_manager, analyst, colleague):
    plan = make_draft_plan(director, owner=analyst)
    sign_all(submit_plan(plan=plan, by=director), general_manager)
    plan.refresh_from_db()
    activity = PlanActivity.objects.of(plan).first()
    report_activity(activity=activity, by=analyst, state="running", progress=10)
    with pytest.raises(NotAllowed):
        report_activity(activity=activity, by=colleague, state="done")
    with pytest.raises(NotAllowed):
        record_spending(line=BudgetLine.objects.of(plan).first(), by=analyst, spent_on=today(), amount=1)


@pytest.mark.parametrize(
    ("amount", "spent_on", "field"),
    [(0, today(), "amount"), (1, today() + timedelta(days=1), "spent_on"), (1, date(2001, 1, 1), "spent_on")],
)
def test_spending_that_cannot_be_is_refused_at_its_field(plan, director, amount, spent_on, field):
    line = BudgetLine.objects.of(plan).first()
    with pytest.raises(Refused) as refused:
        record_spending(line=line, by=director, spent_on=spent_on, amount=amount)
    assert refused.value.blockers[0].field == field


def test_a_draft_is_not_followed_up(director):
    plan = make_draft_plan(director)
    with pytest.raises(Refused):
        report_activity(activity=PlanActivity.objects.of(plan).first(), by=director, state="done")


def test_cancelling_an_activity_needs_a_reason(plan, director):
    activity = PlanActivity.objects.of(plan).first()
    with pytest.raises(Refused):
        report_activity(activity=activity, by=director, state=ActivityReport.State.CANCELLED)


def test_a_kpi_reads_its_indicator_by_its_code(plan, director, general_manager, analyst):
    make_past_deal(analyst, today(), seats=60, unit_value=10_000_000)
    amended = amend_plan(plan=plan, by=director, reason="KPI")
    rows = [*current_rows(amended, "kpis"), {"name": "Cumplimiento", "indicator": "commercial", "target": 100}]
    save_section(plan=amended, by=director, section="kpis", rows=rows)
    sign_all(submit_plan(plan=amended, by=director), general_manager)
    amended.refresh_from_db()
    by_hand, tied = kpis_of(amended)
    assert (by_hand.value, by_hand.tone) == (None, "idle")
    assert (tied.value, tied.tone) == (Decimal("50.0"), "bad")
    with pytest.raises(Refused):
        measure_kpi(kpi=tied.kpi, by=director, value=Decimal(1))


def test_another_app_can_measure_a_code(plan):
    kept = indicators.get("commercial")
    indicators.register(indicators.Indicator("commercial", "Ficha", "%", lambda year: Decimal(91)))
    try:
        assert indicators.get("commercial").value(plan.year) == 91
    finally:
        indicators.register(kept)


def test_months_and_objectives_stand_against_what_is(plan, analyst, director):
    make_past_deal(analyst, date(plan.year, 1, 20), seats=15, unit_value=10_000_000)
    january, february, *_rest = months_of(plan)
    assert (january.won, january.gap, february.running_won) == (150_000_000, -50_000_000, 150_000_000)
    (objective,) = objectives_of(plan, activities_of(plan, today()))
    assert [str(one) for one in objective.tactics] == ["Alianzas con gremios"]


def test_opportunities_are_scored_against_the_wanted_clients(director, general_manager, analyst):
    plan = make_draft_plan(director)
    health = Segment.objects.get(code="salud")
    rows = [{"name": "EPS medianas", "segment": health, "min_seats": 20, "max_seats": 200}]
    save_section(plan=plan, by=director, section="profiles", rows=rows)
    assert profiles_in_force(plan.year) == []
    sign_all(submit_plan(plan=plan, by=director), general_manager)
    profiles = profiles_in_force(plan.year)
    assert fit_of(make_opportunity(analyst, segment=health, seats=50), profiles).score == 100
    assert fit_of(make_opportunity(analyst, seats=50), profiles).score == 67
    assert fit_of(make_opportunity(analyst, seats=5), profiles).score == 33
    assert fit_of(make_opportunity(analyst), []) is None


def test_a_late_activity_and_a_waiting_signature_are_on_the_day_of_who_owes_them(
    director, general_manager, second_general_manager, planner, client
):
    plan = make_draft_plan(director, owner=planner)
    request = submit_plan(plan=plan, by=director)
    assert [duty.url for duty in duties(general_manager, [to_sign(PlanKind())])] == [request.get_absolute_url()]
    assert duties(director, [to_sign(PlanKind())]) == []
    sign_all(request, general_manager)
    with time_machine.travel(datetime(plan.year, 11, 30, 15, tzinfo=UTC)):
        assert [duty.title for duty in duties(planner, [ACTIVITIES])] == ["Campaña de correo", "Feria de salud"]
        assert duties(director, [ACTIVITIES]) == []
        client.force_login(planner, backend=BACKEND)
        for duty in duties(planner, [ACTIVITIES]):
            done = client.post(duty.url, {"state": "done", "progress": "", "on": today().isoformat(), "note": ""})
            assert done.status_code == 302
        assert duties(planner, [ACTIVITIES]) == []
        client.force_login(general_manager, backend=BACKEND)
        assert client.get(duty.url).status_code == 200


def test_the_small_forms_keep_what_was_typed_when_refused(plan, director, client):
    client.force_login(director, backend=BACKEND)
    line = BudgetLine.objects.of(plan).first()
    url = reverse("pipeline:spending_create", args=[line.pk])
    refused = client.post(url, {"amount": "0", "spent_on": "2001-01-01", "note": "Stand"})
    assert refused.status_code == 422
    assert "Stand" in refused.content.decode()
    done = client.post(url, {"amount": "1.500.000", "spent_on": today().isoformat(), "note": "Stand"})
    assert done.status_code == 302
    assert budget_of(plan)[0].spent == 1_500_000
