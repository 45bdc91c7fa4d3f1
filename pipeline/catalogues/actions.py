"""The lists that the director keeps, and the rules of each stage."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.versioning import claim, save_as
from almacontact.refusals import Blocker, Refused
from pipeline.catalogues.models import Catalogue, StagePolicy
from pipeline.rights import demand_right

ENTRY_FIELDS = ("name", "name_en", "active", "position")
POLICY_FIELDS = ("default_probability", "min_probability", "max_probability", "contact_days")


def add_entry(*, catalogue: type[Catalogue], by: User, values: Mapping[str, Any]) -> Catalogue:
    """Add an entry to a list. Its code follows from the name and never changes.

    Raises `NotAllowed` without the right to edit catalogues, `Refused` at the field that does not fit, such as a name
    that is there.
    """
    demand_right(by, Right.EDIT_CATALOGUES)
    entry = catalogue(created_by=by, **{name: values[name] for name in ENTRY_FIELDS if name in values})
    entry.code = slugify(entry.name)[:40] or "entry"
    _refuse_misfits(entry)
    return save_as(entry, by=by)


def edit_entry(*, entry: Catalogue, by: User, changes: Mapping[str, Any], version: int | None = None) -> Catalogue:
    """Rename, order or switch off an entry. It is never deleted: old records keep pointing at it.

    Raises `NotAllowed` without the right to edit catalogues, `Refused` at the field, `StaleVersion`.
    """
    demand_right(by, Right.EDIT_CATALOGUES)
    return _edit(entry, ENTRY_FIELDS, by, changes, version)


def edit_stage_policy(
    *, policy: StagePolicy, by: User, changes: Mapping[str, Any], version: int | None = None
) -> StagePolicy:
    """Change the probability band or the contact cadence of a stage; it holds from the next edit or move on.

    Raises `NotAllowed` without the right to edit catalogues, `Refused` at the field, `StaleVersion`.
    """
    demand_right(by, Right.EDIT_CATALOGUES)
    return _edit(policy, POLICY_FIELDS, by, changes, version)


def _edit(record: Any, fields: tuple[str, ...], by: User, changes: Mapping[str, Any], version: int | None) -> Any:
    changed = {name for name in fields if name in changes and getattr(record, name) != changes[name]}
    seen = record.version if version is None else version
    if not changed and seen == record.version:
        return record
    with transaction.atomic():
        claim(record, seen)
        for name in changed:
            setattr(record, name, changes[name])
        _refuse_misfits(record)
        save_as(record, by=by, fields=[*changed, "version"])
    return record


def _refuse_misfits(record: Any) -> None:
    try:
        record.full_clean(exclude=["created_by"])
    except ValidationError as error:
        known = {field.name for field in record._meta.fields}
        raise Refused(
            [
                Blocker(
                    code="invalid",
                    field={"code": "name"}.get(name, name) if name in known else "",
                    message=_("There is an entry with this name already.") if name == "code" else " ".join(messages),
                )
                for name, messages in error.message_dict.items()
            ]
        ) from error
