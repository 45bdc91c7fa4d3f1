"""The page of the Matriz: what it opens with, what its scripts are told, what of it may be taken out."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from almacontact.web.actions import save_view
from pipeline.grid import grid
from pipeline.grid import words as grid_words
from pipeline.grid.views import SCOPES
from tests.factories import make_opportunity
from tests.world import lost_deal

pytestmark = pytest.mark.django_db
PAGE = reverse("pipeline:grid")


def _codes(answer):
    sheet = openpyxl.load_workbook(BytesIO(answer.content))["Pipeline"]
    return {cell.value for row in sheet.iter_rows(min_row=5) for cell in row if str(cell.value).startswith("OP-")}


def test_it_opens_with_the_default_view_unless_something_is_asked_for(client, analyst):
    save_view(by=analyst, list_key="pipeline.grid.grid", name="Lo mío", query="scope=mine&cols=seats", is_default=True)
    client.force_login(analyst)
    assert client.get(PAGE).headers["Location"] == f"{PAGE}?scope=mine&cols=seats"
    assert client.get(f"{PAGE}?view=all").status_code == 200


def test_the_columns_are_fields_of_a_row_and_say_what_may_be_typed(client, analyst):
    make_opportunity(analyst)
    client.force_login(analyst)
    (row,) = client.get(reverse("pipeline:grid_rows")).json()["rows"]
    columns = grid_words.columns()
    assert {column["field"] for column in columns} <= set(row)
    assert {column["field"] for column in columns if column["editable"]} == set(grid.EDITABLE)


def test_whoever_only_reads_gets_the_grid_without_its_pens(client, analyst, auditor):
    make_opportunity(analyst)
    client.force_login(auditor)
    answer = client.get(f"{PAGE}?view=all")
    assert answer.context["config"]["may"]["edit"] is False
    assert b"data-grid=" not in answer.content
    assert b'id="grid-bulk"' not in answer.content
    assert client.get(reverse("pipeline:grid_rows")).json()["rows"][0]["editable"] is False


def test_closed_ones_come_only_when_asked_for(client, analyst, director):
    make_opportunity(analyst)
    closed = lost_deal()
    client.force_login(analyst)
    shown = {scope: client.get(reverse("pipeline:grid_rows"), {"scope": scope}).json()["rows"] for scope in SCOPES}
    assert {scope: len(rows) for scope, rows in shown.items()} == {"open": 1, "mine": 1, "year": 2}
    assert next(row for row in shown["year"] if row["code"] == closed.code)["status"] == "lost"


def test_the_rows_shown_are_exported_and_no_others(client, analyst, director):
    shown = make_opportunity(analyst)
    make_opportunity(analyst)
    client.force_login(director)
    answer = client.post(reverse("pipeline:grid_export"), {"codes": f"{shown.code} OP-1999-0001"})
    assert _codes(answer) == {shown.code}


def test_an_analyst_takes_out_only_their_own(client, analyst, colleague):
    own, theirs = make_opportunity(analyst), make_opportunity(colleague)
    client.force_login(analyst)
    answer = client.post(reverse("pipeline:grid_export"), {"codes": f"{own.code} {theirs.code}"})
    assert _codes(answer) == {own.code}


def test_the_page_costs_the_same_number_of_queries_for_any_number(client, analyst, django_assert_num_queries):
    client.force_login(analyst)
    client.get(f"{PAGE}?view=all")
    with django_assert_num_queries(9) as few:
        client.get(f"{PAGE}?view=all")
    for _each in range(5):
        make_opportunity(analyst)
    with django_assert_num_queries(len(few)):
        client.get(f"{PAGE}?view=all")
