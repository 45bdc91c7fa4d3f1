"""Where one can go: the rail, the "New" menu and the approvals that wait.

Each part of the application has its line here, by URL name. An item is shown where its URL exists and its view lets
the person in (the view's own `requires(...)` is asked), so a part that is not installed does not show and nobody sees a
door that is closed to them.
An app whose approvals wait for people calls `register_waiting` in its `AppConfig.ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.rights import Right, scope_of
from almacontact.accounts.roles import Role

Words = str | Promise
WaitingCount = Callable[[Any], int]


@dataclass(frozen=True)
class Item:
    """A place to go. `rights` narrows further who is shown it: holding any of them is enough."""

    label: Words
    url_name: str
    icon: str
    rights: tuple[Right, ...] = ()

    def open_to(self, roles: Iterable[Role]) -> bool:
        """Tell whether somebody with these roles may go there."""
        needed = _needed(self.url_name, settings.ROOT_URLCONF)
        return all(not rights or any(scope_of(roles, right) for right in rights) for rights in (needed, self.rights))

    @property
    def url(self) -> str:
        """The address, or '' where the part is not installed."""
        return _address(self.url_name, settings.ROOT_URLCONF)


@dataclass(frozen=True)
class Group:
    """A section of the rail; the first one has no heading."""

    label: Words
    items: tuple[Item, ...] = field(default=())


@cache
def _address(url_name: str, urlconf: str) -> str:
    try:
        return reverse(url_name, urlconf=urlconf)
    except NoReverseMatch:
        return ""


@cache
def _needed(url_name: str, urlconf: str) -> frozenset[Right]:
    """The rights of which the view behind a name asks one; empty where being signed in is enough."""
    access: Any = getattr(resolve(_address(url_name, urlconf), urlconf=urlconf).func, "access", frozenset())
    return access if isinstance(access, frozenset) else frozenset()


RAIL: tuple[Group, ...] = (
    Group("", (Item(_("My day"), "pipeline:day", "sun"),)),
    Group(
        _("Pipeline"),
        (
            Item(_("Board"), "pipeline:board", "kanban"),
            Item(_("Matrix"), "pipeline:grid", "table"),
            Item(_("Opportunities"), "pipeline:opportunity_list", "briefcase"),
            Item(_("Forecast"), "pipeline:forecast", "graph-up"),
            Item(_("Changes"), "pipeline:changes", "arrow-left-right"),
            Item(_("Import"), "pipeline:import_list", "upload"),
        ),
    ),
    Group(
        _("Clients"),
        (
            Item(_("Clients"), "pipeline:client_list", "buildings"),
            Item(_("Contacts"), "pipeline:contact_list", "person-lines-fill"),
        ),
    ),
    Group(_("Plan"), (Item(_("Commercial plan"), "pipeline:plan_list", "bullseye"),)),
    Group(
        _("Offers"),
        (
            Item(_("Requests"), "proposals:intake_list", "inbox"),
            Item(_("Pricing"), "proposals:pricing_list", "calculator"),
            Item(_("Proposals"), "proposals:proposal_list", "file-earmark-text"),
            Item(_("Library"), "proposals:text_list", "book"),
        ),
    ),
    Group(
        _("Delivery"),
        (
            Item(_("Awards"), "proposals:award_list", "trophy"),
            Item(_("Handovers"), "proposals:handover_list", "box-arrow-in-right"),
            Item(_("Contracts"), "proposals:contract_list", "file-earmark-check"),
            Item(_("Invoices"), "proposals:invoice_list", "receipt"),
        ),
    ),
    Group(
        _("Quality"),
        (
            Item(_("Indicators"), "quality:indicator_list", "speedometer2"),
            Item(_("Actions"), "quality:action_list", "check2-square"),
            Item(_("Risks"), "quality:risk_list", "exclamation-triangle"),
            Item(_("Planned changes"), "quality:change_list", "arrow-repeat"),
            Item(_("Documents"), "quality:document_list", "folder2-open"),
            Item(_("Audits"), "quality:audit_list", "clipboard-check"),
            Item(_("Staff"), "quality:people_list", "mortarboard"),
        ),
    ),
    Group(
        _("Administration"),
        (
            Item(_("People and roles"), "accounts:people", "people"),
            Item(_("Catalogues"), "pipeline:catalogue_list", "list-ul"),
            Item(_("Jobs"), "jobs:list", "hourglass-split"),
        ),
    ),
)

CREATE: tuple[Item, ...] = (
    Item(_("New opportunity"), "pipeline:opportunity_create", "briefcase"),
    Item(_("New client"), "pipeline:client_create", "buildings"),
    Item(_("Import workbook"), "pipeline:import_create", "upload"),
)

APPROVALS = Item(_("Approvals"), "approvals:inbox", "patch-check")

# The bottom bar of the phone shows the first four of these that are open to the person; the sheet shows everything.
PHONE: tuple[str, ...] = (
    "pipeline:day",
    "approvals:inbox",
    "pipeline:board",
    "pipeline:client_list",
    "pipeline:forecast",
    "quality:indicator_list",
    "accounts:people",
)

_waiting: list[WaitingCount] = []


def register_waiting(count: WaitingCount) -> WaitingCount:
    """Add a callable (person → number of approvals that wait for that person's decision)."""
    if count not in _waiting:
        _waiting.append(count)
    return count


def visible_groups(roles: frozenset[Role]) -> list[Group]:
    """The rail as somebody with these roles sees it, without empty sections."""
    groups = [
        Group(group.label, tuple(item for item in group.items if item.url and item.open_to(roles))) for group in RAIL
    ]
    return [group for group in groups if group.items]


def current_url(path: str, roles: frozenset[Role]) -> str:
    """The address of the rail's item that a path belongs to: the longest that begins it; '' for none."""
    urls = [item.url for group in visible_groups(roles) for item in group.items] + [APPROVALS.url]
    inside = [url for url in urls if url and (path == url or (url != "/" and path.startswith(url)))]
    return max(inside, key=len, default="")


@lru_cache(maxsize=1024)
def _rendered(template: str, roles: frozenset[Role], current: str, language: str, urlconf: str) -> SafeString:
    """A piece of the frame. It depends on nothing but these arguments, so each is rendered once per process."""
    groups = visible_groups(roles)
    items = {item.url_name: item for group in groups for item in group.items}
    if APPROVALS.url:
        items[APPROVALS.url_name] = APPROVALS
    return render_to_string(
        template,
        {
            "groups": groups,
            "places": [items[name] for name in PHONE if name in items][:4],
            "create": [item for item in CREATE if item.url and item.open_to(roles)],
            "current": current,
        },
    )


class Frame:
    """What the frame needs to know about this request; each piece is worked out when the page asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def _piece(self, template: str) -> SafeString:
        roles: frozenset[Role] = self.request.user.roles  # type: ignore[union-attr]
        current = current_url(self.request.path, roles)
        return _rendered(template, roles, current, get_language() or "", settings.ROOT_URLCONF)

    @cached_property
    def rail(self) -> SafeString:
        """The sections of the left rail."""
        return self._piece("components/_rail.html")

    @cached_property
    def places(self) -> SafeString:
        """The bottom bar of the phone."""
        return self._piece("components/_bottombar.html")

    @cached_property
    def create(self) -> SafeString:
        """The "New" menu; empty where the person may create nothing."""
        return self._piece("components/_create_menu.html")

    @cached_property
    def approvals_url(self) -> str:
        """Address of the approvals inbox, '' where approvals are not installed."""
        return APPROVALS.url

    @cached_property
    def waiting(self) -> int:
        """How many approvals wait for this person."""
        return sum(count(self.request.user) for count in _waiting)
