"""One person fills one step of a request, under whatever role or delegation; authority is judged when it is used."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import Role
from almacontact.approvals import inbox
from almacontact.approvals.models import Decision, StepState
from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from pipeline.plan.actions.plans import submit_plan
from proposals.models import ProposalSignature
from proposals.proposal.actions.signing import submit_proposal
from tests import world
from tests.approvals.test_decide_approval import sign
from tests.approvals.test_delegate_signature import delegate
from tests.approvals.test_show_approval_card import BACKEND, decision
from tests.cast import PASSWORD, cast_person
from tests.pipeline.plan.plan_factories import make_draft_plan

pytestmark = pytest.mark.django_db


def browser_of(person: User) -> Client:
    person.set_password(PASSWORD)
    person.save()
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    return browser


@pytest.fixture
def whole():
    """A proposal that its areas validated: it waits for the director and for Dirección General."""
    cast_person("second_director")
    cast_person("second_general_manager")
    request = submit_proposal(proposal=world.written_proposal(), by=cast_person("analyst"))
    for step in request.steps.filter(state=StepState.PENDING):
        sign(step, cast_person(world.SIGNERS[step.role]))
    assert set(request.steps.filter(state=StepState.PENDING).values_list("key", flat=True)) == {"director", "general"}
    return request


def test_one_click_of_a_delegate_does_not_sign_for_both(whole, general_manager, director):
    delegate(general_manager, director)
    values = decision(whole, password=PASSWORD)
    answer = browser_of(director).post(whole.get_absolute_url(), values)
    assert answer.status_code == 422
    assert not ProposalSignature.objects.filter(step__key__in=["director", "general"]).exists()


def test_whoever_signed_as_director_does_not_sign_for_general_management_too(whole, general_manager, director):
    delegate(general_manager, director)
    sign(whole.steps.get(key="director"), director)
    assert whole.pk not in {one.request.pk for one in inbox.waiting_for(director)}
    assert inbox.waiting_count(director) == 0
    for decided, comment in ((Decision.APPROVE, ""), (Decision.REJECT, "No")):
        with pytest.raises(NotAllowed) as refused:
            sign(whole.steps.get(key="general"), director, decided, comment=comment)
        assert [one.code for one in refused.value.blockers] == ["one_step"]


def test_in_whose_name_something_was_signed_fills_no_second_step(whole, general_manager, second_director, director):
    """The director's own step was signed for them: they do not sign the other one either."""
    PersonRole.objects.create(user=director, role=Role.GENERAL_MANAGEMENT)
    both = User.objects.get(pk=director.pk)
    delegate(both, cast_person("coordinator"), role=Role.SALES_DIRECTOR)
    sign(whole.steps.get(key="director"), cast_person("coordinator"))
    with pytest.raises(NotAllowed):
        sign(whole.steps.get(key="general"), User.objects.get(pk=director.pk))


def test_a_delegate_does_not_use_the_power_of_who_signed_already(whole, operations_leader, director):
    PersonRole.objects.create(user=director, role=Role.GENERAL_MANAGEMENT)
    both = User.objects.get(pk=director.pk)
    delegate(both, cast_person("administrative"))
    sign(whole.steps.get(key="director"), both)
    with pytest.raises(NotAllowed) as refused:
        sign(whole.steps.get(key="general"), cast_person("administrative"))
    assert [one.code for one in refused.value.blockers] == ["one_step_of_delegator"]


def test_the_second_step_of_a_request_waits_for_somebody_else(whole, general_manager, director):
    sign(whole.steps.get(key="director"), director)
    sign(whole.steps.get(key="general"), general_manager)
    whole.refresh_from_db()
    assert not whole.is_running


def test_a_submission_is_refused_where_too_few_people_could_sign_all(director):
    """One person alone holds both roles that sign the whole."""
    proposal = world.written_proposal()
    PersonRole.objects.filter(role__in=[Role.SALES_DIRECTOR, Role.GENERAL_MANAGEMENT]).delete()
    only = cast_person("second_director")
    PersonRole.objects.filter(user=only).delete()
    for role in (Role.SALES_DIRECTOR, Role.GENERAL_MANAGEMENT):
        PersonRole.objects.create(user=only, role=role)
    with pytest.raises(Refused) as refused:
        submit_proposal(proposal=proposal, by=cast_person("analyst"))
    assert [one.code for one in refused.value.blockers] == ["too_few_people"]


def test_the_card_says_in_whose_name_before_it_is_signed(whole, general_manager, administrative):
    delegate(general_manager, administrative)
    browser = browser_of(administrative)
    browser.post(reverse("accounts:set_language"), {"language": "en", "next": "/"})
    page = browser.get(whole.get_absolute_url()).content.decode()
    decide = page[page.index('id="decide"') : page.index('value="approve"')]
    assert "Gloria Abad" in decide


def test_a_delegate_who_may_no_longer_hold_the_role_neither_sees_nor_signs(whole, general_manager, administrative):
    delegate(general_manager, administrative, ends=30)
    assert inbox.waiting_count(administrative) == 1
    PersonRole.objects.filter(user=administrative).update(role=Role.REPORTING)
    now_reporting = User.objects.get(pk=administrative.pk)
    assert inbox.waiting_count(now_reporting) == 0
    assert inbox.waiting_for(now_reporting) == []
    browser = browser_of(now_reporting)
    step = whole.steps.get(key="general")
    values = decision(whole, password=PASSWORD) | {"steps": [f"{step.pk}:{step.content_hash}"]}
    assert browser.post(whole.get_absolute_url(), values).status_code == 403
    with pytest.raises(NotAllowed):
        sign(whole.steps.get(key="general"), now_reporting)
    page = browser.get(reverse("approvals:delegations")).content.decode()
    assert "Gloria Abad" in page


def test_who_became_reporting_no_longer_sees_the_plan_they_could_sign(director, general_manager, administrative):
    cast_person("second_general_manager")
    asked = submit_plan(plan=make_draft_plan(director), by=director)
    delegate(general_manager, administrative)
    browser = browser_of(administrative)
    assert browser.get(asked.get_absolute_url()).status_code == 200
    PersonRole.objects.filter(user=administrative).update(role=Role.REPORTING)
    assert browser.get(asked.get_absolute_url()).status_code == 404
    assert browser.post(asked.get_absolute_url(), decision(asked, password=PASSWORD)).status_code == 404


def test_a_delegation_of_a_role_that_its_giver_lost_gives_nothing(whole, general_manager, administrative):
    delegate(general_manager, administrative)
    PersonRole.objects.filter(user=general_manager).delete()
    assert inbox.waiting_count(administrative) == 0
    with pytest.raises(NotAllowed):
        sign(whole.steps.get(key="general"), administrative)


def test_a_delegation_lasts_ninety_days_at_most(client, general_manager, administrative):
    browser = browser_of(general_manager)
    values = {"role": Role.GENERAL_MANAGEMENT, "to": administrative.pk, "reason": "Licencia"}

    def given(first: int, last: int) -> int:
        dates = {
            name: (today() + timedelta(days=ago)).isoformat() for name, ago in (("starts_on", first), ("ends_on", last))
        }
        return browser.post(reverse("approvals:delegations"), values | dates).status_code

    assert given(0, 3650) == 422
    assert given(0, 90) == 422
    assert given(0, 59) == 302
    assert given(60, 90) == 422, "nor one after the other"
    assert given(60, 89) == 302
