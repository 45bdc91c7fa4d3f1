"""Entries of the library for tests."""

from typing import Any

from almacontact.accounts.models import User
from proposals.library.actions.library import add_evidence, add_text
from proposals.models import Evidence, ReusableText


def make_text(by: User, **values: Any) -> ReusableText:
    """A reusable text of ours about quality."""
    given = {"title": "Monitoreo de calidad", "section": "quality", "body": "Evaluamos **ocho** contactos al mes."}
    return add_text(by=by, values={**given, **values})


def make_evidence(by: User, **values: Any) -> Evidence:
    """A certificate of experience; the same one again where it is there."""
    title = values.get("title", "Certificación de experiencia de Aseguradora del Norte")
    found = Evidence.objects.filter(title=title).first()
    given = {"kind": "experience", "title": title, "client_name": "Aseguradora del Norte", "value": 2_400_000_000}
    return found or add_evidence(by=by, values={**given, **values})
