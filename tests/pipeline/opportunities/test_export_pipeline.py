"""The pipeline goes out as a workbook, is edited, and comes back with nothing else changed."""

import io
import shutil
import subprocess
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from pipeline.imports import actions
from pipeline.models import Opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.opportunities.exports import STAGE_WORDS, exportable, pipeline_workbook, ready
from pipeline.workbook.stages import Sure, read_stage
from tests.data.books import SAMPLE, cell, edited
from tests.factories import make_client, make_contact, make_opportunity
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db


def go_out(by):
    return pipeline_workbook(ready(exportable(by)), by=by)


def come_back(data, by):
    return actions.import_file(data=data, name="rolling_pipeline.xlsx", by=by, mode="good_rows")


@pytest.fixture
def sample(director):
    actions.import_file(data=SAMPLE.read_bytes(), name="sample.xlsx", by=director, mode="good_rows")
    return director


def test_what_comes_back_unedited_changes_nothing(sample):
    history = Opportunity.history.count()
    result = come_back(go_out(sample), sample)
    assert result.counts["equal"] == Opportunity.objects.count()
    assert result.counts["warned"] == 0
    assert not result.file_findings
    assert Opportunity.history.count() == history


def test_only_the_edited_cells_change(sample):
    one = Opportunity.objects.open().filter(expected_close_precision="month").first()
    same_client = Opportunity.objects.filter(client=one.client)
    before = dict(Opportunity.objects.values_list("pk", "version"))
    number = one.import_number

    def edit(sheet):
        rows = [r for r in range(5, sheet.max_row + 1) if sheet.cell(r, 1).value == number]
        columns = {c.value: c.column for c in sheet[4]}
        sheet.cell(rows[0], columns["Número de puestos"]).value = 333
        sheet.cell(rows[0], columns["Próximo paso"]).value = "Visitar la sede"

    result = come_back(edited(go_out(sample), edit), sample)
    assert (result.counts["changed"], result.counts["warned"]) == (1, 0)
    one.refresh_from_db()
    assert (one.seats, one.next_step, one.expected_close_precision) == (333, "Visitar la sede", "month")
    after = dict(Opportunity.objects.values_list("pk", "version"))
    assert {pk for pk in after if after[pk] != before[pk]} == {one.pk}
    assert same_client.exists()


def test_a_cell_changed_on_both_sides_meanwhile_is_a_conflict(director):
    one = make_opportunity(director, client=make_client(director, name="Clínica Barú"))
    data = edited(go_out(director), lambda sheet: cell_set(sheet, "Número de puestos", 25))
    edit_opportunity(opportunity=one, by=director, changes={"seats": 40, "objective": "Otro"})
    [row] = come_back(data, director).plan.rows
    assert row.verdict == "conflict"
    assert (row.changes["seats"].before, row.changes["seats"].ours, row.changes["seats"].theirs) == (10, 40, 25)
    assert set(row.changes) == {"seats"}


def cell_set(sheet, header, value):
    cell(sheet, header, "Clínica Barú").value = value


def test_an_older_copy_whose_cells_nobody_else_touched_still_comes_in(director):
    one = make_opportunity(director, client=make_client(director, name="Clínica Barú"))
    data = edited(go_out(director), lambda sheet: cell_set(sheet, "Número de puestos", 25))
    edit_opportunity(opportunity=one, by=director, changes={"objective": "Otro"})
    assert come_back(data, director).counts["changed"] == 1
    one.refresh_from_db()
    assert (one.seats, one.objective) == (25, "Otro")


def test_a_version_that_never_was_is_refused(director):
    make_opportunity(director, client=make_client(director, name="Clínica Barú"))
    data = edited(go_out(director), lambda sheet: cell_set(sheet, "Versión", 9))
    [row] = come_back(data, director).plan.rows
    assert row.read.findings[0].code == "unknown_version"


def test_a_row_added_below_is_a_new_opportunity(director):
    make_opportunity(director, client=make_client(director, name="Clínica Barú"))

    def add(sheet):
        columns = {c.value: c.column for c in sheet[4]}
        for header, value in (
            ("Cliente", "Nueva Ltda."), ("Número de puestos", 5), ("Valor unitario por puesto", 4_000_000),
            ("Etapa de venta", "Hunting"), ("Segmento", "Salud"), ("Tipo de servicio", "Cobranza"),
        ):  # fmt: skip
            sheet.cell(6, columns[header]).value = value

    assert come_back(edited(go_out(director), add), director).counts["new"] == 1
    assert Opportunity.objects.latest("pk").client.name == "Nueva Ltda."


def test_texts_never_become_formulas_and_come_back_as_they_are(director):
    client = make_client(director, name='=HYPERLINK("http://mal.example")')
    contact = make_contact(director, client, name="+57 300", email="ANA@Cliente.example")
    make_opportunity(
        director, client=client, contact=contact, next_step="@SUM(A1)", description="-2+3\n  dos   líneas\x07"
    )
    data = go_out(director)
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    formulas = {c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"}
    assert {sheet[place].value for place in formulas if place.endswith("5")} == {"=F5*I5", "=J5*K5"}
    assert come_back(data, director).counts["equal"] == 1


def test_the_workbook_has_the_teams_headers_lists_frozen_panes_and_totals(sample):
    data = go_out(sample)
    given = load_workbook(SAMPLE)["Pipeline"]
    opened = load_workbook(io.BytesIO(data))
    sheet = opened["Pipeline"]
    headers = [c.value for c in sheet[4] if c.value]
    assert headers == [c.value for c in given[5] if c.value and c.value != "Observaciones"] + ["Código", "Versión"]
    assert sheet.freeze_panes == "C5"
    assert sheet.auto_filter.ref.startswith("A4:X")
    assert opened["Listas"].sheet_state == "hidden"
    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert len(lists) == 5
    totals = next(row for row in sheet.iter_rows() if row[0].value == "TOTAL")
    assert sum(str(c.value).startswith("=SUBTOTAL(109,") for c in totals) == 3
    shown = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Pipeline").to_python()
    monthly = sum(one.monthly_value for one in Opportunity.objects.all())
    assert shown[-1][9] == monthly


def test_every_word_for_a_stage_is_one_the_import_reads():
    for status, word in STAGE_WORDS.items():
        read = read_stage(word)
        assert (read.meaning, read.sure) == (status, Sure.KNOWN)


def test_an_analyst_takes_out_only_their_own(client, analyst, colleague):
    mine = make_opportunity(analyst)
    make_opportunity(colleague)
    client.force_login(analyst)
    answer = client.get(reverse("pipeline:pipeline_export"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[22] for row in rows[4:] if row[22]] == [mine.code]


@pytest.mark.parametrize("part", ["planner", "administrator"])
def test_who_may_not_export_gets_nothing(client, everybody, part):
    client.force_login(everybody[part])
    assert client.get(reverse("pipeline:pipeline_export")).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_rows(director, django_assert_max_num_queries):
    client = make_client(director)
    make_opportunity(director, client=client)
    with django_assert_max_num_queries(100) as counted:
        go_out(director)
    for _number in range(10):
        make_opportunity(director, client=client)
    with django_assert_max_num_queries(len(counted.captured_queries)):
        go_out(director)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_opens_it_and_computes_the_same_totals(sample, tmp_path):
    (tmp_path / "pipeline.xlsx").write_bytes(go_out(sample))
    subprocess.run(
        [shutil.which("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(tmp_path / "pipeline.xlsx")],
        check=True, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    back = (tmp_path / "out" / "pipeline.xlsx").read_bytes()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(back)).get_sheet_by_name("Pipeline").to_python()
    total = next(row for row in rows if row[0] == "TOTAL")
    assert total[9] == sum(one.monthly_value for one in Opportunity.objects.all())
    result = come_back(back, sample)
    assert result.counts["equal"] == Opportunity.objects.count()


def test_a_date_known_to_the_month_goes_out_as_its_month(director):
    make_opportunity(director, expected_close_on=date(2026, 12, 31), expected_close_precision="month")
    data = go_out(director)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert "dic-26" in rows[4]
