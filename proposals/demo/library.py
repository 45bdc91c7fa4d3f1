"""The demo's evidence: invented certificates and documents, one of them lapsed and one about to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile

from almacontact.accounts.models import User
from almacontact.attachments.actions import attach
from proposals.library.actions.library import add_evidence
from proposals.library.models import EvidenceAttachment, EvidenceKind

_EXPERIENCE = (
    ("Línea de atención al usuario", "Caja de Compensación del Valle (demo)", 4_860_000_000, 62, 3, 1),
    ("Mesa de ayuda y PQRS", "Alcaldía de Villa Esperanza (demo)", 3_120_000_000, 45, 5, 2),
    ("Cobranza temprana", "Financiera Cumbre (demo)", 1_940_000_000, 28, 2, 0),
)
"""Object, client, value in COP without IVA, seats, years ago it began, years ago it ended (0: still running)."""
_OTHERS = (
    (EvidenceKind.CERTIFICATE, "ISO 9001:2015 (demo)", "Sistema de gestión de la calidad.", 412),
    (EvidenceKind.CERTIFICATE, "ISO/IEC 27001:2022 (demo)", "Seguridad de la información.", 21),
    (EvidenceKind.LEGAL, "Certificado de existencia y representación legal (demo)", "Cámara de comercio.", 18),
    (EvidenceKind.LEGAL, "Registro único de proponentes (demo)", "RUP en firme.", -6),
    (EvidenceKind.FINANCIAL, "Estados financieros auditados (demo)", "Con dictamen del revisor fiscal.", None),
)
"""Kind, title, description, days until it lapses (None: it does not)."""


def load_library(people: dict[str, User], today: date) -> None:
    """Write down what proposals of the demo prove things with, each with a page of its own as its file."""
    by = people["marcela.duque"]
    for what, client, value, seats, began, ended in _EXPERIENCE:
        values = {
            "kind": EvidenceKind.EXPERIENCE,
            "title": f"{what}: {client}",
            "client_name": client,
            "value": value,
            "seats": seats,
            "unspsc": "83111500, 80101500",
            "starts_on": date(today.year - began, 2, 1),
            "ends_on": date(today.year - ended, 1, 31) if ended else None,
            "description": f"{what} por voz, correo y WhatsApp, con {seats} puestos. Documento inventado para la demo.",
        }
        _add(by, values)
    for kind, title, description, days in _OTHERS:
        until = None if days is None else today + timedelta(days=days)
        _add(by, {"kind": kind, "title": title, "description": description, "valid_until": until})


def _add(by: User, values: dict[str, Any]) -> None:
    evidence = add_evidence(by=by, values=values)
    file = ContentFile(_page(evidence.title), name="soporte-demo.pdf")
    attach(model=EvidenceAttachment, by=by, file=file, evidence=evidence, description="Documento de la demo")


def _page(title: str) -> bytes:
    """Return a PDF of one page that says what it is."""
    words = title.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    text = b"BT /F1 16 Tf 64 720 Td (" + words + b") Tj 0 -28 Td (Documento inventado para la demo) Tj ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        font,
    )
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (count, table, trailer)
