"""An amount is in pesos, or it is asked about; one set of limits holds at every door."""

from datetime import timedelta

import pytest
from django.urls import reverse

from almacontact.calendar import today
from almacontact.numbers import Kind, read
from almacontact.refusals import Refused
from pipeline.grid.grid import Cell, save_cells
from pipeline.imports import actions
from pipeline.models import Client, ImportBatch, Opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.workbook import cells as values
from pipeline.workbook.currency import named, of_format
from tests.data.books import Shown, book, edited, shaped, table_of_text
from tests.factories import make_opportunity
from tests.pipeline.imports.test_import_workbook import bring_in, codes, planned

pytestmark = pytest.mark.django_db
DOLLARS = Shown(420, "[$USD] #,##0.00")


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ("[$USD] #,##0.00", "USD"), ("#,##0 [$€-1]", "EUR"), ('"US$" #,##0', "USD"), ("[$$-409]#,##0.00", "USD"),
        ("[$$-en-US]#,##0", "USD"), ("[$$-es-CO]#,##0", ""),
        ("[$£-809]#,##0", "GBP"), ("[$€-x-euro2] #,##0", "EUR"), ("€ #,##0", "EUR"), ("[$USD]\\ * #,##0", "USD"),
        ('"$" #,##0', ""), ("[$$-240A] #,##0", ""), ("[$COP] #,##0", ""), ("#,##0", ""), ("dd/mm/yyyy", ""),
        ('_-"$"* #,##0_-;-"$"* #,##0_-;_-"$"* "-"_-;_-@_-', ""), ("General", ""), ("0.00%", ""),
    ],
)  # fmt: skip
def test_a_number_format_names_its_currency(code, currency):
    assert of_format(code) == currency


@pytest.mark.parametrize(
    ("words", "currency"),
    [("Valor unitario (USD)", "USD"), ("Tarifa en dólares", "USD"), ("Valor €", "EUR"), ("US$ 420", "USD"),
     ("valor_usd", "USD"), ("Valor unitario por puesto", ""), ("$ 1.234", ""), ("COP 5", ""), ("Europa", "")],
)  # fmt: skip
def test_words_name_their_currency(words, currency):
    assert named(words) == currency


@pytest.mark.parametrize(
    "data",
    [
        shaped({"unit_value": DOLLARS}),
        shaped({"unit_value": 420}, headers={"unit_value": "Valor unitario por puesto (USD)"}),
        shaped({"unit_value": "USD 420"}),
        shaped({"unit_value": "420 dólares"}),
        table_of_text({"unit_value": "US$ 420,00"}),
    ],
    ids=["format", "header", "text", "words", "csv"],
)
def test_an_amount_in_another_currency_stays_out_until_somebody_decides(director, data):
    batch = bring_in(data, director).batch
    assert batch.counts["refused"] == 1
    assert codes(batch.rows.get())[0] == "currency"
    assert not Opportunity.objects.exists()


def test_a_typed_rate_converts_and_stays_on_the_record(client, director):
    batch = planned(shaped({"unit_value": DOLLARS}, {"client": "Dos", "nit": ""}), director)
    client.force_login(director)
    assert "choice:rate:USD" in client.get(batch.get_absolute_url()).content.decode()
    answer = {"choice:currency:USD": "rate", "choice:rate:USD": "4.100,50", "choice:rate_on:USD": today().isoformat()}
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), answer)
    batch.refresh_from_db()
    assert batch.counts["new"] == 2
    actions.apply_import(batch=batch, by=director)
    one = Opportunity.objects.get(client__nit="830135217")
    assert one.unit_value == 1_722_210
    [reason] = one.history.values_list("history_change_reason", flat=True)
    assert "USD" in reason
    assert "4.100,50" in reason
    assert f"{today():%d/%m/%Y}" in reason
    assert "converted" in codes(one.import_rows.get())


@pytest.mark.parametrize(
    "answer",
    [
        {"choice:currency:USD": "rate"},
        {"choice:currency:USD": "rate", "choice:rate:USD": "mucho", "choice:rate_on:USD": "2026-01-05"},
        {"choice:currency:USD": "rate", "choice:rate:USD": "0", "choice:rate_on:USD": "2026-01-05"},
        {"choice:currency:USD": "rate", "choice:rate:USD": "4100"},
        {"choice:currency:USD": "rate", "choice:rate:USD": "4100", "choice:rate_on:USD": "later"},
        {"choice:currency:USD": "otra"},
    ],
)
def test_without_a_whole_answer_the_row_stays_out(client, director, answer):
    batch = planned(shaped({"unit_value": DOLLARS}), director)
    client.force_login(director)
    if answer.get("choice:rate_on:USD") == "later":
        answer = {**answer, "choice:rate_on:USD": (today() + timedelta(days=1)).isoformat()}
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), answer)
    batch.refresh_from_db()
    assert batch.counts["refused"] == 1


def test_what_was_confirmed_as_pesos_is_not_asked_again_for_these_headers(client, director):
    data = shaped({"unit_value": Shown(4_200_000, "[$$-409]#,##0")})
    batch = actions.receive_workbook(data=data, name="pipeline.xlsx", by=director)
    mapping = {int(column): name for column, name in batch.mapping.items()}
    actions.choose_columns(batch=batch, mapping=mapping, by=director)
    client.force_login(director)
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), {"choice:currency:USD": "cop"})
    batch.refresh_from_db()
    actions.apply_import(batch=batch, by=director)
    assert Opportunity.objects.get().unit_value == 4_200_000
    assert bring_in(data, director).counts["equal"] == 1


def test_a_known_amount_stays_while_its_currency_is_not_decided(director):
    bring_in(shaped({}), director)
    batch = bring_in(shaped({"unit_value": DOLLARS}), director).batch
    assert batch.counts["refused"] == 1
    assert Opportunity.objects.get().unit_value == 5_000_000


@pytest.mark.parametrize(
    ("written", "pesos"),
    [("8,5 M", 8_500_000), ("$ 8,5 M", 8_500_000), ("12 millones", 12_000_000), ("$ 1.234 M", 1_234_000_000),
     ("850 mil", 850_000), ("7.5 MM", 7_500_000), ("$\u00a08,5\u00a0M", 8_500_000), ("3 millones de pesos", 3_000_000)],
)  # fmt: skip
def test_millions_are_read_as_we_print_them_in_a_workbook_and_in_a_form(written, pesos):
    assert values.money(written) == (pesos, False)
    assert read(written, Kind.MONEY) == pesos


@pytest.mark.parametrize("written", ["8,5", "8.5", 8.5, "0,5"])
def test_half_a_peso_is_doubted_and_never_nine_pesos(director, written):
    with pytest.raises(values.Unreadable):
        values.money(written)
    batch = bring_in(book({"unit_value": written}), director).batch
    assert codes(batch.rows.get())[0] == "bad_unit_value"


def test_a_column_of_currencies_says_which_rows_are_no_pesos(director):
    data = edited(book({}, {"client": "Dos", "nit": ""}, {"client": "Tres", "nit": ""}), with_currencies)
    batch = bring_in(data, director).batch
    assert [row.verdict for row in batch.rows.all()] == ["new", "refused", "new"]
    [told] = [note for note in batch.notes if note.get("column") == "Moneda"]
    assert "moneda" in told["reason"]
    assert "no se importa" not in told["reason"]


def test_an_undecided_currency_counts_among_the_words_that_keep_rows_out(client, director):
    batch = planned(shaped({"unit_value": DOLLARS}), director)
    client.force_login(director)
    shown = client.get(batch.get_absolute_url()).content.decode()
    assert "1 deja sus filas por fuera" in " ".join(shown.split())
    assert "Confirmar todas las etapas" not in shown
    answer = {"choice:currency:USD": "rate", "choice:rate:USD": "4.100,50", "choice:rate_on:USD": today().isoformat()}
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), answer)
    assert "por fuera hasta que usted responda" not in client.get(batch.get_absolute_url()).content.decode()


def with_currencies(sheet):
    for row, said in enumerate(("Moneda", "COP", "USD", ""), 1):
        sheet.cell(row, 30).value = said


def test_a_text_beyond_its_limit_is_refused_at_every_door(director):
    opportunity = make_opportunity(director)
    long = "a" * 20_001
    assert typed(opportunity, "description", long, director).status == "refused"
    with pytest.raises(Refused):
        edit_opportunity(opportunity=opportunity, by=director, changes={"objective": long})
    batch = bring_in(book({"client": "Largo", "nit": "", "description": long}), director).batch
    assert "too_long" in codes(batch.rows.get())


def typed(opportunity, field, value, by):
    cell = Cell(opportunity.code, field, value, "", opportunity.version)
    [saved] = save_cells([cell], by)
    return saved


@pytest.mark.parametrize("field", ["seats", "unit_value", "contract_months"])
@pytest.mark.parametrize("figure", [10**15, 10**18, 10**30, 1e300])
def test_a_figure_beyond_belief_is_refused_at_every_door(director, field, figure):
    opportunity = make_opportunity(director)
    batch = bring_in(book({"client": "Enorme", "nit": "", field: figure}), director).batch
    assert batch.counts["refused"] == 1
    if isinstance(figure, int):
        assert typed(opportunity, field, str(figure), director).status == "refused"
    opportunity.refresh_from_db()
    with pytest.raises(Refused):
        edit_opportunity(opportunity=opportunity, by=director, changes={field: int(figure)})


@pytest.mark.parametrize("accounting", [" $ -   ", "-", "$ –", "N/A", "por definir"])
def test_words_for_nothing_are_nothing_in_a_workbook_and_in_the_grid(director, accounting):
    batch = bring_in(book({"client": "Nada", "nit": "", "unit_value": accounting}), director).batch
    assert batch.counts["new"] == 1
    assert "blank" in codes(batch.rows.get())
    opportunity = make_opportunity(director, unit_value=3_000_000)
    saved = typed(opportunity, "unit_value", accounting, director)
    assert saved.status == "saved"
    assert accounting.strip() in saved.note
    opportunity.refresh_from_db()
    assert opportunity.unit_value == 0


def test_the_grid_doubts_half_a_peso_and_reads_millions_and_long_dates(director):
    opportunity = make_opportunity(director, unit_value=3_000_000)
    assert typed(opportunity, "unit_value", "8,5", director).status == "refused"
    assert typed(opportunity, "unit_value", "#REF!", director).status == "refused"
    assert typed(opportunity, "unit_value", "8,5 M", director).status == "saved"
    opportunity.refresh_from_db()
    assert typed(opportunity, "expected_close_on", "lunes, 15 de marzo de 2027", director).status == "saved"
    opportunity.refresh_from_db()
    assert (opportunity.unit_value, opportunity.expected_close_on.isoformat()) == (8_500_000, "2027-03-15")


NUL = "Voz\x00 y \x0bdatos\ud800\ufffe"


def test_what_no_database_keeps_is_taken_out_of_texts_at_every_door(client, director):
    escaped = "Voz_x0000_ y _x000B_datos"
    row = {"client": f"A {escaped}", "nit": "", "contact": escaped, "next_step": escaped, "description": escaped}
    batch = bring_in(book({**row, "number": escaped, "segment": escaped}), director, "a\x00b.xlsx").batch
    assert batch.counts["new"] == 1
    one = Opportunity.objects.get()
    assert (one.client.name, one.contact.name) == ("A Voz y datos", "Voz y datos")
    assert (one.next_step, one.description, one.import_number) == ("Voz y datos",) * 3
    assert typed(one, "next_step", NUL, director).status in ("saved", "unchanged")
    one.refresh_from_db()
    edit_opportunity(opportunity=one, by=director, changes={"objective": NUL})
    one.refresh_from_db()
    assert one.objective == "Voz y datos"
    client.force_login(director)
    address = reverse("pipeline:import_columns", args=[planned(book(row), director, "c.xlsx").pk])
    mapping = {f"column-{column}": name for column, name in ImportBatch.objects.latest("pk").mapping.items()}
    assert client.post(address, {"source": "Li\x00bro", **mapping}).status_code == 302
    assert ImportBatch.objects.latest("pk").source == "Libro"


def test_a_text_in_json_is_clean_too(director):
    client = Client(name="Uno\x00", notes="a\x00b", created_by=director)
    client.save()
    assert (client.name, client.notes) == ("Uno", "ab")


def in_two_rows(sheet):
    sheet.insert_rows(2)
    for column in range(1, 20):
        if sheet.cell(1, column).value == "Valor unitario por puesto":
            sheet.cell(2, column).value = "USD"


@pytest.mark.parametrize(
    "edit",
    [in_two_rows, lambda sheet: (sheet.insert_rows(1, 2), sheet.cell(1, 1).__setattr__("value", "Cifras en dólares"))],
    ids=["second row of the header", "title"],
)
def test_a_currency_named_above_the_table_is_seen(director, edit):
    batch = bring_in(edited(book({}), edit), director).batch
    assert [codes(row)[0] for row in batch.rows.all()] == ["currency"]
