"""A list in a browser: only the results change, the address follows, and the page without scripts does the same."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from almacontact.accounts.models import User
from almacontact.web import search_index
from almacontact.web.models import SavedView
from tests.browser.conftest import give_session

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.django_db(transaction=True)]
LIST = "/test/people/"


@pytest.fixture
def people(settings: Any, director: User) -> None:
    """A list of sixty people."""
    settings.ROOT_URLCONF = "tests.web.pages"
    User.objects.bulk_create(
        User(email=f"p{n:02}@x.example", name=f"Persona {n:02}", theme="dark" if n % 2 else "light") for n in range(60)
    )
    search_index.fill()


@pytest.fixture
def listed(page: Page, people: None, sign_in: Callable[..., None], live_server: Any, director: User) -> Page:
    """The list, open."""
    sign_in(page, director)
    page.goto(live_server.url + LIST)
    return page


def test_search_order_and_pages_change_the_results_and_the_address(listed: Page) -> None:
    listed.evaluate("window.stayed = true")
    listed.locator("#list-search").press_sequentially("persona 1")
    listed.wait_for_url("**/test/people/?q=persona+1")
    expect(listed.locator("tbody tr")).to_have_count(11)  # 01, and all that begins with 1
    listed.locator("thead a", has_text="Nombre").click()
    listed.wait_for_url("**sort=-name**")
    expect(listed.locator("tbody th").first).to_have_text("Persona 19")
    listed.locator("#list-search").fill("")
    listed.wait_for_url("**/test/people/?sort=-name")
    listed.locator("a[rel=next]").click()
    expect(listed.locator("tbody tr")).to_have_count(11)
    listed.wait_for_url("**page=2**")
    assert listed.evaluate("window.stayed") is True
    listed.go_back()
    expect(listed.locator("tbody tr")).to_have_count(50)


def test_the_totals_come_after_the_page(listed: Page) -> None:
    total = sum(User.objects.filter(email__endswith=".example").values_list("pk", flat=True))
    expect(listed.locator("tfoot td").nth(1)).to_have_text(f"{total:,}".replace(",", "."))


def test_a_filter_is_kept_as_a_view_and_opened_again(listed: Page, director: User) -> None:
    listed.locator("[data-filter-toggle]").click()
    listed.locator("select[name=theme]").select_option("dark")
    listed.wait_for_url("**theme=dark**")
    expect(listed.locator(".chip").first).to_contain_text("Tema")
    listed.locator("#list-tools summary").click()
    listed.locator("#view-name").fill("Oscuros")
    listed.locator(".view-form button").click()
    expect(listed.locator(".toast-success")).to_be_visible()
    assert SavedView.objects.get(user=director).query == "theme=dark"
    listed.goto(listed.url.split("?")[0] + "?view=all")
    listed.locator("#list-tools summary").click()
    listed.locator(".menu-item", has_text="Oscuros").click()
    listed.wait_for_url("**?theme=dark")


def test_axe_finds_nothing_with_the_filters_open(
    listed: Page, people: None, live_server: Any, assert_accessible: Callable[[Page], None]
) -> None:
    listed.goto(live_server.url + LIST + "?theme=dark&q=persona&sort=-name")
    listed.locator("#list-tools summary").click()
    expect(listed.locator("#view-name")).to_be_visible()
    assert_accessible(listed)


def test_a_refusal_of_htmx_opens_in_the_dialog(listed: Page, live_server: Any) -> None:
    listed.evaluate("htmx.ajax('GET', '/test/refuse/refused/', '#list-results')")
    expect(listed.locator("#dialog")).to_be_visible()
    expect(listed.locator("#dialog .blocker-link")).to_have_text("Hacerla")
    listed.keyboard.press("Escape")
    expect(listed.locator("#dialog")).to_be_hidden()
    expect(listed.locator("tbody tr")).to_have_count(50)


def test_without_scripts_everything_is_reached_by_links_and_forms(
    browser: Browser, browser_context_args: dict[str, Any], people: None, live_server: Any, director: User
) -> None:
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    give_session(context, director, live_server.url)
    page = context.new_page()
    page.goto(live_server.url + LIST)
    page.locator("[data-filter-toggle]").click()
    page.locator("select[name=theme]").select_option("dark")
    page.locator("#list-search").fill("persona")
    page.locator("#list-search").press("Enter")
    expect(page.locator("tbody tr")).to_have_count(30)
    page.locator("thead a", has_text="Nombre").click()
    expect(page.locator("tbody th").first).to_have_text("Persona 59")
    page.locator("tfoot a").click()
    expect(page.locator("tfoot td.number").first).to_be_visible()
    context.close()
