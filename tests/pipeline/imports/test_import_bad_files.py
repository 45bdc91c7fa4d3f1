"""What anybody may upload by mistake or on purpose gets a clear answer, soon and within little memory."""

import io
import json
import re
import subprocess
import sys
import zipfile
from html import escape
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.workbook.columns import propose
from pipeline.workbook.headers import find_table
from pipeline.workbook.opening import WorkbookRefused, open_workbook
from tests.patience import PATIENCE

SECONDS, MEGABYTES = 5, 300
HEADERS = ["No.", "Cliente", "NIT", "Número de puestos", "Valor unitario por puesto", "Etapa de venta"]
ROW = [1, "Clínica Barú S.A.S.", "", 10, 5_000_000, "Hunting"]

MEASURED = r"""
import json, re, sys, time
from django.conf import settings
settings.configure(USE_I18N=False)
from pathlib import Path
from pipeline.workbook.headers import find_table
from pipeline.workbook.opening import WorkbookRefused, open_workbook
data = Path(sys.argv[1]).read_bytes()
start, codes = time.perf_counter(), []
try:
    find_table(open_workbook(data))
except WorkbookRefused as refused:
    codes = [blocker.code for blocker in refused.blockers]
spent = time.perf_counter() - start
# Not resource.ru_maxrss: a child process inherits the peak of the one that started it.
peak = int(re.search(r'VmHWM:\s+(\d+)', Path("/proc/self/status").read_text())[1])
print(json.dumps([codes, spent, peak / 1024]))
"""


def workbook(*rows: list, title: str = "Pipeline") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_sheet(xml: bytes, level: int = 1) -> bytes:
    """An otherwise honest workbook whose first sheet is `xml`."""
    honest = zipfile.ZipFile(io.BytesIO(workbook(HEADERS, ROW)))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for entry in honest.infolist():
            content = xml if entry.filename == "xl/worksheets/sheet1.xml" else honest.read(entry)
            archive.writestr(entry.filename, content)
    return target.getvalue()


def sheet_xml(body: bytes, before: bytes = b"") -> bytes:
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + before + b"<sheetData>" + body + b"</sheetData></worksheet>"
    )  # fmt: skip


def codes_of(data: bytes) -> list[str]:
    with pytest.raises(WorkbookRefused) as refused:
        find_table(open_workbook(data))
    assert all(str(blocker.message) for blocker in refused.value.blockers)
    return [blocker.code for blocker in refused.value.blockers]


def measure(data: bytes, folder: Path) -> list[str]:
    """Open `data` in a process of its own; return the codes of the refusal after checking time and memory."""
    file = folder / "upload.xlsx"
    file.write_bytes(data)
    command = [sys.executable, "-c", MEASURED, str(file)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE)
    codes, seconds, megabytes = json.loads(done.stdout)
    print(f"{codes}: {seconds:.2f} s, {megabytes:.0f} MB")
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    return codes


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"No.,Cliente\n1,Uno\n", "no_header"),
        (b"%PDF-1.7 ...", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 cut short", "damaged"),
    ],
)
def test_a_file_that_is_no_readable_workbook_is_named_for_what_it_is(data, code):
    assert codes_of(data) == [code]


def test_a_zip_that_is_no_workbook_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert codes_of(target.getvalue()) == ["not_a_workbook"]


def test_a_workbook_cut_in_half_is_damaged():
    data = workbook(HEADERS, ROW)
    assert codes_of(data[: len(data) // 2]) == ["damaged"]


def test_an_empty_workbook_says_so():
    assert codes_of(workbook()) == ["empty_workbook"]


def test_headers_without_rows_say_so():
    assert codes_of(workbook(HEADERS)) == ["no_rows"]


def test_a_sheet_of_something_else_has_no_header_row():
    assert codes_of(workbook(["Fecha", "Almuerzo"], ["lunes", "sopa"])) == ["no_header"]


def test_a_zip_bomb_is_stopped_while_it_inflates(tmp_path):
    cell = b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b"0" * 400_000_000 + b"</t></is></c></row>"
    assert measure(with_sheet(sheet_xml(cell)), tmp_path) == ["too_many_columns"]


def test_a_zip_bomb_beside_the_sheets_is_stopped_too(tmp_path):
    target = io.BytesIO(workbook(HEADERS, ROW))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 60_000_000)
    assert measure(target.getvalue(), tmp_path) == ["too_large_inside"]


def test_a_zip_that_lies_about_its_size_is_counted_anyway(tmp_path):
    data = bytearray(with_sheet(sheet_xml(b'<row r="1"/>' * 20_000_000)))
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    data[at + 24 : at + 28] = (500).to_bytes(4, "little")
    assert measure(bytes(data), tmp_path) == ["too_many_rows"]


def test_two_hundred_thousand_rows_are_refused_by_number(tmp_path):
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d" t="inlineStr"><is><t>Uno</t></is></c></row>' % (n, n, n, n)
        for n in range(1, 200_001)
    )
    assert measure(with_sheet(sheet_xml(rows)), tmp_path) == ["too_many_rows"]


@pytest.mark.parametrize(
    "xml",
    [
        sheet_xml(b'<row r="1"><c r="A1"><v>1</v></c></row>', b'<dimension ref="A1:XFD1048576"/>'),
        sheet_xml(b'<row r="1"><c r="A1"><v>1</v></c></row>', b'<cols><col min="1" max="1000000"/></cols>'),
        sheet_xml(b'<row r="1"><c r="XFD1"><v>1</v></c></row>'),
        sheet_xml(b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row>"),
    ],
    ids=["dimension", "cols", "far cell", "cells without places"],
)
def test_a_million_declared_columns_are_refused_before_a_grid_is_built(xml, tmp_path):
    assert measure(with_sheet(xml), tmp_path) == ["too_many_columns"]


MANY = 2_000_000


@pytest.mark.parametrize(
    "xml",
    [
        sheet_xml(b'<row r="1"><c r="A1" t="e">' + b" " * MANY + b"</c></row>"),
        sheet_xml(b'<row r="1"><c r="A1" t="e">' + b"<x/>" * (MANY // 4) + b"</c></row>"),
        sheet_xml(b'<row r="1"><c r="A1"><f>B1</f>' + b" " * MANY + b"</c></row>"),
        sheet_xml(b"", b"<x>" + b"mergeCell  " * (MANY // 10) + b"</x>"),
        sheet_xml(b"", b"<cols>" + b"&lt;col " * (MANY // 8) + b"<col "  + b"</cols>"),
        sheet_xml(b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"(" * MANY + b"</t></is></c></row>"),
    ],
    ids=["error of blanks", "error of tags", "formula of blanks", "merges", "columns", "header of brackets"],
)  # fmt: skip
def test_nothing_that_is_repeated_in_a_sheet_takes_long_to_read(xml, tmp_path):
    assert measure(with_sheet(xml), tmp_path) in (["no_header"], ["damaged"], ["empty_workbook"], ["too_many_columns"])


@pytest.mark.parametrize("code", ["[$" * MANY, "[" * MANY, '"' * MANY + '"', "[$US" * MANY])
def test_no_number_format_takes_long_to_read(code, tmp_path):
    honest = zipfile.ZipFile(io.BytesIO(workbook(HEADERS, ROW)))
    target = io.BytesIO()
    written = f'<numFmts count="1"><numFmt numFmtId="170" formatCode="{escape(code[:MANY], quote=True)}"/></numFmts>'
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in honest.infolist():
            content = honest.read(entry)
            if entry.filename == "xl/styles.xml":
                content = re.sub(rb"<numFmts[^>]*/>|<numFmts.*?</numFmts>", b"", content)
                content = content.replace(b"<fonts", written.encode() + b"<fonts", 1)
            archive.writestr(entry.filename, content)
    assert measure(target.getvalue(), tmp_path) in ([], ["damaged"])


@pytest.mark.parametrize("cell", ["'a' * N", "'9' * N", "'a@' + 'a.' * (N // 2)", "'9.999' * (N // 5)", "'( ' * N"])
def test_no_cell_takes_long_to_read(cell):
    lines = [
        "from django.conf import settings",
        "settings.configure(USE_I18N=False)",
        "from pipeline.workbook import cells",
        f"N = {MANY}",
        "for read in (cells.emails, cells.number, cells.money, cells.term, cells.nit, cells.day):",
        "    try:",
        f"        read({cell})",
        "    except cells.Unreadable:",
        "        pass",
    ]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True, timeout=PATIENCE)


@pytest.mark.parametrize("place", [b"A1048576", b"B999999", b"C30001"])
def test_a_cell_far_below_the_table_is_refused_before_a_grid_is_built(place, tmp_path):
    xml = sheet_xml(b'<row r="1"><c r="A1"><v>1</v></c><c r="' + place + b'"><v>1</v></c></row>')
    assert measure(with_sheet(xml), tmp_path) == ["too_many_rows"]


def test_an_entity_bomb_is_never_expanded():
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    honest = zipfile.ZipFile(io.BytesIO(workbook(HEADERS, ROW)))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for entry in honest.infolist():
            archive.writestr(entry.filename, bomb if entry.filename == "xl/workbook.xml" else honest.read(entry))
    assert codes_of(target.getvalue()) == ["damaged"]


def test_a_huge_sheet_beside_the_pipeline_does_not_keep_it_out():
    book = Workbook()
    book.active.append(HEADERS)
    book.active.append(ROW)
    book.create_sheet("Datos").cell(40_000, 1, "lejos")
    opened = open_workbook(saved(book))
    assert find_table(opened).sheet.name == "Sheet"
    assert opened.too_big["Datos"].code == "too_many_rows"


def test_headers_in_two_rows_are_joined():
    book = Workbook()
    sheet = book.active
    sheet.append(["No.", "Cliente", "", "Número", "Valor", "", "Etapa"])
    sheet.append(["", "Nombre", "NIT", "de puestos", "unitario por puesto", "total mensual", "de venta"])
    sheet.append([1, "Clínica Barú", "", 10, 5_000_000, 50_000_000, "Hunting"])
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("E1:F1")
    table = find_table(open_workbook(saved(book)))
    mapping = propose(table.headers, table.filled(), {}).mapping
    assert (table.first, table.last) == (1, 2)
    assert [mapping[column] for column in (0, 1, 3, 4, 5, 6)] == [
        "number", "client", "seats", "unit_value", "monthly_value", "stage",
    ]  # fmt: skip


def test_a_header_that_stands_twice_is_left_to_the_person():
    table = find_table(open_workbook(workbook([*HEADERS, "Cliente"], [*ROW, "Otra cosa"])))
    [duplicate] = propose(table.headers, table.filled(), {}).duplicates
    assert (duplicate.field, duplicate.columns) == ("client", (1, 6))


def test_a_header_that_stands_twice_over_an_empty_column_is_no_question():
    table = find_table(open_workbook(workbook(["Cliente", *HEADERS], ["", *ROW])))
    proposal = propose(table.headers, table.filled(), {})
    assert not proposal.duplicates
    assert proposal.mapping[2] == "client"
