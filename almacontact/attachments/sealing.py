"""What is sealed of a kept file: the facts of it as it came in. Each file has a chain of its own."""

from functools import partial
from typing import Any

from almacontact.attachments.models import Attachment
from almacontact.audit import seals
from almacontact.audit.hashing import columns_of
from almacontact.audit.seals import Sealable

ATTACHED = "attached"


def register_table(model: type[Attachment]) -> None:
    """Say what is sealed of the files of one table."""
    # Whose it is does not count: merging two clients moves their files.
    facts = ("id", *(_column(model, name) for name in sorted(model.FROZEN - {"file"})))
    sealable = Sealable(
        what=ATTACHED,
        model=model,
        forms={1: lambda row: {**columns_of(row, facts), "file": row.file.name}},
        record=lambda row: row,
        record_model=model,
        due=lambda row: [row],
    )
    seals.register(sealable)
    seals.register_record(model, partial(_kept, model))


def _kept(model: type[Attachment]) -> Any:
    return model._base_manager.order_by("pk")


def _column(model: type[Attachment], name: str) -> str:
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]
