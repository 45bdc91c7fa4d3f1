"""What the database refuses of every record: history only grows, and what is kept is not deleted."""

import json
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from almacontact.accounts.models import User
from almacontact.audit.doors import ERASE
from almacontact.audit.models import (
    Audited,
    Erasure,
    IntegrityCheck,
    Salt,
    Seal,
    SealedBatch,
    SealedRow,
    SealingStart,
)
from almacontact.audit.personal import blanks_of
from almacontact.audit.rules import Grows, Kept, Pass, Rule, stored


def rules() -> Iterator[Rule]:
    """Return the rules of people, of all business records, and of all histories."""
    yield Kept(User)
    for model in apps.get_models():
        if issubclass(model, Audited):
            yield Kept(model)
        if history := history_of(model):
            yield Grows(history, through=_erasures(model))
    for grown in (Seal, SealedBatch, SealedRow, Erasure, IntegrityCheck, SealingStart):
        yield Grows(grown)
    yield Grows(Salt, through=(Pass(ERASE.name, event="DELETE"),))


def _erasures(model: type[models.Model]) -> tuple[Pass, ...]:
    """The door of erasures: where a version keeps all but its personal columns, and these are blank afterwards."""
    blanks = blanks_of(model)
    if not blanks:
        return ()
    history = history_of(model)
    assert history is not None
    still = [one for one in stored(history) if one.attname not in blanks]
    conditions = [f'NEW."{one.column}" IS NOT DISTINCT FROM OLD."{one.column}"' for one in still]
    written = {name: blank if isinstance(blank, str) else json.dumps(blank) for name, blank in blanks.items()}
    conditions += [f"NEW.\"{name}\" = '{blank}'" for name, blank in written.items()]
    return (Pass(ERASE.name, " AND ".join(conditions), "UPDATE"),)


def history_of(model: type[models.Model]) -> type[models.Model] | None:
    """Return the table that keeps the versions of `model`, if there is one."""
    found: type[models.Model] | None = getattr(getattr(model, "history", None), "model", None)
    return found
