"""A headless Chromium, people who are already signed in, and the check for accessibility."""

import os
from collections.abc import Callable
from typing import Any

import polib
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from almacontact.accounts.models import User
from tests.architecture.url_arguments import World
from tests.conftest import CHROMIUM, ROOT
from tests.patience import PATIENCE

expect.set_options(timeout=PATIENCE * 1000)

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

# Offline and quiet: Chromium would look up its maker's services at every start.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

SignIn = Callable[..., None]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start Debian's Chromium; as root (a container) it cannot make its sandbox."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": str(CHROMIUM),
        "args": [*FLAGS, *as_root],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Give pages the people's own language, time and a desk's screen."""
    return {
        **browser_context_args,
        "viewport": DESKTOP,
        "locale": "es-CO",
        "timezone_id": "America/Bogota",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """Let pages wait as long as any test does."""
    context.set_default_timeout(PATIENCE * 1000)
    return context


@pytest.fixture
def sign_in(live_server: Any) -> SignIn:
    """Return a function that signs a person in to a page by a session, without the form.

    The page's relative addresses then start at the live server: `page.goto(live_server.url + "/")`.
    """

    def sign_in(page: Page, person: Any) -> None:
        give_session(page.context, person, live_server.url)

    return sign_in


def give_session(context: BrowserContext, person: Any, url: str) -> None:
    """Put a fresh session of `person` for the site at `url` into the browser context."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": url}])


@pytest.fixture
def phone(browser: Browser, browser_context_args: dict[str, Any]) -> Any:
    """Return a page as on a phone: 390 pixels wide, touch."""
    context = browser.new_context(**{**browser_context_args, "viewport": PHONE, "has_touch": True, "is_mobile": True})
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Return a check that axe finds nothing on the page as it stands, and no lack of contrast in the dark theme.

    The person must have the theme "as the device" (the default).
    """

    def check(page: Page, *, rail: bool = False) -> None:
        found = [f"light: {problem}" for problem in violations(page, rail=rail)]
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {problem}" for problem in contrast(page, rail=rail)]
        page.emulate_media(color_scheme="light")
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check


def violations(page: Page, *, rail: bool = False) -> list[str]:
    """Return what axe finds against WCAG 2.2 A and AA, one line for each element at fault.

    The rail is the same on every page: who looks at it asks for it (`test_rail.py`).
    """
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    return _found(page, {"runOnly": {"type": "tag", "values": rules}}, rail)


def contrast(page: Page, *, rail: bool = False) -> list[str]:
    """Return what another theme can break: contrast."""
    return _found(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}}, rail)


# Only what is wrong comes back: all that axe passed over would be megabytes a page. The frame of a client's e-mail runs
# no script, and its words are not ours.
AXE = """async ([options, rail]) => {
  const context = rail ? document : { exclude: [[".rail"]] };
  const { violations } = await axe.run(context, { ...options, iframes: false, resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target} ${(node.failureSummary || "").slice(0, 300)}`));
}"""


def _found(page: Page, options: dict[str, Any], rail: bool) -> list[str]:
    """Run axe. It reads the page, which is the same whatever the database: once, on SQLite, is enough."""
    if connection.vendor != "sqlite":
        return []
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(AXE, [options, rail])
    return found


@pytest.fixture(scope="module")
def untranslated() -> frozenset[str]:
    """Messages that stand in the code in English and read otherwise in Spanish."""
    entries = [
        entry
        for source in ROOT.glob("locale/es/LC_MESSAGES/*.po")
        for entry in polib.pofile(str(source))
        if not entry.obsolete
    ]
    spanish = {entry.msgstr for entry in entries}
    return frozenset(
        entry.msgid for entry in entries if len(entry.msgid) > 2 and entry.msgid not in spanish and entry.msgstr
    )


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """The addresses with arguments that somebody has looked at already."""
    return set()


@pytest.fixture
def world(everybody: dict[str, User]) -> World:
    """One record of each kind, made when first asked for."""
    return World(everybody)
