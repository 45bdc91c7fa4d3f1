"""Every page, seen by whoever may: it answers, breaks no policy, is accessible, fits a phone and speaks Spanish.

The addresses come from the URLconf, the records they point at from the access matrix. A page that nobody below may
open, or that is only part of a page, is left to its own tests.
"""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page, expect

from almacontact.accounts.models import User
from tests.architecture.url_arguments import ARGUMENTS, World
from tests.browser.conftest import DESKTOP, PHONE, contrast, violations

# Who looks, and with which eyes: the pages with records are looked at by the first who may open them.
PEOPLE = ("director", "analyst", "auditor", "administrator")
# Not a page, not for people who are signed in, or with sample data that look untranslated.
LEFT_OUT = re.compile(
    r"^(admin:|account_|accounts:set|mfa_|web:style_guide|pipeline:.*(pdf|pptx|export)|proposals:.*(pdf|xlsx))"
)
# Words of English that are no words of Spanish: whoever reads them reads something nobody translated.
ENGLISH = re.compile(r"\b(the|and|of|with|this|from|not|your|has|have|been|was|were|which|when)\b", re.IGNORECASE)
# What a person reads, and what a screen reader says, apart from what people typed themselves.
WORDS = """() => {
  const words = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest("script, style, template, textarea, code, pre, [lang=en]")) {
      words.add(walker.currentNode.data.replace(/\\s+/g, " ").trim());
    }
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [data-confirm]")) {
    for (const name of ["aria-label", "title", "placeholder", "data-confirm"]) {
      if (element.hasAttribute(name) && !element.closest("[lang=en]")) words.add(element.getAttribute(name).trim());
    }
  }
  return [...words];
}"""
SETTLED = "() => !document.querySelector('.htmx-request')"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _names(patterns: list[Any], space: str = "") -> list[tuple[str, bool]]:
    """Return the name of each address, and whether it takes arguments."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found += _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append((f"{space}{pattern.name}", bool(pattern.pattern.regex.groups)))
    return [(name, takes) for name, takes in found if not LEFT_OUT.search(name)]


def _is_page(person: User, path: str) -> bool:
    """Tell whether the person gets a whole page there, neither refused nor sent elsewhere."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(path)
    assert answer.status_code < 500, f"{path}: {answer.status_code}"
    kind = answer.get("Content-Type", "")
    return answer.status_code == 200 and kind.startswith("text/html") and b"<html" in answer.getvalue()


def _problems(page: Page, url: str, said: list[str], untranslated: frozenset[str], closely: bool) -> list[str]:
    """Return what is wrong with the page at the address, one line each; `closely`: axe in both themes as well."""
    page.set_viewport_size(DESKTOP)
    answer = page.goto(url, wait_until="load")
    found = [] if answer and answer.status == 200 else [f"status {answer and answer.status}"]
    page.wait_for_function(SETTLED)
    if page.locator("#grid").count():  # its rows come as data, and then its active cell takes the keyboard
        expect(page.locator("#grid[data-ready]")).to_be_visible()
        expect(page.locator("#grid [tabindex='0'], #grid .tabulator-placeholder").first).to_be_attached()
    if closely:
        found += [f"axe, light: {problem}" for problem in violations(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"axe, dark: {problem}" for problem in contrast(page)]
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    if (wider := page.evaluate(OVERFLOW)) > 0:
        found.append(f"{wider} px wider than a phone")
    words = page.evaluate(WORDS)
    found += [f"English: {word}" for word in words if word in untranslated or ENGLISH.search(word)]
    found += [f"console: {text}" for text in said]
    said.clear()
    return found


def walk(
    person: User,
    page: Page,
    url: str,
    world: World,
    untranslated: frozenset[str],
    seen: set[str],
    wanted: Callable[[str], bool],
) -> None:
    """Look at every page whose name is wanted and that the person, who is signed in at `page`, may open."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    found: dict[str, list[str]] = {}
    for name, path in _addresses(world, wanted):
        if name in ARGUMENTS and name in seen:
            continue
        if not _is_page(person, path):
            continue
        closely = name not in seen  # those who come after the first see the same page, with fewer buttons
        seen.add(name)
        found[path] = _problems(page, url + path, said, untranslated, closely)
    wrong = [f"{path}: {problem}" for path, problems in found.items() for problem in problems]
    assert not wrong, f"{len(found)} pages\n" + "\n".join(wrong)


def _addresses(world: World, wanted: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Return the name and the path of each address that takes nothing, and of those the access matrix can fill."""
    found = []
    for name, takes_arguments in _names(get_resolver().url_patterns):
        if not wanted(name):
            continue
        if not takes_arguments:
            found.append((name, reverse(name)))
        elif name in ARGUMENTS:
            found.append((name, reverse(name, kwargs=ARGUMENTS[name](world))))
    return found
