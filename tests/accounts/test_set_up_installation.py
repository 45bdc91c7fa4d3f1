"""The first steps of an empty installation."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from almacontact.accounts.first_steps import code_file, setup_code
from almacontact.accounts.models import User
from almacontact.accounts.roles import Role

GIVEN = {
    "name": "Marta Ruiz",
    "email": "marta@almacontact.example",
    "password1": "una-clave-de-prueba-larga",
    "password2": "una-clave-de-prueba-larga",
}


@pytest.fixture(autouse=True)
def empty_installation(db, settings, tmp_path):
    settings.STATE_DIR = tmp_path


def set_up(client, **changes):
    return client.post(reverse("accounts:setup"), {**GIVEN, "code": setup_code(), **changes})


@pytest.mark.parametrize("address", ["/", "/account/login/", "/people/", "/preferences/", "/admin/"])
def test_every_page_leads_to_the_first_steps(client, address):
    assert client.get(address).url == reverse("accounts:setup")


def test_the_first_administrator_comes_in_and_is_led_to_the_missing_people(client):
    answer = set_up(client)
    assert answer.url == reverse("accounts:people")
    person = User.objects.get()
    assert person.roles == {Role.ADMINISTRATOR}
    short = {row["role"] for row in client.get(answer.url).context["short"]}
    assert short == set(Role) - {Role.ADMINISTRATOR}


def test_the_code_is_read_whatever_the_case_and_the_hyphens(client):
    set_up(client, code=setup_code().lower().replace("-", " "))
    assert User.objects.exists()


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "-", ""])
def test_without_the_code_nobody_becomes_administrator(client, code):
    answer = set_up(client, code=code)
    assert answer.status_code == 422
    assert not User.objects.exists()


def test_the_code_works_once(client):
    code = setup_code()
    set_up(client)
    assert not code_file().exists()
    client.logout()
    answer = set_up(client, code=code, email="otra@almacontact.example")
    assert answer.url == reverse("account_login")
    assert User.objects.count() == 1


def test_a_weak_password_is_refused_and_the_code_stays_good(client):
    answer = set_up(client, password1="password1234", password2="password1234")
    assert answer.status_code == 422
    assert "password1" in answer.context["form"].errors
    assert set_up(client).status_code == 302


def test_only_the_owner_of_the_server_reads_the_code():
    setup_code()
    assert code_file().stat().st_mode & 0o077 == 0


def test_the_command_prints_address_and_code_and_afterwards_neither(client):
    out = StringIO()
    call_command("setup_code", stdout=out)
    assert setup_code() in out.getvalue()
    assert "/setup/" in out.getvalue()
    set_up(client)
    out = StringIO()
    call_command("setup_code", stdout=out)
    assert "set-up code" not in out.getvalue()
    assert not Path(code_file()).exists()


def test_the_steps_are_over_once_somebody_is_there(client, analyst):
    assert client.get(reverse("accounts:setup")).url == reverse("account_login")
    assert client.get("/account/login/").status_code == 200
