"""Writing a plan in the browser: what is refused is said at the field, and nothing typed is lost."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from pipeline.models import BudgetLine, CommercialPlan, PlanActivity, PlanState
from pipeline.plan.actions.plans import amend_plan, draft_plan, edit_plan, save_section, set_targets, submit_plan
from pipeline.plan.results import quarters, results_of, season_of, spread
from tests.pipeline.plan.plan_factories import current_rows, make_draft_plan, make_past_deal, make_plan_in_force

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def browse(client):
    def sign_in(person) -> Client:
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


def address(plan, name, *more):
    return reverse(f"pipeline:{name}", args=[plan.year, plan.revision, *more])


def posted(page) -> dict[str, str]:
    """Return what the page's form would post, as the browser reads it."""
    html = page.content.decode()
    values = dict(re.findall(r'<input[^>]*name="(line-[^"]+)"[^>]*value="([^"]*)"', html))
    values |= {name: value for value, name in re.findall(r'<input[^>]*value="([^"]*)"[^>]*name="(line-[^"]+)"', html)}
    values["version"] = re.search(r'name="version" value="(\d+)"', html).group(1)
    return values


def months(amount, **changed):
    return {f"month_{n}": str(amount) for n in range(1, 13)} | changed


def test_targets_that_do_not_add_up_say_by_how_much_and_stay_typed(browse, director):
    plan = make_draft_plan(director)
    page = browse(director).post(
        address(plan, "plan_targets"),
        {"save": "1", "version": plan.version, "yearly": "1.200.000.000", **months("99.000.000", month_3="98.999.999")},
    )
    html = page.content.decode()
    assert page.status_code == 422
    assert "$ 12.000.001" in html
    assert "98.999.999" in html
    plan.refresh_from_db()
    assert plan.monthly_targets.get(month=3).amount == 100_000_000


def test_a_negative_budget_is_refused_at_its_line(browse, director):
    plan = make_draft_plan(director)
    page = browse(director).get(address(plan, "plan_section", "budget"))
    data = posted(page) | {"line-0-planned": "-5.000.000", "line-1-concept": "Viajes nuevos"}
    answer = browse(director).post(address(plan, "plan_section", "budget"), data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in html
    assert "-5.000.000" in html
    assert "Viajes nuevos" in html
    assert BudgetLine.objects.of(plan).get(concept="Ferias").planned == 40_000_000


@pytest.mark.parametrize("name", ["starts_on", "ends_on"])
def test_a_date_outside_the_year_is_refused_at_its_line(browse, director, name):
    plan = make_draft_plan(director)
    browser = browse(director)
    data = posted(browser.get(address(plan, "plan_section", "activities")))
    for number, activity in enumerate(PlanActivity.objects.of(plan)):
        data |= {f"line-{number}-owner": activity.owner_id, f"line-{number}-objective_key": ""}
    other = date(plan.year - 1, 2, 2) if name == "starts_on" else date(plan.year + 1, 2, 2)
    answer = browser.post(address(plan, "plan_section", "activities"), data | {f"line-0-{name}": other.isoformat()})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_line-0-{name}_error"' in html
    assert other.isoformat() in html
    assert str(plan.year) in html
    assert PlanActivity.objects.of(plan).first().starts_on == date(plan.year, 3, 1)


def test_an_activity_that_ends_before_it_begins_is_refused(director):
    plan = make_draft_plan(director)
    rows = current_rows(plan, "activities")
    rows[1]["ends_on"] = date(plan.year, 1, 1)
    with pytest.raises(Refused) as refused:
        save_section(plan=plan, by=director, section="activities", rows=rows)
    assert refused.value.blockers[0].field == "1.ends_on"


def test_blank_lines_with_the_first_choice_of_their_lists_are_left_out(browse, director):
    plan = make_draft_plan(director)
    browser = browse(director)
    data = posted(browser.get(address(plan, "plan_section", "swot")))
    kinds = {
        f"line-{number}-kind": kind for number, kind in enumerate(["strength", "weakness", "opportunity", "threat"])
    }
    answer = browser.post(
        address(plan, "plan_section", "swot"), data | kinds | {"line-4-kind": "weakness", "line-5-kind": "weakness"}
    )
    assert answer.status_code == 302
    assert len(current_rows(plan, "swot")) == 4


def test_a_second_plan_of_a_year_is_refused_with_the_way_to_the_first(browse, director, general_manager):
    plan = make_plan_in_force()
    page = browse(director).post(reverse("pipeline:plan_list"), {"year": plan.year})
    assert page.status_code == 422
    assert str(plan) in page.content.decode()
    assert CommercialPlan.objects.count() == 1


def test_beginning_a_plan_twice_is_one_plan(director):
    assert draft_plan(year=2031, by=director) == draft_plan(year=2031, by=director)


def test_a_stale_section_shows_both_values_and_keeps_what_was_typed(browse, director, second_director):
    plan = make_draft_plan(director)
    browser = browse(director)
    data = posted(browser.get(address(plan, "plan_section", "tools")))
    rows = current_rows(plan, "tools")
    rows[0]["purpose"] = "De la otra persona"
    save_section(plan=plan, by=second_director, section="tools", rows=rows)
    answer = browser.post(address(plan, "plan_section", "tools"), data | {"line-0-purpose": "Mío"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "De la otra persona" in html
    assert 'value="Mío"' in html
    again = browser.post(address(plan, "plan_section", "tools"), posted(answer))
    assert again.status_code == 302


def test_stale_targets_show_both_values(browse, director, second_director):
    plan = make_draft_plan(director)
    seen = plan.version
    set_targets(plan=plan, by=second_director, yearly=1_320_000_000, months=dict.fromkeys(range(1, 13), 110_000_000))
    data = {"save": "1", "version": seen, "yearly": "1200000000", **months("100000000")}
    answer = browse(director).post(address(plan, "plan_targets"), data)
    assert answer.status_code == 409
    assert "$ 1.320.000.000" in answer.content.decode()


def test_spreading_saves_nothing_and_adds_up(browse, director):
    plan = make_draft_plan(director)
    answer = browse(director).post(
        address(plan, "plan_targets"),
        {
            "do_spread": "1",
            "yearly": "1000000007",
            "spread": "quarters",
            "quarter_1": "10",
            "quarter_2": "20",
            "quarter_3": "30",
            "quarter_4": "40",
        },
    )
    shown = [
        int(value.replace(".", ""))
        for value in re.findall(r'name="month_\d+" value="([\d.]+)"', answer.content.decode())
    ]
    assert answer.status_code == 200
    assert sum(shown) == 1_000_000_007
    assert sum(shown[:3]) in range(99_999_998, 100_000_004)
    plan.refresh_from_db()
    assert plan.yearly_target == 1_200_000_000


def test_quarters_that_are_no_whole_are_refused(browse, director):
    plan = make_draft_plan(director)
    values = {"do_spread": "1", "yearly": "100", "spread": "quarters", "quarter_1": "10", "quarter_2": "10"}
    answer = browse(director).post(address(plan, "plan_targets"), values | {"quarter_3": "10", "quarter_4": "10"})
    assert answer.status_code == 422
    assert "40" in answer.content.decode()


@pytest.mark.parametrize("total", [0, 1, 11, 12, 999_999_999_999, 1_000_000_007])
@pytest.mark.parametrize("weights", [[1] * 12, [0] * 12, list(range(12)), quarters([20, 25, 25, 30])])
def test_spread_parts_add_up_to_the_peso(total, weights):
    parts = spread(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0


def test_a_plan_begins_with_the_results_of_last_year_drawn_from_the_data(analyst, director):
    won = make_past_deal(analyst, today(), seats=10, unit_value=1_000_000)
    make_past_deal(analyst, today(), "lost")
    make_past_deal(analyst, today(), "cancelled")
    results = results_of(today().year)
    assert results["won"] == results["won_new"] == 10_000_000
    assert results["months"][won.closed_on.month - 1] == 10_000_000
    assert results["segments"][0][1:] == [str(won.segment), 10_000_000, 1]
    assert (results["resolved"], results["conversion"]) == (3, 33.3)
    assert results["attainment"] is None, "without a target there is no attainment"
    plan = draft_plan(year=today().year + 1, by=director)
    assert plan.last_year == results
    assert season_of(today().year + 1)[won.closed_on.month - 1] == 10_000_000


def test_attainment_is_of_the_target_in_force_that_year(analyst, director, general_manager):
    make_draft_plan(director, today().year - 1)
    assert results_of(today().year - 1)["target"] is None, "a draft is no target"
    plan = make_plan_in_force()
    make_past_deal(analyst, today(), seats=12, unit_value=10_000_000)
    assert results_of(plan.year)["target"] == 1_200_000_000
    assert results_of(plan.year)["attainment"] == 10.0


def test_a_coordinator_drafts_and_a_director_submits(coordinator, director, general_manager):
    plan = make_draft_plan(coordinator)
    with pytest.raises(NotAllowed):
        submit_plan(plan=plan, by=coordinator)
    submit_plan(plan=plan, by=director)
    with pytest.raises(NotAllowed):
        edit_plan(plan=plan, by=coordinator, changes={"summary": "Tarde"})
    edit_plan(plan=plan, by=director, changes={"summary": "A tiempo"})


def test_who_has_no_part_in_the_plan_writes_nothing(everybody):
    for part in ("analyst", "general_manager", "auditor", "administrator", "quality_lead", "planner", "outsider"):
        with pytest.raises(NotAllowed):
            draft_plan(year=2030, by=everybody[part])


def test_an_incomplete_plan_says_everything_it_lacks_with_the_way_to_it(director, general_manager):
    plan = draft_plan(year=2030, by=director)
    with pytest.raises(Refused) as refused:
        submit_plan(plan=plan, by=director)
    codes = {blocker.code for blocker in refused.value.blockers}
    assert {"no_target", "empty_swot", "empty_objectives", "empty_tactics", "empty_budget", "empty_people"} <= codes
    assert all(blocker.url for blocker in refused.value.blockers)
    assert CommercialPlan.objects.get().state == PlanState.DRAFT


def test_the_pages_of_a_plan_open_for_their_readers(browse, everybody, director, general_manager):
    plan = make_plan_in_force()
    for part in ("analyst", "coordinator", "director", "general_manager", "quality_lead", "auditor"):
        browser = browse(everybody[part])
        for url in (
            reverse("pipeline:plan_list"),
            plan.get_absolute_url(),
            reverse("pipeline:plan_follow_up", args=[plan.year]),
            address(plan, "plan_changes"),
        ):
            assert browser.get(url).status_code == 200, (part, url)


def test_the_page_of_a_plan_asks_no_more_for_more_lines(
    browse, director, general_manager, django_assert_max_num_queries
):
    plan = make_plan_in_force()
    copy = amend_plan(plan=plan, by=director, reason="Más líneas")
    browser = browse(director)
    browser.get(copy.get_absolute_url())
    with django_assert_max_num_queries(60) as few:
        browser.get(copy.get_absolute_url())
    rows = [*current_rows(copy, "budget"), *({"concept": f"Línea {n}", "planned": n} for n in range(30))]
    save_section(plan=copy, by=director, section="budget", rows=rows)
    people = [*current_rows(copy, "people"), *({"name": f"Cargo {n}", "person": director} for n in range(10))]
    save_section(plan=copy, by=director, section="people", rows=people)
    activities = current_rows(copy, "activities")
    more = [{**{k: v for k, v in activities[0].items() if k != "key"}, "name": f"Actividad {n}"} for n in range(10)]
    save_section(plan=copy, by=director, section="activities", rows=[*activities, *more])
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(copy.get_absolute_url())
