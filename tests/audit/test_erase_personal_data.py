"""A person's data are erased because they ask for it (Ley 1581): by one door, and everything still verifies."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from almacontact.audit import chain, integrity
from almacontact.audit.actions import erase_personal_data
from almacontact.audit.doors import TESTS
from almacontact.audit.models import Erasure, Salt, SealedRow
from almacontact.audit.personal import ERASED
from almacontact.audit.versioning import save_as
from almacontact.folding import fold
from almacontact.refusals import NotAllowed, Refused
from almacontact.web.models import SearchWord
from pipeline.imports.actions import import_file
from pipeline.models import Contact, ImportRow
from tests import world
from tests.data.books import book
from tests.world import historical_deals

pytestmark = pytest.mark.django_db
REASON = "Solicitud 12-2026, por correo del 3 de noviembre."


@pytest.fixture
def contact(everybody):
    found = Contact.objects.get(pk=world.won_deal().client.contacts.first().pk)
    found.name, found.email, found.phone = "Ximena Urdaneta", "persona@cliente.example", "3001234567"
    save_as(found, by=everybody["analyst"])
    chain.seal_everything()
    return found


def everything_about(words: list[str]) -> list[str]:
    """The tables of contacts and sendings, their histories, the seals and the search, where a word is still found."""
    tables = (
        "pipeline_contact",
        "pipeline_historicalcontact",
        "audit_sealedrow",
        "audit_salt",
        "audit_erasure",
        "web_searchentry",
        "web_searchword",
    )
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            rows = str(cursor.fetchall())
            found += [f"{table}: {word}" for word in words if word and word in rows]
    return found


def test_row_history_and_salt_go_and_all_of_it_still_verifies(contact, administrator):
    said = [contact.name, contact.email, contact.phone, *(fold(word) for word in contact.name.split())]
    assert SearchWord.objects.filter(kind="contact", row=contact.pk).exists()
    salts = list(SealedRow.objects.exclude(salt=None).filter(batch__table="pipeline_historicalcontact"))
    assert salts
    erasure = erase_personal_data(record=contact, by=administrator, reason=REASON)
    assert everything_about(said) == []
    contact.refresh_from_db()
    assert (contact.name, contact.email, contact.phone) == (ERASED, "", "")
    assert not Salt.objects.filter(table="pipeline_contact", record=contact.pk).exists()
    assert erasure.erased[0]["versions"] >= 1
    assert integrity.check_all()[1] == []
    chain.seal_everything()
    assert integrity.check_all()[1] == []


def test_nobody_else_erases_nor_without_a_reason_nor_twice(contact, administrator, director):
    with pytest.raises(NotAllowed):
        erase_personal_data(record=contact, by=director, reason=REASON)
    with pytest.raises(Refused):
        erase_personal_data(record=contact, by=administrator, reason="  ")
    assert not Erasure.objects.exists()
    erase_personal_data(record=contact, by=administrator, reason=REASON)
    with pytest.raises(Refused):
        erase_personal_data(record=contact, by=administrator, reason=REASON)
    assert Erasure.objects.count() == 1


def test_blanking_by_sql_is_no_erasure(contact):
    with TESTS.open(), connection.cursor() as cursor:
        blanked = "UPDATE pipeline_historicalcontact SET name = %s, email = '', phone = '' WHERE id = %s"
        cursor.execute(blanked, [ERASED, contact.pk])
        cursor.execute("DELETE FROM audit_salt WHERE record = %s", [contact.pk])
    assert "pipeline_historicalcontact" in {one.table for one in integrity.check_all()[1]}


def test_a_made_up_erasure_is_found(contact, administrator):
    erase_personal_data(record=contact, by=administrator, reason=REASON)
    with TESTS.open(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_erasure SET reason = 'Otra cosa'")
    assert "audit_erasure" in {one.table for one in integrity.check_all()[1]}


def test_the_administrator_finds_the_person_erases_and_gets_the_answer_to_send(contact, administrator):
    client = Client()
    client.force_login(administrator)
    address = reverse("audit:erase", args=["contact", contact.pk])
    assert address in client.get(reverse("audit:erasures"), {"q": contact.email}).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    answer = client.post(address, {"reason": REASON}, follow=True).content.decode()
    assert "diez años" in answer
    assert "Los nombres de quienes firmaron un documento se conservan" in answer
    assert address not in client.get(reverse("audit:erasures"), {"q": "a"}).content.decode()


def test_the_cells_in_which_an_import_named_the_person_go_as_well(administrator, director):
    named = {"contact": "Rosa Elena Mejía", "email": "rosa.mejia@cliente.example"}
    first, other = historical_deals("Propuesta", named, {"contact": "Rosa Elena Mejía", "email": "otra@otra.example"})
    changed = {"client": first.client.name, "number": ImportRow.objects.get(opportunity=first).number}
    import_file(data=book({**changed, **named, "seats": "no sé"}), name="pipeline.xlsx", by=director, mode="good_rows")
    person = Contact.objects.get(email=named["email"])
    erasure = erase_personal_data(record=person, by=administrator, reason=REASON)
    rows = list(ImportRow.objects.exclude(opportunity=other))
    assert len(rows) == 2
    kept = str([(row.values, row.changes, row.findings) for row in rows])
    assert not [word for word in named.values() if word in kept]
    assert "pipeline_importrow" in {one["table"] for one in erasure.erased}
    namesake = ImportRow.objects.get(opportunity=other).values
    assert (namesake["contact"], namesake["email"]) == ("Rosa Elena Mejía", "otra@otra.example")
    assert integrity.check_all()[1] == []
