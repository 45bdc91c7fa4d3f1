"""The palette: pages, what can be begun and done, by rights; and the same as a page without a script."""

import pytest
from django.urls import reverse

from almacontact.web.search import find, places
from almacontact.web.search_index import fill

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def _titles(results):
    return [result.title for result in results]


def test_a_page_and_a_command_are_found_by_their_names(analyst):
    assert _titles(find(analyst, "tablero")) == ["Tablero"]
    assert "Nueva oportunidad" in _titles(find(analyst, "oportunidad nueva"))
    assert "Delegar mis firmas" in _titles(find(analyst, "firmas delegar"))


def test_nobody_is_offered_what_they_may_not_open(analyst, auditor, administrator):
    assert "Personas y roles" in _titles(places(administrator))
    assert "Personas y roles" not in _titles(places(analyst))
    assert "Nueva oportunidad" not in _titles(places(auditor))


def test_people_are_found_by_those_who_manage_them(analyst, administrator, director):
    fill()  # the cast is laid down at once
    assert director.name in _titles(find(administrator, director.email))
    assert find(analyst, director.email) == []


def test_the_palette_offers_places_before_anything_is_typed(client, analyst):
    client.force_login(analyst)
    html = client.get(reverse("web:search"), headers=HTMX).content.decode()
    assert 'role="listbox"' in html
    assert 'role="option"' in html
    assert "Tablero" in html


def test_the_search_is_a_page_of_plain_links_without_a_script(client, analyst):
    client.force_login(analyst)
    html = client.get(reverse("web:search"), {"q": "tablero"}).content.decode()
    assert f'href="{reverse("pipeline:board")}"' in html
    assert 'role="option"' not in html


@pytest.mark.parametrize("text", ["", " ", "a", "\0", "%", "_", "'", "\\", "😀", "a" * 5000, "Ω" * 200, "' OR 1=1 --"])
def test_whatever_is_typed_gets_an_answer(client, analyst, text):
    client.force_login(analyst)
    assert client.get(reverse("web:search"), {"q": text}).status_code == 200
    assert client.get(reverse("web:search"), {"q": text}, headers=HTMX).status_code == 200
