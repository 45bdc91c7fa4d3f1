"""Keeping the library that proposals are filled from: reusable texts and evidence (process row 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.misfits import known, misfits, refuse
from almacontact.audit.versioning import changing, save_as
from almacontact.refusals import Blocker
from almacontact.web.richtext import problems
from pipeline.rights import demand_right
from proposals.library.models import Evidence, EvidenceKind, ReusableText

TEXT_FIELDS: tuple[str, ...] = ("title", "section", "body", "active")
"""What a person may say of a reusable text."""
EVIDENCE_FIELDS: tuple[str, ...] = (
    "kind",
    "title",
    "description",
    "client_name",
    "value",
    "seats",
    "unspsc",
    "starts_on",
    "ends_on",
    "valid_until",
    "active",
)
"""What a person may say of a piece of evidence. `value` is COP, whole, without IVA."""


def add_text(*, by: User, values: Mapping[str, Any]) -> ReusableText:
    """Write down a reusable text. Refused where its words hold what rich text does not take. Comercial."""
    demand_right(by, Right.WRITE_PROPOSALS)
    text = ReusableText(created_by=by, **known(values, TEXT_FIELDS))
    refuse(misfits(text, TEXT_FIELDS) + problems(text.body, field="body"))
    with transaction.atomic():
        return save_as(text, by=by)


def edit_text(*, text: ReusableText, by: User, changes: Mapping[str, Any], version: int | None = None) -> ReusableText:
    """Change a reusable text or switch it off. Proposals that were filled from it keep their words. Comercial.

    Raises `NotAllowed` to anybody else, `Refused` at the field or for words that rich text does not take,
    `StaleVersion`.
    """
    demand_right(by, Right.WRITE_PROPOSALS)
    with changing(text, version):
        for name, value in known(changes, TEXT_FIELDS).items():
            setattr(text, name, value)
        refuse(misfits(text, TEXT_FIELDS) + problems(text.body, field="body"))
        return save_as(text, by=by, fields=[*TEXT_FIELDS, "version"])


def add_evidence(*, by: User, values: Mapping[str, Any]) -> Evidence:
    """Write down a piece of evidence. Its file is attached to it. Comercial.

    Raises `NotAllowed` to anybody else, `Refused` at the field that does not fit.
    """
    demand_right(by, Right.WRITE_PROPOSALS)
    evidence = Evidence(created_by=by, **known(values, EVIDENCE_FIELDS))
    refuse(_evidence_blockers(evidence))
    with transaction.atomic():
        return save_as(evidence, by=by)


def edit_evidence(*, evidence: Evidence, by: User, changes: Mapping[str, Any], version: int | None = None) -> Evidence:
    """Change a piece of evidence or switch it off. Proposals it went with keep it. Comercial.

    Raises `NotAllowed` to anybody else, `Refused` at the field that does not fit, `StaleVersion`.
    """
    demand_right(by, Right.WRITE_PROPOSALS)
    with changing(evidence, version):
        for name, value in known(changes, EVIDENCE_FIELDS).items():
            setattr(evidence, name, value)
        refuse(_evidence_blockers(evidence))
        return save_as(evidence, by=by, fields=[*EVIDENCE_FIELDS, "version"])


def _evidence_blockers(evidence: Evidence) -> list[Blocker]:
    found = misfits(evidence, EVIDENCE_FIELDS, general="ends_on")
    if evidence.kind == EvidenceKind.EXPERIENCE and not evidence.client_name:
        words = _("Say for which client the experience was gained.")
        found.append(Blocker(code="client_missing", field="client_name", message=words))
    if evidence.value is not None and evidence.value < 0:
        words = _("The value is not negative. Leave it empty where it is unknown.")
        found.append(Blocker(code="negative", field="value", message=words))
    return found
