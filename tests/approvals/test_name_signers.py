"""Whoever waits for a signature reads whose it is; what nobody left can sign is seen where people look."""

import html

import pytest
from django.urls import reverse

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import Role
from almacontact.approvals import inbox
from almacontact.approvals.awaiting import stuck_rows
from almacontact.approvals.models import StepState
from almacontact.approvals.notices import stuck_requests
from almacontact.approvals.registry import all_kinds, kind_of
from pipeline.duties import duties
from proposals.proposal.actions.signing import submit_proposal
from tests import world
from tests.cast import PARTS, cast_person
from tests.proposals.pricing.test_price_on_screen import signed_in

pytestmark = pytest.mark.django_db


def read(person: User, address: str) -> str:
    return html.unescape(signed_in(person).get(address).content.decode())


@pytest.fixture
def request_of_analyst(everybody):
    """A proposal of the analyst on its way: its areas are asked."""
    return submit_proposal(proposal=world.written_proposal(), by=everybody["analyst"])


def test_the_pages_of_what_waits_name_whom_it_waits_for(everybody, request_of_analyst):
    names = {
        PARTS[part].name
        for step in request_of_analyst.steps.filter(state=StepState.PENDING)
        for part in PARTS
        if step.role in PARTS[part].roles
    }
    proposal = request_of_analyst.subject
    for page in (request_of_analyst.get_absolute_url(), proposal.get_absolute_url(), reverse("approvals:inbox")):
        shown = read(everybody["analyst"], page)
        assert not [name for name in names if name not in shown], page


def test_what_nobody_left_can_sign_stands_in_the_list_and_on_the_day_of_submitter_and_administrator(
    everybody, request_of_analyst
):
    step = request_of_analyst.steps.get(key="director")
    assert not [one for one in duties(everybody["analyst"]) if "Nadie puede firmar" in str(one.title)]
    PersonRole.objects.filter(role=Role.SALES_DIRECTOR).delete()
    words = f"No queda quién firme «{step.title_words}»"
    for person in (everybody["analyst"], everybody["administrator"]):
        person = User.objects.get(pk=person.pk)
        assert words in read(person, reverse("approvals:inbox")), person
        assert [one for one in duties(person) if "Nadie puede firmar" in str(one.title)], person
    assert words not in read(everybody["colleague"], reverse("approvals:inbox"))
    (duty,) = [one for one in duties(everybody["administrator"]) if "Nadie puede firmar" in str(one.title)]
    assert duty.url == f"{reverse('accounts:people')}?role={Role.SALES_DIRECTOR}"


def test_the_database_finds_what_the_rule_finds(everybody, request_of_analyst):
    """Twins: `stuck_rows` asks the database, `stuck_steps` judges row by row."""

    def both() -> tuple[set[int], set[int]]:
        kind = kind_of(request_of_analyst.steps.first())
        return set(stuck_rows(kind).values_list("request_id", flat=True)), set(stuck_requests(kind))

    assert both() == (set(), set())
    PersonRole.objects.filter(user=everybody["second_director"]).delete()
    assert both() == (set(), set())
    director = everybody["director"]
    PersonRole.objects.filter(user=director, role=Role.SALES_DIRECTOR).delete()
    assert both() == ({request_of_analyst.pk}, {request_of_analyst.pk})
    PersonRole.objects.create(user=everybody["analyst"], role=Role.SALES_DIRECTOR)
    assert both() == ({request_of_analyst.pk}, {request_of_analyst.pk}), "who submitted it does not sign it"


def test_the_auditor_reads_all_that_waits_and_signs_none_of_it(everybody, request_of_analyst):
    shown = read(everybody["auditor"], reverse("approvals:inbox"))
    assert request_of_analyst.get_absolute_url() in shown
    assert inbox.waiting_count(everybody["auditor"]) == 0
    card = signed_in(everybody["auditor"]).get(request_of_analyst.get_absolute_url())
    assert card.status_code == 200
    assert 'name="decision"' not in card.content.decode()


def test_every_kind_can_be_asked_for_what_nobody_left_can_sign(everybody):
    assert [list(stuck_rows(kind)) for kind in all_kinds()] == [[] for _kind in all_kinds()]
    cast_person("administrator")
    assert inbox.nobody_left() == []
