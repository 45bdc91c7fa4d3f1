"""The Matriz in a browser: the Monday of somebody who comes from a spreadsheet."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from almacontact.calendar import today
from almacontact.web.models import SavedView
from pipeline.models import Opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from tests.browser.conftest import violations
from tests.factories import log_interest, make_client, make_opportunity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpenGrid = Callable[..., Page]
Rows = list[Opportunity]


@pytest.fixture
def rows(analyst: Any) -> Rows:
    """Twelve opportunities of the analyst, in the order of their clients' names."""
    names = [f"Norte {n:02}" if n < 10 else f"Sur {n:02}" for n in range(12)]
    return [
        make_opportunity(analyst, client=make_client(analyst, name=name), seats=10 + n) for n, name in enumerate(names)
    ]


@pytest.fixture
def open_grid(page: Page, sign_in: Callable[..., None], live_server: Any) -> OpenGrid:
    """Return a function that opens the grid as a person and waits for its rows."""

    def open_grid(person: Any, query: str = "view=all") -> Page:
        sign_in(page, person)
        page.goto(f"{live_server.url}/grid/?{query}")
        expect(page.locator("#grid[data-ready]")).to_be_visible()
        return page

    return open_grid


def cell(page: Page, opportunity: Opportunity, field: str) -> Locator:
    """Return the cell of an opportunity in a column."""
    return page.locator(f'.tabulator-row[data-code="{opportunity.code}"] > [tabulator-field="{field}"]')


def paste(page: Page, text: str) -> None:
    """Paste as Ctrl-V does, with what a spreadsheet puts on the clipboard."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def expect_saved(page: Page) -> None:
    """Wait until nothing is left to save."""
    expect(page.locator("#grid[data-unsaved='0']")).to_be_visible()
    expect(page.locator("#grid-state.is-ok")).to_be_visible()


def test_twenty_cells_are_edited_by_keyboard_alone(open_grid: OpenGrid, analyst: Any, rows: Rows) -> None:
    page = open_grid(analyst)
    cell(page, rows[0], "seats").click()
    for number in range(10):
        page.keyboard.type(f"{100 + number}")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Home")
    for _step in range(13):
        page.keyboard.press("ArrowRight")
    for number in range(10):
        page.keyboard.type("mar-27" if number % 2 else "15/03/2027")
        page.keyboard.press("Enter")
    expect_saved(page)
    expect(cell(page, rows[0], "expected_close_on")).to_contain_text("15 mar 2027")
    expect(cell(page, rows[1], "expected_close_on")).to_contain_text("mar 2027")
    for number, opportunity in enumerate(rows[:10]):
        opportunity.refresh_from_db()
        assert opportunity.seats == 100 + number
        assert opportunity.expected_close_precision == ("month" if number % 2 else "day")
        assert str(opportunity.expected_close_on) == ("2027-03-31" if number % 2 else "2027-03-15")
        assert (opportunity.version, opportunity.history.count()) == (2, 3)
    expect(cell(page, rows[0], "monthly_value")).to_have_text("$ 500.000.000")


def test_a_block_from_a_spreadsheet_is_pasted_and_what_is_not_typed_is_left_out(
    open_grid: OpenGrid, analyst: Any, rows: Rows
) -> None:
    page = open_grid(analyst)
    cell(page, rows[2], "seats").click()
    paste(page, "40\t$ 6.000.000\t1\t24 meses\r\n41\t7000000\t2\t36\r\n42\t8.000.000\t3\t12\r\n")
    expect_saved(page)
    wanted = [(40, 6_000_000, 24), (41, 7_000_000, 36), (42, 8_000_000, 12)]
    for opportunity, (seats, value, months) in zip(rows[2:5], wanted, strict=True):
        opportunity.refresh_from_db()
        assert (opportunity.seats, opportunity.unit_value, opportunity.contract_months) == (seats, value, months)
        assert opportunity.monthly_value == seats * value
    expect(page.locator("#grid-told")).to_have_attribute("data-level", "warn")


def test_one_pasted_value_fills_all_that_is_selected_and_a_copied_block_comes_out_as_text(
    open_grid: OpenGrid, analyst: Any, rows: Rows
) -> None:
    page = open_grid(analyst)
    cell(page, rows[0], "seats").click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    paste(page, "77")
    expect_saved(page)
    assert Opportunity.objects.filter(seats=77).count() == 3
    page.keyboard.press("Shift+ArrowRight")
    assert copied(page) == "77\t5000000\n77\t5000000\n77\t5000000"


def copied(page: Any) -> str:
    """Copy as Ctrl-C does: what a spreadsheet then finds on the clipboard."""
    found: str = page.evaluate(
        """() => {
            const data = new DataTransfer();
            const event = new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true});
            document.activeElement.dispatchEvent(event);
            return data.getData("text/plain");
        }"""
    )
    return found


@pytest.mark.parametrize(
    "words", ['=HYPERLINK("http://x.example","ver")', " =1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "- llamar", "＝1+1"]
)
def test_what_would_be_a_formula_elsewhere_is_copied_as_a_text_and_comes_back_as_it_was(
    open_grid: OpenGrid, analyst: Any, rows: Rows, words: str
) -> None:
    edit_opportunity(opportunity=rows[0], by=analyst, changes={"next_step": words})
    page = open_grid(analyst)
    cell(page, rows[0], "next_step").click()
    block = copied(page)
    assert block.strip('"').replace('""', '"') == f"'{words}"
    cell(page, rows[1], "next_step").click()
    paste(page, block)
    expect_saved(page)
    rows[1].refresh_from_db()
    assert rows[1].next_step == words.strip()


def test_fill_down_and_undo_save_through_the_same_door(open_grid: OpenGrid, analyst: Any, rows: Rows) -> None:
    page = open_grid(analyst)
    cell(page, rows[0], "seats").click()
    for _step in range(4):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    expect_saved(page)
    assert Opportunity.objects.filter(seats=10).count() == 5
    page.keyboard.press("Control+z")
    expect(cell(page, rows[4], "seats")).to_contain_text("14")
    expect_saved(page)
    assert sorted(Opportunity.objects.values_list("seats", flat=True)) == list(range(10, 22))
    page.keyboard.press("Control+y")
    expect(cell(page, rows[4], "seats")).to_contain_text("10")
    expect_saved(page)
    rows[4].refresh_from_db()
    assert (rows[4].seats, rows[4].version, rows[4].history.count()) == (10, 3, 4)


def test_a_cell_is_emptied_where_it_may_be_empty(open_grid: OpenGrid, analyst: Any, rows: Rows) -> None:
    page = open_grid(analyst)
    cell(page, rows[0], "seats").click()
    page.keyboard.press("Delete")
    expect(page.locator("#grid-told")).to_have_attribute("data-level", "warn")
    cell(page, rows[0], "expected_close_on").click()
    page.keyboard.press("Delete")
    expect(cell(page, rows[0], "expected_close_on")).to_have_attribute("data-state", "saved")
    rows[0].refresh_from_db()
    assert (rows[0].seats, rows[0].expected_close_on) == (10, None)


def test_a_list_is_chosen_by_its_first_letters(open_grid: OpenGrid, analyst: Any, rows: Rows) -> None:
    page = open_grid(analyst)
    cell(page, rows[0], "segment").click()
    page.keyboard.type("salu")
    expect(page.locator(".grid-option[aria-selected=true]")).to_have_text("Salud")
    page.keyboard.press("Enter")
    expect_saved(page)
    rows[0].refresh_from_db()
    assert rows[0].segment.name == "Salud"


def test_escape_leaves_the_cell_as_it_was(open_grid: OpenGrid, analyst: Any, rows: Rows) -> None:
    page = open_grid(analyst)
    cell(page, rows[0], "seats").dblclick()
    expect(page.locator(".grid-editor")).to_have_value("10")
    page.keyboard.type("5")
    expect(page.locator(".grid-editor")).to_have_value("105")
    page.keyboard.press("Escape")
    expect(page.locator(".grid-editor")).to_have_count(0)
    expect(cell(page, rows[0], "seats")).to_have_text("10")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("#grid :focus")).to_have_count(0)


def test_a_move_that_a_gate_refuses_keeps_what_was_typed_and_is_mended_by_its_link(
    open_grid: OpenGrid, analyst: Any, rows: Rows
) -> None:
    page = open_grid(analyst)
    stage = cell(page, rows[0], "stage")
    stage.click()
    page.keyboard.type("cali")
    page.keyboard.press("Enter")
    expect(stage).to_have_attribute("data-state", "refused")
    expect(stage).to_contain_text("Calificación")
    expect(page.locator("#grid-state.is-bad")).to_be_visible()
    rows[0].refresh_from_db()
    assert rows[0].stage == "hunting"
    page.keyboard.press("F8")
    expect(page.locator("#grid-cell[data-state=refused] .is-bad").first).to_be_visible()
    page.keyboard.press("F6")
    link = page.locator("#grid-cell a").first
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/grid/" not in url)
    log_interest(rows[0], analyst)
    page.go_back()
    expect_saved(page)
    rows[0].refresh_from_db()
    assert rows[0].stage == "qualification"
    expect(cell(page, rows[0], "stage")).to_contain_text("Calificación")


@pytest.mark.parametrize(("choice", "kept"), [("mine", 55), ("theirs", 99)])
def test_a_conflict_shows_both_values_and_lets_one_choose(
    open_grid: OpenGrid, analyst: Any, director: Any, rows: Rows, choice: str, kept: int
) -> None:
    page = open_grid(analyst)
    rows[0].refresh_from_db()
    edit_opportunity(opportunity=rows[0], by=director, changes={"seats": 99})
    cell(page, rows[0], "seats").click()
    page.keyboard.type("55")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    expect(cell(page, rows[0], "seats")).to_have_attribute("data-state", "conflict")
    expect(page.locator("#grid-cell strong").nth(0)).to_contain_text("55")
    expect(page.locator("#grid-cell strong").nth(1)).to_contain_text("99")
    page.locator("#grid-cell button").nth(0 if choice == "mine" else 1).click()
    expect_saved(page)
    expect(cell(page, rows[0], "seats")).to_contain_text(str(kept))
    rows[0].refresh_from_db()
    assert rows[0].seats == kept


def test_without_network_an_edit_is_kept_told_and_sent_when_it_returns(
    open_grid: OpenGrid, analyst: Any, rows: Rows
) -> None:
    page = open_grid(analyst)
    page.context.set_offline(True)
    cell(page, rows[0], "seats").click()
    page.keyboard.type("64")
    page.keyboard.press("Enter")
    expect(cell(page, rows[0], "seats")).to_have_attribute("data-state", "offline")
    expect(cell(page, rows[0], "seats")).to_contain_text("64")
    expect(page.locator("#grid-state.is-warn")).to_be_visible()
    rows[0].refresh_from_db()
    assert rows[0].seats == 10
    page.context.set_offline(False)
    expect_saved(page)
    rows[0].refresh_from_db()
    assert rows[0].seats == 64


def test_an_edit_that_was_not_sent_survives_the_page(
    open_grid: OpenGrid, analyst: Any, rows: Rows, live_server: Any
) -> None:
    page = open_grid(analyst)
    page.route("**/grid/cells/", lambda route: route.abort())
    cell(page, rows[0], "seats").click()
    page.keyboard.type("65")
    page.keyboard.press("Enter")
    expect(cell(page, rows[0], "seats")).to_have_attribute("data-state", "offline")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.unroute("**/grid/cells/")
    page.reload()
    assert asked == ["beforeunload"]
    expect_saved(page)
    expect(cell(page, rows[0], "seats")).to_contain_text("65")
    rows[0].refresh_from_db()
    assert rows[0].seats == 65


def test_totals_follow_the_filter_and_the_edits(open_grid: OpenGrid, analyst: Any, rows: Rows) -> None:
    page = open_grid(analyst)
    count, seats = page.locator("[data-total=count]"), page.locator("[data-total=seats]")
    expect(count).to_have_text("12")
    expect(seats).to_have_text(str(sum(range(10, 22))))
    page.locator("#grid-filter [name=q]").fill("norte")
    expect(count).to_have_text("10")
    expect(seats).to_have_text(str(sum(range(10, 20))))
    expect(page.locator("[data-total=monthly]")).to_have_attribute("value", str(sum(range(10, 20)) * 5_000_000))
    cell(page, rows[0], "seats").click()
    page.keyboard.type("110")
    page.keyboard.press("Enter")
    expect(seats).to_have_text(str(sum(range(10, 20)) + 100))
    page.locator("#grid-filter [name=q]").fill("nadie")
    expect(page.locator(".grid-none")).to_be_visible()
    expect(count).to_have_text("0")
    page.locator("[data-grid-clear]").click()
    expect(count).to_have_text("12")


def test_filter_order_and_columns_are_kept_as_a_view(
    open_grid: OpenGrid, analyst: Any, rows: Rows, live_server: Any
) -> None:
    edit_opportunity(opportunity=rows[0], by=analyst, changes={"next_step_on": today() - timedelta(days=2)})
    page = open_grid(analyst)
    page.locator("#grid-filter [name=urgency]").select_option("none")
    page.locator(".tabulator-col[tabulator-field=seats]").click()
    page.locator(".tabulator-col[tabulator-field=seats]").click()
    page.locator("#grid-columns summary").click()
    page.locator("#grid-columns input[value=description]").uncheck()
    page.locator("#grid-columns [data-field=seats][data-move='-1']").click()
    page.keyboard.press("Escape")
    page.wait_for_url("**sort=-seats**")
    page.locator("#grid-views summary").click()
    page.locator("#view-name").fill("Sin próximo paso")
    page.locator(".view-form button").click()
    expect(page.locator("#grid[data-ready]")).to_be_visible()
    kept = SavedView.objects.get(user=analyst)
    assert kept.list_key == "pipeline.grid.grid"
    page.goto(f"{live_server.url}/grid/?{kept.query}")
    expect(page.locator("[data-total=count]")).to_have_text("11")
    expect(page.locator(".tabulator-row").first).to_have_attribute("data-code", rows[11].code)
    shown = page.locator(".tabulator-col[tabulator-field]:visible")
    assert [one.get_attribute("tabulator-field") for one in shown.all()][:7] == [
        "client", "code", "stage", "owner", "segment", "seats", "service",
    ]  # fmt: skip


def test_others_rows_are_read_only_and_say_so(open_grid: OpenGrid, analyst: Any, colleague: Any, rows: Rows) -> None:
    theirs = make_opportunity(colleague, client=make_client(colleague, name="Ajena"), seats=7)
    page = open_grid(analyst)
    expect(page.locator(f'.tabulator-row[data-code="{theirs.code}"].grid-read-only')).to_be_visible()
    cell(page, theirs, "seats").click()
    page.keyboard.type("9")
    expect(page.locator(".grid-editor")).to_have_count(0)
    expect(page.locator("#grid-told")).to_contain_text(colleague.name)
    paste(page, "70\n71")
    expect_saved(page)
    theirs.refresh_from_db()
    rows[0].refresh_from_db()
    assert (theirs.seats, rows[0].seats) == (7, 71)


def test_many_rows_are_changed_at_once_each_judged_by_itself(
    open_grid: OpenGrid, coordinator: Any, director: Any, rows: Rows
) -> None:
    page = open_grid(coordinator)
    for opportunity in rows[:3]:
        page.locator(f'[data-choose="{opportunity.code}"]').check()
    page.locator("#grid-bulk [name=field]").select_option("probability")
    page.locator("#grid-bulk [name=value]").fill("95")
    page.locator("#grid-bulk button[type=submit]").click()
    expect(cell(page, rows[2], "probability")).to_have_attribute("data-state", "refused")
    page.locator("#grid-bulk [name=field]").select_option("next_step")
    page.locator("#grid-bulk [name=value]").fill("Llamar el lunes")
    page.locator("#grid-bulk button[type=submit]").click()
    expect(page.locator("#grid-bulk-said.is-ok")).to_be_visible()
    assert Opportunity.objects.filter(next_step="Llamar el lunes").count() == 3


def test_the_rows_shown_are_exported(open_grid: OpenGrid, director: Any, rows: Rows) -> None:
    page = open_grid(director)
    page.locator("#grid-filter [name=q]").fill("sur")
    expect(page.locator("[data-total=count]")).to_have_text("2")
    with page.expect_download() as download:
        page.locator("#grid-export button").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_axe_finds_nothing_in_the_grid(
    open_grid: OpenGrid, director: Any, rows: Rows, assert_accessible: Callable[[Page], None]
) -> None:
    page = open_grid(director)
    cell(page, rows[0], "stage").click()
    page.keyboard.type("cali")
    page.keyboard.press("Enter")
    expect(cell(page, rows[0], "stage")).to_have_attribute("data-state", "refused")
    page.locator(f'[data-choose="{rows[1].code}"]').check()
    assert_accessible(page)
    cell(page, rows[1], "segment").dblclick()
    expect(page.locator(".grid-list")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#grid-help")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.locator("#grid-filter [name=q]").fill("nadie")
    expect(page.locator(".grid-none")).to_be_visible()
    assert_accessible(page)


def test_on_a_phone_a_tap_selects_and_a_second_one_edits(
    phone: Page, sign_in: Callable[..., None], live_server: Any, analyst: Any, rows: Rows
) -> None:
    sign_in(phone, analyst)
    phone.goto(f"{live_server.url}/grid/?cols=seats.next_step")
    expect(phone.locator("#grid[data-ready]")).to_be_visible()
    assert violations(phone) == []
    cell(phone, rows[0], "seats").tap()
    expect(phone.locator(".grid-editor")).to_have_count(0)
    cell(phone, rows[0], "seats").tap()
    phone.locator(".grid-editor").fill("33")
    phone.keyboard.press("Enter")
    expect_saved(phone)
    rows[0].refresh_from_db()
    assert rows[0].seats == 33
