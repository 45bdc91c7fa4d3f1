"""Importing a workbook: what enters, what changes, what is asked, and that nothing is half done."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse

from pipeline.imports import actions
from pipeline.models import Client, CommercialPlan, Contact, ImportBatch, ImportRow, Opportunity, Segment, Service
from pipeline.opportunities.actions.opportunities import edit_opportunity
from tests.data.books import SAMPLE, book

KEY = json.loads(SAMPLE.with_name("sample_pipeline.key.json").read_text())
GOOD, WHOLE = ImportBatch.Mode.GOOD_ROWS, ImportBatch.Mode.ALL_OR_NOTHING
pytestmark = pytest.mark.django_db


def bring_in(data, by, name="pipeline.xlsx", mode=GOOD):
    return actions.import_file(data=data, name=name, by=by, mode=mode)


def planned(data, by, name="pipeline.xlsx"):
    batch = actions.receive_workbook(data=data, name=name, by=by)
    return actions.prepare(batch=batch, by=by)


def upload(client, data, name="pipeline.xlsx"):
    return client.post(reverse("pipeline:import_create"), {"file": SimpleUploadedFile(name, data)})


def as_posted(mapping):
    return {f"column-{column}": field for column, field in mapping.items()}


def everything():
    """What the pipeline holds and how often it was written."""
    return (
        list(Opportunity.objects.order_by("pk").values_list("pk", "version", "seats", "stage")),
        Opportunity.history.count(),
        Client.objects.count(),
        Contact.objects.count(),
    )


def codes(row):
    return [finding["code"] for finding in row.findings]


def test_a_workbook_goes_from_upload_to_pipeline_on_screen(client, director, run_jobs):
    client.force_login(director)
    columns = upload(client, SAMPLE.read_bytes())
    batch = ImportBatch.objects.get()
    assert columns.url == reverse("pipeline:import_columns", args=[batch.pk])
    page = client.get(columns.url)
    assert "Observaciones" in page.content.decode()
    preview = client.post(
        columns.url,
        {"source": batch.source, **{f"column-{c}": field for c, field in batch.mapping.items()}},
        follow=True,
    )
    assert preview.status_code == 200
    assert not Opportunity.objects.exists()
    client.post(reverse("pipeline:import_apply", args=[batch.pk]), {"mode": "good_rows"})
    assert run_jobs() == 1
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.APPLIED
    assert (batch.counts["new"], batch.counts["refused"]) == (KEY["ok"], len(KEY["bad"]))
    stages = Counter(one.status for one in Opportunity.objects.all())
    assert stages == KEY["stages"]
    monthly = Counter()
    for one in Opportunity.objects.all():
        monthly[one.status] += one.monthly_value
    assert monthly == KEY["monthly_by_stage"]
    assert sum(Opportunity.objects.open().values_list("seats", flat=True)) == KEY["seats_open"]
    assert "OP-" in client.get(batch.get_absolute_url()).content.decode()


def test_every_imported_record_has_history_in_the_name_of_who_imported(director):
    batch = bring_in(book({}, {"client": "Otra S.A."}), director).batch
    for record in (*Opportunity.objects.all(), *Client.objects.all()):
        [first] = record.history.all()
        assert (first.history_user, first.history_type, first.history_change_reason) == (director, "+", batch.reason)
        assert first.version == record.version


def test_the_same_file_twice_changes_nothing(director):
    bring_in(SAMPLE.read_bytes(), director)
    before = everything()
    again = bring_in(SAMPLE.read_bytes(), director)
    assert (again.counts["equal"], again.counts["new"], again.counts["changed"]) == (KEY["ok"], 0, 0)
    assert everything() == before


def test_a_copy_under_another_name_is_the_same_workbook(director):
    bring_in(book({}, {"client": "Otra S.A.", "nit": ""}), director)
    edited = book({"seats": 12}, {"client": "Otra S.A.", "nit": ""}, {"client": "Tercera Ltda.", "nit": ""})
    again = bring_in(edited, director, "Copia de noviembre (1).xlsx")
    assert (again.counts["changed"], again.counts["equal"], again.counts["new"]) == (1, 1, 1)


def test_another_workbook_of_the_same_name_is_not_taken_for_the_first(director):
    bring_in(book({}, {"client": "Otra S.A.", "nit": ""}), director)
    other = bring_in(book({"client": "Ajena S.A.", "nit": ""}, {"client": "Distinta Ltda.", "nit": ""}), director)
    assert other.counts["new"] == 2
    assert Opportunity.objects.values("import_source").distinct().count() == 2


def test_rows_without_a_number_are_known_by_what_they_say(director):
    data = book({"number": ""}, {"number": "", "client": "Otra S.A."})
    bring_in(data, director)
    assert bring_in(data, director).counts["equal"] == 2
    changed = bring_in(book({"number": "", "seats": 12}, {"number": "", "client": "Otra S.A."}), director)
    assert (changed.counts["changed"], changed.counts["equal"]) == (1, 1)


def test_a_repeated_number_is_refused_and_names_the_other_row(director):
    [_first, second] = bring_in(book({"number": 7}, {"number": 7}), director).plan.rows
    assert second.verdict == "refused"
    assert "2" in second.read.findings[0].reason


def test_what_the_file_changed_is_changed_once_with_its_reason(director):
    bring_in(book({}, {"client": "Otra S.A."}), director)
    result = bring_in(book({"seats": 25, "expected_close_on": "dic-26"}, {"client": "Otra S.A."}), director)
    assert (result.counts["changed"], result.counts["equal"]) == (1, 1)
    one = Opportunity.objects.get(import_number="1")
    assert (one.seats, one.expected_close_on, one.expected_close_precision) == (25, date(2026, 12, 31), "month")
    assert (one.version, one.history.count()) == (1, 2)
    assert one.history.first().history_change_reason == result.batch.reason


def test_a_cell_that_only_we_changed_stays_when_the_old_file_comes_again(director):
    bring_in(book({}), director)
    one = Opportunity.objects.get()
    edit_opportunity(opportunity=one, by=director, changes={"seats": 40})
    assert bring_in(book({}), director).counts["equal"] == 1
    one.refresh_from_db()
    assert one.seats == 40


def test_a_cell_changed_on_both_sides_is_a_conflict_that_shows_both_values(client, director):
    bring_in(book({}), director)
    one = Opportunity.objects.get()
    edit_opportunity(opportunity=one, by=director, changes={"seats": 40})
    batch = planned(book({"seats": 25}), director)
    [row] = batch.rows.all()
    assert row.verdict == ImportRow.Verdict.CONFLICT
    assert row.changes["seats"] == {"before": 10, "ours": 40, "theirs": 25, "conflict": True}
    client.force_login(director)
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "40" in page
    assert "25" in page
    actions.apply_import(batch=batch, by=director)
    one.refresh_from_db()
    assert (one.seats, one.version) == (40, 1)


@pytest.mark.parametrize(("side", "seats"), [("ours", 40), ("file", 25)])
def test_the_person_picks_a_side_of_a_conflict(client, director, side, seats):
    bring_in(book({}), director)
    one = Opportunity.objects.get()
    edit_opportunity(opportunity=one, by=director, changes={"seats": 40})
    batch = planned(book({"seats": 25}), director)
    client.force_login(director)
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), {"choice:conflict:2:seats": side})
    actions.apply_import(batch=ImportBatch.objects.get(pk=batch.pk), by=director)
    one.refresh_from_db()
    assert one.seats == seats


def test_stages_enter_without_gates_only_on_creation_and_marked(coordinator):
    bring_in(book({"stage": "Negotation"}, {"stage": "hunting ", "client": "Otra S.A."}), coordinator)
    late, early = Opportunity.objects.order_by("import_number")
    assert (late.stage, late.historical, late.gate_pass) == ("negotiation", True, None)
    assert (early.stage, early.historical) == ("hunting", False)


def test_a_changed_stage_of_a_known_opportunity_is_an_ordinary_move(coordinator):
    bring_in(book({}), coordinator)
    batch = planned(book({"stage": "Calificación", "seats": 99}), coordinator)
    [row] = batch.rows.all()
    assert row.verdict == ImportRow.Verdict.REFUSED
    assert row.problems[0]["field"] == "stage"
    actions.apply_import(batch=batch, by=coordinator)
    one = Opportunity.objects.get()
    assert (one.stage, one.seats, one.version) == ("hunting", 10, 0)


def test_a_move_whose_gate_is_met_is_made_by_the_import(coordinator):
    from tests.factories import log_interest

    bring_in(book({}), coordinator)
    log_interest(Opportunity.objects.get(), coordinator)
    result = bring_in(book({"stage": "Calificación", "probability": 0.25}), coordinator)
    one = Opportunity.objects.get()
    assert result.counts["changed"] == 1, [f.reason for row in result.plan.rows for f in row.read.findings]
    assert (one.stage, one.probability) == ("qualification", 25)
    assert one.gate_pass is not None


def test_wins_and_losses_take_the_close_date_and_the_first_win_of_a_client_is_new(director):
    bring_in(
        book(
            {"stage": "Ganado", "expected_close_on": date(2026, 6, 1)},
            {"stage": "Closed Won", "expected_close_on": date(2026, 3, 1)},
            {"stage": "Perdido", "expected_close_on": date(2026, 2, 1)},
        ),
        director,
    )
    won, earlier, lost = Opportunity.objects.order_by("import_number")
    assert [one.closed_on for one in (won, earlier, lost)] == [date(2026, 6, 1), date(2026, 3, 1), date(2026, 2, 1)]
    assert (won.new_client, earlier.new_client, lost.new_client) == (False, True, None)


def test_what_is_closed_without_a_date_is_refused(director):
    [row] = bring_in(book({"stage": "Ganado", "expected_close_on": ""}), director).plan.rows
    assert row.read.findings[0].code == "no_close"


def test_rows_of_one_nit_are_one_client_whatever_the_name_looks_like(director):
    bring_in(book({}, {"client": "CLINICA BARU SAS", "nit": "830135217-2"}, {"nit": "830135217"}), director)
    assert Client.objects.get().full_nit == "830.135.217-2"


def test_a_wrong_check_digit_is_a_warning_and_the_right_one_is_kept(director):
    [row] = bring_in(book({"nit": "830.135.217-5"}), director).plan.rows
    assert [finding.code for finding in row.read.findings if finding.field == "nit"] == ["check_digit"]
    assert Client.objects.get().check_digit == "2"


def test_a_client_that_looks_like_an_existing_one_is_joined_or_kept_apart(client, director):
    bring_in(book({"nit": ""}), director)
    data = book({"client": "CLINICA BARÚ", "number": 50}, {"number": 51, "client": "Clínica Barú SAS"})
    batch = planned(data, director, "otro.xlsx")
    assert [question["joined"] for question in batch.notes if question.get("question") == "client"] == [True]
    client.force_login(director)
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), {"choice:client:nit:830135217": "new"})
    actions.apply_import(batch=ImportBatch.objects.get(pk=batch.pk), by=director)
    assert sorted(Client.objects.values_list("nit", flat=True)) == ["", "830135217"]


def test_unknown_words_become_entries_only_in_the_name_of_a_director(director, coordinator):
    bring_in(book({"segment": "Minería"}), coordinator, "uno.xlsx")
    assert Opportunity.objects.get().segment.code == "otro"
    bring_in(book({"segment": "Minería", "client": "Otra S.A.", "nit": ""}), director, "dos.xlsx")
    made = Segment.objects.get(name="Minería")
    assert made.created_by == director
    assert Opportunity.objects.latest("pk").segment == made


def test_a_segment_nobody_uses_is_not_created_by_a_refused_row(director):
    bring_in(book({"segment": "Minería", "client": ""}, {}), director)
    assert not Segment.objects.filter(name="Minería").exists()


@pytest.mark.parametrize("written", ["A. Lozano", "Ana L.", "Lozano", "a lozano"])
def test_a_name_cut_short_is_taken_for_who_alone_can_be_meant(director, analyst, written):
    assert analyst.name == "Ana Lozano"
    batch = bring_in(book({"owner": written}), director).batch
    row = batch.rows.get()
    assert row.opportunity.owner == analyst
    assert "unknown_owner" in codes(row), "it is said, and asked"


def test_a_name_cut_short_that_two_people_have_is_nobodys(director, analyst, colleague):
    colleague.name = "Ana Lara"
    colleague.save()
    batch = bring_in(book({"owner": "Ana L."}, {"owner": "A.", "client": "Otra S.A.", "nit": ""}), director).batch
    assert {row.opportunity.owner for row in batch.rows.all()} == {director}


def test_an_unknown_owner_is_decided_once_and_remembered(client, director, analyst):
    batch = planned(book({"owner": "La nueva"}), director)
    assert "unknown_owner" in codes(batch.rows.get())
    client.force_login(director)
    client.post(
        reverse("pipeline:import_columns", args=[batch.pk]), {f"column-{c}": f for c, f in batch.mapping.items()}
    )
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), {"choice:owner:la nueva": str(analyst.pk)})
    assert batch.rows.get().warnings == []
    later = bring_in(book({"owner": "La nueva", "client": "Otra S.A."}), director, "febrero.xlsx")
    assert Opportunity.objects.get(pk=later.plan.rows[0].opportunity_id).owner == analyst


def test_the_columns_that_a_person_chose_are_remembered(director):
    data = book({"next_step": "Para la nota"})
    batch = actions.receive_workbook(data=data, name="uno.xlsx", by=director)
    mapping = {int(c): ("objective" if f == "next_step" else f) for c, f in batch.mapping.items()}
    actions.choose_columns(batch=batch, mapping=mapping, by=director)
    again = actions.receive_workbook(data=data, name="dos.xlsx", by=director)
    assert "objective" in again.mapping.values()
    assert "next_step" not in again.mapping.values()


def test_a_mapping_without_the_client_is_refused_and_says_so(client, director):
    batch = actions.receive_workbook(data=book({}), name="uno.xlsx", by=director)
    client.force_login(director)
    chosen = as_posted({column: field for column, field in batch.mapping.items() if field != "client"})
    answer = client.post(reverse("pipeline:import_columns", args=[batch.pk]), chosen)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not batch.rows.exists()


def test_all_or_nothing_writes_nothing_when_a_row_is_refused(client, director, run_jobs):
    batch = planned(book({}, {"client": ""}), director)
    client.force_login(director)
    client.post(reverse("pipeline:import_apply", args=[batch.pk]), {"mode": "all_or_nothing"})
    run_jobs()
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.PLANNED
    assert batch.job.state == "failed"
    assert everything() == ([], 0, 0, 0)


def test_a_fault_in_the_middle_leaves_nothing_half_written(client, director, run_jobs, monkeypatch):
    batch = planned(book({}, {"client": "Otra S.A."}), director)
    client.force_login(director)
    client.post(reverse("pipeline:import_apply", args=[batch.pk]), {"mode": "good_rows"})

    def broken(*args, **kwargs):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("pipeline.imports.actions.Writer._change", broken)
    with pytest.raises(DatabaseError):
        run_jobs()
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.PLANNED
    assert everything() == ([], 0, 0, 0)
    assert set(batch.rows.values_list("opportunity", flat=True)) == {None}


def test_an_import_is_made_once(director):
    batch = planned(book({}), director)
    actions.apply_import(batch=batch, by=director)
    with pytest.raises(actions.Refused):
        actions.apply_import(batch=batch, by=director)
    assert Opportunity.objects.count() == 1


@pytest.mark.parametrize("part", ["analyst", "general_manager", "auditor", "quality_lead", "administrator", "planner"])
def test_who_has_no_right_to_import_is_refused_and_nothing_is_kept(client, everybody, part):
    batch = planned(book({}), everybody["director"])
    client.force_login(everybody[part])
    assert upload(client, book({})).status_code == 403
    for name in ("columns", "decide", "apply", "undo"):
        assert client.post(reverse(f"pipeline:import_{name}", args=[batch.pk])).status_code == 403
    assert client.get(reverse("pipeline:import_columns", args=[batch.pk])).status_code == 403
    reads = 200 if part == "auditor" else 403
    for name in ("detail", "refused"):
        assert client.get(reverse(f"pipeline:import_{name}", args=[batch.pk])).status_code == reads
    with pytest.raises(actions.Refused):
        bring_in(book({}), everybody[part])
    assert ImportBatch.objects.count() == 1
    assert not Opportunity.objects.exists()


def test_a_file_that_cannot_be_read_is_refused_on_the_page(client, director):
    client.force_login(director)
    answer = upload(client, b"not a workbook")
    assert answer.status_code == 422
    assert not ImportBatch.objects.exists()


def test_targets_go_into_a_draft_plan_of_the_director_alone(director, coordinator):
    refused = bring_in(SAMPLE.read_bytes(), coordinator)
    assert not CommercialPlan.objects.exists()
    assert "targets_left_out" in [finding.code for finding in refused.file_findings]
    bring_in(SAMPLE.read_bytes(), director)
    plan = CommercialPlan.objects.get()
    assert (plan.year, plan.state) == (2026, "draft")
    assert {str(t.month): t.amount for t in plan.monthly_targets.all()} == KEY["targets"]
    bring_in(SAMPLE.read_bytes(), director)
    assert CommercialPlan.objects.get().history.count() == 1


def test_refused_rows_come_out_with_their_reason_and_go_in_when_mended(client, director):
    import io

    from openpyxl import load_workbook

    batch = bring_in(book({}, {"client": "", "nit": "", "next_step": "=HYPERLINK(1)"}), director).batch
    client.force_login(director)
    file = load_workbook(io.BytesIO(client.get(reverse("pipeline:import_refused", args=[batch.pk])).content))
    sheet = file.active
    assert sheet.max_row == 2
    assert sheet.cell(2, sheet.max_column).value
    head = {c.value: c.column for c in sheet[1]}
    assert sheet.cell(2, head["Próximo paso"]).data_type == "s"
    sheet.cell(2, head["Cliente"]).value = "Ya tiene nombre"
    target = io.BytesIO()
    file.save(target)
    assert bring_in(target.getvalue(), director).counts["new"] == 1
    assert Opportunity.objects.count() == 2


def test_the_preview_asks_the_database_as_often_for_fifty_rows_as_for_five(
    client, director, django_assert_max_num_queries
):
    client.force_login(director)
    few = planned(book(*({"client": f"Uno {n}", "nit": ""} for n in range(5))), director, "pocas.xlsx")
    many = planned(book(*({"client": f"Dos {n}", "nit": ""} for n in range(50))), director, "muchas.xlsx")
    client.get(few.get_absolute_url())
    with django_assert_max_num_queries(100) as counted:
        client.get(few.get_absolute_url())
    with django_assert_max_num_queries(len(counted.captured_queries)):
        client.get(many.get_absolute_url())


def test_services_have_an_entry_for_what_fits_none():
    assert Service.objects.filter(code="otro").exists()


def test_a_stored_workbook_that_is_not_the_one_that_came_in_is_not_imported(client, director, run_jobs):
    batch = planned(book({"client": "Clínica Barú"}), director)
    client.force_login(director)
    with Path(batch.file.path).open("ab") as file:
        file.write(b" ")
    columns = client.get(reverse("pipeline:import_columns", args=[batch.pk]))
    assert columns.status_code < 500
    assert "no se entrega" in columns.content.decode()
    client.post(reverse("pipeline:import_apply", args=[batch.pk]), {"mode": "good_rows"})
    assert run_jobs() == 1
    batch.refresh_from_db()
    assert (batch.job.state, batch.state) == ("failed", ImportBatch.State.PLANNED)
    assert "no se entrega" in batch.job.message
    assert not Opportunity.objects.exists()
