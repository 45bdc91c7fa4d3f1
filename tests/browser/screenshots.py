"""Pictures of every screen at both widths and in both themes, into screenshots/: `make screenshots`.

Not a test of the suite: pytest is only what starts the server and the browser. The screens are found by walking the
links from the first page, as several people, on the demo data, and by the URLconf, which tells what was not reached.
"""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from tests.browser.conftest import DESKTOP, PHONE, give_session
from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OUTPUT = ROOT / "screenshots"
# As whom to look, in this order: the first person who may open a screen is the one pictured.
EYES = [
    Role.SALES_DIRECTOR,
    Role.SALES_ANALYST,
    Role.GENERAL_MANAGEMENT,
    Role.QUALITY_LEAD,
    Role.WORKFORCE_PLANNING,
    Role.ADMINISTRATOR,
]
LEFT_OUT = re.compile(r"^/(admin/|account/logout|static/|media/)|\.(xlsx|pdf|csv|pptx|ics|zip)$|/(export|download)/")
PAGES_A_PERSON = 600
SEEN_A_VIEW = 4


def test_every_screen(live_server, browser: Browser, browser_context_args):
    call_command("seed_demo")
    shutil.rmtree(OUTPUT, ignore_errors=True)
    found = _find_screens()
    assert found, "no screen was found"
    people = {role: _holder(role) for role in EYES}
    for role, screens in found.items():
        for theme in ("light", "dark"):
            for width, viewport in (("1440", DESKTOP), ("390", PHONE)):
                options = {**browser_context_args, "viewport": viewport, "color_scheme": theme}
                context = browser.new_context(**options)
                give_session(context, people[role], live_server.url)
                page = context.new_page()
                for view, path in screens.items():
                    page.goto(live_server.url + path, wait_until="networkidle")
                    page.screenshot(path=OUTPUT / f"{view.replace(':', '-')}-{width}-{theme}.png", full_page=True)
                context.close()
    pictured = {view for screens in found.values() for view in screens}
    print(f"\n{len(pictured)} screens, {4 * len(pictured)} pictures in {OUTPUT}")
    if missed := sorted(set(_views_that_take_get()) - pictured):
        print("Not reached by a link:", ", ".join(missed))


def _holder(role: Role) -> User:
    """Return whoever holds the role and the fewest others."""
    holders = list(User.objects.holders_of(role))
    return min(holders, key=lambda user: len(user.roles))


def _find_screens() -> dict[Role, dict[str, str]]:
    """Return, for each role, an address for each view that nobody before could open."""
    found: dict[Role, dict[str, str]] = {}
    seen: set[str] = set()
    for role in EYES:
        if not User.objects.holders_of(role).exists():
            continue
        screens = dict(_walk(_holder(role), seen))
        seen |= set(screens)
        found[role] = screens
    return found


def _walk(person: User, seen: set[str]) -> Iterator[tuple[str, str]]:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    waiting, known, tries = ["/", *_addresses_without_arguments()], set(), {}
    fetched = 0
    while waiting and fetched < PAGES_A_PERSON:
        path = waiting.pop(0)
        if path in known or LEFT_OUT.search(path):
            continue
        known.add(path)
        try:
            view = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        tries[view] = tries.get(view, 0) + 1
        if tries[view] > SEEN_A_VIEW:
            continue
        answer = client.get(path)
        fetched += 1
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        html = answer.content.decode()
        if "<html" not in html:
            continue
        waiting += [
            urlsplit(urljoin(path, unescape(link)))._replace(fragment="").geturl()
            for link in re.findall(r'href="([^"#][^"]*)"', html)
            if urlsplit(link).scheme == ""
        ]
        if view not in seen:
            seen = seen | {view}
            yield view, path


def _addresses_without_arguments() -> list[str]:
    addresses = {where for where, _view in _patterns(get_resolver().url_patterns)}
    return sorted(f"/{where}" for where in addresses if "<" not in where and "(" not in where)


def _views_that_take_get() -> Iterator[str]:
    for where, view in _patterns(get_resolver().url_patterns):
        if not LEFT_OUT.search(f"/{where}") and view and not view.startswith("admin:"):
            yield view


def _patterns(patterns, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern.url_patterns, where, inner)
        elif isinstance(pattern, URLPattern):
            yield where, f"{space}{pattern.name}" if pattern.name else ""
