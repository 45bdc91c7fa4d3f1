"""Whose row is this: nothing is rewritten with another's row, nothing made twice, nothing gone without a word."""

import pytest
from django.urls import reverse

from pipeline.imports import actions
from pipeline.models import Client, ImportBatch, Opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from tests.data.books import book
from tests.factories import make_opportunity

pytestmark = pytest.mark.django_db

NAMES = ["Alborada", "Bocachica", "Caracolí", "Dorado", "Esmeralda", "Farallones"]


def bring_in(data, by, name="pipeline.xlsx"):
    return actions.import_file(data=data, name=name, by=by, mode=ImportBatch.Mode.GOOD_ROWS)


def planned(data, by, name="pipeline.xlsx"):
    return actions.prepare(batch=actions.receive_workbook(data=data, name=name, by=by), by=by)


def row(name, number, **values):
    seats = 10 + NAMES.index(name) if name in NAMES else 10
    return {"number": number, "client": f"{name} SAS", "nit": "", "seats": seats, **values}


def sheet(*names, **values):
    return book(*(row(name, number, **values) for number, name in enumerate(names, 1)))


def deals():
    found = Opportunity.objects.order_by("pk")
    return {(one.client.name, one.seats, one.service.name, one.version) for one in found.select_related("client")}


def test_a_sheet_numbered_anew_changes_nothing_and_lists_what_is_gone(client, director):
    bring_in(sheet(*NAMES), director)
    before = deals()
    fewer = [name for name in NAMES if name != "Caracolí"]
    batch = planned(sheet(*fewer), director)
    assert (batch.counts["equal"], batch.counts["new"], batch.counts["asked"]) == (5, 0, 0)
    client.force_login(director)
    gone = Opportunity.objects.get(client__name="Caracolí SAS")
    assert gone.code in client.get(batch.get_absolute_url()).content.decode()
    actions.apply_import(batch=batch, by=director)
    assert deals() == before


def test_a_sheet_sorted_anew_and_numbered_again_is_the_same_sheet(director):
    bring_in(sheet(*NAMES), director)
    assert bring_in(sheet(*reversed(NAMES)), director).counts["equal"] == 6


def test_after_a_renumbering_the_new_numbers_count(director):
    bring_in(sheet(*NAMES), director)
    bring_in(sheet(*NAMES[1:]), director)
    rows = [row(name, number) for number, name in enumerate(NAMES[1:], 1)]
    rows[2]["next_step"] = "Visita"
    result = bring_in(book(*rows), director)
    assert (result.counts["equal"], result.counts["changed"]) == (4, 1)
    assert Opportunity.objects.get(next_step="Visita").client.name == "Dorado SAS"


def test_a_new_deal_with_a_number_that_another_had_is_made_beside_it(director):
    bring_in(sheet(*NAMES), director)
    rows = [row(name, number) for number, name in enumerate(NAMES[1:], 1)]
    result = bring_in(book(*rows, row("Nueva", 6)), director)
    assert (result.counts["equal"], result.counts["new"]) == (5, 1)
    assert Opportunity.objects.count() == 7
    again = bring_in(book(*rows, row("Nueva", 6, next_step="Visita")), director)
    assert (again.counts["equal"], again.counts["changed"], again.counts["new"]) == (5, 1, 0)


def test_renumbered_and_edited_at_once_is_asked_and_never_written_over_another(client, director):
    bring_in(sheet(*NAMES), director)
    before = deals()
    rows = [row(name, number) for number, name in enumerate(NAMES[1:], 1)]
    rows[1]["unit_value"] = 6_000_000
    batch = planned(book(*rows), director)
    assert (batch.counts["equal"], batch.counts["asked"]) == (4, 1)
    asked = batch.rows.get(verdict="asked")
    caracoli = Opportunity.objects.get(client__name="Caracolí SAS")
    assert asked.offered == [caracoli.pk]
    client.force_login(director)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert f'name="choice:identity:{asked.row}"' in page
    assert caracoli.code in page
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), {f"choice:identity:{asked.row}": caracoli.pk})
    batch.refresh_from_db()
    assert batch.counts["changed"] == 1
    actions.apply_import(batch=batch, by=director)
    caracoli.refresh_from_db()
    assert (caracoli.unit_value, len(deals() & before)) == (6_000_000, 5)


def test_two_deals_of_one_client_are_not_confused_when_numbers_move(director):
    data = [
        row("Otra", 1),
        row("Doble", 2, service="Cobranza", seats=80, unit_value=8_000_000),
        row("Doble", 3, service="Inbound", seats=15, unit_value=5_000_000),
    ]
    bring_in(book(*data), director)
    moved = [{**data[1], "number": 1}, {**data[2], "number": 2, "seats": 18}]
    result = bring_in(book(*moved), director)
    assert result.counts["asked"] == 1
    assert sorted(Opportunity.objects.filter(client__name="Doble SAS").values_list("seats", flat=True)) == [15, 80]


def test_a_service_edited_in_a_row_without_number_makes_no_second_deal(director):
    bring_in(book(row("Alborada", ""), row("Dorado", "")), director)
    edited = [row("Alborada", "", service="Inbound"), row("Dorado", "")]
    result = bring_in(book(*edited), director)
    assert (result.counts["equal"], result.counts["asked"], result.counts["new"]) == (1, 1, 0)
    assert Opportunity.objects.count() == 2


def test_a_client_renamed_in_the_sheet_is_asked_about(director):
    bring_in(sheet(*NAMES), director)
    rows = [row(name, number) for number, name in enumerate(NAMES, 1)]
    rows[0]["client"] = "Grupo Amanecer"
    batch = planned(book(*rows), director)
    assert (batch.counts["equal"], batch.counts["asked"]) == (5, 1)


def test_a_possible_double_of_an_open_deal_is_asked_about(client, director, analyst):
    here = make_opportunity(analyst)
    edit_opportunity(opportunity=here, by=director, changes={"seats": 40, "unit_value": 4_000_000})
    data = book({"client": here.client.name, "nit": here.client.nit, "service": here.service.name, "seats": 41})
    batch = planned(data, director, "regional.xlsx")
    assert batch.counts["asked"] == 1
    assert batch.rows.get().offered == [here.pk]
    client.force_login(director)
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), {"choice:identity:2": "new"})
    batch.refresh_from_db()
    assert batch.counts["new"] == 1


def test_answers_on_rows_may_be_given_all_at_once_and_taken_back(client, director):
    bring_in(book(row("Alborada", ""), row("Dorado", "")), director)
    batch = planned(book(row("Alborada", "", service="Inbound"), row("Dorado", "", service="Inbound")), director)
    assert batch.counts["asked"] == 2
    client.force_login(director)
    decide = reverse("pipeline:import_decide", args=[batch.pk])
    client.post(decide, {"confirm": "identity"})
    batch.refresh_from_db()
    assert (batch.counts["asked"], batch.counts["changed"]) == (0, 2)
    client.post(decide, {"confirm": "again"})
    batch.refresh_from_db()
    assert batch.counts["asked"] == 2


def test_two_rows_that_say_the_same_without_a_number_are_not_two_deals_unasked(director):
    result = bring_in(book(row("Alborada", ""), row("Alborada", "")), director)
    assert (result.counts["new"], result.counts["asked"]) == (1, 1)


def test_a_deal_that_left_the_sheet_comes_back_as_itself(director):
    bring_in(sheet(*NAMES), director)
    bring_in(sheet(*NAMES[1:]), director)
    assert bring_in(sheet(*NAMES), director).counts["equal"] == 6
    assert Opportunity.objects.count() == 6


def test_a_client_that_was_joined_with_another_does_not_come_back(director):
    from pipeline.clients.actions.merging import merge_clients

    bring_in(book(row("Gama", 1), row("Delta", 2)), director)
    gama, delta = Client.objects.get(name="Gama SAS"), Client.objects.get(name="Delta SAS")
    merge_clients(keep=gama, absorb=delta, by=director)
    again = bring_in(book(row("Gama", 1), row("Delta", 2)), director)
    assert again.counts["equal"] == 2
    result = bring_in(book(row("Delta", 9, service="Inbound", unit_value=1_000_000)), director, "otro.xlsx")
    assert Client.objects.current().count() == 1
    assert result.counts["asked"] + result.counts["new"] == 1


def test_a_row_that_stands_twice_under_two_numbers_is_asked(director):
    bring_in(sheet(*NAMES), director)
    before = deals()
    again = bring_in(book(*(row(name, n) for n, name in enumerate([*NAMES, "Bocachica"], 1))), director)
    assert (again.counts["equal"], again.counts["new"], again.counts["asked"]) == (6, 0, 1)
    assert deals() == before


def test_a_first_file_with_a_row_twice_makes_one_deal_and_asks_about_the_other(director):
    result = bring_in(sheet("Dorado", "Dorado"), director)
    assert (result.counts["new"], result.counts["asked"]) == (1, 1)
    batch = planned(sheet("Dorado", "Dorado"), director)
    actions.decide(batch=batch, choices={"identity": {"3": "new"}}, by=director)
    assert (batch.counts["new"], batch.counts["asked"]) == (1, 0)


def test_an_answer_makes_no_row_the_deal_of_another_client(director):
    bring_in(sheet(*NAMES), director)
    before = deals()
    other = Opportunity.objects.get(client__name="Bocachica SAS")
    batch = planned(book(row("Alborada", 1, seats=77)), director)
    actions.decide(batch=batch, choices={"identity": {"2": other.pk}}, by=director)
    assert batch.counts["asked"] == 1
    actions.apply_import(batch=batch, by=director)
    assert deals() == before


def test_two_rows_said_to_be_one_deal_are_asked_again(director):
    bring_in(book(row("Dorado", 1), row("Dorado", 2, seats=60)), director)
    one = Opportunity.objects.get(seats=60)
    batch = planned(book(row("Dorado", 7, seats=61), row("Dorado", 8, seats=62)), director)
    actions.decide(batch=batch, choices={"identity": {"2": one.pk, "3": one.pk}}, by=director)
    assert (batch.counts["changed"], batch.counts["asked"], batch.counts["new"]) == (1, 1, 0)
