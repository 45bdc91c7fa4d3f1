"""Adding a file to a record and voiding one. Both ask the model who may, and leave nothing behind when refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.files.base import ContentFile, File
from django.db import router, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.attachments.checks import CheckedFile, check_file
from almacontact.attachments.emails import extract_part
from almacontact.attachments.large import ask
from almacontact.attachments.models import EMAIL_TEXT_KEPT, Attachment, AttachmentKind
from almacontact.attachments.sealing import ATTACHED
from almacontact.attachments.storage import delete_unless_committed
from almacontact.attachments.store import read_kept
from almacontact.audit.seals import seal
from almacontact.refusals import Blocker, NotAllowed, Refused

A = TypeVar("A", bound=Attachment)


def demand_attach(*, record: Attachment, by: User) -> None:
    """Raise `NotAllowed` where `by` may not add `record`, a file that is not kept yet, to its owner."""
    if not record.may_attach(by):
        raise NotAllowed(
            Blocker(code="attachment_not_allowed", message=_("Your role does not let you attach files here."))
        )


def attach(
    *, model: type[A], by: User, file: File[bytes] | CheckedFile, kind: str = "", description: str = "", **owner: Any
) -> A:
    """Check `file`, keep it and return its record of type `model`; `owner` holds the concrete class's own fields.

    Whoever attaches inside a transaction checks the file before that and hands it over checked: reading it takes time.
    `kind` is one of ``model.KINDS``; left out, an e-mail is an e-mail and anything else the first kind. If the
    transaction this runs in is rolled back, the stored file goes too. Raises `Refused` for what `check_file` finds and
    for an unknown kind, `NotAllowed` for a person who may not add to that record.
    """
    record = model(kind=kind, description=description.strip()[:200], uploaded_by=by, **owner)
    demand_attach(record=record, by=by)
    if blockers := record.attach_blockers():
        raise Refused(blockers)
    checked = file if isinstance(file, CheckedFile) else check_file(file)
    _fill(record, checked)
    if record.kind not in model.KINDS.values:
        raise Refused(
            Blocker(code="attachment_kind_unknown", message=_("Choose what the file is from the list."), field="kind")
        )
    using = router.db_for_write(model)
    with transaction.atomic(using=using):
        name = record.file.field.generate_filename(record, checked.name)
        delete_unless_committed(record.file.storage, name, using)
        record.file.save(checked.name, ContentFile(checked.data), save=False)
        record.save(using=using, force_insert=True)
        seal(ATTACHED, record)
        if checked.email and checked.email.headers_only:
            ask(record, by)
    return record


def attach_all(
    *,
    model: type[A],
    by: User,
    files: Sequence[File[bytes] | CheckedFile],
    kind: str = "",
    description: str = "",
    **owner: Any,
) -> list[A]:
    """Attach several files to one record, all or none. Raises as `attach`, for the first file refused."""
    demand_attach(record=model(kind=kind, uploaded_by=by, **owner), by=by)
    checked = [file if isinstance(file, CheckedFile) else check_file(file) for file in files]
    with transaction.atomic(using=router.db_for_write(model)):
        return [attach(model=model, by=by, file=file, kind=kind, description=description, **owner) for file in checked]


def attach_part(*, attachment: A, by: User, number: int) -> A:
    """Take the file at place `number` out of an attached e-mail and attach it to the same record.

    It passes every check that a file from outside passes. Raises as `attach`, and LookupError where there is no such
    file in the message; `Refused` where it is no longer the message that came in.
    """
    name, data = extract_part(read_kept(attachment), attachment.content_type, number)
    words = _("From the e-mail “%(subject)s”") % {"subject": attachment.email_subject or attachment.original_name}
    owner = {attachment.OWNER_FIELD: attachment.owner}
    return attach(model=type(attachment), by=by, file=ContentFile(data, name=name), description=words, **owner)


def void_attachment(*, attachment: A, by: User, reason: str) -> A:
    """Mark the file as no longer valid, with the reason; it stays readable. Returns the record.

    Raises `NotAllowed` for a person who may not, `Refused` without a reason or when it was voided before.
    """
    model = type(attachment)
    reason = reason.strip()[:300]
    with transaction.atomic(using=router.db_for_write(model)):
        record = model.objects.select_for_update().get(pk=attachment.pk)
        if not (record.may_read(by) and record.may_void(by)):
            raise NotAllowed(
                Blocker(
                    code="attachment_void_not_allowed",
                    message=_("Only the person who attached “%(name)s” or a coordinator may void it.")
                    % {"name": record.original_name},
                )
            )
        if not record.is_standing:
            raise Refused(
                Blocker(
                    code="attachment_already_voided",
                    message=_("“%(name)s” was already voided by %(person)s.")
                    % {"name": record.original_name, "person": record.voided_by},
                )
            )
        if not reason:
            raise Refused(
                Blocker(
                    code="attachment_void_reason",
                    message=_("Say why “%(name)s” is voided.") % {"name": record.original_name},
                    field="reason",
                )
            )
        record.voided_at, record.voided_by, record.void_reason = timezone.now(), by, reason
        record.save(update_fields=["voided_at", "voided_by", "void_reason"])
    return record


def _fill(record: Attachment, checked: CheckedFile) -> None:
    """Copy the facts of the checked file, and of the message in it, to the new record."""
    record.original_name = checked.name
    record.content_type = checked.file_type.content_type
    record.size = checked.size
    record.sha256 = checked.sha256
    email = checked.email
    if not record.kind:
        kinds = record.KINDS.values
        wanted = AttachmentKind.EMAIL if email else AttachmentKind.DOCUMENT
        record.kind = wanted if wanted in kinds else kinds[0]
    if email:
        record.email_subject = email.subject[:500]
        record.email_sender = email.sender[:320]
        record.email_recipients = "\n".join(email.recipients)
        record.email_sent_at = email.sent_at
        record.email_text = email.text[:EMAIL_TEXT_KEPT]
        record.email_message_id = email.message_id[:500]
