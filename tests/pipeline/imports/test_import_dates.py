"""Day and month are told apart for a whole column, or it is said aloud that they are not."""

from datetime import date

import pytest
from django.urls import reverse

from pipeline.imports import actions
from pipeline.models import Opportunity
from pipeline.workbook import cells as values
from pipeline.workbook.cells import Day
from tests.data.books import book, shaped
from tests.pipeline.imports.test_import_workbook import bring_in, codes, planned

pytestmark = pytest.mark.django_db


def closes(*written, **more):
    return book(*({"client": f"Cliente {n}", "nit": "", "expected_close_on": w, **more} for n, w in enumerate(written)))


def days():
    return list(Opportunity.objects.order_by("client__name").values_list("expected_close_on", flat=True))


def notes(batch):
    return [note for note in batch.notes if note.get("code") == "date_order"]


def test_one_date_that_has_the_month_first_decides_for_its_column(director):
    batch = bring_in(closes("02/25/2027", "03/04/2027", "12/1/2026"), director).batch
    assert days() == [date(2027, 2, 25), date(2027, 3, 4), date(2026, 12, 1)]
    assert len(notes(batch)) == 1


def test_one_date_that_has_the_day_first_decides_for_its_column(director):
    batch = bring_in(closes("25/02/2027", "03/04/2027"), director).batch
    assert days() == [date(2027, 2, 25), date(2027, 4, 3)]
    assert not notes(batch)


def test_a_column_with_both_doubts_every_date_that_could_be_either(director):
    batch = bring_in(closes("25/02/2027", "02/25/2027", "03/04/2027", "05/05/2027"), director).batch
    assert len(notes(batch)) == 1
    assert [("date_order" in codes(row)) for row in batch.rows.all()] == [False, False, True, False]
    assert "date_order" in codes(batch.rows.get(row=4))


def test_a_column_that_tells_nothing_is_doubted_as_a_whole_and_the_person_decides(client, director):
    batch = planned(closes("03/04/2027", "05/06/2027"), director)
    assert len(notes(batch)) == 1
    client.force_login(director)
    assert "choice:dates:expected_close_on" in client.get(batch.get_absolute_url()).content.decode()
    client.post(reverse("pipeline:import_decide", args=[batch.pk]), {"choice:dates:expected_close_on": "mdy"})
    batch.refresh_from_db()
    actions.apply_import(batch=batch, by=director)
    assert days() == [date(2027, 3, 4), date(2027, 5, 6)]


def test_a_column_that_tells_nothing_follows_the_other_columns_of_its_file(director):
    rows = [{"expected_close_on": "03/04/2027", "expected_billing_on": "05/30/2027"}, {"client": "Dos", "nit": ""}]
    bring_in(book(*rows), director)
    assert Opportunity.objects.get(client__nit="830135217").expected_close_on == date(2027, 3, 4)


def test_date_cells_beside_texts_with_the_month_first_may_be_turned_round(director):
    batch = bring_in(closes("03/25/2027", date(2027, 5, 4)), director).batch
    assert "date_order" in codes(batch.rows.get(row=3))
    batch = bring_in(closes("03/25/2027", date(2027, 5, 14)), director, "dos.xlsx").batch
    assert "date_order" not in codes(batch.rows.get(row=3))


@pytest.mark.parametrize("close", [date(2027, 3, 15), 44999])
def test_dates_that_count_from_1904_are_the_days_they_show(director, close):
    bring_in(shaped({"expected_close_on": close}, date_1904=True), director)
    assert days() == [date(2027, 3, 15)]


@pytest.mark.parametrize(
    "written",
    [
        "lunes, 15 de marzo de 2027", "Monday, March 15, 2027", "15–03–2027", "2027‑03‑15", "15\u00a0mar\u00a02027",
        "15.03.2027", "mar. 15 2027", "Mar 15, 2027", "15 de Marzo del 2027", "15-mar-27", "lunes 15/03/2027",
    ],
)  # fmt: skip
def test_dates_are_read_as_people_and_word_processors_write_them(written):
    assert values.day(written) == Day(date(2027, 3, 15))
