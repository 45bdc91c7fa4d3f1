"""The Matriz as its browser speaks to it: each cell is judged by itself, and nobody's work is overwritten unseen."""

import json

import pytest
from django.urls import reverse

from pipeline.models import Opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from tests.factories import log_interest, make_client, make_opportunity
from tests.world import lost_deal

pytestmark = pytest.mark.django_db


def _cell(opportunity, field, value, base="", version=None):
    return {
        "code": opportunity.code,
        "field": field,
        "value": value,
        "base": base,
        "version": opportunity.version if version is None else version,
    }


def _save(client, *cells):
    answer = client.post(
        reverse("pipeline:grid_cells"), json.dumps({"cells": list(cells)}), content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("seats", "1.200", 1200),
        ("unit_value", "$ 6.500.000", 6_500_000),
        ("contract_months", "2 años", 24),
        ("probability", "12%", 12),
        ("probability", "12", 12),
        ("next_step", "Llamar <b>al</b> decisor", "Llamar <b>al</b> decisor"),
        ("objective", "=1+1", "=1+1"),
    ],
)
def test_a_cell_is_read_as_people_write_it(client, analyst, field, typed, kept):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    (result,) = _save(client, _cell(opportunity, field, typed))
    opportunity.refresh_from_db()
    assert (result["status"], getattr(opportunity, field), opportunity.version) == ("saved", kept, 1)


def test_a_month_alone_keeps_its_precision(client, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    (result,) = _save(client, _cell(opportunity, "expected_close_on", "mar-27"))
    opportunity.refresh_from_db()
    assert (str(opportunity.expected_close_on), opportunity.expected_close_precision) == ("2027-03-31", "month")
    assert result["row"]["expected_close_on"] == "2027-03"


def test_the_answer_carries_the_derived_values(client, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    (result,) = _save(client, _cell(opportunity, "seats", "20"))
    assert (result["row"]["monthly_value"], result["row"]["total_value"]) == (100_000_000, 1_200_000_000)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("seats", "muchos"), ("seats", "-3"), ("expected_close_on", "31/02/2027"), ("segment", "Minería"), ("stage", "x"),
     ("probability", "90"), ("contract_months", "0"), ("owner", "Nadia Paz")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words_and_nothing_changes(client, analyst, outsider, field, typed):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    (result,) = _save(client, _cell(opportunity, field, typed))
    assert result["status"] == "refused"
    assert result["blockers"][0]["message"]
    opportunity.refresh_from_db()
    assert (opportunity.version, opportunity.history.count()) == (0, 1)


def test_one_refused_cell_does_not_stop_the_others_of_a_paste(client, analyst):
    one, other = make_opportunity(analyst), make_opportunity(analyst)
    client.force_login(analyst)
    results = _save(
        client,
        _cell(one, "seats", "11"),
        _cell(one, "contract_months", "nunca"),
        _cell(one, "next_step", "Llamar"),
        _cell(other, "seats", "12"),
    )
    assert [result["status"] for result in results] == ["saved", "refused", "saved", "saved"]
    one.refresh_from_db()
    assert (one.seats, one.next_step, one.version) == (11, "Llamar", 2)


def test_a_cell_that_somebody_else_changed_is_a_conflict_with_both_values(client, analyst, director):
    opportunity = make_opportunity(analyst)
    edit_opportunity(opportunity=opportunity, by=director, changes={"seats": 99})
    client.force_login(analyst)
    (result,) = _save(client, _cell(opportunity, "seats", "12", base="10", version=0))
    assert (result["status"], result["theirs"], result["row"]["version"]) == ("conflict", "99", 1)
    opportunity.refresh_from_db()
    assert opportunity.seats == 99
    (again,) = _save(client, _cell(opportunity, "seats", "12", base="99", version=1))
    assert again["status"] == "saved"


def test_a_cell_that_nobody_else_touched_is_saved_though_its_row_moved_on(client, analyst, director):
    opportunity = make_opportunity(analyst)
    edit_opportunity(opportunity=opportunity, by=director, changes={"seats": 99})
    client.force_login(analyst)
    (result,) = _save(client, _cell(opportunity, "next_step", "Llamar", base="", version=0))
    opportunity.refresh_from_db()
    assert (result["status"], opportunity.next_step, opportunity.seats) == ("saved", "Llamar", 99)


def test_the_same_value_makes_no_version(client, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    (result,) = _save(client, _cell(opportunity, "seats", "10"))
    opportunity.refresh_from_db()
    assert (result["status"], opportunity.version) == ("unchanged", 0)


def test_a_stage_in_the_grid_is_an_ordinary_move(client, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    (refused,) = _save(client, _cell(opportunity, "stage", "Calificación", base="hunting"))
    assert refused["status"] == "refused"
    assert refused["blockers"][0]["url"]
    log_interest(opportunity, analyst)
    opportunity.refresh_from_db()
    (saved,) = _save(client, _cell(opportunity, "stage", "Calificación", base="hunting"))
    opportunity.refresh_from_db()
    assert (saved["status"], opportunity.stage) == ("saved", "qualification")
    assert opportunity.gate_pass.by == analyst


def test_the_grid_closes_nothing(client, analyst, director):
    opportunity = make_opportunity(analyst)
    client.force_login(director)
    (result,) = _save(client, _cell(opportunity, "stage", "Ganado", base="hunting"))
    opportunity.refresh_from_db()
    assert (result["status"], opportunity.stage) == ("refused", "hunting")


def test_others_rows_are_not_editable_and_say_so(client, analyst, colleague):
    opportunity = make_opportunity(colleague)
    client.force_login(analyst)
    (row,) = client.get(reverse("pipeline:grid_rows")).json()["rows"]
    assert row["editable"] is False
    (result,) = _save(client, _cell(opportunity, "seats", "20"))
    opportunity.refresh_from_db()
    assert (result["status"], opportunity.seats, opportunity.version) == ("refused", 10, 0)


def test_an_analyst_does_not_give_an_opportunity_away(client, analyst, colleague):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    (result,) = _save(client, _cell(opportunity, "owner", colleague.name, base=analyst.name))
    opportunity.refresh_from_db()
    assert (result["status"], opportunity.owner) == ("refused", analyst)


@pytest.mark.parametrize("field", ["outcome", "code", "gate_pass", "version", "historical", "created_by", "client"])
def test_a_field_that_the_grid_does_not_offer_cannot_be_written(client, director, analyst, field):
    opportunity = make_opportunity(analyst)
    client.force_login(director)
    (result,) = _save(client, _cell(opportunity, field, "1"))
    opportunity.refresh_from_db()
    assert (result["status"], opportunity.version) == ("refused", 0)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"cells": 3}', '{"cells": [{}]}', '{"cells": [{"code": 1}]}'])
def test_a_body_that_cannot_be_read_is_refused_in_words(client, analyst, body):
    client.force_login(analyst)
    answer = client.post(reverse("pipeline:grid_cells"), body, content_type="application/json")
    assert answer.status_code == 422


def test_a_bulk_change_judges_each_row(client, analyst, director, coordinator):
    one, closed = make_opportunity(analyst), lost_deal()
    client.force_login(coordinator)
    answer = client.post(
        reverse("pipeline:grid_bulk"),
        json.dumps({"codes": [one.code, closed.code], "field": "expected_close_on", "value": "2027-02-28"}),
        content_type="application/json",
    )
    assert {result["code"]: result["status"] for result in answer.json()["results"]} == {
        one.code: "saved",
        closed.code: "refused",
    }


@pytest.mark.parametrize("part", ["analyst", "auditor", "general_manager", "planner", "administrator"])
def test_only_a_coordinator_or_director_changes_many(client, everybody, part):
    opportunity = make_opportunity(everybody["analyst"])
    client.force_login(everybody[part])
    body = json.dumps({"codes": [opportunity.code], "field": "next_step", "value": "x"})
    answer = client.post(reverse("pipeline:grid_bulk"), body, content_type="application/json")
    assert answer.status_code == 403
    opportunity.refresh_from_db()
    assert opportunity.version == 0


def test_the_rows_cost_the_same_number_of_queries_for_any_number(client, analyst, django_assert_num_queries):
    for _each in range(3):
        make_opportunity(analyst)
    client.force_login(analyst)
    client.get(reverse("pipeline:grid_rows"))
    with django_assert_num_queries(4) as few:
        client.get(reverse("pipeline:grid_rows"))
    shared = make_client(analyst)
    for _each in range(10):
        make_opportunity(analyst, client=shared)
    with django_assert_num_queries(len(few)):
        answer = client.get(reverse("pipeline:grid_rows"))
    assert len(answer.json()["rows"]) == Opportunity.objects.count()
