"""The rail with as many places as the whole process will have, by mouse, by keyboard and without script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from almacontact.web import navigation
from almacontact.web.navigation import TOP, Entry, Group
from tests.browser.conftest import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.django_db(transaction=True)]

SIZES = (6, 2, 2, 8, 7, 9, 6)
"""Places of each group; with the two on top, more than forty."""


@pytest.fixture
def forty(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A rail of forty-two places in seven groups; we are in the last of the largest."""
    monkeypatch.setattr(navigation, "_rail", {})
    navigation._rendered.cache_clear()
    navigation.announce(TOP, Entry("Mi día", "pipeline:day", "sun"), Entry("Aprobaciones", "approvals:inbox", "check"))
    elsewhere = iter(range(100))
    for order, size in enumerate(SIZES, start=1):
        group = Group(f"group-{order}", f"Grupo número {order}", "folder", order)
        places = [Entry(f"Lugar {next(elsewhere)}", "web:search", "dot", order=at) for at in range(size)]
        if size == max(SIZES):
            places[-1] = Entry("Guía de estilo", "web:style_guide", "palette", order=size)
        navigation.announce(group, *places)
    yield
    navigation._rendered.cache_clear()


def hidden_rows(page: Page) -> int:
    """How many pixels of the rail stand below its end."""
    return page.locator(".rail-scroll").evaluate("one => one.scrollHeight - one.clientHeight")


@pytest.mark.parametrize("height", [900, 720])
def test_forty_places_are_reached_without_scrolling(
    page: Page, sign_in: Callable[..., None], live_server: Any, director: Any, forty: None, height: int
) -> None:
    page.set_viewport_size({**DESKTOP, "height": height})
    sign_in(page, director)
    page.goto(live_server.url + "/style-guide/")
    rail = page.locator("nav.rail")
    expect(rail.get_by_role("link", name="Guía de estilo")).to_be_in_viewport()
    for number in range(1, len(SIZES) + 1):
        head = rail.locator("summary", has_text=f"Grupo número {number}")
        if head.evaluate("one => !one.parentElement.open"):
            head.click()
        expect(rail.locator("details[open]")).to_have_count(1)
        expect(rail.locator("details[open] a")).to_have_count(SIZES[number - 1])
        assert hidden_rows(page) <= 0
    page.locator("[data-rail-fold]").click()
    assert hidden_rows(page) <= 0


def test_a_group_opens_by_keyboard_and_its_places_follow(
    page: Page, sign_in: Callable[..., None], live_server: Any, director: Any, forty: None
) -> None:
    sign_in(page, director)
    page.goto(live_server.url + "/style-guide/")
    first = page.locator("nav.rail summary").first
    page.locator("nav.rail a", has_text="Aprobaciones").focus()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    assert first.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("nav.rail details[open] a").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("nav.rail summary").nth(1)).to_be_focused()


def test_a_group_opens_without_script(
    browser: Browser,
    browser_context_args: dict[str, Any],
    sign_in: Callable[..., None],
    live_server: Any,
    director: Any,
) -> None:
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    page = context.new_page()
    sign_in(page, director)
    page.goto(live_server.url + "/board/")
    group = page.locator("nav.rail summary", has_text="Ofertas")
    group.click()
    page.locator("nav.rail a", has_text="Propuestas").click()
    page.wait_for_url("**/proposals/")
    expect(page.locator("nav.rail a[aria-current]")).to_have_text("Propuestas")
    context.close()


def test_the_sheet_of_the_phone_folds_alike(
    phone: Page,
    sign_in: Callable[..., None],
    live_server: Any,
    director: Any,
    assert_accessible: Callable[[Page], None],
) -> None:
    sign_in(phone, director)
    phone.goto(live_server.url + "/board/")
    phone.locator("[data-dialog-open=sheet]").tap()
    sheet = phone.locator("#sheet")
    expect(sheet.locator("a[aria-current]")).to_have_text("Tablero")
    sheet.locator("summary", has_text="Ofertas").tap()
    expect(sheet.locator("details[open]")).to_have_count(1)
    assert_accessible(phone, rail=True)
    sheet.locator("a", has_text="Propuestas").tap()
    phone.wait_for_url("**/proposals/")


def test_the_rail_is_accessible_open_and_folded_to_icons(
    page: Page, sign_in: Callable[..., None], live_server: Any, director: Any, assert_accessible: Callable[[Page], None]
) -> None:
    sign_in(page, director)
    page.goto(live_server.url + "/proposals/")
    assert_accessible(page, rail=True)
    page.locator("[data-rail-fold]").click()
    assert_accessible(page, rail=True)
