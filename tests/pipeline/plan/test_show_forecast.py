"""The forecast: what counts as won, committed, weighted, and against which target."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from almacontact.calendar import today
from pipeline.models import CommercialPlan, Opportunity, PlanState
from pipeline.opportunities.actions.moves import reopen_opportunity
from pipeline.plan.actions.plans import amend_plan, submit_plan
from pipeline.plan.forecast import Basis, Dimension, breakdown, forecast
from pipeline.plan.forecast_workbook import forecast_workbook
from pipeline.states import Outcome, Stage
from tests.factories import make_client, make_opportunity
from tests.pipeline.plan.plan_factories import YEARLY, make_draft_plan, make_plan_in_force, sign_all
from tests.world import MONTHLY, deal_in, lost_deal, won_deal

pytestmark = pytest.mark.django_db


def _forecast(**options):
    now = today()
    return forecast(Opportunity.objects.all(), now.year, today=now, **options)


def _this_month(found):
    return found.months[today().month - 1]


def _target_of_this_month(plan) -> int:
    return plan.monthly_targets.get(month=today().month).amount


def test_a_win_counts_in_the_month_of_winning_not_in_the_expected_one(analyst, director):
    won_deal(expected_close_on=date(today().year + 1, 1, 15))
    assert _this_month(_forecast()).figures.won == MONTHLY


def test_a_lost_opportunity_never_counts(analyst, director):
    lost_deal()
    found = _forecast()
    assert (found.total.figures.won, found.total.figures.open, found.total.figures.weighted) == (0, 0, 0)


def test_the_gap_counts_new_clients_only(analyst, director, general_manager):
    target = _target_of_this_month(make_plan_in_force())
    client = make_client(analyst)
    won_deal(client=client)
    won_deal(client=client)
    month = _this_month(_forecast())
    assert (month.figures.won, month.figures.won_new, month.gap) == (2 * MONTHLY, MONTHLY, target - MONTHLY)


def test_committed_is_won_plus_what_is_in_negotiation(analyst, director):
    close = today().replace(day=28)
    won_deal()
    deal_in(Stage.NEGOTIATION, seats=3, expected_close_on=close)
    deal_in(Stage.QUALIFICATION, expected_close_on=close)
    assert _this_month(_forecast()).figures.committed == MONTHLY + MONTHLY // 15 * 3


def test_weighted_is_monthly_value_by_probability_rounded_once(analyst):
    for _each in range(3):
        make_opportunity(analyst, seats=1, unit_value=333, probability=10, expected_close_on=today())
    assert _this_month(_forecast()).figures.weighted == 100  # 3 x 33.3, not 3 x 33


def test_an_opportunity_whose_date_has_passed_stands_apart(analyst):
    make_opportunity(analyst, expected_close_on=today().replace(day=1) - timedelta(days=1))
    make_opportunity(analyst, expected_close_on=None)
    found = _forecast()
    assert (found.late.open_count, found.undated.open_count, found.total.figures.open_count) == (1, 1, 0)


def test_billing_has_a_forecast_of_its_own(analyst):
    later = date(today().year + 1, 2, 1)
    make_opportunity(analyst, expected_close_on=today(), expected_billing_on=later)
    assert _forecast(basis=Basis.BILLING).later.open_count == 1
    assert _this_month(_forecast()).figures.open_count == 1


def test_the_plan_in_force_sets_the_target_and_a_draft_only_until_then(director, general_manager):
    draft = make_draft_plan(director)
    assert (_forecast().plan, _forecast().plan.state) == (draft, PlanState.DRAFT)
    sign_all(submit_plan(plan=draft, by=director), general_manager)
    amended = amend_plan(plan=CommercialPlan.objects.get(pk=draft.pk), by=director, reason="Nueva meta")
    found = _forecast()
    assert (found.plan.pk, found.plan.state) == (draft.pk, PlanState.IN_FORCE)
    assert amended.revision > draft.revision
    assert found.total.target == YEARLY


def test_without_a_plan_there_is_no_target_and_no_attainment(analyst, director):
    won_deal()
    month = _this_month(_forecast())
    assert (month.target, month.gap, month.attainment) == (None, None, None)


def test_the_breakdown_names_its_parts_in_the_reader_s_language(analyst, director):
    segment = won_deal().segment
    for language, name in (("es", segment.name), ("en", segment.name_en)):
        with override(language):
            [(label, _figures)] = breakdown(
                Opportunity.objects.all(), today().year, by=Dimension.SEGMENT, today=today()
            )
        assert label == name


def test_the_breakdown_adds_up_to_the_year(analyst, director):
    won_deal()
    make_opportunity(analyst, expected_close_on=today())
    overdue = make_opportunity(analyst)
    Opportunity.objects.filter(pk=overdue.pk).update(expected_close_on=today().replace(day=1) - timedelta(days=1))
    year = _forecast().total.figures
    for dimension in Dimension:
        rows = breakdown(Opportunity.objects.all(), today().year, by=dimension, today=today())
        parts = [figures for _label, figures in rows]
        assert sum(one.won + one.open for one in parts) == year.won + year.open == MONTHLY + 50_000_000
        assert sum(one.weighted for one in parts) == year.weighted


def test_a_reopened_win_leaves_the_forecast(analyst, director):
    won = won_deal()
    reopen_opportunity(opportunity=won, by=director, reason="La carta era de otro proceso")
    assert _forecast().total.figures.won == 0
    assert won.outcome == ""
    assert Outcome.WON not in {won.status}


def test_the_page_shows_the_year_to_those_who_see_the_plan(client, analyst, director, planner):
    won_deal()
    client.force_login(analyst)
    page = client.get("/forecast/")
    assert page.status_code == 200
    assert "$ 125.132.970" in page.content.decode()
    client.force_login(planner)
    assert client.get("/forecast/").status_code == 403


def test_the_page_asks_the_same_number_of_questions_for_any_number_of_rows(
    client, analyst, django_assert_max_num_queries
):
    make_opportunity(analyst)
    client.force_login(analyst)
    client.get("/forecast/")
    for _each in range(12):
        make_opportunity(analyst)
    with django_assert_max_num_queries(12):
        client.get("/forecast/")


def test_the_totals_of_the_workbook_carry_their_values(analyst, director):
    won_deal()
    deal_in(Stage.NEGOTIATION, seats=3, expected_close_on=today().replace(day=28))
    parts = breakdown(Opportunity.objects.all(), today().year, by=Dimension.SEGMENT, today=today())
    data = forecast_workbook(_forecast(), parts, Dimension.SEGMENT).content
    formulas, carried = load_workbook(BytesIO(data)), load_workbook(BytesIO(data), data_only=True)
    for sheet in formulas:
        total = sheet.max_row
        for cell in sheet[total][1:]:
            shown = [row[cell.column - 1] for row in carried[sheet.title].iter_rows(2, total - 1, values_only=True)]
            assert cell.data_type == "f"
            assert carried[sheet.title][cell.coordinate].value == sum(value or 0 for value in shown)
    assert carried[str(today().year)].cell(14, 4).value == MONTHLY
