"""Headers are known by what they mean, their values speak before them, and every guess is shown to be confirmed."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from pipeline.imports import actions
from pipeline.models import ImportBatch, Opportunity
from pipeline.workbook.columns import likely_field, taken_field
from pipeline.workbook.vocabulary import Sure
from tests.data.books import saved

pytestmark = pytest.mark.django_db


def workbook(headers, *rows):
    made = Workbook()
    made.active.title = "Pipeline"
    made.active.append(list(headers))
    for row in rows:
        made.active.append(list(row))
    return saved(made)


TEAM = {
    "#": 1,
    "Razón social": "Alborada SAS",
    "# ptos": 10,
    "Vr. unit. (COP)": 5_000_000,
    "Vlr mensual\n(millones)": 50,
    "Fcha cierre": date(2027, 3, 15),
    "Mes inicio fact.": "abr-27",
    "% prob.": 0.25,
    "Etapa actual": "Hunting",
    "Últ. seguimiento": date(2026, 1, 10),
    "Próx. seguimiento": date(2027, 1, 10),
    "Responsable cliente": "Marta Ríos",
    "Responsable": "",
}


def team(*rows):
    return workbook(TEAM, *({**TEAM, **row}.values() for row in rows))


def proposed(data):
    opened = actions.open_file(data)
    return {opened.table.headers[column]: name for column, name in opened.proposal.mapping.items()}


def bring_in(data, by, **said):
    return actions.import_file(
        data=data, name="pipeline.xlsx", by=by, mode=ImportBatch.Mode.GOOD_ROWS, said=actions.Said(**said)
    )


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Vr. unit. (COP)", "unit_value"),
        ("vr/pto", "unit_value"),
        ("Valor unitario sin IVA", "unit_value"),
        ("Vlr mensual\n(millones)", "monthly_value"),
        ("Vlr. total", "total_value"),
        ("# ptos", "seats"),
        ("Cant. de puestos", "seats"),
        ("Fcha cierre", "expected_close_on"),
        ("Fec. estimada de cierre", "expected_close_on"),
        ("Mes inicio fact.", "expected_billing_on"),
        ("Próx. seguimiento", "next_step_on"),
        ("% cierre", "probability"),
        ("%", "probability"),
        ("Etapa comercial", "stage"),
        ("Ejecutivo comercial", "owner"),
        ("Meses de contrato", "contract_months"),
        ("Clinte", "client"),
        ("Probabilidda", "probability"),
    ],
)
def test_abbreviations_signs_and_slips_are_read_by_their_parts(header, field):
    assert likely_field(header) == (field, Sure.PARTS)


@pytest.mark.parametrize(
    "header",
    [
        "Últ. seguimiento",
        "Último paso",
        "Fecha último seguimiento",
        "Tasa de cierre",
        "Fecha cierre real",
        "Etapa anterior",
        "Responsable cliente",
        "Responsable (cliente)",
        "Valor anual",
        "% descuento",
        "Fecha entrega propuesta",
        "Competidor",
        "Observaciones",
        "Fecha",
    ],
)
def test_what_only_looks_like_a_field_is_none(header):
    assert likely_field(header)[0] == ""


@pytest.mark.parametrize(
    "header", ["Observaciones cliente", "Tarifa mensual", "Sub-segmento", "Probabilidad de pérdida"]
)
def test_what_says_more_than_the_field_is_only_offered(header):
    assert likely_field(header)[1] is Sure.MAYBE


def test_a_sheet_in_the_words_of_a_team_is_read_whole(director):
    bring_in(team({}), director)
    one = Opportunity.objects.get()
    assert (one.client.name, one.seats, one.unit_value, one.probability) == ("Alborada SAS", 10, 5_000_000, 25)
    assert (one.expected_close_on, one.expected_billing_on) == (date(2027, 3, 15), date(2027, 4, 30))
    assert one.next_step_on == date(2027, 1, 10)
    assert one.owner == director


def test_guesses_are_shown_to_be_confirmed_with_their_values_and_then_remembered(client, director):
    client.force_login(director)
    answer = client.post(
        reverse("pipeline:import_create"), {"file": SimpleUploadedFile("pipeline.xlsx", team({}))}, follow=True
    )
    batch = ImportBatch.objects.get()
    guesses = {column.header for column in answer.context["columns"] if column.guessed}
    assert {"Vr. unit. (COP)", "Fcha cierre", "Mes inicio fact."} <= guesses
    assert "Razón social" not in guesses
    chosen = {f"column-{column}": name for column, name in batch.mapping.items()}
    client.post(reverse("pipeline:import_columns", args=[batch.pk]), chosen)
    again = client.post(
        reverse("pipeline:import_create"),
        {"file": SimpleUploadedFile("pipeline.xlsx", team({"# ptos": 12}))},
        follow=True,
    )
    assert not [column for column in again.context["columns"] if column.guessed]


def test_the_shell_is_told_what_was_guessed_and_what_was_left_out(director):
    told = {finding.column: finding.code for finding in bring_in(team({}), director).file_findings}
    assert told["Fcha cierre"] == "guessed"
    assert told["Últ. seguimiento"] == "unmapped"
    assert "Razón social" not in told


BASE = {"Cliente": "Alborada SAS", "Puestos": 10, "Valor unitario": 5_000_000, "Etapa": "Hunting"}


def table(rows, **more):
    """`more` gives the values of a column more, row by row."""
    made = [{**BASE, "Cliente": f"Cliente {number}"} for number in range(rows)]
    for header, values in more.items():
        for row, value in zip(made, values, strict=True):
            row[header] = value
    return workbook(made[0], *(row.values() for row in made))


def test_dates_under_a_percentage_are_no_probability_and_it_is_said(director):
    result = bring_in(table(2, **{"%": [date(2027, 1, 1), date(2027, 2, 1)]}), director)
    assert result.counts["new"] == 2
    [told] = [finding for finding in result.file_findings if finding.column == "%"]
    assert told.code == "unmapped"
    assert set(Opportunity.objects.values_list("probability", flat=True)) == {10}


def test_where_values_speak_against_the_header_they_win(director):
    data = table(3, Cierre=[0.1, 0.25, 0.5], Contacto=["a@x.co", "b@x.co", "c@x.co"])
    assert proposed(data)["Cierre"] == "probability"
    assert proposed(data)["Contacto"] == "email"
    result = bring_in(data, director)
    assert {"Cierre", "Contacto"} <= {one.column for one in result.file_findings if one.code == "guessed"}
    assert sorted(Opportunity.objects.values_list("probability", flat=True)) == [10, 25, 50]


def test_of_two_columns_for_a_stage_the_one_that_holds_stages_is_it():
    assert proposed(table(2, Estado=["Activo", "Inactivo"]))["Etapa"] == "stage"


@pytest.mark.parametrize("gone", ["Puestos", "Valor unitario"])
def test_of_seats_unit_and_monthly_value_any_two_are_enough(director, gone):
    row = {**BASE, "Valor mensual": 50_000_000}
    del row[gone]
    result = bring_in(workbook(row, row.values()), director)
    assert result.counts["new"] == 1, result.plan.rows[0].read.findings
    one = Opportunity.objects.get()
    assert (one.seats, one.unit_value) == (10, 5_000_000)


def test_seats_that_do_not_come_out_whole_are_refused(director):
    row = {"Cliente": "Alborada SAS", "Valor unitario": 5_000_000, "Valor mensual": 52_000_000, "Etapa": "Hunting"}
    assert bring_in(workbook(row, row.values()), director).counts["refused"] == 1


def test_amounts_in_millions_are_pesos_and_amounts_that_are_pesos_already_stay(director):
    row = {**BASE, "Valor unitario (millones)": "5,2"}
    del row["Valor unitario"]
    bring_in(workbook(row, row.values()), director)
    assert Opportunity.objects.get().unit_value == 5_200_000
    row = {**row, "Cliente": "Otra SAS", "Valor unitario (millones)": 5_200_000}
    result = bring_in(workbook(row, row.values()), director)
    assert set(Opportunity.objects.values_list("unit_value", flat=True)) == {5_200_000}
    assert "scale" in [finding.code for finding in result.file_findings]


def test_amounts_in_another_currency_are_not_taken_for_pesos(director):
    row = {**BASE, "Valor mensual (USD)": 12_000}
    result = bring_in(workbook(row, row.values()), director)
    assert result.counts["new"] == 1
    assert "total_differs" not in [finding.code for row in result.plan.rows for finding in row.read.findings]


def test_a_person_may_say_what_a_header_is(director):
    row = {**BASE, "Responsable cliente": "Marta Ríos"}
    bring_in(workbook(row, row.values()), director, columns={"Responsable cliente": "contact"})
    assert Opportunity.objects.get().contact.name == "Marta Ríos"


def test_years_are_months(director):
    row = {**BASE, "Duración (años)": 2}
    bring_in(workbook(row, row.values()), director)
    assert Opportunity.objects.get().contract_months == 24


@pytest.mark.parametrize(
    "header",
    ["Próximo paso / fecha", "Cliente / Contacto", "Cliente y NIT", "Etapa + probabilidad"],
)
def test_a_header_over_two_things_is_neither_of_them_unasked(header):
    assert taken_field(header) == ""


@pytest.mark.parametrize(
    ("header", "field"),
    [("Cliente / Prospecto", "client"), ("Segmento / Sector", "segment"), ("Valor mensual / puesto", "unit_value"),
     ("Responsable - Comercial", "owner"), ("Fecha y cierre", "expected_close_on"), ("Contacto - correo", "email")],
)  # fmt: skip
def test_a_header_that_says_one_thing_twice_is_that(header, field):
    assert taken_field(header) == field
