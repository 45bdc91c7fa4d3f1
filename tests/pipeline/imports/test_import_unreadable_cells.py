"""Unreadable is not empty: what we have stays, the cell is named. An empty cell empties once a person says so."""

from datetime import date

import pytest
from django.urls import reverse

from pipeline.imports import actions
from pipeline.models import Client, ImportBatch, ImportRow, Opportunity
from tests.data.books import Broken, Uncached, book, shaped, table_of_text
from tests.pipeline.imports.test_import_bad_files import HEADERS, sheet_xml, with_sheet
from tests.pipeline.imports.test_import_reading import read
from tests.pipeline.imports.test_import_workbook import bring_in, planned

pytestmark = pytest.mark.django_db
FULL = {
    "contact": "Nora Ibáñez",
    "email": "nora@baru.example",
    "expected_billing_on": date(2027, 1, 15),
    "next_step_on": date(2026, 12, 3),
    "lead_source": "Referido",
    "description": "Red de clínicas",
}
KEPT = (
    "seats", "unit_value", "contract_months", "expected_close_on", "expected_billing_on", "next_step",
    "next_step_on", "contact", "stage", "probability", "owner", "lead_source", "description", "client", "segment",
)  # fmt: skip


def kept():
    return Opportunity.objects.values(*KEPT).get()


@pytest.mark.parametrize("name", ["#N/A", "#REF!", "#DIV/0!", "#¡VALOR!", "#NAME?"])
def test_an_error_in_every_cell_that_can_have_one_changes_nothing_and_names_each(director, name):
    bring_in(shaped(FULL), director)
    before = kept()
    broken = {field: Broken(name) for field in (*FULL, "seats", "unit_value", "contract_months", "expected_close_on")}
    broken |= {
        field: Broken(name) for field in ("client", "nit", "segment", "service", "stage", "probability", "owner")
    }
    batch = bring_in(shaped({**broken, "next_step": Broken(name)}), director).batch
    assert kept() == before
    row = batch.rows.get()
    assert row.verdict == ImportRow.Verdict.EQUAL
    assert row.warned
    told = {finding["field"] for finding in row.findings if finding["code"] == "error"}
    assert told == {*broken, "next_step"}
    assert all(finding["value"] == name for finding in row.findings if finding["code"] == "error")


def test_what_can_be_read_of_a_row_is_kept_beside_what_cannot(director):
    bring_in(shaped(FULL), director)
    batch = bring_in(shaped({**FULL, "seats": 14, "expected_close_on": Broken("#N/A")}), director).batch
    one = Opportunity.objects.get()
    assert (one.seats, one.expected_close_on) == (14, date(2026, 10, 15))
    assert batch.counts["changed"] == batch.counts["warned"] == 1


@pytest.mark.parametrize("broken", [Uncached("="), Broken("#REF!"), "pronto", "31/02/2027"])
def test_a_date_that_cannot_be_read_stays_as_it_was(director, broken):
    bring_in(shaped(FULL), director)
    batch = bring_in(shaped({**FULL, "expected_close_on": broken}), director).batch
    assert Opportunity.objects.get().expected_close_on == date(2026, 10, 15)
    assert batch.rows.get().findings[0]["field"] == "expected_close_on"


@pytest.mark.parametrize("field", ["client", "seats", "unit_value", "contract_months", "expected_close_on", "stage"])
def test_a_new_row_with_a_broken_figure_stays_out_and_says_which_cell(director, field):
    batch = bring_in(shaped({field: Broken("#REF!")}, {"client": "Otra S.A.", "nit": ""}), director).batch
    assert (batch.counts["new"], batch.counts["refused"]) == (1, 1)
    [problem] = batch.rows.get(verdict="refused").problems
    assert (problem["field"], problem["value"]) == (field, "#REF!")


def test_a_new_row_comes_in_without_a_contact_that_is_an_error(director):
    batch = bring_in(shaped({"contact": Broken("#N/A"), "email": Broken("#N/A")}), director).batch
    assert Opportunity.objects.get().contact is None
    assert {finding["code"] for finding in batch.rows.get().warnings} == {"error"}


def test_a_broken_number_does_not_make_a_second_opportunity(director):
    bring_in(shaped({}), director)
    batch = bring_in(shaped({"number": Broken("#REF!")}), director).batch
    assert batch.counts["refused"] == 1
    assert Opportunity.objects.count() == 1


def test_errors_written_as_text_are_errors_too(director):
    bring_in(table_of_text(FULL), director, "pipeline.csv")
    before = kept()
    batch = bring_in(table_of_text({**FULL, "next_step": "#N/A", "contact": "#¡REF!"}), director, "pipeline.csv").batch
    assert kept() == before
    assert batch.counts["warned"] == 1


@pytest.mark.parametrize(
    "cell",
    [
        b'<c t="e" r="D2"><v>#REF!</v></c>',
        b'<c r="D2" s="0" t="e"><f>A1</f><v>#REF!</v></c>',
        b"<c s='0' r='D2' t='e'><v>#REF!</v></c>",
        b'<x:c r="D2" t="e"><x:v>#REF!</x:v></x:c>',
        b'<c r="D2" t="e"/>',
        b'<c s="0" r="D2"><f>5+5</f></c>',
        b'<x:c r="D2"><x:f>5+5</x:f><x:v/></x:c>',
    ],
)
def test_an_error_is_seen_however_the_program_that_saved_it_writes_cells(cell):
    heads = b"".join(
        b'<c r="%s1" t="inlineStr"><is><t>%s</t></is></c>' % (b"ABCDEF"[n : n + 1], text.encode())
        for n, text in enumerate(HEADERS)
    )
    prefix = b'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    row = b'<row r="2"><c r="B2" t="inlineStr"><is><t>Uno</t></is></c>' + cell + b"</row>"
    xml = sheet_xml(b'<row r="1">' + heads + b"</row>" + row).replace(b"<worksheet ", b"<worksheet " + prefix + b" ", 1)
    [found] = read(with_sheet(xml)).rows
    assert {finding.code for finding in found.findings if finding.field == "seats"} <= {"error", "uncached"}
    assert "seats" in found.unread


def test_a_formula_that_gives_an_empty_text_is_empty_and_no_error():
    xml = (
        b'<row r="2"><c r="B2" t="inlineStr"><is><t>Uno</t></is></c><c r="C2" t="str"><f>IF(1,"")</f><v></v></c></row>'
    )
    heads = b"".join(
        b'<c r="%s1" t="inlineStr"><is><t>%s</t></is></c>' % (b"ABCDEF"[n : n + 1], text.encode())
        for n, text in enumerate(HEADERS)
    )
    [found] = read(with_sheet(sheet_xml(b'<row r="1">' + heads + b"</row>" + xml))).rows
    assert "nit" not in found.unread


def test_an_empty_cell_empties_nothing_until_the_person_says_so(client, director):
    bring_in(book(FULL), director)
    before = kept()
    empty = {**FULL, "contact": "", "expected_billing_on": "", "next_step": ""}
    batch = planned(book(empty), director)
    assert batch.counts["changed"] == 0
    assert {finding["code"] for finding in batch.rows.get().warnings} == {"not_emptied"}
    client.force_login(director)
    page = client.get(batch.get_absolute_url(), {"tab": "warned"}).content.decode()
    assert "Llamar al decisor" in page
    bring_in(book(empty), director)
    assert kept() == before

    batch = planned(book(empty), director)
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), {"choice:empty:next_step": "empty"})
    batch.refresh_from_db()
    row = batch.rows.get()
    assert list(row.changes) == ["next_step"]
    assert "Llamar al decisor" in client.get(batch.get_absolute_url(), {"tab": "changed"}).content.decode()
    actions.apply_import(batch=batch, by=director)
    assert Opportunity.objects.get().next_step == ""
    assert Opportunity.objects.get().contact.name == "Nora Ibáñez"


@pytest.mark.parametrize("blank", ["-", "N/A", "por definir", "—"])
def test_a_word_for_nothing_empties_nothing_either(director, blank):
    bring_in(book(FULL), director)
    bring_in(book({**FULL, "expected_billing_on": blank}), director)
    assert Opportunity.objects.get().expected_billing_on == date(2027, 1, 15)
    assert Client.objects.count() == 1
    assert ImportBatch.objects.latest("pk").counts["warned"] == 1
