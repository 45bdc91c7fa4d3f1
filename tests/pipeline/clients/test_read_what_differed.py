"""What two clients said otherwise stays readable after they were merged, and the old name leads to who stayed."""

import html

import pytest
from django.urls import reverse

from almacontact.web.search import find
from pipeline.clients.actions.merging import merge_clients, merge_contacts
from pipeline.models import Client
from tests.factories import make_client, make_contact, make_opportunity

pytestmark = pytest.mark.django_db

OLD = {
    "name": "Antigua Sabana S.A.S.",
    "notes": "Solo reciben facturas hasta el día 20.",
    "site": "Calle 9 # 1-23",
    "website": "https://antigua.example",
    "city": "Cali",
}
NEW = {
    "name": "Nueva Meseta S.A.S.",
    "notes": "Piden póliza.",
    "site": "Carrera 7 # 71-21",
    "website": "https://nueva.example",
    "city": "Bogotá",
}


def page_of(browser, client) -> str:
    return html.unescape(browser.get(client.get_absolute_url()).content.decode())


@pytest.fixture
def two(analyst):
    return make_client(analyst, **NEW), make_client(analyst, **OLD)


def test_the_client_that_stays_shows_what_the_other_said(client, coordinator, two):
    keep, absorb = two
    merge_clients(keep=keep, absorb=absorb, by=coordinator, reason="La misma empresa")
    client.force_login(coordinator)
    page = page_of(client, keep)
    for said in (*OLD.values(), *NEW.values()):
        assert said in page, said


def test_what_went_into_what_went_in_is_shown_too(client, analyst, coordinator, two):
    keep, absorb = two
    last = make_client(analyst, name="Última Cordillera S.A.S.")
    merge_clients(keep=keep, absorb=absorb, by=coordinator)
    merge_clients(keep=last, absorb=Client.objects.get(pk=keep.pk), by=coordinator)
    client.force_login(coordinator)
    page = page_of(client, last)
    assert all(said in page for said in (*OLD.values(), NEW["name"]))


def test_the_old_name_and_nit_find_the_one_that_stayed_in_list_and_search(client, analyst, coordinator, two):
    keep, absorb = two
    last = make_client(analyst, name="Última Cordillera S.A.S.")
    merge_clients(keep=keep, absorb=absorb, by=coordinator)
    merge_clients(keep=last, absorb=Client.objects.get(pk=keep.pk), by=coordinator)
    client.force_login(coordinator)
    for text in ("antigua sabana", "ANTIGUA SÁBANA SAS", "nueva meseta"):
        for url in ("pipeline:client_list", "web:search"):
            page = client.get(reverse(url), {"q": text}).content.decode()
            assert last.get_absolute_url() in page, (text, url)


def test_people_of_one_name_stay_each_with_their_own_e_mail(client, analyst, coordinator, two):
    keep, absorb = two
    ours = make_contact(analyst, keep, name="Paola Gil", email="paola@nueva.example", phone="601 111 1111")
    theirs = make_contact(analyst, absorb, name="Paola Gil R.", email="paola@antigua.example", phone="601 222 2222")
    merge_clients(keep=keep, absorb=absorb, by=coordinator)
    client.force_login(coordinator)
    assert "paola@antigua.example" in page_of(client, keep)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    merge_contacts(keep=ours, absorb=theirs, by=coordinator)
    page = page_of(client, keep)
    for said in ("paola@nueva.example", "paola@antigua.example", "601 222 2222", "Paola Gil R."):
        assert said in page, said
    assert [one.url for one in find(coordinator, "paola@antigua.example")] == [ours.get_absolute_url()]
    form = html.unescape(client.get(ours.get_absolute_url()).content.decode())
    assert "paola@antigua.example" in form


def test_the_preview_says_what_moves_and_what_differs_and_changes_nothing(client, analyst, coordinator, two):
    keep, absorb = two
    deal = make_opportunity(analyst, client=absorb)
    make_contact(analyst, absorb, name="Paola Gil", email="paola@antigua.example")
    make_contact(analyst, keep, name="PAOLA GIL", email="paola@nueva.example")
    client.force_login(coordinator)
    url = reverse("pipeline:client_merge", args=[absorb.pk])
    page = html.unescape(client.get(url, {"keep": keep.pk}).content.decode())
    for said in (*OLD.values(), *NEW.values(), deal.code, "Paola Gil"):
        assert said in page, said
    assert Client.objects.get(pk=absorb.pk).merged_into is None


def test_the_preview_takes_as_many_queries_for_many_deals_as_for_one(
    client, analyst, coordinator, two, django_assert_max_num_queries
):
    keep, absorb = two
    client.force_login(coordinator)
    url = reverse("pipeline:client_merge", args=[absorb.pk])
    make_opportunity(analyst, client=absorb)
    make_contact(analyst, absorb)
    client.get(url, {"keep": keep.pk})
    for _number in range(5):
        make_opportunity(analyst, client=absorb)
        make_contact(analyst, absorb)
    with django_assert_max_num_queries(40):
        client.get(url, {"keep": keep.pk})


def test_an_address_with_nonsense_for_the_other_client_is_answered(client, coordinator, two):
    client.force_login(coordinator)
    url = reverse("pipeline:client_merge", args=[two[0].pk])
    for keep in ("", "x", "9" * 40, str(two[0].pk)):
        assert client.get(url, {"keep": keep}).status_code == 200
