"""A list page: order, filter, search, pages, saved views, export."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from almacontact.accounts.models import User
from almacontact.web.models import SavedView
from almacontact.web.search_index import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]
LIST = "/test/people/"


@pytest.fixture
def crowd(analyst):
    User.objects.bulk_create(
        User(email=f"p{number:03}@x.example", name=f"Persona {number:03}", theme="dark" if number % 2 else "light")
        for number in range(120)
    )
    fill()


@pytest.fixture
def visit(client, analyst):
    client.force_login(analyst)
    return client


def names(response) -> list[str]:
    return [person.name for person in response.context["page"]]


def test_a_list_shows_fifty_and_says_how_many_there_are(visit, crowd):
    response = visit.get(LIST)
    assert len(names(response)) == 50
    assert response.context["page"].paginator.count == 121
    assert "1–50" in response.content.decode()


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_round(visit, crowd):
    assert names(visit.get(LIST, {"sort": "-name"}))[0] == "Persona 119"
    assert 'aria-sort="descending"' in visit.get(LIST, {"sort": "-name"}).content.decode()


def test_an_order_that_the_list_does_not_have_is_ignored(visit, crowd):
    for sort in ("password", "email", "held_roles__role", "'; DROP"):
        assert names(visit.get(LIST, {"sort": sort}))[0] == "Ana Lozano"


def test_search_needs_every_word(visit, crowd):
    assert names(visit.get(LIST, {"q": "persona 007"})) == ["Persona 007"]
    assert "Quite" in visit.get(LIST, {"q": "nada que ver"}).content.decode()


def test_a_filter_narrows_and_shows_as_a_chip_that_takes_it_out(visit, crowd):
    response = visit.get(LIST, {"theme": "dark", "sort": "-name"})
    assert response.context["page"].paginator.count == 60
    assert response.context["chips"][0]["query"] == "sort=-name"


def test_an_impossible_page_or_filter_answers_all_the_same(visit, crowd):
    for query in ({"page": "999"}, {"page": "x"}, {"theme": "pink"}, {"joined_after": "nunca"}):
        assert visit.get(LIST, query).status_code == 200


def test_htmx_gets_the_results_alone_and_a_clean_address(visit, crowd):
    response = visit.get(
        LIST, {"q": "persona", "theme": ""}, headers={"HX-Request": "true", "HX-Target": "list-results"}
    )
    assert "<html" not in response.content.decode()
    assert response.headers["HX-Push-Url"] == f"{LIST}?q=persona"
    assert "HX-Request" in response.headers["Vary"]


def test_totals_add_up_everything_that_matches(visit, crowd):
    found = User.objects.filter(theme="dark")
    text = visit.get(LIST, {"theme": "dark", "part": "totals"}).content.decode()
    total = sum(found.values_list("pk", flat=True))
    assert f"{total:,}".replace(",", ".") in text


def test_values_of_a_row_are_escaped(visit):
    User.objects.create(email="x@x.example", name="<script>alert(1)</script>")
    text = visit.get(LIST).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_export_holds_the_filter_with_typed_cells(visit, crowd):
    response = visit.get(LIST, {"q": "p01", "sort": "-name", "export": "xlsx"})
    sheet = load_workbook(BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Nombre", *(f"Persona {n:03}" for n in range(19, 9, -1))]
    assert isinstance(rows[1][2], int)


def test_a_value_that_looks_like_a_formula_leaves_as_text(visit):
    User.objects.create(email="x@x.example", name='=HYPERLINK("http://x","x")')
    response = visit.get(LIST, {"q": "hyperlink", "export": "xlsx"})
    cell = load_workbook(BytesIO(response.content)).active["A2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x","x")')


def test_who_may_not_export_gets_no_file_and_no_link(client, planner, crowd):
    client.force_login(planner)
    assert "export=xlsx" not in client.get(LIST).content.decode()
    assert client.get(LIST, {"export": "xlsx"}).status_code == 403


def test_a_list_asks_as_often_for_five_rows_as_for_fifty(visit, crowd):
    counts = []
    visit.get(LIST)
    for query in ({"q": "persona 00"}, {"q": "persona"}):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            visit.get(LIST, query)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 6


def save(visit, **values):
    return visit.post("/views/save/", {"list_key": "tests.people", "next": LIST, **values})


def test_a_default_view_opens_with_the_list_until_everything_is_asked_for(visit, analyst, crowd):
    save(visit, name="Oscuros", query="theme=dark", is_default="on")
    assert visit.get(LIST).url == f"{LIST}?theme=dark"
    assert visit.get(LIST, {"view": "all"}).status_code == 200
    save(visit, name="Claros", query="theme=light", is_default="on")
    assert visit.get(LIST).url == f"{LIST}?theme=light"
    assert SavedView.objects.filter(user=analyst, is_default=True).count() == 1


def test_a_saved_view_without_name_is_refused(visit, analyst):
    assert save(visit, name="  ", query="theme=dark").status_code == 422
    assert not SavedView.objects.exists()


def test_a_saved_view_is_its_owners_alone(visit, analyst, colleague, client):
    save(visit, name="Oscuros", query="theme=dark")
    view = SavedView.objects.get()
    client.force_login(colleague)
    assert client.post(f"/views/{view.pk}/delete/").status_code == 404
    assert "Oscuros" not in client.get("/views/tests.people/").content.decode()
    client.force_login(analyst)
    assert "Oscuros" in client.get("/views/tests.people/").content.decode()
    assert client.post(f"/views/{view.pk}/delete/", {"next": "https://evil.example/"}).url == "/"
    assert not SavedView.objects.exists()
