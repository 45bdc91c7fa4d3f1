"""Django's admin: for administrators alone, to read."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from almacontact.accounts.admin_site import ReadOnlyAdmin
from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import Role
from tests.cast import PARTS


def test_every_model_of_the_admin_is_read_only(db):
    assert admin.site._registry
    writable = [model for model, shown in admin.site._registry.items() if not isinstance(shown, ReadOnlyAdmin)]
    assert writable == []


def test_an_administrator_reads_people_there_and_changes_nothing(client, administrator, analyst):
    client.force_login(administrator)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/accounts/user/").status_code == 200
    page = client.get(f"/admin/accounts/user/{analyst.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    for address in (f"/admin/accounts/user/{analyst.pk}/change/", f"/admin/accounts/user/{analyst.pk}/delete/"):
        assert client.post(address, {"name": "Otra", "post": "yes"}).status_code == 403
    assert client.post("/admin/accounts/user/add/", {"email": "x@x.co"}).status_code == 403
    client.post("/admin/accounts/user/", {"action": "delete_selected", "_selected_action": analyst.pk, "post": "yes"})
    assert User.objects.get(pk=analyst.pk).name == "Ana Lozano"


def test_an_administrator_reads_no_business_record_there(client, administrator):
    client.force_login(administrator)
    for model, shown in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        expected = 200 if shown.right == Right.MANAGE_PEOPLE else 403
        assert client.get(address).status_code == expected, model


@pytest.mark.parametrize("part", [part for part in PARTS if part != "administrator"])
def test_nobody_else_comes_in(client, everybody, part):
    client.force_login(everybody[part])
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/admin/accounts/user/", follow=True).status_code == 403


def test_a_superuser_without_the_role_does_not_come_in(client, director):
    director.is_staff = director.is_superuser = True
    director.save()
    client.force_login(director)
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/admin/accounts/user/", follow=True).status_code == 403


def test_it_signs_in_through_the_throttled_page(client, administrator):
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/").url.startswith("/account/login/")


def test_it_runs_no_inline_script_or_style(client, administrator, analyst):
    client.force_login(administrator)
    for address in ("/admin/", "/admin/accounts/user/", f"/admin/accounts/user/{analyst.pk}/change/"):
        page = client.get(address)
        assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]
        assert "<style" not in page.content.decode()
        assert " style=" not in page.content.decode()


def test_the_recovery_command_makes_an_administrator_without_business_rights(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "una-clave-de-prueba-larga")
    call_command("createsuperuser", interactive=False, email="raiz@almacontact.example", name="Raíz", verbosity=0)
    person = User.objects.get()
    assert person.roles == {Role.ADMINISTRATOR}
    of_the_installation = {Right.MANAGE_PEOPLE, Right.VIEW_INTEGRITY, Right.ERASE_PERSONAL_DATA}
    assert {right for right in Right if person.can(right)} == of_the_installation
