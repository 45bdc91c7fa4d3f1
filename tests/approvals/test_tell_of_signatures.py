"""Who is told of what: the absent of each signature, the delegate of what waits, people of what nobody can sign."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import Role
from almacontact.approvals import tasks
from almacontact.approvals.models import Delegation
from almacontact.calendar import today
from pipeline.plan.actions.plans import submit_plan
from tests.approvals.test_decide_approval import sign
from tests.approvals.test_delegate_signature import delegate
from tests.approvals.test_fill_one_step import browser_of
from tests.pipeline.plan.plan_factories import make_draft_plan

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 10, 9, 15, tzinfo=UTC)  # Monday the 12th is a holiday in Colombia
cut = import_module("almacontact.approvals.migrations.0003_shorten_delegations")


@pytest.fixture
def asked(director, general_manager, second_general_manager):
    with time_machine.travel(FRIDAY, tick=False):
        yield submit_plan(plan=make_draft_plan(director), by=director)


def told(mailoutbox, words):
    return sorted(mail.to[0] for mail in mailoutbox if words in mail.subject)


def test_the_absent_person_is_told_of_each_signature_in_their_name(
    asked, general_manager, operations_leader, run_jobs, mailoutbox
):
    delegate(general_manager, operations_leader)
    sign(asked.steps.get(key="targets"), operations_leader)
    sign(asked.steps.get(key="strategy"), operations_leader)
    run_jobs()
    assert told(mailoutbox, "Firmado en su nombre") == [general_manager.email] * 2
    assert "Óscar Luna" in next(mail for mail in mailoutbox if "en su nombre" in mail.subject).body


def test_what_is_signed_in_ones_own_name_needs_no_telling(asked, general_manager, run_jobs, mailoutbox):
    sign(asked.steps.get(key="targets"), general_manager)
    run_jobs()
    assert told(mailoutbox, "Firmado en su nombre") == []


def test_a_delegate_is_told_at_once_what_waits(asked, general_manager, operations_leader, run_jobs, mailoutbox):
    delegate(general_manager, operations_leader)
    run_jobs()
    (mail,) = [mail for mail in mailoutbox if mail.to == [operations_leader.email] and "Gloria" in mail.subject]
    assert "2026 v1" in mail.body


def test_a_delegate_is_told_what_waits_once_their_days_begin(
    asked, general_manager, operations_leader, run_jobs, mailoutbox
):
    delegate(general_manager, operations_leader, starts=3, ends=9)
    run_jobs()
    assert all("2026 v1" not in mail.body for mail in mailoutbox if mail.to == [operations_leader.email])
    mailoutbox.clear()
    with time_machine.travel(FRIDAY + timedelta(days=3), tick=False):
        for _hour in range(3):
            tasks.chase()
            run_jobs()
    (mail,) = [mail for mail in mailoutbox if mail.to == [operations_leader.email] and "Gloria" in mail.subject]
    assert "2026 v1" in mail.body


def test_what_nobody_left_can_sign_is_told_each_working_day_until_somebody_can(
    asked, director, administrator, run_jobs, mailoutbox
):
    PersonRole.objects.filter(role=Role.GENERAL_MANAGEMENT).delete()
    for days, expected in ((0, 1), (1, 0), (3, 0), (4, 1)):  # Friday, Saturday, the holiday, Tuesday
        mailoutbox.clear()
        with time_machine.travel(FRIDAY + timedelta(days=days), tick=False):
            for _hour in range(2):
                tasks.chase()
                run_jobs()
            stuck = told(mailoutbox, "Nadie puede firmar")
        assert stuck == sorted([director.email, administrator.email]) * expected, days
    holder = User.objects.get(name="Gustavo Rey")
    PersonRole.objects.create(user=holder, role=Role.GENERAL_MANAGEMENT)
    mailoutbox.clear()
    with time_machine.travel(FRIDAY + timedelta(days=5), tick=False):
        tasks.chase()
        run_jobs()
    assert told(mailoutbox, "Nadie puede firmar") == []


def test_the_card_says_that_nobody_left_can_sign(asked, director):
    PersonRole.objects.filter(role=Role.GENERAL_MANAGEMENT).delete()
    browser = browser_of(director)
    browser.post(reverse("accounts:set_language"), {"language": "en", "next": "/"})
    assert "Nobody left can sign" in browser.get(asked.get_absolute_url()).content.decode()


@pytest.mark.parametrize("door", ["person_deactivate", "person_roles"])
def test_before_somebody_leaves_the_administrator_sees_what_waits_for_them(
    asked, administrator, general_manager, second_general_manager, door
):
    browser = browser_of(administrator)
    browser.post(reverse("accounts:set_language"), {"language": "en", "next": "/"})
    page = browser.get(reverse(f"accounts:{door}", args=[general_manager.pk])).content.decode()
    assert "2026 v1" in page
    assert "Nobody else could sign it" not in page
    PersonRole.objects.filter(user=second_general_manager).delete()
    page = browser.get(reverse(f"accounts:{door}", args=[general_manager.pk])).content.decode()
    assert "Nobody else could sign it" in page


def test_whoever_loses_a_role_is_told_what_waited_for_them(asked, administrator, general_manager, run_jobs, mailoutbox):
    browser = browser_of(administrator)
    values = {"roles": [Role.REPORTING], "reason": "Cambio de cargo", "seen": Role.GENERAL_MANAGEMENT}
    address = reverse("accounts:person_roles", args=[general_manager.pk])
    asked_first = browser.post(address, values)
    assert asked_first.status_code == 422
    confirmed = {"confirm_warnings": asked_first.context["form"].warning_codes}
    assert browser.post(address, {**values, **confirmed}).status_code == 302
    run_jobs()
    (mail,) = [mail for mail in mailoutbox if mail.to == [general_manager.email] and "ya no" in mail.subject]
    assert "2026 v1" in mail.body


def test_long_delegations_end_ninety_days_from_today_and_both_are_told(
    general_manager, operations_leader, administrative, run_jobs, mailoutbox
):
    def given(to: User, first: int, last: int) -> Delegation:
        return Delegation.objects.create(
            delegator=general_manager,
            delegate=to,
            role=Role.GENERAL_MANAGEMENT,
            starts_on=today() + timedelta(days=first),
            ends_on=today() + timedelta(days=last),
            reason="Vacaciones",
        )

    long, short = given(operations_leader, -400, 3650), given(administrative, -400, 20)
    cut.shorten(apps, None)
    cut.shorten(apps, None)
    run_jobs()
    for one in (long, short):
        one.refresh_from_db()
    assert (long.ends_on - today()).days == 89
    assert (short.ends_on - today()).days == 20
    assert long.history.latest().ends_on == long.ends_on
    assert told(mailoutbox, "termina antes") == sorted([general_manager.email, operations_leader.email])


def test_the_limit_is_a_parameter_of_general_management(general_manager, director, administrative):
    policy = reverse("approvals:policy")
    assert browser_of(director).post(policy, {"delegation_days": 365, "version": ""}).status_code == 403
    browser = browser_of(general_manager)
    assert browser.get(policy).status_code == 200
    assert browser.post(policy, {"delegation_days": 10, "version": ""}).status_code == 302
    values = {"role": Role.GENERAL_MANAGEMENT, "to": administrative.pk, "reason": "Licencia"}
    dates = {"starts_on": today().isoformat(), "ends_on": (today() + timedelta(days=10)).isoformat()}
    assert browser.post(reverse("approvals:delegations"), values | dates).status_code == 422
