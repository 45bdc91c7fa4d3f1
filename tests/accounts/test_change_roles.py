"""Who holds which role: changed by an administrator, never for oneself, with a reason that stays."""

import threading

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse

from almacontact.accounts import actions
from almacontact.accounts.links import password_link
from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import Role
from almacontact.approvals.models import StepState
from almacontact.refusals import NotAllowed, Refused
from almacontact.web.search_index import fill
from proposals.proposal.actions.signing import submit_proposal
from tests import world
from tests.cast import PASSWORD, cast_person

REASON = "Cambia de cargo"


@pytest.fixture
def second_administrator(db):
    person = User(email="teresa@almacontact.example", name="Teresa Páez", is_staff=True)
    person.save()
    PersonRole(user=person, role=Role.ADMINISTRATOR).save()
    return person


def codes(refused) -> list[str]:
    return [blocker.code for blocker in refused.value.blockers]


def test_new_roles_count_from_the_next_request(client, administrator, analyst):
    assert not analyst.can(Right.IMPORT)
    client.force_login(administrator)
    answer = client.post(
        reverse("accounts:person_roles", args=[analyst.pk]),
        {"roles": ["sales_coordinator"], "reason": REASON, "seen": "sales_analyst"},
    )
    assert answer.status_code == 302
    assert User.objects.get(pk=analyst.pk).roles == {Role.SALES_COORDINATOR}
    assert User.objects.get(pk=analyst.pk).can(Right.IMPORT)


def test_each_role_given_and_taken_is_kept_with_who_and_why(administrator, analyst):
    actions.change_roles(person=analyst, roles=[Role.SALES_COORDINATOR], by=administrator, reason=REASON)
    rows = PersonRole.history.filter(user=analyst, history_user=administrator, history_change_reason=REASON)
    assert {(row.role, row.history_type) for row in rows} == {("sales_analyst", "-"), ("sales_coordinator", "+")}


def test_the_page_of_a_person_tells_the_history_of_their_roles(client, administrator, analyst):
    actions.change_roles(person=analyst, roles=[Role.SALES_COORDINATOR], by=administrator, reason=REASON)
    client.force_login(administrator)
    page = client.get(reverse("accounts:person", args=[analyst.pk]))
    assert [entry.reason for entry in page.context["story"][:2]] == [REASON, REASON]
    assert administrator.name in page.content.decode()


def test_nobody_changes_their_own_roles(administrator):
    with pytest.raises(Refused) as refused:
        actions.change_roles(
            person=administrator, roles=[Role.ADMINISTRATOR, Role.SALES_DIRECTOR], by=administrator, reason=REASON
        )
    assert codes(refused) == ["own_account"]
    assert User.objects.get(pk=administrator.pk).roles == {Role.ADMINISTRATOR}


def test_the_last_administrator_cannot_be_removed(administrator, director):
    for attempt in (
        lambda: actions.change_roles(person=administrator, roles=[Role.IT], by=administrator, reason=REASON),
        lambda: actions.deactivate_person(person=administrator, by=administrator, reason=REASON),
        lambda: actions.change_roles(person=administrator, roles=[Role.IT], by=director, reason=REASON),
    ):
        with pytest.raises(Refused):
            attempt()
    assert User.objects.holders_of(Role.ADMINISTRATOR).count() == 1


def test_an_administrator_who_was_removed_meanwhile_changes_nothing(administrator, second_administrator, analyst):
    assert second_administrator.can(Right.MANAGE_PEOPLE)  # and keeps believing so: roles are read once a request
    actions.change_roles(person=second_administrator, roles=[Role.IT], by=administrator, reason=REASON)
    with pytest.raises(NotAllowed):
        actions.change_roles(person=administrator, roles=[Role.IT], by=second_administrator, reason=REASON)
    assert User.objects.holders_of(Role.ADMINISTRATOR).get() == administrator


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_at_once_leave_one():
    first = cast_person("administrator")
    second = User(email="teresa@almacontact.example", name="Teresa Páez")
    second.save()
    PersonRole(user=second, role=Role.ADMINISTRATOR).save()
    ready = threading.Barrier(2)

    def remove(who: User, whom: User) -> None:
        ready.wait()
        try:
            actions.deactivate_person(person=whom, by=who, reason=REASON)
        except NotAllowed:
            pass
        finally:
            connection.close()

    pairs = [(first, second), (second, first)]
    threads = [
        threading.Thread(target=remove, args=(User.objects.get(pk=who.pk), User.objects.get(pk=whom.pk)))
        for who, whom in pairs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.holders_of(Role.ADMINISTRATOR).count() == 1


def test_a_change_needs_a_reason_and_at_least_one_role(administrator, analyst):
    with pytest.raises(Refused) as refused:
        actions.change_roles(person=analyst, roles=[], by=administrator, reason=" ")
    assert codes(refused) == ["reason_missing", "roles_missing"]
    assert User.objects.get(pk=analyst.pk).roles == {Role.SALES_ANALYST}


def test_roles_that_another_administrator_changed_meanwhile_are_shown_beside_the_ticked_ones(
    client, administrator, second_administrator, analyst
):
    actions.change_roles(person=analyst, roles=[Role.IT], by=second_administrator, reason=REASON)
    client.force_login(administrator)
    given = {"roles": ["auditor"], "reason": REASON, "seen": "sales_analyst"}
    answer = client.post(reverse("accounts:person_roles", args=[analyst.pk]), given)
    assert answer.status_code == 409
    assert answer.context["form"].conflicts[0].theirs == str(Role.IT.label)
    assert answer.context["form"].clash.who == second_administrator.name
    assert User.objects.get(pk=analyst.pk).roles == {Role.IT}
    again = client.post(reverse("accounts:person_roles", args=[analyst.pk]), {**given, "seen": "it"})
    assert again.status_code == 302
    assert User.objects.get(pk=analyst.pk).roles == {Role.AUDITOR}


def test_taking_a_role_that_approves_below_two_holders_warns(client, administrator, director, second_director):
    client.force_login(administrator)
    answer = client.post(
        reverse("accounts:person_roles", args=[director.pk]),
        {"roles": ["auditor"], "reason": REASON, "seen": "sales_director"},
    )
    warnings = [str(message) for message in get_messages(answer.wsgi_request) if message.level_tag == "warning"]
    assert any(str(Role.SALES_DIRECTOR.label) in warning for warning in warnings)


def test_the_list_of_people_says_which_roles_lack_holders(client, everybody):
    client.force_login(everybody["administrator"])
    short = {row["role"]: row for row in client.get(reverse("accounts:people")).context["short"]}
    assert short[Role.IT]["count"] == 1  # approves, and has one holder
    assert Role.SALES_DIRECTOR not in short  # two holders
    assert Role.REPORTING not in short  # one holder is enough where nothing is approved


def test_the_list_of_people_takes_the_same_queries_for_few_and_many(
    client, administrator, django_assert_max_num_queries
):
    client.force_login(administrator)
    client.get(reverse("accounts:people"))
    for number in range(60):
        person = User(email=f"p{number}@almacontact.example", name=f"Persona {number}")
        person.save()
        PersonRole(user=person, role=Role.IT).save()
    with django_assert_max_num_queries(8):
        client.get(reverse("accounts:people"))


def test_the_list_of_people_finds_by_name_role_and_state(client, everybody):
    client.force_login(everybody["administrator"])
    fill()  # the cast is laid down at once, past its saves

    def found(**asked: str) -> list[str]:
        return [person.name for person in client.get(reverse("accounts:people"), asked).context["page"]]

    assert found(q="lozano") == ["Ana Lozano"]
    assert found(role="sales_director") == ["Darío Quiroga", "Diana Forero"]
    actions.deactivate_person(person=everybody["analyst"], by=everybody["administrator"], reason=REASON)
    assert found(q="lozano") == []
    assert found(state="closed") == ["Ana Lozano"]


def test_correcting_the_address_before_the_first_sign_in_is_allowed_afterwards_refused(client, administrator, analyst):
    actions.edit_person(person=analyst, name="Ana Lozano", email="ana.lozano@almacontact.example", by=administrator)
    assert User.objects.get(pk=analyst.pk).email == "ana.lozano@almacontact.example"
    client.force_login(analyst)
    with pytest.raises(Refused) as refused:
        actions.edit_person(
            person=User.objects.get(pk=analyst.pk), name="Ana", email="otra@almacontact.example", by=administrator
        )
    assert codes(refused) == ["email_in_use"]
    assert User.objects.get(pk=analyst.pk).email == "ana.lozano@almacontact.example"


def test_the_address_from_before_a_correction_signs_nobody_in(client, administrator, analyst):
    before = analyst.email
    password_link(analyst)  # the sign-in library now knows the address too
    actions.edit_person(person=analyst, name=analyst.name, email="ana.lozano@almacontact.example", by=administrator)
    analyst.set_password(PASSWORD)
    analyst.save()
    for address, comes_in in ((before, False), (analyst.email, True)):
        client.post("/account/login/", {"login": address, "password": PASSWORD})
        assert ("_auth_user_id" in client.session) is comes_in


def test_taking_a_role_in_which_something_waits_is_asked_about_first(client, everybody):
    request = submit_proposal(proposal=world.written_proposal(), by=everybody["analyst"])
    step = request.steps.filter(state=StepState.PENDING).first()
    person = next(one for one in everybody.values() if one.roles == {Role(step.role)})
    client.force_login(everybody["administrator"])
    address = reverse("accounts:person_roles", args=[person.pk])
    given = {"roles": ["auditor"], "reason": REASON, "seen": step.role}
    answer = client.post(address, given)
    assert answer.status_code == 422
    (warning,) = answer.context["form"].open_warnings
    assert str(request.subject) in str(warning.message)
    assert User.objects.get(pk=person.pk).roles == {Role(step.role)}
    kept = client.post(address, {**given, "roles": ["auditor", step.role]})
    assert kept.status_code == 302, "nothing is asked where the role stays"
    again = client.post(address, {**given, "seen": f"auditor,{step.role}", "confirm_warnings": warning.code})
    assert again.status_code == 302
    assert User.objects.get(pk=person.pk).roles == {Role.AUDITOR}
