"""The rail shows what the person may open and what is installed, and nothing else."""

import pytest
from django.urls import reverse

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import Role
from almacontact.web import navigation, search

pytestmark = pytest.mark.django_db


def shown(roles) -> set[str]:
    return {item.url_name for group in navigation.visible_groups(frozenset(roles)) for item in group.items}


@pytest.mark.parametrize("role", list(Role))
def test_each_door_that_a_role_is_shown_opens(role, client, db):
    person = User.objects.create(email="quien@x.example", name="Quien Sea")
    PersonRole.objects.create(user=person, role=role)
    client.force_login(person)
    client.raise_request_exception = False  # whether a page works is its own test; here only whether it lets in
    items = [item for group in navigation.visible_groups(frozenset({role})) for item in group.items]
    places = items + [item for item in navigation.CREATE if item.url and item.open_to({role})]
    refused = [item.url for item in places if client.get(item.url).status_code == 403]
    assert places
    assert refused == []


def test_an_item_may_ask_for_more_than_its_page_does():
    guide = navigation.Item("Guía", "web:style_guide", "x", (Right.MANAGE_PEOPLE,))
    assert guide.open_to({Role.ADMINISTRATOR})
    assert not guide.open_to({Role.AUDITOR})


def test_the_administrator_sees_people_and_no_business():
    seen = shown({Role.ADMINISTRATOR})
    assert not {
        name for name in seen if name.startswith(("pipeline:board", "pipeline:client", "proposals:", "quality:"))
    }


def test_a_part_that_is_not_installed_does_not_show(monkeypatch):
    ghost = navigation.Item("Fantasma", "nowhere:list", "x")
    monkeypatch.setattr(navigation, "RAIL", (navigation.Group("", (ghost,)),))
    assert navigation.visible_groups(frozenset()) == []


def test_the_new_menu_offers_nothing_to_who_creates_nothing(client, auditor):
    client.force_login(auditor)
    text = client.get(reverse("web:style_guide")).content.decode()
    assert not any(item.url and f'href="{item.url}"' in text for item in navigation.CREATE)


def test_the_longest_address_marks_where_we_are(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.web.pages"
    guide = navigation.Item("Guía", "web:style_guide", "x")
    inner = navigation.Item("Buscar", "web:search", "x", (Right.VIEW_OPPORTUNITIES,))
    monkeypatch.setattr(navigation, "RAIL", (navigation.Group("", (guide, inner)),))
    analyst = frozenset({Role.SALES_ANALYST})
    assert navigation.current_url("/search/", analyst) == "/search/"
    assert navigation.current_url("/search/", frozenset()) == ""
    assert navigation.current_url("/style-guide/x/", analyst) == "/style-guide/"


def test_approvals_that_wait_are_counted_once_a_page(client, analyst, monkeypatch):
    asked = []
    monkeypatch.setattr(navigation, "_waiting", [lambda user: asked.append(user) or 3])
    monkeypatch.setattr(navigation.Item, "url", property(lambda item: "/x/" if item is navigation.APPROVALS else ""))
    navigation._rendered.cache_clear()
    client.force_login(analyst)
    text = client.get(reverse("web:style_guide")).content.decode()
    navigation._rendered.cache_clear()
    assert 'class="waiting-count">3<' in text
    assert len(asked) == 1


def test_search_asks_every_source_as_the_person_and_needs_two_letters(client, analyst, monkeypatch):
    asked = []

    def source(user, text, limit):
        asked.append((user, text))
        return [search.Result(f"Cliente <{text}>", "/c/1/", "Cliente")] * 20

    monkeypatch.setattr(search, "_sources", [source])
    client.force_login(analyst)
    client.get(reverse("web:search"), {"q": "a"})
    assert asked == []
    response = client.get(reverse("web:search"), {"q": " fin  tech "}, headers={"HX-Request": "true"})
    assert asked == [(analyst, "fin tech")]
    assert response.content.decode().count("Cliente &lt;fin tech&gt;") == 6
