"""What the list of a record's files shows: to the template tag and to the views alike."""

from __future__ import annotations

from typing import Any

from almacontact.accounts.models import User
from almacontact.attachments.forms import AttachmentForm
from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import key_of


def panel_context(
    model: type[Attachment], owner: Any, user: User, form: AttachmentForm | None = None
) -> dict[str, Any]:
    """The files of `owner` (newest first, voided ones marked), and a form where `user` may add. Two queries at most.

    The caller has read `owner` from a queryset scoped to `user`.
    """
    attachments = model.objects.filter(**{model.OWNER_FIELD: owner}).select_related("uploaded_by", "voided_by")
    may_attach = model(**{model.OWNER_FIELD: owner}).may_attach(user)
    return {
        "key": key_of(model),
        "owner": owner,
        "rows": [{"file": file, "may_void": file.is_standing and file.may_void(user)} for file in attachments],
        "form": (form or AttachmentForm(model=model)) if may_attach else None,
    }
