"""Every address × every role × GET and POST: who may not come in is kept out, and nothing has changed.

Each view declares who may open it (`requires`, `signed_in`, `public`). Here the declaration is held against what the
view does, for everybody who should be refused.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from almacontact.accounts.models import User
from tests.architecture.url_arguments import ARGUMENTS, NOT_CALLED, World
from tests.cast import PARTS
from tests.fingerprints import every_table, fingerprint

# Views of libraries carry no mark of ours. Each has its reason; the tests below hold them to it.
OPEN_LIBRARY_VIEWS = {
    "account_login": "the sign-in page",
    "account_logout": "signing out; harmless to whoever is not signed in",
    "account_inactive": "tells a person that the account is closed",
    "account_reset_password": "asks for a link by mail",
    "account_reset_password_done": "says that the link is on its way",
    "account_reset_password_from_key": "the link itself is the proof",
    "account_reset_password_from_key_done": "says that the password is set",
    "mfa_authenticate": "the second step of signing in",
}
SIGNED_IN_LIBRARY_VIEWS = {
    "account_reauthenticate": "one's own password",
    "account_change_password": "one's own password",
    "account_set_password": "one's own password",
    "mfa_index": "one's own second factor",
    "mfa_reauthenticate": "one's own second factor",
    "mfa_activate_totp": "one's own second factor",
    "mfa_deactivate_totp": "one's own second factor",
    "mfa_view_recovery_codes": "one's own recovery codes",
    "mfa_generate_recovery_codes": "one's own recovery codes",
    "mfa_download_recovery_codes": "one's own recovery codes",
}
# `public` is for these alone.
PUBLIC_VIEWS = {
    "account_signup": "closed: 404",
    "account_email": "closed: 404",
    "account_email_verification_sent": "closed: 404",
    "account_confirm_email": "closed: 404",
    "account_confirm_login_code": "closed: 404",
    "accounts:set_language": "the language of the sign-in page",
    "accounts:setup": "an empty installation; needs the set-up code",
    "proposals:calendar_feed": "calendar programs do not sign in; needs the person's secret, and holds no price",
}
# `signed_in` is for these: each shows a person's own things, or scopes records by the rights on each of them.
SIGNED_IN_VIEWS = {
    "accounts:preferences": "one's own preferences",
    "accounts:set_theme": "one's own preferences",
    "approvals:card": "by the right to see what is approved",
    "approvals:delegation_end": "one's own delegations",
    "approvals:delegations": "one's own delegations",
    "approvals:policy": "read by all who sign; the action lets general management alone change it",
    "approvals:inbox": "what waits for oneself; all of it to the auditor, to read",
    "approvals:withdraw": "what one has submitted",
    "attachments:add": "by the right to change the record",
    "attachments:download": "by the right to see the record",
    "attachments:message": "by the right to see the record",
    "attachments:part": "by the right to change the record",
    "attachments:void": "by the right to change the record",
    "jobs:cancel": "one's own jobs",
    "jobs:detail": "one's own jobs",
    "jobs:list": "one's own jobs",
    "jobs:retry": "one's own jobs",
    "pipeline:activity_report": "the activities one owes; others by the right to see the plan",
    "pipeline:day": "one's own day",
    "proposals:calendar_settings": "one's own subscription",
    "proposals:minutes_verify": "whoever holds a printed code; no price without the right",
    "web:search": "finds what one may see",
    "web:style_guide": "shows sample data alone",
    "web:view_delete": "one's own saved views",
    "web:view_menu": "one's own saved views",
    "web:view_save": "one's own saved views",
}
# Addresses with arguments that show a person's own things whatever the argument.
OF_ONE_S_OWN = {"web:view_menu": "one's own saved views of a list"}
# Writes that are part of being let in or kept out, not of the business.
OF_THE_SESSION = ("django_session",)
METHODS = ("get", "post")


@dataclass(frozen=True)
class Address:
    """One named pattern of the URLconf."""

    name: str
    view: Callable[..., Any]
    arguments: tuple[str, ...]

    @property
    def access(self) -> Any:
        """What the view declares: a set of rights, "signed_in", "public", or None."""
        return getattr(self.view, "access", None)

    @property
    def is_library(self) -> bool:
        """Tell whether the view is a library's, listed above."""
        return self.name in OPEN_LIBRARY_VIEWS or self.name in SIGNED_IN_LIBRARY_VIEWS

    def url(self, world: World) -> str:
        """Return the address with arguments that exist."""
        return reverse(self.name, kwargs=ARGUMENTS[self.name](world) if self.arguments else None)


def walk(
    patterns: list[URLPattern | URLResolver], namespaces: tuple[str, ...] = (), outer: tuple[str, ...] = ()
) -> Iterator[Address]:
    """Yield every pattern, with the names of its arguments."""
    for pattern in patterns:
        names = (*outer, *_arguments(pattern))
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from walk(pattern.url_patterns, inner, names)
        else:
            yield Address(":".join([*namespaces, pattern.name or ""]), pattern.callback, names)


def _arguments(pattern: URLPattern | URLResolver) -> list[str]:
    return list(getattr(pattern.pattern, "converters", {}) or pattern.pattern.regex.groupindex)


def addresses() -> list[Address]:
    """Return every address of the site but those of the admin, which has a test of its own below."""
    return list(walk([pattern for pattern in get_resolver().url_patterns if not is_admin(pattern)]))


def is_admin(pattern: URLPattern | URLResolver) -> bool:
    return getattr(pattern, "namespace", None) == "admin"


def callable_addresses() -> list[Address]:
    return [address for address in addresses() if not address.arguments or address.name in ARGUMENTS]


# --- Declarations ---------------------------------------------------------------------------------------------------


def test_every_address_has_a_name_of_its_own():
    names = [address.name for address in addresses()]
    assert not [address for address in addresses() if address.name.endswith(":") or not address.name]
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]


def test_every_view_declares_who_may_open_it():
    undeclared = [address.name for address in addresses() if address.access is None and not address.is_library]
    assert not undeclared, f"Decorate with requires(…), signed_in or public: {', '.join(undeclared)}"


def test_a_declaration_names_rights():
    empty = [address.name for address in addresses() if address.access == frozenset()]
    assert not empty, f"requires() without a right lets nobody in: {', '.join(empty)}"


def test_public_views_are_few_and_known():
    public = {address.name for address in addresses() if address.access == "public"}
    assert public == set(PUBLIC_VIEWS)


def test_views_that_ask_for_no_right_are_few_and_known():
    there = {address.name for address in addresses() if address.access == "signed_in"}
    unknown, over = sorted(there - set(SIGNED_IN_VIEWS)), sorted(set(SIGNED_IN_VIEWS) - there)
    assert not unknown, f"Name the right with requires(…), or give the reason in SIGNED_IN_VIEWS: {unknown}"
    assert not over, f"Take out of SIGNED_IN_VIEWS: {over}"


def test_the_lists_of_library_views_name_only_what_is_there():
    there = {address.name for address in addresses()}
    assert not (set(OPEN_LIBRARY_VIEWS) | set(SIGNED_IN_LIBRARY_VIEWS)) - there


def test_every_address_with_arguments_can_be_called():
    lacking = {a.name for a in addresses() if a.arguments and a.name not in ARGUMENTS and not exempt(a)}
    unknown, over = sorted(lacking - NOT_CALLED), sorted(NOT_CALLED - lacking)
    assert not unknown, f"Add a line to tests/architecture/url_arguments.py for: {unknown}"
    assert not over, f"Take out of NOT_CALLED, they can be called: {over}"


def test_the_arguments_belong_to_addresses_that_are_there():
    there = {address.name for address in addresses() if address.arguments}
    assert not set(ARGUMENTS) - there, f"No such address: {sorted(set(ARGUMENTS) - there)}"


def exempt(address: Address) -> bool:
    """Tell whether nobody is refused at this address, so that it need not be called."""
    return address.access == "public" or address.name in OPEN_LIBRARY_VIEWS


# --- The matrix -----------------------------------------------------------------------------------------------------


@pytest.fixture
def world(everybody: dict[str, User]) -> World:
    return World(everybody)


def one_part_a_role() -> list[str]:
    """Return parts of the cast so that each set of roles is played once."""
    seen: dict[tuple[Any, ...], str] = {}
    for part, played in PARTS.items():
        seen.setdefault(played.roles, part)
    return list(seen.values())


def signed_in_client(person: User) -> Client:
    # Refusals come as JSON, so that no page is rendered thousands of times.
    client = Client(headers={"accept": "application/json"}, raise_request_exception=False)
    client.force_login(person)
    return client


@pytest.mark.alike
def test_who_is_not_signed_in_is_sent_to_sign_in_and_changes_nothing(world):
    stranger = Client()
    todo = [
        (address, method, address.url(world))
        for address in callable_addresses()
        if not exempt(address)
        for method in METHODS
    ]
    before = everything()
    problems = []
    for address, method, url in todo:
        with written() as writes:
            answer = getattr(stranger, method)(url)
        if not (answer.status_code == 302 and answer.url.startswith("/account/login/")):
            problems.append(f"{method.upper()} {url} ({address.name}): {answer.status_code}")
        problems += [f"{method.upper()} {url} wrote: {sql}" for sql in writes]
    assert not problems, "\n".join(problems)
    assert everything() == before


@pytest.mark.alike
def test_who_lacks_the_right_is_refused_and_changes_nothing(world):
    people = {part: world.people[part] for part in one_part_a_role()}
    clients = {part: signed_in_client(person) for part, person in people.items()}
    guarded = [
        (address, address.url(world)) for address in callable_addresses() if isinstance(address.access, frozenset)
    ]
    assert guarded
    before = everything()
    problems = []
    for address, url in guarded:
        for part, person in people.items():
            if any(person.can(right) for right in address.access):
                continue
            for method in METHODS:
                with written() as writes:
                    answer: HttpResponse = getattr(clients[part], method)(url)
                if answer.status_code not in {403, 404, 405}:
                    problems.append(f"{part}: {method.upper()} {url} ({address.name}): {answer.status_code}")
                problems += [f"{part}: {method.upper()} {url} wrote: {sql}" for sql in writes]
    assert not problems, "\n".join(problems)
    assert everything() == before


def test_who_has_no_role_finds_no_record_behind_a_page_that_only_asks_to_sign_in(world):
    """Such a page scopes by what the person may see. Somebody without a role, and the administrator, see no record."""
    clients = {part: signed_in_client(world.people[part]) for part in ("outsider", "administrator")}
    scoped = [
        (address, address.url(world))
        for address in callable_addresses()
        if address.access == "signed_in" and address.arguments and address.name not in OF_ONE_S_OWN
    ]
    before = everything()
    problems = []
    for address, url in scoped:
        for part, client in clients.items():
            for method in METHODS:
                with written() as writes:
                    answer = getattr(client, method)(url)
                if answer.status_code not in {403, 404, 405}:
                    problems.append(f"{part}: {method.upper()} {url} ({address.name}): {answer.status_code}")
                problems += [f"{part}: {method.upper()} {url} wrote: {sql}" for sql in writes]
    assert not problems, "\n".join(problems)
    assert everything() == before


def test_who_holds_the_right_is_let_in(world):
    """A door that is shut to all, whatever it declares, is a fault too."""
    clients = {part: signed_in_client(world.people[part]) for part in one_part_a_role()}
    problems = []
    for address in callable_addresses():
        if not isinstance(address.access, frozenset):
            continue
        holder = max(clients, key=lambda part: max(world.people[part].scope(right) for right in address.access))
        answer = clients[holder].get(address.url(world))
        if answer.status_code in {401, 403} or answer.status_code >= 500:
            problems.append(f"{holder}: GET {address.url(world)} ({address.name}): {answer.status_code}")
        if "Content-Disposition" in answer and "no-store" not in answer.get("Cache-Control", ""):
            problems.append(f"{address.name}: a file that browsers and proxies may keep")
    assert not problems, "\n".join(problems)


@pytest.mark.alike
def test_only_administrators_come_into_any_page_of_the_admin(world):
    pattern = next(pattern for pattern in get_resolver().url_patterns if is_admin(pattern))
    clients = {"nobody": Client()}
    clients |= {part: signed_in_client(world.people[part]) for part in one_part_a_role() if part != "administrator"}
    values = {"app_label": "accounts", "content_type_id": "1", "object_id": "1", "url": "accounts/", "id": "1"}
    open_to_all = {"admin:login", "admin:logout", "admin:jsi18n"}  # lead to sign-in, out, and to translated words
    everybody = list(clients.items())
    # One gate stands before all of the admin: at its first page all knock, at each other one four in turn.
    turns = cycle(everybody[start : start + 4] for start in range(0, len(everybody), 4))
    before = everything()
    problems = []
    for address in walk([pattern]):
        if address.name in open_to_all or address.name == "admin:":  # without a name: leads on to the one that has it
            continue
        url = reverse(address.name, kwargs={name: values[name] for name in address.arguments} or None)
        for part, client in everybody if address.name == "admin:index" else next(turns):
            for method in METHODS:
                with written() as writes:
                    answer = getattr(client, method)(url)
                if answer.status_code not in {302, 403, 404} or "/admin/accounts" in getattr(answer, "url", "?")[:15]:
                    problems.append(f"{part}: {method.upper()} {url}: {answer.status_code}")
                problems += [f"{part}: {method.upper()} {url} wrote: {sql}" for sql in writes]
    assert not problems, "\n".join(problems)
    assert everything() == before


# --- What changed ---------------------------------------------------------------------------------------------------

READS = re.compile(r"[\s(]*(SELECT|WITH|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|PRAGMA|EXPLAIN)\b", re.IGNORECASE)
WRITES_WITHIN = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM)\s+\"", re.IGNORECASE)


@contextmanager
def written() -> Iterator[list[str]]:
    """Collect the statements that write anything but a session."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        reads = READS.match(sql) and not (sql.lstrip()[:4].upper() == "WITH" and WRITES_WITHIN.search(sql))
        if not reads and not any(table in sql for table in OF_THE_SESSION):
            found.append(sql[:120])
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield found


def everything() -> dict[str, str]:
    """Return a hash of the rows of each table but the sessions."""
    return fingerprint(table for table in every_table() if table not in OF_THE_SESSION)


def test_the_watch_sees_a_write(analyst):
    before = everything()
    with written() as writes:
        User.objects.filter(pk=analyst.pk).update(name="Otra")
    assert len(writes) == 1
    assert everything() != before
