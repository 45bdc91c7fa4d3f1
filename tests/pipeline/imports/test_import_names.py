"""Clients and people keep their names apart in every script; where two spellings join, it is told."""

import pytest

from pipeline.clients.models import name_key
from pipeline.models import Client, Contact, ImportBatch, Opportunity
from pipeline.workbook.words import fold
from tests.data.books import book
from tests.pipeline.imports.test_import_workbook import bring_in, codes

pytestmark = pytest.mark.django_db
APART = [
    "東京通信株式会社", "大阪商事", "サクラ", "ザクラ", "Ростелеком Юг", "شركة النخيل", "شركة الواحة", "บริษัท สยาม",
    "🌵", "🌵🌵",    "Uno+Dos", "Uno&Dos", "Uno Dos", "K2 Telecom", "K² Telecom", "कि", "की", "S.A.S.", "Ltda.",
]  # fmt: skip


@pytest.mark.parametrize("compared", [name_key, fold])
def test_no_name_is_compared_as_nothing(compared):
    assert all(compared(name) for name in APART)


def test_names_that_differ_in_any_script_are_clients_of_their_own(director):
    bring_in(book(*({"client": name, "nit": ""} for name in APART)), director)
    assert Client.objects.count() == len(APART)
    assert bring_in(book({"number": 900, "client": "名古屋物流", "nit": ""}), director, "otro.xlsx").counts["new"] == 1
    assert Client.objects.count() == len(APART) + 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straßenbau Rhein", "STRASSENBAU RHEIN"),
        ("İzmir Çağrı", "Izmir Cagri"),
        ("Ñandú – Café S.A.S.", "NANDU - CAFE SAS"),
        ("D’Anjou", "D'Anjou"),
        ("Ηλεκτρική", "ΗΛΕΚΤΡΙΚΗ"),
        ("РОСТЕЛЕКОМ", "Ростелеком"),
        ("Ｆｕｊｉ", "Fuji"),
        ("Grupo\u00a0Sol", "Grupo Sol"),
    ],
)
def test_spellings_of_one_name_join_and_are_told(director, one, other):
    batch = bring_in(book({"client": one, "nit": ""}, {"client": other, "nit": ""}), director).batch
    assert Client.objects.count() == 1
    second = batch.rows.get(row=3)
    if one != other.replace("\u00a0", " ") and one.split() != other.split():
        assert "client_spelling" in codes(second)


def test_rows_of_one_nit_under_other_names_are_told(director):
    batch = bring_in(book({"client": "Barú"}, {"client": "Clínica del Barú"}), director).batch
    assert Client.objects.count() == 1
    assert "client_spelling" in codes(batch.rows.get(row=3))


def test_people_of_one_client_keep_their_names_in_every_script(director):
    names = ["王小明", "李小龙", "Иван", "مريم", "Nora"]
    bring_in(book(*({"contact": name} for name in names)), director)
    assert sorted(Contact.objects.values_list("name", flat=True)) == sorted(names)


def test_a_second_address_of_a_person_is_told_and_the_first_one_kept(director):
    rows = (
        {"contact": "Ada Peña", "email": "ada@uno.example"},
        {"contact": "ADA PENA", "email": "compras@uno.example"},
    )
    batch = bring_in(book(*rows), director).batch
    assert Contact.objects.get().email == "ada@uno.example"
    [finding] = [one for one in batch.rows.get(row=3).findings if one["code"] == "email_dropped"]
    assert "ada@uno.example" in finding["reason"]
    assert finding["value"] == "compras@uno.example"
    assert "contact_spelling" in codes(batch.rows.get(row=3))
    third = {"number": 77, "contact": "Ada Peña", "email": "otra@uno.example"}
    batch = bring_in(book(*rows, third), director, "b.xlsx").batch
    assert "email_dropped" in codes(batch.rows.get(row=4))


def test_an_address_that_only_a_later_row_gives_is_kept(director):
    bring_in(book({"contact": "Luz Vega"}, {"contact": "Luz Vega", "email": "luz@uno.example"}), director)
    assert Contact.objects.get().email == "luz@uno.example"


def test_two_addresses_in_a_cell_are_a_warning_and_not_the_loss_of_the_row(director):
    cells = ["a@uno.example; b@uno.example", "Ana Ruiz <ana@uno.example>", "310 456 7890", "sin correo"]
    batch = bring_in(book(*({"contact": f"P{n}", "email": cell} for n, cell in enumerate(cells))), director).batch
    assert batch.counts["new"] == len(cells)
    assert list(Contact.objects.order_by("name").values_list("email", flat=True)) == [
        "a@uno.example", "ana@uno.example", "", "",
    ]  # fmt: skip
    assert [codes(row) != [] for row in batch.rows.all()] == [True, False, True, True]
    assert Opportunity.objects.count() == ImportBatch.objects.get().counts["new"]
