"""From a workbook to the pipeline: upload, columns, preview, decisions, import, undo; and back into a workbook."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.audit.timeline import record_entries
from almacontact.calendar import today
from almacontact.jobs.actions import enqueue
from almacontact.refusals import Blocker, Refused
from almacontact.text import clean
from almacontact.web.forms import StyledForm
from almacontact.web.saving import attempt
from almacontact.xlsx import CONTENT_TYPE
from pipeline.imports import actions, preview
from pipeline.imports.cut_over import see_reopening, set_cut_over
from pipeline.imports.forms import CutOverForm
from pipeline.imports.models import CutOver, ImportBatch, ImportRow
from pipeline.imports.refused_rows import refused_rows
from pipeline.imports.undoing import undo_import
from pipeline.opportunities.exports import exportable, pipeline_workbook, ready
from pipeline.rights import demand_right
from pipeline.workbook.opening import MAX_FILE_BYTES

BATCHES_PER_PAGE, ROWS_PER_PAGE = 25, 50


def _cut_over(user: User) -> dict[str, Any]:
    """Return what the pages of imports say of the cut-over: unset, a banner to whoever may set it."""
    setting = CutOver.current()
    return {"cut_over": setting, "unset": setting.until is None and user.can(Right.SET_CUT_OVER)}


def _crumbs(batch: ImportBatch | None = None) -> list[tuple[Any, str]]:
    crumbs: list[tuple[Any, str]] = [(_("Imports"), reverse("pipeline:import_list"))]
    return [*crumbs, (batch.name, batch.get_absolute_url())] if batch else crumbs


@requires(Right.IMPORT, Right.VIEW_EVERYTHING)
@require_safe
def import_list(request: SignedInRequest) -> HttpResponse:
    """List the imports, newest first."""
    page = Paginator(ImportBatch.objects.select_related("by"), BATCHES_PER_PAGE).get_page(request.GET.get("page"))
    imports = request.user.can(Right.IMPORT)
    primary = {"label": _("Import workbook"), "url": reverse("pipeline:import_create"), "icon": "upload"}
    menu = [
        {"label": _("Export the pipeline"), "url": reverse("pipeline:pipeline_export"), "icon": "download"},
        {"label": _("Cut-over"), "url": reverse("pipeline:cut_over"), "icon": "calendar-x"},
    ]
    context = {
        **_cut_over(request.user),
        "title": _("Imports"),
        "page": page,
        "batches": [(batch, preview.badge(batch)) for batch in page],
        "imports": imports,
        "primary": primary if imports else None,
        "menu": menu,
    }
    return render(request, "pipeline/imports/list.html", context)


@requires(Right.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def import_create(request: SignedInRequest) -> HttpResponse:
    """Take a workbook in and go on to its columns; a file that cannot be read is refused on the spot."""
    form = _form(request)
    batch, status = attempt(form, lambda: _receive(request))
    if batch is not None:
        return redirect("pipeline:import_columns", pk=batch.pk)
    context = {"title": _("Import workbook"), "crumbs": _crumbs(), "form": form, **_cut_over(request.user)}
    return render(request, "pipeline/imports/create.html", context, status=status)


@requires(Right.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what each column was taken for, with its first values; keep what the person says instead."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    if not batch.is_open:
        return redirect(batch)
    chosen = {int(column): name for column, name in batch.mapping.items()}
    source = batch.source
    if request.method == "POST":
        chosen, source = preview.chosen_columns(request.POST), request.POST.get("source", "")
    form = _form(request)
    saved, status = attempt(
        form, lambda: actions.choose_columns(batch=batch, mapping=chosen, by=request.user, source=source)
    )
    if saved is not None:
        return redirect(batch)
    context = {
        "title": _("Columns of the workbook"),
        "crumbs": _crumbs(batch),
        "batch": batch,
        "source": source,
        "form": form,
        **preview.columns_context(batch, chosen),
    }
    return render(request, "pipeline/imports/columns.html", context, status=status)


@requires(Right.IMPORT, Right.VIEW_EVERYTHING)
@require_safe
def import_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what the import would do, or did: rows by verdict, questions, warnings; or how far it is."""
    batch = get_object_or_404(ImportBatch.objects.select_related("by", "undone_by", "job__created_by"), pk=pk)
    imports = request.user.can(Right.IMPORT)
    if batch.state == ImportBatch.State.UPLOADED and imports:
        return redirect("pipeline:import_columns", pk=batch.pk)
    job = batch.job.with_progress() if batch.job and batch.is_open else None
    tabs, tab = preview.tabs(batch, request.GET.get("tab", ""))
    kind, text = request.GET.get("kind", ""), clean(request.GET.get("q", "")).strip()[:100]
    page = Paginator(preview.rows_of(batch, tab, kind, text), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": batch.name,
        "crumbs": _crumbs(),
        **_cut_over(request.user),
        "batch": batch,
        "badge": preview.badge(batch),
        "tiles": preview.tiles(batch),
        "tabs": tabs,
        "tab": tab,
        "groups": preview.groups_of(batch, tab, kind),
        "kind": kind,
        "text": text,
        "imports": imports,
        "only_reads": not imports,
        "to_decide": imports and batch.is_open and tab in (ImportRow.Verdict.CONFLICT, ImportRow.Verdict.ASKED),
        "may_undo": imports and batch.state == ImportBatch.State.APPLIED,
        "page": page,
        "rows": preview.shown_rows(page),
        "job": job,
        "running": job is not None and not job.is_finished,
        **preview.questions_context(batch, request.user),
    }
    return render(request, "pipeline/imports/detail.html", context)


@requires(Right.IMPORT)
@require_POST
def import_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the person's answers, or all the suggestions of one question at once, and judge the rows again."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    choices = preview.choices_from(request.POST)
    confirmed = request.POST.get("confirm", "")
    if confirmed in ("stage", "identity"):
        for name, answers in preview.suggested(batch, confirmed).items():
            choices[name] = {**answers, **choices.get(name, {})}
    elif confirmed == "again":
        choices["identity"] = dict.fromkeys(batch.choices.get("identity", {}), "")
    actions.decide(batch=batch, choices=choices, by=request.user)
    messages.success(request, _("The rows were judged again with your answers."))
    return redirect(f"{batch.get_absolute_url()}?tab={request.POST.get('tab', '')}")


@requires(Right.IMPORT)
@require_POST
def import_apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start the import in the background; its page shows how far it is."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    mode = request.POST.get("mode", "")
    if mode not in ImportBatch.Mode.values:
        mode = ImportBatch.Mode.GOOD_ROWS
    if batch.is_open and not (batch.job and not batch.job.is_finished):
        with transaction.atomic():
            batch.job = enqueue(kind="pipeline.import", by=request.user, arguments={"batch_id": batch.pk, "mode": mode})
            batch.save(update_fields=["job"])
    return redirect(batch)


@requires(Right.IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then undo a finished import while nothing it made was touched."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    form = _form(request)
    undone, status = attempt(form, lambda: undo_import(batch=batch, by=request.user))
    if undone is not None:
        messages.success(request, _("The import was undone."))
        return redirect(batch)
    context = {"title": _("Undo the import"), "crumbs": _crumbs(batch), "batch": batch, "form": form}
    return render(request, "pipeline/imports/undo.html", context, status=status)


@requires(Right.IMPORT, Right.VIEW_EVERYTHING)
@require_safe
def import_refused(request: SignedInRequest, pk: int) -> HttpResponse:
    """Download the rows that stayed out, each with its reason."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    return _download(refused_rows(batch), f"{_('refused')}-{batch.pk}.xlsx")


@requires(Right.IMPORT, Right.VIEW_QUALITY)
@require_http_methods(["GET", "HEAD", "POST"])
def cut_over(request: SignedInRequest) -> HttpResponse:
    """Show until when late rows come in as they stood; the sales director changes it."""
    setting = CutOver.current()
    if request.method == "POST":
        demand_right(request.user, Right.SET_CUT_OVER)
    form = CutOverForm(request.POST or None, record=setting)
    saved, status = attempt(
        form,
        lambda: set_cut_over(
            until=form.cleaned_data["until"],
            by=request.user,
            reason=form.cleaned_data.get("reason", ""),
            version=form.expected_version if setting.pk and setting.created_at else None,
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("pipeline:cut_over")
    may_see = request.user.can(Right.MANAGE_QUALITY)
    context = {
        "title": _("Cut-over of the imports"),
        "crumbs": _crumbs() if request.user.can(Right.IMPORT) else [],
        "setting": setting,
        "form": form if request.user.can(Right.SET_CUT_OVER) else None,
        "to_see": may_see and setting.reopened_at is not None and setting.seen_at is None,
        "entries": record_entries(setting, ("until",), created=_("Created")) if setting.created_at else [],
    }
    return render(request, "pipeline/imports/cut_over.html", context, status=status)


@requires(Right.MANAGE_QUALITY)
@require_POST
def cut_over_seen(request: SignedInRequest) -> HttpResponse:
    """Keep that Calidad has seen that the cut-over was reopened."""
    see_reopening(by=request.user)
    messages.success(request, _("Marked as seen."))
    return redirect("pipeline:cut_over")


@requires(Right.EXPORT)
@require_safe
def pipeline_export(request: SignedInRequest) -> HttpResponse:
    """Download the pipeline that the person may take out, in the team's own columns."""
    data = pipeline_workbook(ready(exportable(request.user)), by=request.user)
    return _download(data, f"rolling_pipeline_{today():%Y-%m-%d}.xlsx")


def _form(request: SignedInRequest) -> StyledForm:
    """A form without fields of its own: the page writes its boxes, the action judges them."""
    return StyledForm(request.POST if request.method == "POST" else None)


def _receive(request: SignedInRequest) -> ImportBatch:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused(Blocker(code="no_file", message=_("Choose the workbook to import."), field="file"))
    # Never more than one byte beyond the limit is read; the action refuses what reaches it.
    data = upload.read(MAX_FILE_BYTES + 1)
    return actions.receive_workbook(data=data, name=upload.name or "libro.xlsx", by=request.user)


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
