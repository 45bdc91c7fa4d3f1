"""Closing an account and opening it again."""

import pytest
from django.test import Client
from django.urls import reverse

from almacontact.accounts import actions
from almacontact.accounts.links import password_link
from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.refusals import Refused
from tests.accounts.test_set_password import is_signed_in, set_password
from tests.cast import PASSWORD

REASON = "Se retira de la empresa"


@pytest.fixture
def signed_in(client, analyst):
    analyst.set_password(PASSWORD)
    analyst.save()
    client.post("/account/login/", {"login": analyst.email, "password": PASSWORD})
    assert is_signed_in(client)
    return client


def test_a_closed_account_is_signed_out_at_once(signed_in, administrator, analyst):
    office = Client()
    office.force_login(administrator)
    office.post(reverse("accounts:person_deactivate", args=[analyst.pk]), {"reason": REASON})
    assert not is_signed_in(signed_in)


def test_a_closed_account_has_no_right_and_cannot_sign_in(signed_in, administrator, analyst):
    actions.deactivate_person(person=analyst, by=administrator, reason=REASON)
    assert not User.objects.get(pk=analyst.pk).can(Right.VIEW_OPPORTUNITIES)
    device = Client()
    device.post("/account/login/", {"login": analyst.email, "password": PASSWORD})
    assert not is_signed_in(device)


def test_the_links_of_a_closed_account_stop_working(client, administrator, analyst):
    link = password_link(analyst)
    actions.deactivate_person(person=analyst, by=administrator, reason=REASON)
    set_password(client, link)
    assert not is_signed_in(client)


def test_an_old_session_does_not_come_back_to_life_with_the_account(signed_in, administrator, analyst):
    actions.deactivate_person(person=analyst, by=administrator, reason=REASON)
    actions.reactivate_person(person=analyst, by=administrator, reason="Vuelve")
    assert not is_signed_in(signed_in)
    set_password(signed_in, password_link(User.objects.get(pk=analyst.pk)))
    assert is_signed_in(signed_in)


def test_closing_needs_a_reason_and_leaves_the_account_open_without(client, administrator, analyst):
    client.force_login(administrator)
    answer = client.post(reverse("accounts:person_deactivate", args=[analyst.pk]), {"reason": " "})
    assert answer.status_code == 422
    assert User.objects.get(pk=analyst.pk).is_active


def test_nobody_closes_their_own_account(administrator):
    with pytest.raises(Refused):
        actions.deactivate_person(person=administrator, by=administrator, reason=REASON)
    assert User.objects.get(pk=administrator.pk).is_active


def test_closing_is_kept_in_the_history_with_who_and_why(administrator, analyst):
    actions.deactivate_person(person=analyst, by=administrator, reason=REASON)
    row = analyst.history.latest()
    assert (row.history_user, row.history_change_reason, row.is_active) == (administrator, REASON, False)


def test_a_closed_account_is_given_no_link(client, administrator, analyst):
    actions.deactivate_person(person=analyst, by=administrator, reason=REASON)
    client.force_login(administrator)
    answer = client.post(reverse("accounts:person_password_link", args=[analyst.pk]), {"show": "1"})
    assert answer.status_code == 422
