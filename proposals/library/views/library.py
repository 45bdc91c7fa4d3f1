"""The library of proposals: reusable texts and evidence."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.attachments.actions import attach_all
from almacontact.attachments.checks import check_file
from almacontact.audit.timeline import record_entries
from almacontact.calendar import today
from almacontact.web.richtext import render as rich
from almacontact.web.saving import attempt
from pipeline.rights import demand_right
from proposals.library.actions.library import (
    EVIDENCE_FIELDS,
    TEXT_FIELDS,
    add_evidence,
    add_text,
    edit_evidence,
    edit_text,
)
from proposals.library.forms import EvidenceForm, TextForm
from proposals.library.models import Evidence, EvidenceAttachment, ReusableText
from proposals.library.page import evidence_head
from proposals.library.placeholders import PLACEHOLDERS
from proposals.library.tables import EvidenceList, TextList
from proposals.library.validity import standing_of
from proposals.proposal.models.proposals import Proposal

text_list = requires(Right.VIEW_PROPOSALS)(TextList.as_view())
evidence_list = requires(Right.VIEW_PROPOSALS)(EvidenceList.as_view())


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def text_create(request: SignedInRequest) -> HttpResponse:
    """Write down a reusable text."""
    form = TextForm(request.POST or None, initial={"section": request.GET.get("section", "")})
    text, status = attempt(form, lambda: add_text(by=request.user, values=form.values()))
    if text:
        messages.success(request, _("“%(text)s” is in the library.") % {"text": text})
        return redirect("proposals:text_list")
    context = {
        "title": _("New text"),
        "crumbs": [_texts()],
        "form": form,
        "back": _texts()[1],
        "placeholders": PLACEHOLDERS.items(),
    }
    return render(request, "proposals/library/text_form.html", context, status=status)


@requires(Right.VIEW_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def text_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a reusable text; who writes proposals changes it, or switches it off."""
    text = get_object_or_404(ReusableText, pk=pk)
    if request.method == "POST":
        demand_right(request.user, Right.WRITE_PROPOSALS)
    form = TextForm(request.POST or None, record=text)
    saved, status = attempt(
        form,
        lambda: edit_text(text=text, by=request.user, changes=form.values(), version=form.expected_version),
    )
    if saved:
        messages.success(request, _("Saved."))
        return redirect("proposals:text_list")
    context = {
        "title": ReusableText.objects.get(pk=pk).title,
        "crumbs": [_texts()],
        "badge": None if text.active else {"label": _("Off"), "tone": "idle"},
        "text": text,
        "form": form,
        "shown": rich(text.body),
        "editable": request.user.can(Right.WRITE_PROPOSALS),
        "back": _texts()[1],
        "placeholders": PLACEHOLDERS.items(),
        "entries": record_entries(text, TEXT_FIELDS, created=_("Text written down")),
    }
    return render(request, "proposals/library/text_form.html", context, status=status)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_create(request: SignedInRequest) -> HttpResponse:
    """Write down a piece of evidence, with its files."""
    form = EvidenceForm(request.POST or None, request.FILES or None)
    evidence, status = attempt(form, lambda: _add_with_files(form, request.user))
    if evidence:
        messages.success(request, _("“%(evidence)s” is in the library.") % {"evidence": evidence})
        return redirect(evidence)
    context = {"title": _("New evidence"), "crumbs": [_evidence()], "form": form, "back": _evidence()[1]}
    return render(request, "proposals/library/evidence_form.html", context, status=status)


@requires(Right.VIEW_PROPOSALS)
@require_safe
def evidence_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one piece of evidence: what it proves, how long it holds, its files, where it was used."""
    evidence = get_object_or_404(Evidence, pk=pk)
    editable = request.user.can(Right.WRITE_PROPOSALS)
    context = {
        "title": evidence.title,
        "crumbs": [_evidence()],
        **evidence_head(evidence, editable=editable),
        "evidence": evidence,
        "standing": standing_of(evidence, today()),
        "editable": editable,
        "proposals": _proposals_with(evidence, request.user),
        "entries": record_entries(evidence, EVIDENCE_FIELDS, created=_("Evidence written down")),
    }
    return render(request, "proposals/library/evidence_detail.html", context)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a piece of evidence, or switch it off."""
    evidence = get_object_or_404(Evidence, pk=pk)
    form = EvidenceForm(request.POST or None, record=evidence)
    saved, status = attempt(
        form,
        lambda: edit_evidence(evidence=evidence, by=request.user, changes=form.values(), version=form.expected_version),
    )
    if saved:
        messages.success(request, _("Saved."))
        return redirect(evidence)
    crumbs = [_evidence(), (evidence.title, evidence.get_absolute_url())]
    context = {"title": _("Edit evidence"), "crumbs": crumbs, "form": form, "back": evidence.get_absolute_url()}
    return render(request, "proposals/library/evidence_form.html", context, status=status)


def _add_with_files(form: EvidenceForm, by: User) -> Evidence:
    files = [check_file(one) for one in form.cleaned_data["uploads"] if one]
    with transaction.atomic():
        evidence = add_evidence(by=by, values=form.values())
        attach_all(model=EvidenceAttachment, by=by, files=files, evidence=evidence)
    return evidence


def _proposals_with(evidence: Evidence, user: User) -> list[Proposal]:
    """The newest versions `user` may read that prove something with it: in their matrix or as supporting document."""
    named = Q(supporting__evidence=evidence) | Q(compliance__evidence=evidence)
    found = Proposal.objects.visible_to(user).filter(named).order_by("-pk").distinct()
    return list(found.select_related("alternative__opportunity__client")[:20])


def _texts() -> tuple[str, str]:
    return (_("Reusable texts"), reverse("proposals:text_list"))


def _evidence() -> tuple[str, str]:
    return (_("Evidence"), reverse("proposals:evidence_list"))
