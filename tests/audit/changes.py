"""A hand from outside: changes by SQL or on disk, at random, to what is signed, frozen, passed or sealed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction
from django.db.utils import DataError

from almacontact.attachments.registry import attachment_models
from almacontact.audit import chain
from almacontact.audit.models import Erasure, Salt, Seal, SealedBatch, SealedRow
from pipeline.models import GatePass
from pipeline.opportunities.sealing import _COLUMNS as PASSED
from proposals.award.sealing import _AWARDED as AWARDED
from proposals.checklist.sealing import _DECIDED as DECIDED
from proposals.models import (
    Award,
    CheckListDecision,
    ComplianceLine,
    MinutesApproval,
    MinutesApprovalStep,
    MinutesSignature,
    PricingMinutes,
    Proposal,
    ProposalApproval,
    ProposalApprovalStep,
    ProposalSection,
    ProposalSending,
    ProposalSignature,
)
from proposals.proposal.sending.sealing import _SENT as SENT

Place = tuple[str, str]

_ACTA = "frozen fired unknown content high_risk seats unit_value term_months number held_on agenda attendees"
_PROPOSAL = "content annex fired series number title valid_until approved_at verification_code document_id"
_STEP = "key title role order fields content content_hash excluded state asked_at"
_SIGNED: dict[type[models.Model], str] = {
    PricingMinutes: f"{_ACTA} valid_until observations approved_at verification_code",
    Proposal: _PROPOSAL,
    MinutesApproval: "state note submitted_by_id submitted_at closed_at closed_by_id",
    ProposalApproval: "state note submitted_by_id submitted_at closed_at closed_by_id",
    MinutesApprovalStep: _STEP,
    ProposalApprovalStep: _STEP,
    GatePass: " ".join(PASSED),
    ProposalSending: " ".join(SENT),
    Award: " ".join(AWARDED),
    CheckListDecision: " ".join(DECIDED),
    ProposalSection: "key title body area position included",
    ComplianceLine: "answer note",
}


@dataclass(frozen=True)
class Target:
    """A row that may be changed: in which columns, and where a check tells of it (any of `told`). Without a model it
    is a file on disk."""

    row: Any
    columns: tuple[str, ...]
    told: frozenset[Place]
    path: Path | None = None


@dataclass
class Hand:
    """Changes one thing after another; `done` says what, for whoever reads of one that was not found."""

    random: Random
    done: list[tuple[str, frozenset[Place]]] = field(default_factory=list)

    def change(self, target: Target) -> None:
        """Change one column, delete the row, or write into the file. What the database refuses is tried otherwise."""
        while True:
            try:
                with transaction.atomic():
                    said = self._write(target) if target.path is None else self._write_file(target.path)
            except (IntegrityError, DataError):
                continue
            if said:
                self.done.append((said, target.told))
                return

    def _write(self, target: Target) -> str:
        model = type(target.row)
        table, key = model._meta.db_table, model._meta.pk.column
        mine = model._meta.pk.get_db_prep_value(target.row.pk, connection)
        with connection.cursor() as cursor:
            if self.random.random() < 0.1:
                cursor.execute(f'DELETE FROM "{table}" WHERE "{key}" = %s', [mine])
                return f"{table} {target.row.pk} deleted"
            name = self.random.choice(target.columns)
            column = next(one for one in model._meta.concrete_fields if one.attname == name)
            before = column.value_from_object(target.row)
            after = self._another(column, before)
            if after == before:
                return ""
            value = column.get_db_prep_save(after, connection)
            cursor.execute(f'UPDATE "{table}" SET "{column.column}" = %s WHERE "{key}" = %s', [value, mine])
        return f"{table} {target.row.pk} {column.column}: {before!r:.60} → {after!r:.60}"

    def _write_file(self, path: Path) -> str:
        kept = bytearray(path.read_bytes())
        if self.random.random() < 0.2:
            path.unlink()
            return f"{path} deleted"
        kept.insert(self.random.randrange(len(kept) + 1), 7)
        path.write_bytes(kept)
        return f"{path} written into"

    def _another(self, column: models.Field, before: Any) -> Any:
        if isinstance(column, models.JSONField):
            return self._json(json.loads(json.dumps(before)))
        if isinstance(before, UUID):
            return UUID(int=self.random.getrandbits(128))
        if isinstance(column, models.ForeignKey):
            return before + self.random.randrange(1, 1000) if isinstance(before, int) else before
        if isinstance(column, models.BooleanField):
            return not before
        if before is None:
            return None
        if hasattr(before, "isoformat"):
            return before.replace(year=2099) if before.year != 2099 else before.replace(year=2031)
        if isinstance(before, str):
            place = self.random.randrange(len(before) + 1)
            changed = before[:place] + self.random.choice("xyz123") + before[place + 1 :]
            return changed[: getattr(column, "max_length", None) or None]
        if isinstance(before, int) or hasattr(before, "as_tuple"):
            return before + self.random.randrange(1, 50)
        return before

    def _json(self, value: Any) -> Any:
        if isinstance(value, dict) and value:
            key = self.random.choice(sorted(value))
            if self.random.random() < 0.1:
                value.pop(key)
            else:
                value[key] = self._json(value[key])
            return value
        if isinstance(value, list) and value:
            place = self.random.randrange(len(value))
            value[place] = self._json(value[place])
            return value
        if isinstance(value, bool):
            return not value
        if isinstance(value, int):
            return value + 1
        return f"{value}x" if isinstance(value, str) else [1]


def targets() -> list[list[Target]]:
    """Return everything that may be changed, by table: a small one is met as often as a large one."""
    found = [list(_signed(model, names.split())) for model, names in _SIGNED.items()]
    found += [list(_signatures(model)) for model in (MinutesSignature, ProposalSignature)]
    found += [list(_files()), list(_file_rows())]
    found += [list(_history(one)) for one in chain.watched().values() if one.of is not None]
    found += [list(_own(Seal)), list(_batches()), list(_sealed_rows()), list(_salts()), list(_own(Erasure))]
    return [some for some in found if some]


def _place(row: models.Model) -> Place:
    return row._meta.db_table, str(row.pk)


def _columns(model: type[models.Model], *but: str) -> tuple[str, ...]:
    return tuple(one.attname for one in model._meta.concrete_fields if not one.primary_key and one.attname not in but)


def _signed(model: type[models.Model], names: list[str]) -> Iterator[Target]:
    for row in model._base_manager.all():
        told = {_place(row)}
        if hasattr(row, "request"):
            told.add(_place(row.request))
        if hasattr(row, "proposal_id"):
            told.add(_place(row.proposal))
        if isinstance(row, GatePass):
            told.add(_place(row.opportunity))
        yield Target(row, tuple(one for one in names if one != "id"), frozenset(told))


def _signatures(model: type[models.Model]) -> Iterator[Target]:
    for row in model._base_manager.all():
        yield Target(row, _columns(model), frozenset({_place(row)}))


def _file_rows() -> Iterator[Target]:
    for model in attachment_models():
        for row in model._base_manager.all():
            names = [model._meta.get_field(one).attname for one in sorted(model.FROZEN - {"file"})]
            yield Target(row, tuple(names), frozenset({_place(row), _place(getattr(row, "proposal", row))}))


def _files() -> Iterator[Target]:
    for model in attachment_models():
        for row in model._base_manager.all():
            yield Target(row, (), frozenset({_place(row)}), Path(row.file.path))


def _history(one: chain.Watched) -> Iterator[Target]:
    """A version is told of by itself, or where its batch can no longer be read by that."""
    batches = dict(SealedRow.objects.filter(batch__table=one.table).values_list("row", "batch"))
    for row in one.rows():
        batch = (SealedBatch._meta.db_table, str(batches[row.pk]))
        yield Target(row, _columns(one.model), frozenset({_place(row), batch}))


def _own(model: type[models.Model]) -> Iterator[Target]:
    for row in model._base_manager.all():
        yield Target(row, _columns(model), frozenset({_place(row)}))


def _batches() -> Iterator[Target]:
    """One that is gone is told of by the one after it; the last by the head that the check before had seen."""
    for row in SealedBatch.objects.all():
        after = SealedBatch.objects.filter(pk__gt=row.pk).first()
        told = {_place(row), (row._meta.db_table, str(after.pk) if after else "")}
        yield Target(row, _columns(SealedBatch), frozenset(told))


def _sealed_rows() -> Iterator[Target]:
    for row in SealedRow.objects.select_related("batch"):
        yield Target(row, ("row", "hash", "digests", "salt"), frozenset({_place(row.batch)}))


def _salts() -> Iterator[Target]:
    for row in Salt.objects.all():
        sealed = SealedRow.objects.filter(salt=row.pk).select_related("batch")
        yield Target(row, ("value",), frozenset((one.batch.table, str(one.row)) for one in sealed))
