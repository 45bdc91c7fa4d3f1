"""Undoing an import: everything it made goes, everything it changed comes back, unless somebody touched it."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from almacontact.refusals import Refused
from pipeline.imports import actions
from pipeline.imports.undoing import undo_import
from pipeline.models import Client, CommercialPlan, Contact, FollowUp, ImportBatch, Opportunity
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.plan.actions.plans import draft_plan, set_targets
from tests.data.books import SAMPLE, book, saved
from tests.factories import make_opportunity

pytestmark = pytest.mark.django_db


def bring_in(data, by):
    return actions.import_file(data=data, name="pipeline.xlsx", by=by, mode="good_rows").batch


def test_an_import_is_undone_on_screen_and_history_keeps_both(client, director):
    batch = bring_in(SAMPLE.read_bytes(), director)
    made = Opportunity.objects.count()
    client.force_login(director)
    assert client.get(reverse("pipeline:import_undo", args=[batch.pk])).status_code == 200
    client.post(reverse("pipeline:import_undo", args=[batch.pk]))
    assert not Opportunity.objects.exists()
    assert not Client.objects.exists()
    assert not Contact.objects.exists()
    assert not CommercialPlan.objects.exists()
    assert Opportunity.history.filter(history_type="-", history_user=director).count() == made
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == (ImportBatch.State.UNDONE, director)


def test_after_an_undo_the_same_file_may_come_again(director):
    undo_import(batch=bring_in(book({}), director), by=director)
    assert bring_in(book({}), director).counts["new"] == 1


def test_what_an_import_changed_comes_back(director):
    bring_in(book({"contact": "Marta Ríos"}), director)
    batch = bring_in(book({"seats": 25, "next_step": "Visita", "expected_close_on": "dic-26", "contact": ""}), director)
    assert batch.counts["changed"] == 1
    undo_import(batch=batch, by=director)
    one = Opportunity.objects.get()
    assert (one.seats, one.next_step, one.expected_close_precision) == (10, "Llamar al decisor", "day")
    assert one.contact.name == "Marta Ríos"
    assert one.version == 2


def refused(batch, by, code):
    before = Opportunity.objects.count(), Opportunity.history.count(), Client.objects.count()
    with pytest.raises(Refused) as refusal:
        undo_import(batch=batch, by=by)
    assert [blocker.code for blocker in refusal.value.blockers] == [code]
    assert (Opportunity.objects.count(), Opportunity.history.count(), Client.objects.count()) == before
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.APPLIED


def test_undo_is_refused_after_an_edit(client, director):
    batch = bring_in(book({}, {"client": "Otra S.A."}), director)
    touched = Opportunity.objects.first()
    edit_opportunity(opportunity=touched, by=director, changes={"seats": 11})
    refused(batch, director, "touched")
    client.force_login(director)
    answer = client.post(reverse("pipeline:import_undo", args=[batch.pk]))
    assert answer.status_code == 422
    assert touched.code in answer.content.decode()


def test_undo_is_refused_when_a_contact_was_logged(director):
    batch = bring_in(book({}), director)
    log_follow_up(
        opportunity=Opportunity.objects.get(), by=director, kind=FollowUp.Kind.NOTE, summary="Ojo con el pliego."
    )
    refused(batch, director, "in_use")


def test_undo_is_refused_when_somebody_sells_more_to_a_client_it_made(director):
    batch = bring_in(book({}), director)
    make_opportunity(director, client=Client.objects.get())
    refused(batch, director, "in_use")


def test_undo_twice_is_refused(director):
    batch = undo_import(batch=bring_in(book({}), director), by=director)
    with pytest.raises(Refused):
        undo_import(batch=batch, by=director)


def test_undo_is_for_those_who_import(analyst, director):
    batch = bring_in(book({}), director)
    with pytest.raises(Refused):
        undo_import(batch=batch, by=analyst)
    assert Opportunity.objects.exists()


def with_targets(value=7_000_000, months=12):
    made = load_workbook(io.BytesIO(book({})))
    sheet = made.create_sheet("Metas 2027")
    for number, month in enumerate(MONTHS_OF_A_YEAR[:months], 1):
        sheet.append([month, value + number])
    return saved(made)


MONTHS_OF_A_YEAR = (
    "Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre", "Octubre", "Noviembre",
    "Diciembre",
)  # fmt: skip


def targets():
    plan = CommercialPlan.objects.get()
    return dict(plan.monthly_targets.values_list("month", "amount")), plan.yearly_target


@pytest.fixture
def draft(director):
    plan = draft_plan(year=2027, by=director)
    set_targets(plan=plan, by=director, yearly=36_000_000, months=dict.fromkeys(range(1, 13), 3_000_000))
    return plan


def test_targets_are_shown_old_and_new_before_and_come_back_with_the_undo(client, director, draft):
    before = targets()
    batch = actions.prepare(
        batch=actions.receive_workbook(data=with_targets(), name="pipeline.xlsx", by=director), by=director
    )
    changes = [note for note in batch.notes if note.get("code") == "target_changes"]
    assert len(changes) == 12
    assert "$ 3.000.000 → $ 7.000.001" in changes[0]["reason"]
    client.force_login(director)
    assert "$ 3.000.000 → $ 7.000.001" in client.get(batch.get_absolute_url()).content.decode()
    assert targets() == before
    batch = actions.apply_import(batch=batch, by=director).batch
    assert targets()[0][12] == 7_000_012
    undo_import(batch=batch, by=director)
    assert targets() == before


def test_undo_is_refused_when_a_target_it_wrote_was_changed(director, draft):
    batch = bring_in(with_targets(), director)
    changed = {**targets()[0], 1: 9}
    set_targets(plan=CommercialPlan.objects.get(), by=director, yearly=sum(changed.values()), months=changed)
    kept = targets()
    refused(batch, director, "touched")
    assert targets() == kept


def test_a_target_that_is_an_error_is_told_and_stays(director, draft):
    made = load_workbook(io.BytesIO(with_targets()))
    made["Metas 2027"]["B1"], made["Metas 2027"]["B2"] = "#REF!", "USD 500"
    batch = bring_in(saved(made), director)
    assert targets()[0][1] == targets()[0][2] == 3_000_000
    assert [note["code"] for note in batch.notes if note.get("code") == "bad_target"] == ["bad_target"] * 2
