"""A Monday, from the team's workbook to the same workbook: import, filter, type, paste, move, be refused, mend, export.

The coordinator walks it, since importing is not an analyst's right; all else is what an analyst does with their own.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import Role
from pipeline.models import Contact, GatePass, Opportunity
from tests.browser.test_board import card, drag, in_column
from tests.browser.test_grid import cell, expect_saved, paste

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WORKBOOK = Path(__file__).parents[1] / "data" / "sample_pipeline.xlsx"
OWNERS = ("Inés Quiroga", "Lucía Benítez", "Tomás Arrieta")


@pytest.fixture
def owners(db: None) -> None:
    """The people that the workbook names."""
    for number, name in enumerate(OWNERS):
        person = User.objects.create_user(f"vende{number}@almacontact.example", name=name)
        PersonRole.objects.create(user=person, role=Role.SALES_ANALYST)


def _import(page: Page, url: str, file: Path) -> None:
    """Bring a workbook in through the pages, as it was read."""
    page.goto(f"{url}/imports/new/")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Leer el libro").click()
    page.locator("main form[method=post] .btn-primary").first.click()
    page.locator(".import-go .btn-primary").click()
    expect(page.get_by_role("link", name="Deshacer la importación")).to_be_visible()


def _figures(page: Page) -> list[str]:
    """Return what the tiles of an import count: new, changed, equal, refused or in conflict."""
    return page.locator(".import-tiles .tile-value").all_inner_texts()


def _fingerprint() -> list[tuple[Any, ...]]:
    fields = [field.attname for field in Opportunity._meta.concrete_fields]
    return sorted(Opportunity.objects.values_list(*fields))


def test_the_monday_of_the_team(
    page: Page,
    sign_in: Callable[..., None],
    live_server: Any,
    coordinator: Any,
    owners: None,
    tmp_path: Path,
) -> None:
    url = live_server.url
    sign_in(page, coordinator)

    # The workbook comes in: five bad rows stay out, as its answer key says.
    _import(page, url, WORKBOOK)
    assert _figures(page) == ["115", "0", "0", "5"]
    assert Opportunity.objects.count() == 115

    # Filter the Matriz to one owner in Hunting and type twenty cells by keyboard.
    page.goto(f"{url}/grid/?view=all")
    expect(page.locator("#grid[data-ready]")).to_be_visible()
    page.locator("#grid-filter [name=stage]").select_option("hunting")
    expect(page.locator("[data-total=count]")).to_have_text("29")
    shown = [
        Opportunity.objects.get(code=code)
        for code in page.locator(".tabulator-row").evaluate_all("rows => rows.map(row => row.dataset.code)")
    ][:10]
    cell(page, shown[0], "seats").click()
    for number in range(10):
        page.keyboard.type(f"{30 + number}")
        page.keyboard.press("Enter")
    cell(page, shown[0], "unit_value").click()
    for number in range(10):
        page.keyboard.type(f"$ 6.{100 + number}.000")
        page.keyboard.press("Enter")
    expect_saved(page)
    for number, opportunity in enumerate(shown):
        opportunity.refresh_from_db()
        assert (opportunity.seats, opportunity.unit_value) == (30 + number, 6_100_000 + 1_000 * number)
        assert opportunity.history.first().history_user == coordinator

    # Paste a block of seats and values over two of them.
    cell(page, shown[0], "seats").click()
    paste(page, "50\t$ 7.000.000\r\n51\t7100000\r\n")
    expect_saved(page)
    for opportunity, seats, value in ((shown[0], 50, 7_000_000), (shown[1], 51, 7_100_000)):
        opportunity.refresh_from_db()
        assert (opportunity.seats, opportunity.unit_value) == (seats, value)

    # A card is refused by its gate, which says what is missing; two links mend it.
    _move_after_mending(page, url, shown[0])
    # Two more cards, whose gates are mended beforehand.
    for opportunity in shown[1:3]:
        _mend(page, url, opportunity)
        page.goto(f"{url}/board/?q={opportunity.code}")
        drag(page, opportunity, "qualification")
        expect(in_column(page, "qualification", opportunity)).to_have_attribute("data-stage", "qualification")
    moved = {one.code for one in shown[:3]}
    assert set(Opportunity.objects.filter(gate_pass__move="qualify").values_list("code", flat=True)) == moved
    assert GatePass.objects.filter(by=coordinator, by_exception=False).count() == 3

    # Out it goes, and in again: nothing has changed.
    page.goto(f"{url}/opportunities/")
    with page.expect_download() as download:
        page.evaluate("() => { location.href = '/exports/pipeline.xlsx'; }")
    exported = tmp_path / "pipeline.xlsx"
    download.value.save_as(exported)
    before = _fingerprint()
    _import(page, url, exported)
    assert _figures(page) == ["0", "0", "115", "0"]
    assert _fingerprint() == before


def _move_after_mending(page: Page, url: str, opportunity: Opportunity) -> None:
    page.goto(f"{url}/board/?q={opportunity.code}")
    drag(page, opportunity, "qualification")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("contacto")
    opportunity.refresh_from_db()
    assert opportunity.stage == "hunting"
    _mend(page, url, opportunity)
    page.goto(f"{url}/board/?q={opportunity.code}")
    expect(card(page, opportunity)).to_be_visible()
    drag(page, opportunity, "qualification")
    expect(in_column(page, "qualification", opportunity)).to_have_attribute("data-stage", "qualification")


def _mend(page: Page, url: str, opportunity: Opportunity) -> None:
    """Follow the links of the gate on the opportunity's page: add the decision maker, log the contact."""
    page.goto(f"{url}/opportunities/{opportunity.code}/")
    expect(page.get_by_role("link", name="Registrar el contacto").first).to_be_visible()
    if page.get_by_role("link", name="Agregar el decisor").count():
        page.get_by_role("link", name="Agregar el decisor").first.click()
        page.locator("[name=name]").fill("Marta Ríos")
        expect(page.locator("[name=is_decision_maker]")).to_be_checked()
        page.locator("main form .btn-primary").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{url}/opportunities/{opportunity.code}/")
    page.get_by_role("link", name="Registrar el contacto").first.click()
    page.locator("[name=summary]").fill("Acepta ver la presentación.")
    page.locator("main form .btn-primary").first.click()
    page.wait_for_url(re.compile(f"/opportunities/{opportunity.code}/"))
    assert Contact.objects.filter(client=opportunity.client, is_decision_maker=True).exists()
    assert opportunity.follow_ups.filter(milestone="presentation_agreed").exists()
