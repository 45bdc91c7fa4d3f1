"""A row that names a person who was merged into another means the one that stayed: nobody comes back."""

import pytest

from pipeline.clients.actions.merging import merge_clients, merge_contacts
from pipeline.imports import actions
from pipeline.models import Client, Contact, ImportBatch, ImportRow, Opportunity
from tests.data.books import book

pytestmark = pytest.mark.django_db

GAMA, DELTA = (
    {"client": "Gama SAS", "nit": "", "number": 1, "contact": "Paola Gil", "email": "paola@gama.example"},
    {"client": "Delta SAS", "nit": "", "number": 2, "contact": "Paola Gil Rojas", "email": "pgil@delta.example"},
)


def bring_in(data, by, name="pipeline.xlsx"):
    return actions.import_file(data=data, name=name, by=by, mode=ImportBatch.Mode.GOOD_ROWS).batch


@pytest.fixture
def merged(director):
    """Both clients are one, and so are their people, one by one in two steps."""
    bring_in(book(GAMA, DELTA, {**DELTA, "number": 3, "contact": "P. Gil", "email": "p@delta.example"}), director)
    gama, delta = Client.objects.get(name="Gama SAS"), Client.objects.get(name="Delta SAS")
    merge_clients(keep=gama, absorb=delta, by=director)
    for absorbed, kept in (("P. Gil", "Paola Gil Rojas"), ("Paola Gil Rojas", "Paola Gil")):
        merge_contacts(keep=Contact.objects.get(name=kept), absorb=Contact.objects.get(name=absorbed), by=director)
    return Contact.objects.get(name="Paola Gil")


@pytest.mark.parametrize(("name", "email"), [("Paola Gil Rojas", "pgil@delta.example"), ("P. GIL", "p@delta.example")])
def test_a_new_row_with_the_old_name_is_of_the_person_that_stayed(director, merged, name, email):
    new = {**DELTA, "number": 9, "service": "Inbound", "unit_value": 1_000_000, "seats": 77}
    batch = bring_in(book({**new, "contact": name, "email": email}), director, "otro.xlsx")
    assert batch.counts["new"] == 1
    assert Opportunity.objects.latest("pk").contact == merged
    assert Contact.objects.current().count() == 1
    told = [one for one in ImportRow.objects.get(batch=batch).findings if one["field"] == "email"]
    assert not told, "it stays readable with who stayed"


def test_an_e_mail_that_nobody_had_is_still_told(director, merged):
    new = {**DELTA, "number": 9, "service": "Inbound", "unit_value": 1_000_000, "seats": 77, "email": "x@otra.example"}
    batch = bring_in(book(new), director, "otro.xlsx")
    told = [one for one in ImportRow.objects.get(batch=batch).findings if one["field"] == "email"]
    assert len(told) == 1
    merged.refresh_from_db()
    assert merged.email == "paola@gama.example"


def test_the_same_rows_again_change_nothing(director, merged):
    again = bring_in(book(GAMA, DELTA), director)
    assert (again.counts["equal"], again.counts["new"], Contact.objects.current().count()) == (2, 0, 1)
