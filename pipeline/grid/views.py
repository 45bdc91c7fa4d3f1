"""The Matriz: the page, its rows, its cells and the change of many rows."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right, Scope
from almacontact.calendar import today
from almacontact.refusals import Blocker, Refused
from almacontact.web.saved_views import default_query
from almacontact.xlsx import CONTENT_TYPE
from pipeline.grid import grid
from pipeline.grid import words as grid_words
from pipeline.opportunities.actions.bulk import edit_many
from pipeline.opportunities.exports import exportable, pipeline_workbook, ready
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.urgency import Urgency
from pipeline.states import OPEN_STAGES

LIST_KEY = "pipeline.grid.grid"
"""Under which saved views of the grid are kept."""

SCOPES = ("open", "mine", "year")
"""What the grid shows: everything open, one's own open ones, or also what closed this year."""

_MOST_EXPORTED = 30_000
"""Rows of one export: SQLite takes that many values in one question."""


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def grid_page(request: SignedInRequest) -> HttpResponse:
    """Show the frame of the grid; its rows come as data. Without a query it opens with the person's default view."""
    if not request.GET and (kept := default_query(request, LIST_KEY)):
        return redirect(f"{request.path}?{kept}")
    user, scope = request.user, _scope(request)
    may = {
        "edit": user.can(Right.EDIT_OPPORTUNITIES),
        "bulk": user.can(Right.BULK_EDIT),
        "reassign": user.can(Right.REASSIGN),
        "export": user.can(Right.EXPORT),
    }
    context = {
        "title": _("Matrix"),
        "scope": scope,
        "may": may,
        "may_import": user.can(Right.IMPORT),
        "only_own_exported": user.scope(Right.EXPORT) == Scope.OWN,
        "stages": grid_words.statuses() if scope == "year" else {one.value: one.label for one in OPEN_STAGES},
        "urgencies": Urgency,
        "bulk_fields": [one for one in grid_words.columns() if one["field"] in grid.BULK_FIELDS],
        "config": _config(request, scope, may),
    }
    return render(request, "pipeline/grid/grid.html", context)


def _config(request: SignedInRequest, scope: str, may: dict[str, bool]) -> dict[str, Any]:
    """Return what the scripts need to know: addresses, rights, columns, lists and words."""
    return {
        "user": request.user.pk,
        "scope": scope,
        "today": today().isoformat(),
        "may": may,
        "urls": {
            "rows": f"{reverse('pipeline:grid_rows')}?scope={scope}",
            "cells": reverse("pipeline:grid_cells"),
            "bulk": reverse("pipeline:grid_bulk"),
            "page": reverse("pipeline:opportunity_detail", args=["CODE"]),
            "views": reverse("web:view_menu", args=[LIST_KEY]),
            "sign_in": f"{reverse('account_login')}?next={reverse('pipeline:grid')}",
        },
        "columns": grid_words.columns(),
        "options": {name: grid.options(name) for name in ("owner", "segment", "service", "lead_source")},
        "stages": grid_words.open_stages(),
        "statuses": grid_words.statuses(),
        "urgencies": grid_words.urgencies(),
        "months": grid_words.months(),
        "most_cells": grid.MOST_CELLS,
        "words": grid_words.words(),
    }


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def grid_rows(request: SignedInRequest) -> JsonResponse:
    """Return every row of the scope as data, in one query."""
    visible = Opportunity.objects.visible_to(request.user).order_by("client__name", "pk")
    scope = _scope(request)
    if scope == "year":
        shown = visible.open() | visible.closed().filter(closed_on__year=today().year)
    else:
        shown = visible.open().owned_by(request.user) if scope == "mine" else visible.open()
    return JsonResponse({"rows": grid.rows(shown, request.user)})


@requires(Right.EDIT_OPPORTUNITIES)
@require_POST
def grid_cells(request: SignedInRequest) -> JsonResponse:
    """Save cells, each by itself; the answer says what became of each and how its row now stands."""
    cells = _cells(_body(request).get("cells"))
    return JsonResponse({"results": [one.as_json() for one in grid.save_cells(cells, request.user)]})


@requires(Right.BULK_EDIT)
@require_POST
def grid_bulk(request: SignedInRequest) -> JsonResponse:
    """Set one column of many rows; each row is judged, and the answer says which were refused and why."""
    body = _body(request)
    name, codes = str(body.get("field", "")), body.get("codes")
    if name not in grid.BULK_FIELDS or not isinstance(codes, list) or len(codes) > grid.MOST_CELLS:
        raise Refused(_malformed())
    try:
        value, wanted = _text(body.get("value", "")), [_text(code) for code in codes]
    except ValueError:
        raise Refused(_malformed()) from None
    changes = grid.Reader().read(name, value)
    chosen = Opportunity.objects.visible_to(request.user).with_parties().filter(code__in=wanted)
    results = edit_many(opportunities=list(chosen), by=request.user, changes=changes)
    rows = {
        one["code"]: one
        for one in grid.rows(Opportunity.objects.filter(pk__in=[o.pk for o, _b in results]), request.user)
    }
    answer = [
        grid.Saved(one.code, name, "refused" if blockers else "saved", rows[one.code], blockers=blockers).as_json()
        for one, blockers in results
    ]
    return JsonResponse({"results": answer})


@requires(Right.EXPORT)
@require_POST
def grid_export(request: SignedInRequest) -> HttpResponse:
    """Download the rows that the grid shows (`codes`, apart by spaces), as far as the person may take them out."""
    codes = request.POST.get("codes", "").replace("\0", " ").split()
    if len(codes) > _MOST_EXPORTED:
        message = _("The list is too long to export. Filter it first.")
        raise Refused(Blocker(code="too_many_rows", message=message))
    chosen = exportable(request.user).filter(code__in=codes)
    data = pipeline_workbook(ready(chosen), by=request.user)
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="rolling_pipeline_{today():%Y-%m-%d}.xlsx"'
    return response


def _scope(request: SignedInRequest) -> str:
    asked = request.GET.get("scope", "")
    return asked if asked in SCOPES else "open"


def _body(request: SignedInRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException):  # the last: a form, whose body was read as one
        raise Refused(_malformed()) from None
    if not isinstance(body, dict):
        raise Refused(_malformed())
    return body


def _cells(given: Any) -> list[grid.Cell]:
    if not isinstance(given, list) or len(given) > grid.MOST_CELLS:
        raise Refused(_malformed())
    try:
        return [
            grid.Cell(
                code=_text(one["code"]),
                field=_text(one["field"]),
                value=_text(one["value"]),
                base=_text(one["base"]),
                version=int(one["version"]),
            )
            for one in given
        ]
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Refused(_malformed()) from None


def _text(given: Any) -> str:
    """Write what came as text that a database can hold: without NUL. Raises ValueError for half a character."""
    text = str(given).replace("\0", "")
    text.encode()
    return text


def _malformed() -> Blocker:
    return Blocker(code="malformed", message=_("The change could not be read. Load the page again."))
