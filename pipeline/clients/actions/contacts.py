"""The people at a client (process row 3), with the proof that they agreed to be written down (Ley 1581)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import today
from almacontact.refusals import Blocker, Refused
from pipeline.clients.models import Client, Contact
from pipeline.rights import demand_right

CONTACT_FIELDS = (
    "name",
    "position",
    "email",
    "phone",
    "is_decision_maker",
    "consent_on",
    "consent_proof",
    "active",
)
"""What a person may say of a contact."""


def add_contact(*, client: Client, by: User, values: Mapping[str, Any]) -> Contact:
    """Add a person to a client. Raises `NotAllowed`, or `Refused` with one blocker a field."""
    demand_right(by, Right.EDIT_OPPORTUNITIES)
    contact = Contact(client=client, created_by=by, **{name: values[name] for name in CONTACT_FIELDS if name in values})
    _refuse_misfits(contact)
    return save_as(contact, by=by)


def edit_contact(
    *, contact: Contact, by: User, changes: Mapping[str, Any], version: int | None = None, reason: str = ""
) -> Contact:
    """Change what is known of a contact. Raises `NotAllowed`, `StaleVersion`, or `Refused`."""
    demand_right(by, Right.EDIT_OPPORTUNITIES)
    changed = {name for name in CONTACT_FIELDS if name in changes and getattr(contact, name) != changes[name]}
    seen = contact.version if version is None else version
    if not changed and seen == contact.version:
        return contact
    with transaction.atomic():
        claim(contact, seen)
        for name in changed:
            setattr(contact, name, changes[name])
        _refuse_misfits(contact)
        save_as(contact, by=by, reason=reason, fields=[*changed, "version"])
    return contact


def _refuse_misfits(contact: Contact) -> None:
    blockers = []
    try:
        contact.clean_fields(exclude=["client", "created_by", "merged_into"])
    except ValidationError as error:
        blockers += [
            Blocker(code="invalid", field=name, message=" ".join(messages))
            for name, messages in error.message_dict.items()
        ]
    if contact.consent_on and contact.consent_on > today():
        blockers.append(
            Blocker(code="future", field="consent_on", message=_("The consent cannot be dated in the future."))
        )
    if contact.consent_on and not contact.consent_proof.strip():
        blockers.append(
            Blocker(
                code="consent_proof",
                field="consent_proof",
                message=_("Say where the consent can be seen: an e-mail, a form, a recording."),
            )
        )
    if blockers:
        raise Refused(blockers)
