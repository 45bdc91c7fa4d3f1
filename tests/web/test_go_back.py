"""A form leads back to where the person came from: to a page of ours, and nowhere else."""

import pytest
from django.urls import reverse

from tests.factories import make_client

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "accounts:people",  # the name of a view, not a path
    "word",
    "a\0b",
    "/a\r\nSet-Cookie: x=1",
)


def save_view(client, back: str):
    return client.post(reverse("web:view_save"), {"list_key": "x", "name": "Mía", "query": "", "next": back})


def set_theme(client, back: str):
    return client.post(reverse("accounts:set_theme"), {"theme": "dark", "next": back})


def set_language(client, back: str):
    return client.post(reverse("accounts:set_language"), {"language": "es", "next": back})


@pytest.mark.parametrize("door", [save_view, set_theme, set_language])
@pytest.mark.parametrize("back", ELSEWHERE)
def test_another_place_becomes_the_first_page(client, analyst, door, back):
    client.force_login(analyst)
    answer = door(client, back)
    assert (answer.status_code, answer.url) == (302, "/")


@pytest.mark.parametrize("door", [save_view, set_theme, set_language])
def test_a_page_of_ours_is_where_it_goes(client, analyst, door):
    client.force_login(analyst)
    assert door(client, "/clients/?q=Bogotá&page=2").url.startswith("/clients/?q=Bogot")


@pytest.mark.parametrize("back", ELSEWHERE)
def test_a_new_contact_leads_to_its_client_instead_of_another_place(client, analyst, back):
    bank = make_client(analyst)
    client.force_login(analyst)
    url = reverse("pipeline:contact_create", args=[bank.pk])
    answer = client.post(url, {"name": "Rosa Díaz"}, query_params={"next": back})
    assert (answer.status_code, answer.url) == (302, bank.get_absolute_url())
