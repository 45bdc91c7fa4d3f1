"""Taking clients and contacts out as a workbook: as far as one's right to export reaches, no further than one sees."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import make_contact, make_opportunity

LISTS = {"clients": "pipeline:client_list", "contacts": "pipeline:contact_list"}


@pytest.fixture
def deals(analyst, colleague):
    """A deal of the analyst and one of a colleague, each with a contact."""
    own, other = make_opportunity(analyst), make_opportunity(colleague)
    for one in (own, other):
        make_contact(analyst, one.client)
    return own, other


def exported(client, person, key: str) -> str:
    client.force_login(person)
    answer = client.get(reverse(LISTS[key]), {"export": "xlsx"})
    assert answer.status_code == 200
    rows = load_workbook(BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True)
    return "\n".join(str(row) for row in rows)


@pytest.mark.parametrize("key", LISTS)
def test_an_analyst_takes_out_the_clients_and_contacts_of_their_own_deals_alone(client, analyst, deals, key):
    own, other = deals
    told = exported(client, analyst, key)
    assert own.client.name in told
    assert other.client.name not in told


@pytest.mark.parametrize("key", LISTS)
def test_a_coordinator_takes_out_those_of_all(client, coordinator, deals, key):
    told = exported(client, coordinator, key)
    assert all(one.client.name in told for one in deals)


@pytest.mark.parametrize("key", LISTS)
def test_an_area_leader_takes_out_none(client, planner, deals, key):
    client.force_login(planner)
    assert client.get(reverse(LISTS[key]), {"export": "xlsx"}).status_code == 403
