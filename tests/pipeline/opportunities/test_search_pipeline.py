"""The search finds by name, NIT, code and phone, the nearest first, and only what the person may see."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from almacontact.web.models import SearchEntry, SearchWord
from almacontact.web.search import find
from almacontact.web.search_index import fill
from pipeline.clients.actions.clients import edit_client
from pipeline.clients.actions.merging import merge_clients
from pipeline.models import Contact, Opportunity
from pipeline.opportunities.actions.opportunities import involve_areas
from tests.conftest import ROOT
from tests.factories import make_client, make_contact, make_opportunity

pytestmark = pytest.mark.django_db


def _titles(user, text):
    return [result.title for result in find(user, text)]


def _urls(user, text):
    return [result.url for result in find(user, text)]


@pytest.mark.parametrize(
    "text", ["fintéch sabana", "FINTECH", "830135217", "830.135.217-2", "sabana sas", "NIT 830", "s.a.s. fintech"]
)
def test_a_client_is_found_however_it_is_written(analyst, text):
    make_client(analyst, name="Fintech Sabana S.A.S.", nit="830135217", check_digit="2")
    assert "Fintech Sabana S.A.S." in _titles(analyst, text)


def test_an_opportunity_is_found_by_its_code_with_and_without_prefix_and_stands_first(analyst):
    opportunity = make_opportunity(analyst)
    year, number = opportunity.code.split("-")[1:]
    for text in (opportunity.code, f"{year}-{number}", f"op-{year}-{int(number)}"):
        assert _urls(analyst, text)[0] == opportunity.get_absolute_url(), text


@pytest.mark.parametrize("text", ["peña", "pena", "RUIZ andres", "310 555 01 02", "3105550102", "+57 310", "apena@"])
def test_a_contact_is_found_by_name_in_any_order_by_phone_and_by_mail(analyst, text):
    client = make_client(analyst)
    make_contact(analyst, client, name="Andrés Peña Ruiz", phone="+57 (310) 555-0102", email="apena@cliente.example")
    assert "Andrés Peña Ruiz" in _titles(analyst, text)


def test_a_contact_leads_to_its_page_for_those_who_edit_and_to_the_client_for_others(analyst, auditor):
    contact = make_contact(analyst, make_client(analyst), name="Paola Gil")
    assert find(analyst, "Paola")[0].url == contact.get_absolute_url()
    assert find(auditor, "Paola")[0].url == contact.client.get_absolute_url()


def test_what_begins_so_stands_before_what_only_has_the_word(analyst):
    for name in ("Grupo Andino", "Andino Retail", "Nuevo Andino"):
        make_client(analyst, name=name)
    assert _titles(analyst, "andino")[0] == "Andino Retail"


def test_nobody_finds_what_they_may_not_see(analyst, coordinator, planner, administrator):
    seen, hidden = make_opportunity(analyst), make_opportunity(analyst)
    involve_areas(opportunity=seen, by=coordinator, roles=["workforce_planning"])
    assert _titles(planner, seen.client.name)
    assert _titles(planner, hidden.client.name) == []
    assert _titles(administrator, seen.client.name) == []


def test_a_client_that_was_renamed_is_found_by_its_new_name_with_all_that_hangs_on_it(analyst, coordinator):
    opportunity = make_opportunity(analyst, client=make_client(analyst, name="Vieja Compañía"))
    edit_client(client=opportunity.client, by=coordinator, changes={"name": "Novedad Andina"})
    assert opportunity.get_absolute_url() in _urls(analyst, "novedad")
    assert _urls(analyst, "vieja") == []


def test_the_name_of_a_client_that_was_merged_leads_to_the_one_that_stayed(analyst, coordinator):
    keep, absorb = make_client(analyst, name="Banco Uno"), make_client(analyst, name="Zeta Financiera")
    merge_clients(keep=keep, absorb=absorb, by=coordinator, reason="Es el mismo banco.")
    assert _titles(analyst, "zeta financiera") == ["Banco Uno"]


def test_board_list_and_search_find_the_same(client, analyst):
    opportunity = make_opportunity(analyst, client=make_client(analyst, name="Compañía Ñandú"))
    make_opportunity(analyst)
    client.force_login(analyst)
    for text in ("nandu compania", "ÑANDÚ", opportunity.code.lower()):
        board = client.get(reverse("pipeline:board"), {"q": text}).content.decode()
        rows = client.get(reverse("pipeline:opportunity_list"), {"q": text, "status": "open"}).content.decode()
        assert board.count(f'href="{opportunity.get_absolute_url()}"'), text
        assert opportunity.code in rows, text
        assert opportunity.get_absolute_url() in _urls(analyst, text)


def test_what_was_written_past_its_save_is_filled_in(analyst):
    opportunity = make_opportunity(analyst)
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    assert _urls(analyst, opportunity.code) == []
    fill()
    assert opportunity.get_absolute_url() in _urls(analyst, opportunity.code)
    SearchWord.objects.all().delete()
    fill(anew=True)
    assert opportunity.get_absolute_url() in _urls(analyst, opportunity.code)


def test_a_save_that_changes_no_word_writes_nothing_for_the_search(analyst, django_assert_max_num_queries):
    contact = make_contact(analyst, make_client(analyst), name="Paola Gil")
    contact.active = False
    with django_assert_max_num_queries(2):  # its row and its history
        contact.save(update_fields=["active"])
    assert Contact.objects.get(pk=contact.pk).active is False


def test_what_an_import_brought_is_found_once_it_is_done(analyst, coordinator, tmp_path):
    file = tmp_path / "pipeline.xlsx"
    file.write_bytes((ROOT / "tests" / "data" / "sample_pipeline.xlsx").read_bytes())
    call_command("import_pipeline", str(file), "--as", coordinator.email, stdout=StringIO())
    brought = Opportunity.objects.latest("pk")
    assert brought.get_absolute_url() in _urls(analyst, brought.code)
