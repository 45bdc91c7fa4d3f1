"""Back and save again leads to the record that the first save made, with a word, and makes no second one."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from almacontact.web import once
from pipeline.models import FollowUp
from tests.architecture.forms_on_pages import forms_of
from tests.factories import make_opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(analyst):
    return reverse("pipeline:follow_up_create", args=[make_opportunity(analyst).code])


@pytest.fixture
def desk(analyst):
    client = Client()
    client.force_login(analyst)
    return client


def shown(desk, address):
    return forms_of(desk.get(address).content, address, address)[0].values() | {"summary": ["Llamada"]}


def words(desk, answer):
    return desk.get(answer.url).content.decode()


def test_the_same_form_saved_again_leads_to_what_it_made(desk, address):
    form = shown(desk, address)
    first = desk.post(address, form)
    again = desk.post(address, form | {"summary": ["Llamada, otra vez"]})
    assert (first.status_code, again.status_code, again.url) == (302, 302, first.url)
    assert "ya se guardó" in words(desk, again)
    assert FollowUp.objects.count() == 1
    desk.post(address, shown(desk, address))
    assert FollowUp.objects.count() == 2, "a form that is begun anew makes another one"


def test_a_form_that_was_refused_is_saved_when_it_is_mended(desk, address):
    form = shown(desk, address)
    assert desk.post(address, form | {"summary": [""]}).status_code == 422
    assert desk.post(address, form).status_code == 302
    assert FollowUp.objects.count() == 1


def test_a_second_save_goes_through_where_the_first_is_refused_meanwhile(desk, address, analyst, monkeypatch):
    form = shown(desk, address)
    place = f"once:{analyst.pk}:pipeline:follow_up_create:{form['once'][0]}"
    cache.add(place, "")
    monkeypatch.setattr(once, "sleep", lambda seconds: cache.delete(place))
    assert desk.post(address, form | {"summary": [""]}).status_code == 422, "what was typed stays on the page"
    cache.add(place, "")
    desk.post(address, form)
    assert FollowUp.objects.count() == 1


def test_the_key_of_one_person_stops_nobody_else(desk, address, director):
    form = shown(desk, address)
    desk.post(address, form)
    other = Client()
    other.force_login(director)
    assert other.post(address, form).status_code == 302
    assert FollowUp.objects.count() == 2


def test_a_second_save_while_the_first_still_runs_is_told_so(desk, address, analyst, monkeypatch):
    monkeypatch.setattr(once, "PATIENCE", 0.0)
    form = shown(desk, address)
    cache.add(f"once:{analyst.pk}:pipeline:follow_up_create:{form['once'][0]}", "")
    answer = desk.post(address, form)
    assert answer.url == address
    assert "todavía se está guardando" in words(desk, answer)
    shown_on = reverse("pipeline:opportunity_list")
    assert desk.post(address, form, HTTP_REFERER=f"http://testserver{shown_on}?page=1").url == f"{shown_on}?page=1"
    assert desk.post(address, form, HTTP_REFERER=f"http://elsewhere.example{shown_on}").url == address
    assert not FollowUp.objects.exists()
