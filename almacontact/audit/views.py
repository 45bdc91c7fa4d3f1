"""Whether the records hold, and the erasure of personal data (Ley 1581)."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.audit import chain, integrity, triggers, witness
from almacontact.audit.actions import erase_personal_data
from almacontact.audit.forms import ErasureForm
from almacontact.audit.models import Erasure, IntegrityCheck, SealedBatch, SealingStart
from almacontact.audit.personal import declared, kept, people
from almacontact.audit.tasks import CHECK_JOB
from almacontact.calendar import local_day
from almacontact.jobs.actions import enqueue
from almacontact.web.formats import day
from almacontact.web.saving import attempt

FOUND_AT_MOST = 20
ERASURES_PER_PAGE = 50


@requires(Right.VIEW_INTEGRITY)
@require_safe
def integrity_page(request: SignedInRequest) -> HttpResponse:
    """Show what the last check found, and how far the chain reaches."""
    check = IntegrityCheck.objects.first()
    context = {
        "title": _("Integrity of the records"),
        "check": check,
        "counts": _counts(check),
        "findings": [_in_words(one) for one in check.findings] if check else [],
        "rules": triggers.missing(),
        "start": SealingStart.objects.first(),
        "batch": chain.head(),
        "batches": SealedBatch.objects.count(),
        "key_ids": list(settings.SEAL_KEYS),
        "witness": settings.WITNESS_EMAIL,
        "told": witness.last_told(),
        "may_check": request.user.can(Right.MANAGE_PEOPLE),
    }
    return render(request, "audit/integrity.html", context)


@requires(Right.MANAGE_PEOPLE)
@require_POST
def integrity_check(request: SignedInRequest) -> HttpResponse:
    """Ask for a check now."""
    job = enqueue(kind=CHECK_JOB, by=request.user)
    return redirect(job.get_absolute_url())


@requires(Right.ERASE_PERSONAL_DATA)
@require_safe
def erasure_list(request: SignedInRequest) -> HttpResponse:
    """Find a person whose data are to be erased; show what was erased so far, and what is personal at all."""
    word = request.GET.get("q", "").replace("\0", "").strip()
    found = [
        {"label": one.label(record), "kind": one.model._meta.verbose_name, "url": _erase_url(table, record)}
        for table, one in people().items()
        for record in (one.find(word)[:FOUND_AT_MOST] if word else ())
    ]
    erasures = Erasure.objects.select_related("by")
    context = {
        "title": _("Personal data"),
        "word": word,
        "found": found,
        "page": Paginator(erasures, ERASURES_PER_PAGE).get_page(request.GET.get("page")),
        "declared": [{"label": one.model._meta.verbose_name_plural, "why": one.why} for one in declared()],
        "kept": kept(),
    }
    return render(request, "audit/erasures.html", context)


@requires(Right.ERASE_PERSONAL_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: SignedInRequest, table: str, pk: int) -> HttpResponse:
    """Say what is erased and what stays, ask why, and erase."""
    person = people().get(table)
    if person is None:
        raise Http404
    record = get_object_or_404(person.model._base_manager, pk=pk)
    form = ErasureForm(request.POST or None)
    erased, status = attempt(
        form, lambda: erase_personal_data(record=record, by=request.user, reason=form.cleaned_data["reason"])
    )
    if erased is not None:
        messages.success(request, _("Erased. Below is the answer to the person."))
        return redirect("audit:erasure_detail", erased.pk)
    context = {
        "title": _("Erase the personal data of %(person)s") % {"person": person.label(record)},
        "crumbs": _crumbs(),
        "meaning": _(
            "Their name, e-mail and telephone go from the record, from every version of it and from what was sent to "
            "them that is no offer. It cannot be undone. What was signed, sent as an offer or frozen stays for ten "
            "years, with the names of who signed."
        ),
        "form": form,
        "submit": _("Erase"),
        "danger": True,
        "cancel": reverse("audit:erasures"),
    }
    return render(request, "web/form_page.html", context, status=status)


@requires(Right.ERASE_PERSONAL_DATA)
@require_safe
def erasure_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one erasure, and the answer to the person, to be copied and sent."""
    erasure = get_object_or_404(Erasure.objects.select_related("by"), pk=pk)
    names = {model._meta.db_table: model._meta.verbose_name_plural for model in apps.get_models()}
    context = {
        "title": _("Erasure of %(day)s") % {"day": day(local_day(erasure.at))},
        "crumbs": _crumbs(),
        "erasure": erasure,
        "erased": [{**one, "kind": names.get(one["table"], one["table"])} for one in erasure.erased],
        "kept": kept(),
    }
    return render(request, "audit/erasure_detail.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Personal data"), reverse("audit:erasures"))]


def _erase_url(table: str, record: Any) -> str:
    return reverse("audit:erase", args=[table, record.pk])


def _counts(check: IntegrityCheck | None) -> list[tuple[str, int]]:
    if check is None:
        return []
    labels = {
        "records": _("Signed and passed records"),
        "seals": _("Seals"),
        "files": _("Files"),
        "batches": _("Batches of the chain"),
        "rows": _("Rows of history"),
    }
    return [(label, int(check.checked.get(name, 0))) for name, label in labels.items()]


def _in_words(finding: dict[str, Any]) -> dict[str, Any]:
    names = {model._meta.db_table: model._meta.verbose_name for model in apps.get_models()}
    return {
        **finding,
        "meaning": integrity.MEANINGS[finding["code"]],
        "tone": "warn" if integrity.is_doubt(finding["code"]) else "bad",
        "part": names.get(finding["table"], finding["table"]),
    }
