"""The search finds by name, NIT and code, and only what the person may see."""

import pytest

from almacontact.web.search import find
from pipeline.opportunities.actions.opportunities import involve_areas
from tests.factories import make_client, make_contact, make_opportunity

pytestmark = pytest.mark.django_db


def _titles(user, text):
    return [result.title for result in find(user, text)]


@pytest.mark.parametrize("text", ["fintéch sabana", "FINTECH", "830135217", "830.135.217-2", "sabana sas"])
def test_a_client_is_found_however_it_is_written(analyst, text):
    make_client(analyst, name="Fintech Sabana S.A.S.", nit="830135217", check_digit="2")
    assert "Fintech Sabana S.A.S." in _titles(analyst, text)


def test_an_opportunity_is_found_by_its_code_with_and_without_prefix(analyst):
    opportunity = make_opportunity(analyst)
    year, number = opportunity.code.split("-")[1:]
    for text in (opportunity.code, f"{year}-{number}", f"op-{year}-{int(number)}"):
        assert any(result.url == opportunity.get_absolute_url() for result in find(analyst, text)), text


def test_a_contact_leads_to_its_page_for_those_who_edit_and_to_the_client_for_others(analyst, auditor):
    contact = make_contact(analyst, make_client(analyst), name="Paola Gil")
    assert find(analyst, "Paola")[0].url == contact.get_absolute_url()
    assert find(auditor, "Paola")[0].url == contact.client.get_absolute_url()


def test_nobody_finds_what_they_may_not_see(analyst, coordinator, planner, administrator):
    seen, hidden = make_opportunity(analyst), make_opportunity(analyst)
    involve_areas(opportunity=seen, by=coordinator, roles=["workforce_planning"])
    assert _titles(planner, seen.client.name)
    assert _titles(planner, hidden.client.name) == []
    assert _titles(administrator, seen.client.name) == []
