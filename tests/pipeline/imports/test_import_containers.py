"""A table is read from whatever a program packs it in, or refused with what to do."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from pipeline.models import Opportunity
from pipeline.opportunities.exports import exportable, pipeline_workbook, ready
from pipeline.workbook.opening import open_workbook
from tests.data.books import book, shaped, table_of_text
from tests.pipeline.imports.test_import_bad_files import codes_of, measure
from tests.pipeline.imports.test_import_workbook import bring_in, codes

pytestmark = pytest.mark.django_db


def repacked(data, rename, replace=()):
    """The same workbook with other names of its parts, and what refers to them."""
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            content = source.read(entry)
            for old, new in replace:
                content = content.replace(old, new)
            archive.writestr(rename(entry.filename), content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("rename", "replace"),
    [
        (lambda name: name.replace("/", "\\"), ()),
        (lambda name: f"/{name}", ()),
        (lambda name: name.replace("xl/workbook.xml", "xl/libro.xml").replace("rels/workbook.", "rels/libro."),
         [(b"xl/workbook.xml", b"xl/libro.xml")]),
        (lambda name: name.replace("xl/", "datos/"), [(b"xl/", b"datos/")]),
        (lambda name: name.replace("sharedStrings", "textos").replace("styles.xml", "estilos.xml"),
         [(b"sharedStrings.xml", b"textos.xml"), (b'"styles.xml"', b'"estilos.xml"')]),
        (lambda name: name.replace("sheet1.xml", "Sheet1.XML"), ()),
        (lambda name: name.replace("xl/", "XL/"), ()),
    ],
    ids=["backslashes", "leading slash", "workbook", "folder", "strings and styles", "case", "case of a folder"],
)  # fmt: skip
def test_parts_are_found_whatever_they_are_called(rename, replace):
    data = shaped({"next_step": "Llamar ya"}, {"client": "Dos"})
    as_it_was, moved = open_workbook(data), open_workbook(repacked(data, rename, replace))
    assert [sheet.rows for sheet in moved.sheets] == [sheet.rows for sheet in as_it_was.sheets]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "mac_roman", "cp850"])
def test_a_table_of_text_comes_in_with_any_separator_and_encoding(director, separator, encoding):
    rows = {"next_step": f"Enviar{separator} cotización", "description": "Niños y años\nen dos líneas"}
    bring_in(table_of_text(rows, separator=separator, encoding=encoding), director, "pipeline.csv")
    one = Opportunity.objects.get()
    assert one.client.name == "Clínica Barú S.A.S."
    assert (one.next_step, one.description) == (" ".join(rows["next_step"].split()), rows["description"])
    assert (one.seats, one.unit_value, one.expected_close_on.isoformat()) == (10, 5_000_000, "2026-10-15")


def test_the_separator_that_excel_names_in_the_first_line_counts(director):
    bring_in(b"sep=|\r\n" + table_of_text({}, separator="|"), director, "pipeline.csv")
    assert Opportunity.objects.get().seats == 10


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html><body><table><tr><td>Cliente</td></tr></table></body></html>", "web_page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "xml_format"),
        (b"Cliente\nUno\nDos\n", "not_a_workbook"),
        (b"\x00\x01\x02\x03" * 50, "not_a_workbook"),
        (b";" * 200 + b"\n", "too_many_columns"),
        (b"a;b\n" * 30_001, "too_many_rows"),
        (b";" * 15_000_000, "too_many_columns"),
        (b"a;b\n" * 5_000_000, "too_large_file"),
    ],
    ids=["html", "xml", "prose", "bytes", "wide", "long", "huge line", "huge"],
)
def test_what_is_no_table_is_refused_with_what_to_do(data, code):
    assert codes_of(data) == [code]


def test_an_open_document_is_named_and_told_what_to_do():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    assert codes_of(target.getvalue()) == ["open_document"]


def test_a_merged_client_speaks_for_each_of_its_rows_and_that_is_told(director):
    rows = [{"owner": ""}, {"client": "", "nit": "", "service": ""}, {"client": "", "nit": ""}]
    batch = bring_in(shaped(*rows, merged=("B2:B4", "C2:C4")), director).batch
    assert batch.counts["new"] == 3
    assert {one.client.name for one in Opportunity.objects.all()} == {"Clínica Barú S.A.S."}
    assert ["merged" in codes(row) for row in batch.rows.all()] == [False, True, True]


def test_a_merge_over_several_columns_speaks_for_its_first(director):
    rows = [{"client": "Uno", "nit": ""}, {"client": "", "nit": ""}]
    assert bring_in(shaped(*rows, merged=("B2:C3",)), director).counts["new"] == 2


def test_merged_seats_are_not_counted_again(director):
    rows = [{"client": name, "nit": "", "seats": seats} for name, seats in (("Uno", 30), ("Dos", ""), ("Tres", ""))]
    bring_in(shaped(*rows, merged=("D2:D4",)), director)
    assert sorted(Opportunity.objects.values_list("seats", flat=True)) == [0, 0, 30]


@pytest.mark.parametrize("number", ["5²", "007", "1e5", "①", "٣", "12345678901234567890", "3-B"])
def test_the_number_of_a_row_is_a_text_and_stops_no_export(client, director, number):
    bring_in(book({"number": number}), director)
    data = pipeline_workbook(ready(exportable(director)), by=director)
    sheet = load_workbook(io.BytesIO(data))["Pipeline"]
    assert sheet.cell(5, 1).value == number
    assert sheet.cell(5, 1).data_type == "s"
    assert bring_in(data, director, "vuelta.xlsx").counts["equal"] == 1
    client.force_login(director)
    assert client.get("/pipeline/export/").status_code in (200, 404)


@pytest.mark.parametrize(
    "text",
    ["🌵;" + "ñ" * 500 + "\n", ";" * 99 + "\n", '"' + "a;b\n" * 40_000, "\u20ac" * 60 + ";b\r"],
    ids=["wide characters", "empty cells", "a quote that never ends", "old line ends"],
)
def test_a_huge_table_of_text_takes_little_time_and_memory(tmp_path, text):
    data = (text * (16 * 1024 * 1024 // len(text.encode())))[:16_000_000].encode()[: 16 * 1024 * 1024]
    assert measure(data[: data.rfind(b"\n") + 1] or data, tmp_path) in (
        ["too_many_rows"], ["no_header"], ["not_a_workbook"], ["too_many_columns"],
    )  # fmt: skip


TEXT_HEADERS = "Cliente;Número de puestos;Valor unitario por puesto;Etapa de venta;Tipo de servicio"


@pytest.mark.parametrize(
    "row",
    ["Alborada;10;5000000;Hunting", "Alborada;10;5000000;Hunting;Cobranza;;", "Alborada;10;5000000;Hunting;C;x;y"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_rows_of_a_table_of_text_may_be_shorter_or_longer_than_its_headers(director, row, encoding):
    bring_in(f"{TEXT_HEADERS}\n{row}\n".encode(encoding), director, "pipeline.csv")
    assert Opportunity.objects.get().client.name == "Alborada"


@pytest.mark.parametrize("quoted", ['"Bocachica;10;5000000;Hunting;Cobranza', 'Bocachica;10;5000000;Hunting;"Cobranza'])
def test_a_quotation_mark_that_is_never_closed_swallows_no_row(quoted):
    rows = ["Alborada;10;5000000;Hunting;Cobranza", quoted, *["Caracolí;10;5000000;Hunting;Cobranza"] * 3]
    assert codes_of("\n".join([TEXT_HEADERS, *rows]).encode()) == ["open_quote"]
    assert codes_of("\n".join([TEXT_HEADERS, *rows, ""]).encode()) == ["open_quote"]


def test_a_quotation_mark_within_a_word_is_a_letter_like_any_other(director):
    bring_in(f'{TEXT_HEADERS}\nPantallas 5" S.A.;10;5000000;Hunting;Cobranza'.encode(), director, "pipeline.csv")
    assert Opportunity.objects.get().client.name == 'Pantallas 5" S.A.'
