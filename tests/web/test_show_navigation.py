"""The rail shows what the person may open, and nothing else; every page is announced by the app that owns it."""

import pytest
from django.core.exceptions import EmptyResultSet
from django.template import Template
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import Role
from almacontact.web import navigation, waiting
from almacontact.web.navigation import TOP, Entry, Group

pytestmark = pytest.mark.django_db

OURS = {"accounts", "approvals", "attachments", "jobs", "pipeline", "proposals", "quality", "web"}
REACHED = {
    "accounts:person_add": "a button of People and roles",
    "accounts:set_language": "posted by the menu of the person",
    "accounts:set_theme": "posted by the menu of the person",
    "accounts:setup": "the first start of an installation",
    "approvals:policy": "a link of the delegations",
    "pipeline:client_options": "the form of a new opportunity",
    "pipeline:contact_options": "the form of a new opportunity",
    "pipeline:cut_over": "the menu of the imports, and the banner",
    "pipeline:cut_over_seen": "a button of the cut-over",
    "pipeline:grid_bulk": "posted by the Matriz",
    "pipeline:grid_cells": "posted by the Matriz",
    "pipeline:grid_export": "a button of the Matriz",
    "pipeline:grid_rows": "read by the Matriz",
    "pipeline:pipeline_export": "a button of the imports",
    "pipeline:pipeline_pdf": "a button of the forecast and of the plans",
    "pipeline:pipeline_pptx": "a button of the forecast and of the plans",
    "proposals:checklist_template_create": "a button of the templates of the check list",
    "proposals:evidence_create": "a button of the library",
    "proposals:evidence_list": "a tab of the library",
    "proposals:mailbox": "a button of the proposals, where mail stays on the machine",
    "proposals:offer_policy": "a button of the proposals",
    "proposals:proposal_templates": "a tab of the library",
    "proposals:richtext_preview": "posted by the editor",
    "proposals:risk_create": "a button of the risk rules",
    "proposals:text_create": "a button of the library",
    "web:search": "the top bar",
    "web:style_guide": "for who builds pages",
    "web:view_save": "posted by a list",
}
"""Pages that the frame does not list, and what leads to them."""


@pytest.fixture
def announce(monkeypatch):
    """Return `navigation.announce`, on a rail that is empty."""
    monkeypatch.setattr(navigation, "_rail", {})
    navigation._rendered.cache_clear()
    yield navigation.announce
    navigation._rendered.cache_clear()


def shown(roles) -> set[str]:
    return {entry.url_name for shelf in navigation.shelves(frozenset(roles)) for entry in shelf.entries}


def pages_without_arguments(resolver=None, space=""):
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from pages_without_arguments(one, one.namespace or space)
        elif isinstance(one, URLPattern) and space in OURS and not one.pattern.converters:
            yield f"{space}:{one.name}"


@pytest.mark.parametrize("role", list(Role))
def test_each_door_that_a_role_is_shown_opens(role, client, db, monkeypatch):
    monkeypatch.setattr(Template, "_render", lambda template, context: "")  # who is let in is known before
    person = User.objects.create(email="quien@x.example", name="Quien Sea")
    PersonRole.objects.create(user=person, role=role)
    client.force_login(person)
    client.raise_request_exception = False  # whether a page works is its own test; here only whether it lets in
    entries = [entry for shelf in navigation.shelves({role}) for entry in shelf.entries]
    places = entries + [entry for entry in navigation._new + navigation._personal if entry.open_to({role})]
    refused = [entry.url for entry in places if client.get(entry.url).status_code == 403]
    assert places
    assert refused == []


def test_each_place_that_is_announced_exists_once():
    names = [entry.url_name for entry in navigation.announced()]
    assert all(entry.url.startswith("/") for entry in navigation.announced())
    assert len(set(names)) == len(names)


def test_each_page_is_announced_or_led_to_from_elsewhere():
    pages = set(pages_without_arguments())
    announced = {entry.url_name for entry in navigation.announced()}
    assert pages - announced - set(REACHED) == set()
    assert set(REACHED) - pages == set()
    assert set(REACHED) & announced == set()


def test_further_addresses_of_a_place_exist():
    also = [one for entry in navigation.announced() for one in entry.also]
    routes = [route for route in _routes() if route]
    assert also
    assert [one for one in also if not any(f"/{route}".startswith(one) for route in routes)] == []


def _routes(resolver=None):
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from _routes(one)
        else:
            yield str(one.pattern)


def test_an_entry_may_ask_for_more_than_its_page_does():
    guide = Entry("Guía", "web:style_guide", "x", rights=(Right.MANAGE_PEOPLE,))
    assert guide.open_to({Role.ADMINISTRATOR})
    assert not guide.open_to({Role.AUDITOR})


def test_the_administrator_sees_people_and_no_business():
    seen = shown({Role.ADMINISTRATOR})
    assert "accounts:people" in seen
    assert not {
        name for name in seen if name.startswith(("pipeline:board", "pipeline:client", "proposals:", "quality:"))
    }


def test_groups_and_places_stand_in_their_order(announce):
    low, high = Group("low", "Bajo", "x", 20), Group("high", "Alto", "x", 10)
    announce(low, Entry("Dos", "web:search", "x", order=20), Entry("Uno", "web:style_guide", "x", order=10))
    announce(high, Entry("Tres", "accounts:preferences", "x"))
    seen = navigation.shelves(frozenset())
    assert [(one.group, [entry.label for entry in one.entries]) for one in seen] == [
        (high, ["Tres"]),
        (low, ["Uno", "Dos"]),
    ]
    assert [one.folds for one in seen] == [False, True]


def test_a_group_of_which_nothing_is_open_is_not_shown(announce):
    announce(Group("people", "Personas", "x", 10), Entry("Personas", "accounts:people", "x"))
    assert navigation.shelves({Role.IT}) == []
    assert len(navigation.shelves({Role.ADMINISTRATOR})) == 1


def test_the_new_menu_offers_nothing_to_who_creates_nothing(client, auditor):
    client.force_login(auditor)
    text = client.get(reverse("web:style_guide")).content.decode()
    assert navigation._new
    assert not any(f'href="{entry.url}"' in text for entry in navigation._new)


def test_the_longest_address_marks_where_we_are(announce, settings):
    settings.ROOT_URLCONF = "tests.web.pages"
    guide = Entry("Guía", "web:style_guide", "x", also=("/guides/",))
    inner = Entry("Buscar", "web:search", "x", rights=(Right.VIEW_OPPORTUNITIES,))
    announce(TOP, guide, inner)
    analyst = frozenset({Role.SALES_ANALYST})
    assert navigation.current("/search/", analyst) == "web:search"
    assert navigation.current("/search/", frozenset()) == ""
    assert navigation.current("/style-guide/x/", analyst) == "web:style_guide"
    assert navigation.current("/guides/one/", analyst) == "web:style_guide"
    assert navigation.current("/elsewhere/", analyst) == ""


def test_the_group_we_are_in_is_open_and_the_others_are_folded(client, director):
    client.force_login(director)
    text = client.get(reverse("pipeline:contact_list")).content.decode()
    rail = text.split('class="rail-scroll"')[1].split("</nav>")[0]
    groups = [part.split("</details>")[0] for part in rail.split("<details")[1:]]
    opened = [part for part in groups if " open" in part.split(">")[0]]
    assert len(groups) > 4
    assert len(opened) == 1
    assert 'aria-current="page"' in opened[0]


def test_a_short_rail_is_open_as_a_whole(client, administrator):
    client.force_login(administrator)
    rail = client.get(reverse("web:style_guide")).content.decode().split('class="rail-scroll"')[1].split("</nav>")[0]
    assert rail.count("<details") == rail.count(" open") > 0
    assert 'name="rail"' not in rail


# --- What waits ------------------------------------------------------------------------------------------------------


def numbers(client, person) -> str:
    client.force_login(person)
    text = client.get(reverse("web:style_guide")).content.decode()
    return text.split('class="rail-scroll"')[1].split("</nav>")[0]


def test_what_waits_is_the_persons_own_beside_a_rail_that_is_shared(announce, client, analyst, colleague):
    rows = User.objects.values("pk")
    mine = Entry("Mío", "web:search", "x", waiting=lambda user: [rows.filter(pk=user.pk, email=analyst.email)])
    announce(TOP, mine)
    announce(Group("g", "Grupo", "x", 10), Entry("A", "accounts:preferences", "x"), Entry("B", "web:style_guide", "x"))
    assert '<span class="rail-count">1<' in numbers(client, analyst)
    assert "rail-count" not in numbers(client, colleague)
    assert navigation._rendered.cache_info().hits > 0


def test_a_folded_group_tells_what_waits_inside(announce, client, analyst):
    everybody = Entry("Todos", "web:search", "x", waiting=lambda user: [User.objects.values("pk")] * 2)
    announce(Group("g", "Grupo", "x", 10), everybody, Entry("B", "accounts:preferences", "x"))
    number = 2 * User.objects.count()
    assert numbers(client, analyst).count(f'<span class="rail-count">{number}<') == 2


def test_all_that_waits_is_counted_in_one_query(analyst, django_assert_num_queries):
    sources = {entry.url_name: entry.waiting for entry in navigation.announced() if entry.waiting}
    _roles = analyst.roles
    assert len(sources) > 3
    with django_assert_num_queries(1):
        assert waiting.count(analyst, sources) == dict.fromkeys(sources, 0)


@pytest.mark.parametrize("role", list(Role))
def test_what_is_asked_for_a_stand_in_is_what_the_person_would_ask(role):
    """The question is written once a set of roles: it must not rest on anything else of a person."""
    # Keys that no constant of a query has: EXISTS selects the number 1.
    people = [User.objects.create(pk=key, email=f"{key}@x.example", name="Ana") for key in (70_001, 70_002)]
    for person in people:
        PersonRole.objects.create(user=person, role=role)
    for entry in navigation.announced():
        if entry.waiting:
            asked, others = (_asked(entry.waiting(one), one) for one in people)
            assert asked == others


def _asked(querysets, person) -> list:
    """What a person asks, with a word in the place of their id."""
    found = []
    for rows in querysets:
        try:
            sql, given = rows.query.sql_with_params()
        except EmptyResultSet:
            found.append("nothing")
        else:
            found.append((sql, ["me" if one == person.pk else one for one in given]))
    return found


def test_nothing_waits_for_who_may_not_come_in(analyst, django_assert_num_queries):
    analyst.is_active = False
    with django_assert_num_queries(0):
        assert waiting.count(analyst, {"all": lambda user: [User.objects.values("pk")]}) == {}


def test_the_number_of_approvals_stands_in_the_top_bar_too(announce, client, analyst):
    rows = User.objects.filter(pk=analyst.pk).values("pk")
    announce(TOP, Entry("Por aprobar", navigation.APPROVALS, "x", waiting=lambda user: [rows] * 3))
    client.force_login(analyst)
    text = client.get(reverse("web:style_guide")).content.decode()
    assert 'class="waiting-count">3<' in text
    assert 'class="rail-count">3<' in text
