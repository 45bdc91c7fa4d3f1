"""The frame and every component in a browser: accessible in both themes, by keyboard, on desk and phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def guide(page: Page, sign_in: Callable[..., None], live_server: Any, director: Any) -> Page:
    """The style guide, open, without an error in the console."""
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(page, director)
    page.goto(live_server.url + "/style-guide/")
    yield page
    assert [error for error in errors if "422" not in error] == []


def test_axe_finds_nothing_in_either_theme(guide: Page, assert_accessible: Callable[[Page], None]) -> None:
    assert_accessible(guide)


def test_axe_finds_nothing_on_a_phone(
    phone: Page,
    sign_in: Callable[..., None],
    live_server: Any,
    director: Any,
    assert_accessible: Callable[[Page], None],
) -> None:
    sign_in(phone, director)
    phone.goto(live_server.url + "/style-guide/")
    assert_accessible(phone)
    expect(phone.locator(".bottombar")).to_be_visible()
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_the_sheet_of_the_phone_opens_and_closes(
    phone: Page, sign_in: Callable[..., None], live_server: Any, director: Any
) -> None:
    sign_in(phone, director)
    phone.goto(live_server.url + "/style-guide/")
    phone.locator("[data-dialog-open=sheet]").tap()
    expect(phone.locator("#sheet")).to_be_visible()
    phone.locator("#sheet [data-dialog-close]").tap()
    expect(phone.locator("#sheet")).to_be_hidden()



def test_a_menu_opens_moves_and_closes_by_keyboard(guide: Page) -> None:
    guide.locator(".page-actions summary").focus()
    guide.keyboard.press("Enter")
    guide.keyboard.press("ArrowDown")
    expect(guide.locator(".page-actions .menu-item").first).to_be_focused()
    guide.keyboard.press("Escape")
    expect(guide.locator(".page-actions .menu-list")).to_be_hidden()
    expect(guide.locator(".page-actions summary")).to_be_focused()


def test_the_rail_folds_and_stays_folded(guide: Page) -> None:
    guide.locator("[data-rail-fold]").click()
    expect(guide.locator("html")).to_have_attribute("data-rail", "folded")
    guide.reload()
    expect(guide.locator("html")).to_have_attribute("data-rail", "folded")
    guide.locator("[data-rail-fold]").click()


def test_a_form_keeps_what_was_typed_and_its_summary_leads_to_the_field(guide: Page) -> None:
    guide.locator("#id_unit_value").fill("12.5")
    guide.locator("form.form .btn-primary").click()
    expect(guide.locator(".error-summary").nth(1)).to_be_focused()
    expect(guide.locator("#id_unit_value")).to_have_value("12.5")
    guide.locator('.error-summary a[href="#id_unit_value"]').click()
    expect(guide.locator("#id_unit_value")).to_be_focused()


def test_what_is_unusual_is_saved_after_it_was_confirmed(guide: Page) -> None:
    guide.locator("#id_client").fill("Banco Uno")
    guide.locator("#id_unit_value").fill("25000000")
    guide.locator("form.form .form-actions .btn-primary").click()
    guide.locator("button[name=confirm_warnings]").click()
    expect(guide.locator(".toast-success")).to_be_visible()
