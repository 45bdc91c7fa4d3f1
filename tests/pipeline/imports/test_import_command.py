"""`manage.py import_pipeline`: what it prints, keeps and exits with."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pipeline.models import ImportBatch, Opportunity
from tests.data.books import SAMPLE, book

KEY = json.loads(SAMPLE.with_name("sample_pipeline.key.json").read_text())
pytestmark = pytest.mark.django_db


def run(file, person, *options):
    out = StringIO()
    call_command("import_pipeline", str(file), "--as", person.email, *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "pipeline.xlsx"
    path.write_bytes(book({}, {"client": ""}, {"client": "Otra S.A.", "nit": "830135217-5"}))
    return path


def test_json_is_all_that_is_printed_and_refused_rows_are_no_failure(director):
    report = json.loads(run(SAMPLE, director, "--json"))
    assert set(report) == {"rows", "created", "updated", "unchanged", "refused", "warnings"}
    assert (report["rows"], report["created"]) == (KEY["rows"], KEY["ok"])
    assert [entry["row"] for entry in report["refused"]] == [row for row, _number, _reason in KEY["bad"]]
    for entry in (*report["refused"], *report["warnings"]):
        assert set(entry) == {"row", "column", "value", "reason"}
    assert Opportunity.objects.count() == KEY["ok"]


def test_a_second_run_leaves_every_row_unchanged(director):
    run(SAMPLE, director)
    report = json.loads(run(SAMPLE, director, "--json"))
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, KEY["ok"])


def test_a_dry_run_says_the_same_and_keeps_nothing(director, file):
    tried = json.loads(run(file, director, "--dry-run", "--json"))
    assert not Opportunity.objects.exists()
    assert not ImportBatch.objects.exists()
    assert tried == json.loads(run(file, director, "--json"))


def test_all_or_nothing_keeps_nothing_reports_and_fails(director, file):
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_pipeline", str(file), "--as", director.email, "--all-or-nothing", "--json", stdout=out)
    assert [entry["row"] for entry in json.loads(out.getvalue())["refused"]] == [3]
    assert not Opportunity.objects.exists()


def test_without_json_people_read_counts_and_reasons(director, file):
    printed = run(file, director)
    assert "830135217-5" in printed
    assert "3" in printed


@pytest.mark.parametrize("part", ["analyst", "administrator", "general_manager"])
def test_who_may_not_import_is_refused(everybody, file, part):
    with pytest.raises(CommandError):
        run(file, everybody[part])
    assert not Opportunity.objects.exists()


def test_unknown_people_and_files_are_refused(director, file, tmp_path):
    with pytest.raises(CommandError):
        call_command("import_pipeline", str(file), "--as", "nadie@example.com")
    with pytest.raises(CommandError):
        run(tmp_path / "no-hay.xlsx", director)


def test_a_duplicated_header_is_refused_with_its_name(director, tmp_path):
    import io

    from openpyxl import load_workbook

    opened = load_workbook(io.BytesIO(book({})))
    sheet = opened.active
    sheet.cell(1, sheet.max_column + 1).value = "Cliente"
    sheet.cell(2, sheet.max_column).value = "Otro"
    path = tmp_path / "doble.xlsx"
    opened.save(path)
    with pytest.raises(CommandError, match="Cliente"):
        run(path, director)
    assert not Opportunity.objects.exists()


DOUBTFUL = ({}, {"client": "Otra S.A.", "nit": "", "stage": "Propuesta rechazada"})


def left_out(file, person, *options):
    out = StringIO()
    with pytest.raises(CommandError) as stopped:
        call_command("import_pipeline", str(file), "--as", person.email, "--json", *options, stdout=out)
    return stopped.value.returncode, json.loads(out.getvalue())


def test_rows_in_doubt_are_left_out_listed_and_change_how_it_ends(director, tmp_path):
    path = tmp_path / "dudas.xlsx"
    path.write_bytes(book(*DOUBTFUL))
    ended, report = left_out(path, director)
    assert (ended, report["created"]) == (3, 1)
    assert [entry["row"] for entry in report["refused"]] == [3]
    assert "--accept 3=" in report["refused"][0]["reason"]
    assert Opportunity.objects.count() == 1


@pytest.mark.parametrize("answer", ["lost", "Perdido"])
def test_a_stage_is_accepted_row_by_row(director, tmp_path, answer):
    path = tmp_path / "dudas.xlsx"
    path.write_bytes(book(*DOUBTFUL))
    report = json.loads(run(path, director, "--json", "--accept", f"3={answer}"))
    assert report["created"] == 2
    assert Opportunity.objects.get(client__name="Otra S.A.").outcome == "lost"


def test_whose_a_row_is_may_be_accepted_by_code_or_as_new(director, tmp_path):
    path = tmp_path / "sin-numero.xlsx"
    path.write_bytes(book({"number": "", "nit": ""}))
    run(path, director)
    here = Opportunity.objects.get()
    path.write_bytes(book({"number": "", "nit": "", "service": "Inbound"}))
    ended, report = left_out(path, director)
    assert ended == 3
    assert here.code in report["refused"][0]["reason"]
    report = json.loads(run(path, director, "--json", "--accept", f"2={here.code}"))
    assert (report["created"], report["updated"]) == (0, 1)
    path.write_bytes(book({"number": "", "nit": "", "service": "Cobranza", "unit_value": 1}))
    report = json.loads(run(path, director, "--json", "--accept", "2=new"))
    assert report["created"] == 1


@pytest.mark.parametrize(
    "options",
    [
        ["--accept", "2=quizás"],
        ["--accept", "99=new"],
        ["--accept", "new"],
        ["--map", "Nada=client"],
        ["--map", "Cliente=nada"],
    ],
)
def test_answers_that_mean_nothing_are_refused(director, file, options):
    with pytest.raises(CommandError):
        run(file, director, *options)
    assert not Opportunity.objects.exists()


def test_a_column_is_what_the_person_says(director, tmp_path):
    path = tmp_path / "columnas.xlsx"
    path.write_bytes(book({"objective": "Lo siguiente"}))
    run(path, director, "--map", "Objetivo=next_step", "--map", "Próximo paso=")
    assert Opportunity.objects.get().next_step == "Lo siguiente"


def test_deals_that_left_the_sheet_are_told(director, tmp_path):
    path = tmp_path / "pipeline.xlsx"
    path.write_bytes(book({}, {"client": "Otra S.A.", "nit": ""}))
    run(path, director)
    path.write_bytes(book({}))
    report = json.loads(run(path, director, "--json"))
    gone = Opportunity.objects.get(client__name="Otra S.A.")
    assert gone.code in [warning["column"] for warning in report["warnings"]]
