"""The local mailbox: the e-mails of offers, where mail is written to a folder. Absent with a real mail server."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.attachments.file_types import by_extension
from almacontact.attachments.names import clean_name, extension_of
from almacontact.attachments.views import DATA_POLICY
from proposals.mail import mailbox as box


@requires(*box.READERS)
@require_safe
@never_cache
def mailbox(request: SignedInRequest) -> HttpResponse:
    """Show the latest e-mails of offers, the newest first."""
    if not box.is_local():
        raise Http404
    context = {
        "title": _("Local mailbox"),
        "subtitle": _("Mail of offers that this installation wrote to a folder instead of sending it."),
        "found": box.messages(),
        "most": box.MOST,
    }
    return render(request, "proposals/mail/mailbox.html", context)


@requires(*box.READERS)
@require_safe
@never_cache
def mailbox_message(request: SignedInRequest, key: str) -> HttpResponse:
    """Show one e-mail of an offer, with its files."""
    found = _message(key)
    context = {
        "title": found.email.subject,
        "crumbs": [(_("Local mailbox"), reverse("proposals:mailbox"))],
        "found": found,
        "email": found.email,
    }
    return render(request, "proposals/mail/mailbox_message.html", context)


@requires(*box.READERS)
@require_safe
@never_cache
def mailbox_part(request: SignedInRequest, key: str, number: int) -> FileResponse:
    """Send a file of an e-mail, to save."""
    try:
        name, data = _message(key).part(number)
    except LookupError:
        raise Http404 from None
    file_type = by_extension(extension_of(name))
    response = FileResponse(
        BytesIO(data),
        as_attachment=True,
        filename=clean_name(name) or "adjunto",
        content_type=file_type.content_type if file_type else "application/octet-stream",
    )
    response["Content-Security-Policy"] = DATA_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _message(key: str) -> box.LocalMessage:
    found = box.message(key)
    if found is None:
        raise Http404
    return found
