"""The guard of `tests/unhurried.py` stands: what is slow refuses to begin while a transaction is open."""

import pytest
from django.core.files.base import ContentFile
from django.core.mail import send_mail
from django.db import transaction

from almacontact.attachments.checks import check_file
from almacontact.attachments.emails import parse_email
from almacontact.pdf import render_pdf
from almacontact.xlsx import write_table
from pipeline.plan.slides import Deck
from pipeline.workbook.opening import open_workbook
from proposals.checklist import documents
from tests.unhurried import SlowInTransaction

pytestmark = pytest.mark.django_db

SLOW = {
    "an e-mail leaves": lambda: send_mail("Asunto", "Texto", None, ["ana@cliente.example"]),
    "a document is laid out": lambda: render_pdf("<p>Acta</p>"),
    "a document is laid out, imported by its name": lambda: documents.render_pdf("<p>Carta</p>"),
    "slides are written": lambda: Deck("Almacontact").save(),
    "a workbook is written": lambda: write_table(None, title="Pipeline", columns=[], rows=[]),
    "a file is checked": lambda: check_file(ContentFile(b"%PDF-1.7", name="carta.pdf")),
    "a message is read": lambda: parse_email(b"Subject: Hola\n\nTexto", "message/rfc822"),
    "a workbook is read": lambda: open_workbook(b"PK"),
}


@pytest.mark.parametrize("slow", SLOW.values(), ids=SLOW.keys())
def test_it_refuses_to_begin_while_a_transaction_is_open(slow):
    with pytest.raises(SlowInTransaction), transaction.atomic():
        slow()
