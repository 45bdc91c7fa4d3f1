"""Writing down a new opportunity, with its client where that is new too."""

from datetime import date

import pytest
from django.test import Client as Browser

from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from pipeline.models import Client, Opportunity, Segment, Service
from pipeline.opportunities.actions.opportunities import create_opportunity
from tests.factories import make_client, make_contact, make_opportunity
from tests.pipeline.opportunities.unchanged import unchanged

NEW = "/opportunities/new/"
MAY_CREATE = {"analyst", "colleague", "coordinator", "director", "second_director"}


def typed(**values):
    """What a browser sends for an ordinary opportunity."""
    return {
        "client": "Fintech Sabana S.A.S.",
        "client_nit": "830.135.217-2",
        "segment": Segment.objects.get(code="financiero").pk,
        "service": Service.objects.get(code="cobranza").pk,
        "seats": "40",
        "unit_value": "5.120.000",
        "contract_months": "24",
        **values,
    }


def test_an_opportunity_comes_with_its_new_client(client: Browser, analyst):
    client.force_login(analyst)
    response = client.post(NEW, typed())
    opportunity = Opportunity.objects.get()
    assert response.status_code == 302
    assert response.url == opportunity.get_absolute_url()
    assert opportunity.code == f"OP-{today().year}-0001"
    assert (opportunity.client.name, opportunity.client.nit, opportunity.client.check_digit) == (
        "Fintech Sabana S.A.S.",
        "830135217",
        "2",
    )
    assert (opportunity.owner, opportunity.stage, opportunity.probability) == (analyst, "hunting", 10)
    assert (opportunity.monthly_value, opportunity.total_value) == (204_800_000, 4_915_200_000)
    assert opportunity.history.get().history_user == analyst


@pytest.mark.parametrize("written", ["FINTECH SABANA SAS", "830135217", "Fintech Sábana", "830.135.217-2"])
def test_a_known_client_is_found_however_it_is_written(client: Browser, analyst, written):
    known = make_client(analyst, name="Fintech Sabana S.A.S.", nit="830135217", check_digit="2")
    client.force_login(analyst)
    client.post(NEW, typed(client=written, client_nit=""))
    assert Opportunity.objects.get().client == known


def test_a_new_client_without_a_nit_is_asked_for_once(client: Browser, analyst):
    client.force_login(analyst)
    make_client(analyst, name="Fintech Sumapaz S.A.S.")
    with unchanged():
        answer = client.post(NEW, typed(client_nit=""))
    assert answer.status_code == 422
    assert "Fintech Sumapaz" in answer.content.decode()
    client.post(NEW, typed(client_nit="", confirm_warnings="new_client"))
    assert Opportunity.objects.get().client.name == "Fintech Sabana S.A.S."


def test_a_nit_that_another_client_has_is_refused_and_nothing_is_written(client: Browser, analyst):
    make_client(analyst, name="Otra cosa S.A.", nit="830135217")
    client.force_login(analyst)
    with unchanged():
        answer = client.post(NEW, typed())
    assert answer.status_code == 422
    assert "Otra cosa S.A." in answer.content.decode()


def test_namesakes_are_told_apart_by_their_nit(client: Browser, analyst):
    make_client(analyst, name="Banco Uno S.A.", nit="800100100")
    second = make_client(analyst, name="Banco Uno", nit="800100200")
    client.force_login(analyst)
    assert client.post(NEW, typed(client="Banco Uno", client_nit="")).status_code == 422
    client.post(NEW, typed(client="Banco Uno · 800.100.200", client_nit=""))
    assert Opportunity.objects.get().client == second


def test_what_was_typed_stays_when_something_is_wrong(client: Browser, analyst):
    client.force_login(analyst)
    with unchanged():
        answer = client.post(NEW, typed(unit_value="mucho", description="Picos en quincena", seats="7"))
    page = answer.content.decode()
    assert answer.status_code == 422
    for kept in ("mucho", "Picos en quincena", 'value="7"', "Fintech Sabana S.A.S.", "830.135.217-2"):
        assert kept in page


def test_a_contact_of_another_client_is_not_offered_nor_taken(client: Browser, analyst):
    known = make_client(analyst, name="Banco Uno S.A.")
    stranger = make_contact(analyst, make_client(analyst))
    client.force_login(analyst)
    with unchanged():
        assert client.post(NEW, typed(client="Banco Uno", client_nit="", contact=stranger.pk)).status_code == 422
    with unchanged(), pytest.raises(Refused) as refused:
        make_opportunity(analyst, client=known, contact=stranger)
    assert refused.value.blockers[0].code == "contact_of_other_client"


def test_a_month_is_kept_by_its_last_day_and_shown_as_a_month(client: Browser, analyst):
    client.force_login(analyst)
    dated = typed(expected_close_on="2027-03-04", expected_close_precision="month")
    client.post(NEW, dated)
    opportunity = Opportunity.objects.get()
    assert opportunity.expected_close_on == date(2027, 3, 31)
    assert "mar 2027" in client.get(opportunity.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("seats", 100_001, "too_large"),
        ("unit_value", 1_000_000_001, "too_large"),
        ("contract_months", 0, "invalid"),
        ("contract_months", 601, "too_large"),
        ("probability", 90, "probability_band"),
        ("expected_close_on", date(1926, 3, 1), "year"),
        ("seats", -1, "invalid"),
    ],
)
def test_a_figure_out_of_range_is_refused_at_its_field(analyst, field, value, code):
    known = make_client(analyst)
    with unchanged(), pytest.raises(Refused) as refused:
        make_opportunity(analyst, client=known, **{field: value})
    assert [(one.code, one.field) for one in refused.value.blockers] == [(code, field)]


def test_a_retired_entry_is_not_taken(analyst):
    known, segment = make_client(analyst), Segment.objects.get(code="salud")
    segment.active = False
    segment.save()
    with unchanged(), pytest.raises(Refused) as refused:
        make_opportunity(analyst, client=known, segment=segment)
    assert refused.value.blockers[0].field == "segment"


def test_only_sales_roles_create(client: Browser, everybody):
    for part, person in everybody.items():
        client.force_login(person)
        if part in MAY_CREATE:
            assert client.get(NEW).status_code == 200, part
            continue
        with unchanged():
            assert client.get(NEW).status_code == 403, part
            assert client.post(NEW, typed()).status_code == 403, part
    assert not Client.objects.exists()


@pytest.mark.parametrize("part", ["general_manager", "planner", "quality_lead", "auditor", "administrator", "outsider"])
def test_the_action_refuses_whoever_has_no_right(everybody, analyst, part):
    known = make_client(analyst)
    with unchanged(), pytest.raises(NotAllowed):
        make_opportunity(everybody[part], client=known)


def test_an_analyst_creates_only_for_themselves(client: Browser, analyst, colleague):
    known = make_client(analyst)
    with unchanged(), pytest.raises(NotAllowed):
        make_opportunity(analyst, client=known, owner=colleague)
    client.force_login(analyst)
    client.post(NEW, typed(owner=colleague.pk))
    assert Opportunity.objects.get().owner == analyst


def test_the_owner_is_somebody_who_sells(coordinator, auditor):
    known = make_client(coordinator)
    with unchanged(), pytest.raises(Refused) as refused:
        make_opportunity(coordinator, client=known, owner=auditor)
    assert refused.value.blockers[0].code == "owner_not_sales"


def test_a_stage_cannot_be_smuggled_in(analyst):
    known = make_client(analyst)
    with unchanged(), pytest.raises(Refused) as refused:
        create_opportunity(by=analyst, values={"client": known, "stage": "negotiation"})
    assert refused.value.blockers[0].code == "not_editable"


def test_the_contacts_offered_follow_the_client(client: Browser, analyst):
    known = make_client(analyst, name="Banco Uno S.A.")
    contact = make_contact(analyst, known, name="Marta Ríos")
    client.force_login(analyst)
    offered = client.get("/opportunities/new/contacts/", {"client": "Banco Uno"}).content.decode()
    assert f'value="{contact.pk}"' in offered
    assert "Banco Uno S.A." in client.get("/opportunities/new/clients/", {"client": "banco"}).content.decode()
