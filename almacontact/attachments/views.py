"""Reading, adding and voiding attached files. Who may not read a file is told what one that does not exist says."""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import signed_in
from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from almacontact.attachments import large
from almacontact.attachments.actions import attach_all, attach_part, demand_attach, void_attachment
from almacontact.attachments.emails import parse_email
from almacontact.attachments.forms import AttachmentForm, VoidForm
from almacontact.attachments.message import ParsedEmail
from almacontact.attachments.models import Attachment
from almacontact.attachments.panel import panel_context
from almacontact.attachments.registry import model_for
from almacontact.attachments.store import read_kept
from almacontact.jobs.models import Job
from almacontact.web.saving import attempt

# A downloaded file is data: no scripts, no requests of its own, no origin.
DATA_POLICY = "default-src 'none'; sandbox"
# Chromium's PDF viewer does not start in a sandboxed page; it has a process and a sandbox of its own.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:"


@signed_in
@require_safe
def download(request: SignedInRequest, key: str, pk: uuid.UUID) -> FileResponse:
    """Send the file to save, or with ``?inline`` to look at where that is safe (pictures and PDF)."""
    attachment = _readable(request, key, pk)
    inline = "inline" in request.GET and attachment.opens_in_browser
    response = FileResponse(
        _open(attachment),
        as_attachment=not inline,
        filename=attachment.original_name,
        content_type=attachment.content_type if attachment.file_type else "application/octet-stream",
    )
    is_pdf = attachment.content_type == "application/pdf"
    response["Content-Security-Policy"] = PDF_POLICY if inline and is_pdf else DATA_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_safe
def message(request: SignedInRequest, key: str, pk: uuid.UUID) -> HttpResponse:
    """Show an attached e-mail: who, when, the text, the safe HTML and what came with it."""
    attachment = _readable(request, key, pk)
    if not attachment.is_email:
        raise Http404
    email, job = _read(attachment, request.user)
    if email is None:
        return render(request, "attachments/attachment_reading.html", {**_head(attachment), "job": job})
    context = {
        **_head(attachment),
        "key": key,
        "email": email,
        "title": email.subject or attachment.original_name,
        "sheet": _sheet_size(email.text),
        "may_attach": _unsaved_twin(attachment).may_attach(request.user),
    }
    return render(request, "attachments/attachment_message.html", context)


def _read(attachment: Attachment, user: User) -> tuple[ParsedEmail | None, Job | None]:
    """What a message says; of a large one, where nobody read it lately, None and the job that reads it."""
    if not attachment.is_large_email:
        return parse_email(read_kept(attachment), attachment.content_type), None
    if email := large.said_by(attachment):
        return email, None
    job = large.ask(attachment, user).with_progress()
    # It was read, and a cache that no other process sees, or that is full, has lost it: then whoever asks waits.
    return (large.read(attachment), None) if job.state == Job.State.DONE else (None, job)


def _head(attachment: Attachment) -> dict[str, Any]:
    return {
        "attachment": attachment,
        "title": attachment.email_subject or attachment.original_name,
        "crumbs": _crumbs(attachment.owner),
        "primary": {"label": _("Download"), "url": attachment.get_absolute_url(), "icon": "download"},
    }


@signed_in
@require_POST
def attach_from_message(request: SignedInRequest, key: str, pk: uuid.UUID, number: int) -> HttpResponse:
    """Attach a file that came inside an e-mail to the e-mail's record, as if it had been sent apart."""
    attachment = _readable(request, key, pk)
    if not attachment.is_email:
        raise Http404
    if attachment.is_large_email:
        demand_attach(record=_unsaved_twin(attachment), by=request.user)
        return redirect(large.ask_for_part(attachment, request.user, number))
    try:
        part = attach_part(attachment=attachment, by=request.user, number=number)
    except LookupError:
        raise Http404 from None
    messages.success(request, _("“%(name)s” was attached.") % {"name": part.original_name})
    return redirect(attachment.get_message_url())


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, key: str, owner_pk: str) -> HttpResponse:
    """Attach files to a record; htmx gets the record's list back, other browsers its page."""
    model = _model(key)
    owner = _owner(request, model, owner_pk)
    if request.method == "POST":
        demand_attach(record=model(**{model.OWNER_FIELD: owner}), by=request.user)
    form = AttachmentForm(request.POST or None, request.FILES or None, model=model)
    attached, status = attempt(form, lambda: _attach(form, model, owner, request.user))
    if attached is not None and not request.htmx:
        messages.success(request, _("Attached."))
        return redirect(owner.get_absolute_url())
    if attached is not None:
        form, status = AttachmentForm(model=model), 200
    context = panel_context(model, owner, request.user, form)
    context |= {"title": _("Files"), "crumbs": _crumbs(owner)}
    template = "_list.html" if request.htmx else "attachment_add.html"
    return render(request, f"attachments/{template}", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: SignedInRequest, key: str, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and mark the file as no longer valid."""
    attachment = _readable(request, key, pk)
    form = VoidForm(request.POST or None)
    voided, status = attempt(
        form,
        lambda: void_attachment(attachment=attachment, by=request.user, reason=form.cleaned_data["reason"]),
    )
    if voided is not None:
        messages.success(request, _("Voided. It stays in the record, marked."))
        return redirect(attachment.owner.get_absolute_url())
    context = {
        "title": _("Void “%(name)s”") % {"name": attachment.original_name},
        "crumbs": _crumbs(attachment.owner),
        "meaning": _(
            "The file stays in the record, marked as voided, with your name and the reason. "
            "It no longer counts as evidence."
        ),
        "form": form,
        "submit": _("Void"),
        "danger": True,
        "cancel": attachment.owner.get_absolute_url(),
    }
    return render(request, "web/form_page.html", context, status=status)


def _sheet_size(text: str) -> str:
    """How tall the frame of a message is: it cannot tell its own height to the page around it."""
    lines = sum(1 + len(line) // 90 for line in text.split("\n"))
    return "short" if lines < 8 else "middle" if lines < 20 else "long"


def _unsaved_twin(attachment: Attachment) -> Attachment:
    """A new file of the same record, to ask who may add one."""
    return type(attachment)(**{attachment.OWNER_FIELD: attachment.owner})


def _crumbs(owner: Any) -> list[tuple[str, str]]:
    return [(str(owner), owner.get_absolute_url())]


def _model(key: str) -> type[Attachment]:
    model = model_for(key)
    if model is None:
        raise Http404
    return model


def _owner(request: SignedInRequest, model: type[Attachment], owner_pk: str) -> Any:
    """The record, among those whose files this person may read."""
    try:
        return model.owners_visible_to(request.user).get(pk=owner_pk)
    except (ObjectDoesNotExist, ValueError, ValidationError):
        raise Http404 from None


def _readable(request: SignedInRequest, key: str, pk: uuid.UUID) -> Attachment:
    attachment = _model(key).objects.select_related("uploaded_by", "voided_by").filter(pk=pk).first()
    if attachment is None or not attachment.may_read(request.user):
        raise Http404
    return attachment


def _open(attachment: Attachment) -> BytesIO:
    """The stored bytes. Raises `Refused` when the store has lost or changed them."""
    return BytesIO(read_kept(attachment))


def _attach(form: AttachmentForm, model: type[Attachment], owner: Any, by: User) -> list[Attachment]:
    return attach_all(
        model=model,
        by=by,
        files=form.cleaned_data["uploads"],
        kind=form.cleaned_data["kind"],
        description=form.cleaned_data["description"],
        **{model.OWNER_FIELD: owner},
    )
