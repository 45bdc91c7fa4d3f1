"""The sample workbook comes out as its answer key says; each way of writing a value is read for what it means."""

import json
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.imports.reading import Reading, read_table
from pipeline.workbook import cells as values
from pipeline.workbook.cells import Day, Unreadable
from pipeline.workbook.columns import likely_field, propose
from pipeline.workbook.headers import find_table, find_targets
from pipeline.workbook.opening import open_workbook
from pipeline.workbook.stages import read_stage
from tests.data import make_workbook
from tests.pipeline.imports.test_import_bad_files import HEADERS, ROW, saved, sheet_xml, with_sheet, workbook

DATA = Path(make_workbook.__file__).parent
KEY = json.loads((DATA / "sample_pipeline.key.json").read_text())
REASONS = {
    "client_missing": "client missing",
    "bad_seats": "seats not a number",
    "bad_stage": "unknown stage",
    "bad_expected_close_on": "impossible close date",
}


def read(data: bytes) -> Reading:
    table = find_table(open_workbook(data))
    return read_table(table, propose(table.headers, table.filled(), {}).mapping)


@pytest.fixture(scope="module")
def sample() -> Reading:
    return read((DATA / "sample_pipeline.xlsx").read_bytes())


def test_every_row_with_data_is_counted_and_the_totals_row_is_not(sample):
    assert len(sample.rows) == KEY["rows"]
    assert sum(not row.refused for row in sample.rows) == KEY["ok"]


def test_each_bad_row_is_named_with_its_reason(sample):
    bad = [[row.row, int(row.values["number"]), REASONS[row.findings[0].code]] for row in sample.rows if row.refused]
    assert bad == KEY["bad"]


def test_stages_sums_and_seats_are_those_of_the_key(sample):
    good = [row.values for row in sample.rows if not row.refused]
    monthly: Counter[str] = Counter()
    for row in good:
        monthly[row["outcome"] or row["stage"]] += row["seats"] * row["unit_value"]
    assert Counter(row["outcome"] or row["stage"] for row in good) == KEY["stages"]
    assert monthly == KEY["monthly_by_stage"]
    assert sum(row["seats"] for row in good if row["stage"] != "closed") == KEY["seats_open"]


@pytest.mark.parametrize(
    ("code", "key"), [("check_digit", "wrong_check_digit"), ("total_differs", "inconsistent_totals")]
)
def test_what_is_odd_is_a_warning_that_names_the_row(sample, code, key):
    odd = [int(row.values["number"]) for row in sample.rows for finding in row.findings if finding.code == code]
    assert odd == KEY[key]
    assert not any(f.refuses for row in sample.rows for f in row.findings if f.code == code)


def test_dates_of_a_month_alone_are_counted(sample):
    assert sample.month_only == KEY["month_only_dates"]


def test_an_unmapped_column_is_told():
    table = find_table(open_workbook((DATA / "sample_pipeline.xlsx").read_bytes()))
    assert [table.headers[column] for column in propose(table.headers, table.filled(), {}).unmapped] == [
        "Observaciones"
    ]


def test_the_targets_of_the_second_sheet_are_found():
    found = find_targets(open_workbook((DATA / "sample_pipeline.xlsx").read_bytes()), "Pipeline")
    assert found is not None
    assert found.year == make_workbook.YEAR
    assert {str(cell.month): values.money(cell.value)[0] for cell in found.cells} == KEY["targets"]


def test_the_sample_is_what_its_maker_makes(tmp_path):
    make_workbook.make(tmp_path)
    assert (tmp_path / "sample_pipeline.key.json").read_text() == (DATA / "sample_pipeline.key.json").read_text()
    made, kept = (open_workbook((folder / "sample_pipeline.xlsx").read_bytes()) for folder in (tmp_path, DATA))
    assert [sheet.rows for sheet in made.sheets] == [sheet.rows for sheet in kept.sheets]


@pytest.mark.parametrize(
    ("written", "pesos"),
    [
        ("$ 1.234.567", 1_234_567),
        ("COP 1.234", 1_234),
        ("1.234", 1_234),
        ("1,234", 1_234),
        ("9.000.000,00", 9_000_000),
        ("1,234,567.00", 1_234_567),
        ("1'234.567", 1_234_567),
        ("$\u00a01.234.567 COP", 1_234_567),
        ("1234567,5", 1_234_568),
        (5_837_000.0, 5_837_000),
        ("0", 0),
    ],
)
def test_amounts_are_whole_pesos_however_they_are_written(written, pesos):
    assert values.money(written)[0] == pesos


def test_a_fraction_of_a_peso_is_rounded_half_up_and_told():
    assert values.money(1000.5) == (1001, True)
    assert values.money("1.000,49") == (1000, True)
    assert values.money(1000.0) == (1000, False)


@pytest.mark.parametrize("written", ["por definir", "1.23.456", "12,34,5", "-5", "(500)", "1e9", True, "", "5 a 10"])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(Unreadable):
        values.money(written)


@pytest.mark.parametrize(
    ("written", "months"), [(24.0, 24), ("24 meses", 24), ("2 años", 24), ("1,5 años", 18), ("1 year", 12)]
)
def test_terms_are_months(written, months):
    assert values.term(written) == months


@pytest.mark.parametrize(
    ("column", "written", "percent"),
    [
        ([0.3, 0.1, "20%"], 0.3, 30),
        ([30, 10, 80], 30, 30),
        ([30, 10, 1], 1, 1),
        ([0.3, 1, 0.1], 1, 100),
        (["30%", "5%"], "30%", 30),
        ([0.25, 0.3], "12,5 %", 13),
    ],
)
def test_the_column_decides_how_a_probability_is_written(column, written, percent):
    assert values.PercentReader(column).read(written)[0] == percent


def test_a_probability_against_its_column_is_read_and_told():
    reader = values.PercentReader([0.1, 0.2, 0.3, 40])
    assert reader.read(40) == (40, True)
    assert reader.read(0.1) == (10, False)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (date(2026, 3, 15), Day(date(2026, 3, 15))),
        (datetime(2026, 3, 15, 8, 30), Day(date(2026, 3, 15))),
        ("15/03/2026", Day(date(2026, 3, 15))),
        ("15-3-26", Day(date(2026, 3, 15))),
        ("2026-03-15", Day(date(2026, 3, 15))),
        ("15 de marzo de 2026", Day(date(2026, 3, 15))),
        (46096.0, Day(date(2026, 3, 15))),
        ("mar-26", Day(date(2026, 3, 31), month_only=True)),
        ("dic-26", Day(date(2026, 12, 31), month_only=True)),
        ("Mar 2026", Day(date(2026, 3, 31), month_only=True)),
        ("febrero de 2028", Day(date(2028, 2, 29), month_only=True)),
        ("Sept. 2026", Day(date(2026, 9, 30), month_only=True)),
        ("03/2026", Day(date(2026, 3, 31), month_only=True)),
    ],
)
def test_dates_keep_what_is_known_of_them(written, day):
    assert values.day(written) == day


def test_a_date_cell_that_shows_its_month_alone_is_that_month():
    assert values.day(date(2026, 3, 1), shown_as_month=True) == Day(date(2026, 3, 31), month_only=True)


@pytest.mark.parametrize(
    "written", ["32/13/2026", "31/02/2026", "29/02/2027", "pronto", "13/2026", "1/1/1900", 5.0, True]
)
def test_days_that_do_not_exist_are_refused(written):
    with pytest.raises(Unreadable):
        values.day(written)


@pytest.mark.parametrize(
    ("written", "stage", "outcome"),
    [
        ("hunting ", "hunting", ""),
        ("CALIFICACIÓN", "qualification", ""),
        ("Negotation", "negotiation", ""),
        ("Negociasion", "negotiation", ""),
        ("Prouesta", "proposal", ""),
        ("Closed Won", "closed", "won"),
        ("Cerrado ganado", "closed", "won"),
        ("Cerrado perdio", "closed", "lost"),
        ("Desierta", "closed", "cancelled"),
        ("no-go", "closed", "withdrawn"),
    ],
)
def test_stages_are_known_in_both_languages_and_misspelt(written, stage, outcome):
    assert read_stage(written)[:2] == (stage, outcome)


@pytest.mark.parametrize("written", ["En conversaciones", "Activo", "Cerrado", "?", "Ganas", "por definir"])
def test_a_stage_that_is_near_none_is_refused(written):
    assert read_stage(written) is None


@pytest.mark.parametrize(
    ("written", "number", "digit", "wrong"),
    [
        ("830.135.217-2", "830135217", "2", False),
        ("868695681-7", "868695681", "7", False),
        ("830135217-5", "830135217", "2", True),
        ("8301352172", "830135217", "2", False),
        (830135217.0, "830135217", "2", False),
        ("NIT 830.135.217-2", "830135217", "2", False),
    ],
)
def test_a_nit_is_split_from_its_check_digit(written, number, digit, wrong):
    read = values.nit(written)
    assert (read.number, read.right, read.wrong) == (number, digit, wrong)


def test_seats_are_whole():
    assert values.whole("10 puestos", 100) == 10
    for wrong in (10.5, -1, 101, "por definir", Decimal(1)):
        with pytest.raises(Unreadable):
            values.whole(wrong, 100)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Valor total mensual del proyecto", "monthly_value"),
        ("VALOR TOTAL DEL PROYECTO", "total_value"),
        ("N° de puestos", "seats"),
        ("Nro. puestos", "seats"),
        ("Etapa de la venta", "stage"),
        ("Close date", "expected_close_on"),
        ("Probabilidad (%)", "probability"),
        ("Observaciones", ""),
        ("Fecha", ""),
    ],
)
def test_headers_are_known_by_their_usual_words(header, field):
    assert likely_field(header)[0] == field


def test_a_formula_without_its_value_is_refused_only_where_it_is_needed():
    xml_row = b'<row r="2"><c r="B2" t="inlineStr"><is><t>Uno</t></is></c><c r="D2"><f>5+5</f><v></v></c></row>'
    heads = b"".join(
        b'<c r="%s1" t="inlineStr"><is><t>%s</t></is></c>' % (b"ABCDEF"[n : n + 1], text.encode())
        for n, text in enumerate(HEADERS)
    )
    [row] = read(with_sheet(sheet_xml(b'<row r="1">' + heads + b"</row>" + xml_row))).rows
    assert [finding.code for finding in row.findings if finding.field == "seats"] == ["uncached"]


def test_headers_repeated_further_down_and_remarks_are_left_out_and_told():
    reading = read(workbook(HEADERS, ROW, HEADERS, [2, *ROW[1:]], [], ["Elaboró: Carla"]))
    assert [row.values["number"] for row in reading.rows] == ["1", "2"]
    assert [row for row, _why in reading.skipped] == [3, 6]


def test_a_month_format_typed_in_a_spreadsheet_is_kept_as_a_month():
    from openpyxl import Workbook

    book = Workbook()
    book.active.append([*HEADERS, "Fecha de cierre"])
    book.active.append([*ROW, date(2026, 3, 1)])
    book.active.append([*ROW, date(2026, 3, 1)])
    book.active["G2"].number_format = "mmm-yy"
    book.active["G3"].number_format = "dd/mm/yyyy"
    closes = [row.values["expected_close_on"] for row in read(saved(book)).rows]
    assert closes == [Day(date(2026, 3, 31), month_only=True), Day(date(2026, 3, 1))]
