"""Delegation for absences: dated, to a person who may hold it, shown on the signature."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals import delegations, inbox
from almacontact.approvals.models import Delegation
from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from tests.approvals.test_decide_approval import sign
from tests.pipeline.plan.plan_factories import make_submitted_plan

pytestmark = pytest.mark.django_db


def delegate(by, to, *, role=Role.GENERAL_MANAGEMENT, starts=0, ends=3, reason="Vacaciones"):
    first, last = today() + timedelta(days=starts), today() + timedelta(days=ends)
    return delegations.delegate(by=by, to=to, role=role, starts_on=first, ends_on=last, reason=reason)


@pytest.fixture
def asked(director, general_manager, second_general_manager):
    return make_submitted_plan()


def test_a_delegate_signs_and_the_signature_shows_for_whom(asked, general_manager, operations_leader):
    delegate(general_manager, operations_leader)
    assert inbox.waiting_count(operations_leader) == 1
    signature = sign(asked.steps.get(key="targets"), operations_leader)
    assert signature.name == "Óscar Luna"
    assert (signature.on_behalf_of, signature.on_behalf_of_name) == (general_manager, "Gloria Abad")


@pytest.mark.parametrize(("starts", "ends"), [(1, 3), (-5, -1)])
def test_outside_its_dates_a_delegation_gives_nothing(asked, general_manager, operations_leader, starts, ends):
    Delegation.objects.create(
        delegator=general_manager,
        delegate=operations_leader,
        role=Role.GENERAL_MANAGEMENT,
        starts_on=today() + timedelta(days=starts),
        ends_on=today() + timedelta(days=ends),
        reason="Viaje",
    )
    assert inbox.waiting_count(operations_leader) == 0
    with pytest.raises(NotAllowed):
        sign(asked.steps.get(key="targets"), operations_leader)


def test_an_ended_delegation_gives_nothing_and_keeps_its_signatures(asked, general_manager, operations_leader):
    given = delegate(general_manager, operations_leader)
    signature = sign(asked.steps.get(key="targets"), operations_leader)
    delegations.end_delegation(delegation=given, by=general_manager)
    with pytest.raises(NotAllowed):
        sign(asked.steps.get(key="strategy"), operations_leader)
    signature.refresh_from_db()
    assert signature.is_standing


def test_a_delegator_who_lost_the_role_or_left_gives_nothing(asked, general_manager, operations_leader):
    delegate(general_manager, operations_leader)
    general_manager.held_roles.all().delete()
    with pytest.raises(NotAllowed):
        sign(asked.steps.get(key="targets"), User.objects.get(pk=operations_leader.pk))


@pytest.mark.parametrize("part", ["analyst", "auditor", "administrator", "outsider", "implementer"])
def test_who_may_not_hold_the_role_is_refused(everybody, general_manager, part):
    with pytest.raises(Refused) as refused:
        delegate(general_manager, everybody[part])
    assert refused.value.blockers[0].field == "to"


def test_only_a_holder_delegates_and_not_to_themselves(director, general_manager):
    with pytest.raises(NotAllowed):
        delegate(director, general_manager)
    with pytest.raises(Refused):
        delegate(general_manager, general_manager)


def test_days_in_the_past_out_of_order_or_taken_are_refused(general_manager, operations_leader, director):
    for starts, ends in ((-3, -1), (3, 1)):
        with pytest.raises(Refused):
            delegate(general_manager, operations_leader, starts=starts, ends=ends)
    given = delegate(general_manager, operations_leader)
    assert delegate(general_manager, operations_leader) == given, "sent twice, given once"
    with pytest.raises(Refused):
        delegate(general_manager, director, starts=2, ends=5)


def test_the_database_holds_the_order_of_dates(general_manager, director):
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            delegator=general_manager,
            delegate=director,
            role=Role.GENERAL_MANAGEMENT,
            starts_on=today(),
            ends_on=today() - timedelta(days=1),
            reason="x",
        )


def test_delegating_in_the_browser(client, general_manager, operations_leader):
    client.force_login(general_manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    values = {"role": Role.GENERAL_MANAGEMENT, "to": operations_leader.pk, "reason": "Vacaciones"}
    dates = {"starts_on": today().isoformat(), "ends_on": (today() + timedelta(days=2)).isoformat()}
    assert client.post("/approvals/delegations/", values | dates | {"reason": ""}).status_code == 422
    assert client.post("/approvals/delegations/", values | dates).status_code == 302
    given = Delegation.objects.get()
    assert "Óscar Luna" in client.get("/approvals/delegations/").content.decode()
    client.post(f"/approvals/delegations/{given.pk}/end/")
    given.refresh_from_db()
    assert given.revoked_at
