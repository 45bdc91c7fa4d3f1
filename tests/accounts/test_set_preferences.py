"""What people set for themselves."""

import pytest
from django.urls import reverse

from almacontact.accounts.models import User


def test_a_person_sets_language_and_theme(client, analyst):
    client.force_login(analyst)
    client.post(reverse("accounts:preferences"), {"language": "en", "theme": "dark"})
    person = User.objects.get(pk=analyst.pk)
    assert (person.language, person.theme) == ("en", "dark")
    page = client.get(reverse("accounts:preferences")).content.decode()
    assert '<html lang="en' in page
    assert 'data-bs-theme="dark"' in page


def test_the_switches_of_the_top_bar_lead_back_to_the_page(client, analyst):
    client.force_login(analyst)
    answer = client.post(reverse("accounts:set_language"), {"language": "en", "next": "/preferences/"})
    assert answer.url == "/preferences/"
    answer = client.post(reverse("accounts:set_theme"), {"theme": "light", "next": "/preferences/"})
    assert answer.url == "/preferences/"
    person = User.objects.get(pk=analyst.pk)
    assert (person.language, person.theme) == ("en", "light")


def test_the_switches_lead_to_no_foreign_site(client, analyst):
    client.force_login(analyst)
    for name, value in (("language", "en"), ("theme", "dark")):
        answer = client.post(reverse(f"accounts:set_{name}"), {name: value, "next": "//evil.example/"})
        assert answer.url == "/"


@pytest.mark.parametrize("name", ["language", "theme"])
def test_a_value_that_there_is_not_is_refused(client, analyst, name):
    client.force_login(analyst)
    answer = client.post(reverse(f"accounts:set_{name}"), {name: "klingon"})
    assert answer.status_code == 422
    assert getattr(User.objects.get(pk=analyst.pk), name) == getattr(analyst, name)


def test_nobody_takes_the_name_of_somebody_else(client, analyst, director):
    client.force_login(analyst)
    client.post(reverse("accounts:preferences"), {"name": director.name, "language": "es", "theme": "auto"})
    assert User.objects.get(pk=analyst.pk).name == "Ana Lozano"


def test_not_even_an_administrator_changes_their_own_name(client, administrator, director):
    client.force_login(administrator)
    values = {"name": director.name, "email": administrator.email}
    assert client.post(reverse("accounts:person_edit", args=[administrator.pk]), values).status_code == 422
    assert User.objects.get(pk=administrator.pk).name == "Tomás Gil"


def test_an_administrator_corrects_the_name_of_somebody_else(client, administrator, analyst):
    client.force_login(administrator)
    values = {"name": "Ana María Lozano", "email": analyst.email}
    client.post(reverse("accounts:person_edit", args=[analyst.pk]), values)
    person = User.objects.get(pk=analyst.pk)
    assert person.name == "Ana María Lozano"
    assert person.history.latest().history_user == administrator


def test_preferences_change_neither_address_nor_roles(client, analyst):
    client.force_login(analyst)
    client.post(
        reverse("accounts:preferences"),
        {
            "name": "Ana",
            "language": "es",
            "theme": "auto",
            "email": "x@x.co",
            "roles": "administrator",
            "is_staff": "1",
        },
    )
    person = User.objects.get(pk=analyst.pk)
    assert (person.email, person.roles, person.is_staff) == (analyst.email, analyst.roles, False)


def test_a_changed_preference_is_kept_in_the_history_with_who(client, analyst):
    client.force_login(analyst)
    client.post(reverse("accounts:preferences"), {"language": "es", "theme": "auto"})
    assert analyst.history.latest().history_user == analyst


def test_a_record_saved_during_a_request_names_who_asked(client, analyst):
    """HistoryRequestMiddleware: here a password changed by allauth, which names nobody by itself."""
    client.force_login(analyst)
    new = "otra-clave-bien-larga"
    client.post(reverse("account_set_password"), {"password1": new, "password2": new})
    assert analyst.history.latest().history_user == analyst
