"""Adding people: on the administrator's page and from the shell."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from almacontact.accounts import actions
from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import Role
from almacontact.refusals import NotAllowed, Refused
from tests.accounts.test_set_password import is_signed_in, set_password

GIVEN = {"name": "Lucía Peña", "email": "Lucia@Almacontact.example", "language": "es", "roles": ["sales_analyst", "it"]}


def test_an_administrator_adds_a_person_with_roles(client, administrator):
    client.force_login(administrator)
    answer = client.post(reverse("accounts:person_add"), GIVEN)
    person = User.objects.get(email="lucia@almacontact.example")
    assert answer.url == reverse("accounts:person", args=[person.pk])
    assert person.roles == {Role.SALES_ANALYST, Role.IT}
    assert not person.has_usable_password()


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(client, administrator, analyst):
    client.force_login(administrator)
    before = User.objects.count()
    answer = client.post(reverse("accounts:person_add"), {**GIVEN, "email": "ANA@almacontact.example"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.as_data()["email"][0].code == "person_exists"
    assert "Lucía Peña" in answer.content.decode()
    assert User.objects.count() == before


def test_a_person_needs_a_role(administrator):
    with pytest.raises(Refused) as refused:
        actions.add_person(email="x@x.co", name="X", roles=[], by=administrator)
    assert [blocker.code for blocker in refused.value.blockers] == ["roles_missing"]


@pytest.mark.parametrize("part", ["director", "general_manager", "auditor", "outsider"])
def test_only_an_administrator_adds_people(everybody, part):
    with pytest.raises(NotAllowed):
        actions.add_person(email="x@x.co", name="X", roles=[Role.IT], by=everybody[part])
    assert not User.objects.filter(email="x@x.co").exists()


def test_adding_is_kept_in_the_history_with_who(administrator):
    person = actions.add_person(email="x@x.co", name="X", roles=[Role.IT], by=administrator)
    assert person.history.get().history_user == administrator
    assert PersonRole.history.get(user=person).history_user == administrator


def test_the_link_of_a_new_person_is_shown_and_opens_their_account(client, administrator):
    person = actions.add_person(email="x@x.co", name="X", roles=[Role.IT], by=administrator)
    client.force_login(administrator)
    page = client.post(reverse("accounts:person_password_link", args=[person.pk]), {"show": "1"})
    link = re.search(r'value="(https?://[^"]+/password/reset/key/[^"]+)"', page.content.decode())
    assert link
    client.logout()
    set_password(client, link.group(1))
    assert is_signed_in(client)


def test_the_link_of_a_new_person_is_sent_in_their_language(client, administrator):
    person = actions.add_person(email="x@x.co", name="Xavier", roles=[Role.IT], by=administrator, language="en")
    client.force_login(administrator)
    client.post(reverse("accounts:person_password_link", args=[person.pk]), {"send": "1"})
    (message,) = mail.outbox
    assert message.to == ["x@x.co"]
    assert "Hello Xavier" in message.body
    assert "/account/password/reset/key/" in message.body


def test_the_link_of_somebody_who_has_signed_in_goes_to_them_alone(client, administrator, director):
    client.force_login(director)  # who has signed in once
    client.force_login(administrator)
    page = client.post(reverse("accounts:person_password_link", args=[director.pk]), {"show": "1"}, follow=True)
    assert "/account/password/reset/key/" not in page.content.decode()
    assert mail.outbox[0].to == [director.email]
    assert director.history.latest().history_user == administrator


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("add_person", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_a_link_with_which_the_person_comes_in(db, client, settings):
    settings.SITE_URL = "https://comercial.almacontact.example"
    said = run("Lucia@almacontact.example", "--name", "Lucía Peña", "--role", "sales_analyst", "--role", "it")
    link = said.splitlines()[-1]
    assert link.startswith("https://comercial.almacontact.example/account/password/reset/key/")
    set_password(client, link)
    assert is_signed_in(client)
    assert User.objects.get().roles == {Role.SALES_ANALYST, Role.IT}


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["lucia@x.co", "--name", "Lucía", "--role", "boss"], "No role is called boss. Roles: sales_analyst"),
        (["lucia", "--name", "Lucía", "--role", "it"], "lucia"),
        (["lucia@x.co", "--name", " ", "--role", "it"], " "),
        (["ana@almacontact.example", "--name", "Ana", "--role", "it"], "Ana Lozano already has an account"),
    ],
)
def test_the_command_names_what_is_wrong_and_changes_nothing(analyst, arguments, words):
    with pytest.raises(CommandError, match=re.escape(words)):
        run(*arguments)
    assert list(User.objects.all()) == [analyst]
    assert analyst.roles == {Role.SALES_ANALYST}


def told() -> list[tuple[str, str]]:
    """Who was told of an account that an administrator can open, and what."""
    return [(one.to[0], one.body) for one in mail.outbox if "Xavier" in one.body and "reset/key" not in one.body]


@pytest.fixture
def never_signed_in(administrator):
    return actions.add_person(email="x@x.co", name="Xavier", roles=[Role.SALES_DIRECTOR], by=administrator)


@pytest.fixture
def other_administrator(administrator):
    return actions.add_person(
        email="otra@almacontact.example", name="Otra", roles=[Role.ADMINISTRATOR], by=administrator, language="en"
    )


def test_another_administrator_is_told_who_read_the_link_of_an_account(
    client, administrator, other_administrator, never_signed_in
):
    client.force_login(administrator)
    client.post(reverse("accounts:person_password_link", args=[never_signed_in.pk]), {"show": "1"})
    [(address, words)] = told()
    assert address == other_administrator.email
    assert administrator.name in words
    assert "could sign in as Xavier" in words


def test_another_administrator_is_told_who_gave_an_account_another_address(
    administrator, other_administrator, never_signed_in, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        actions.edit_person(person=never_signed_in, name="Xavier", email="mio@x.co", by=administrator)
    [(address, words)] = told()
    assert address == other_administrator.email
    assert "mio@x.co" in words
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        actions.edit_person(person=never_signed_in, name="Xavier Paz", email="mio@x.co", by=administrator)
    assert told() == [], "a name is no way in"


def test_where_there_is_one_administrator_general_management_is_told(
    client, administrator, general_manager, never_signed_in
):
    client.force_login(administrator)
    client.post(reverse("accounts:person_password_link", args=[never_signed_in.pk]), {"show": "1"})
    assert [address for address, _words in told()] == [general_manager.email]


def test_a_link_that_nobody_else_can_be_told_of_now_is_not_shown(
    client, administrator, other_administrator, never_signed_in, settings
):
    client.force_login(administrator)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = client.post(reverse("accounts:person_password_link", args=[never_signed_in.pk]), {"show": "1"})
    assert answer.status_code == 422
    assert "reset/key" not in answer.content.decode()
