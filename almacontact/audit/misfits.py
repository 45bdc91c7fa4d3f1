"""What a record says about itself that its model does not take, as reasons of a refusal."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from almacontact.audit.models import Audited
from almacontact.refusals import Blocker, Refused


def known(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return `values` with their texts trimmed. Refuses whatever is not among `names`."""
    foreign = sorted(set(values) - set(names))
    if foreign:
        words = _("“%(field)s” cannot be edited.")
        raise Refused([Blocker(code="not_editable", field=one, message=words % {"field": one}) for one in foreign])
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def refuse(blockers: Sequence[Blocker]) -> None:
    """Raise `Refused` where there is any reason to."""
    if blockers:
        raise Refused(blockers)


def misfits(record: Audited, names: Collection[str], *, general: str = "") -> list[Blocker]:
    """Return what the fields `names` of `record` and its constraints refuse, each at its field.

    `general` is the field at which what concerns several fields is shown.
    """
    others = {field.name for field in record._meta.fields} - set(names)
    try:
        record.clean_fields(exclude=others)
        record.validate_unique(exclude=others)
        record.validate_constraints(exclude=others)
    except ValidationError as error:
        return [
            Blocker(code="invalid", field=general if name == NON_FIELD_ERRORS else name, message=message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []
