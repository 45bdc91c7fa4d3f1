"""The Matriz: the page, its rows, its cells and the change of many rows."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.calendar import today
from almacontact.refusals import Blocker, Refused
from pipeline import actions, grid
from pipeline.models import Opportunity
from pipeline.states import OPEN_STAGES, Stage

SCOPES = ("open", "mine", "year")
"""What the grid shows: everything open, one's own open ones, or also what closed this year."""


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def grid_page(request: SignedInRequest) -> HttpResponse:
    """Show the frame of the grid; its rows come as data."""
    scope = _scope(request)
    context = {
        "title": _("Matrix"),
        "scope": scope,
        "may_edit": request.user.can(Right.EDIT_OPPORTUNITIES),
        "may_bulk": request.user.can(Right.BULK_EDIT),
        "may_reassign": request.user.can(Right.REASSIGN),
        "may_export": request.user.can(Right.EXPORT),
        "options": {name: grid.options(name) for name in ("owner", "segment", "service", "lead_source")},
        "stages": [{"value": stage.value, "label": str(stage.label)} for stage in Stage],
        "open_stages": [stage.value for stage in OPEN_STAGES],
    }
    return render(request, "pipeline/grid.html", context)


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
    changes = grid.Reader().read(name, str(body.get("value", "")))
    chosen = Opportunity.objects.visible_to(request.user).with_parties().filter(code__in=[str(code) for code in codes])
    results = actions.edit_many(opportunities=list(chosen), by=request.user, changes=changes)
    rows = {
        one["code"]: one
        for one in grid.rows(Opportunity.objects.filter(pk__in=[o.pk for o, _b in results]), request.user)
    }
    answer = [
        grid.Saved(one.code, name, "refused" if blockers else "saved", rows[one.code], blockers=blockers).as_json()
        for one, blockers in results
    ]
    return JsonResponse({"results": answer})


def _scope(request: SignedInRequest) -> str:
    asked = request.GET.get("scope", "")
    return asked if asked in SCOPES else "open"


def _body(request: SignedInRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
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
                code=str(one["code"]),
                field=str(one["field"]),
                value=str(one["value"])[:2000],
                base=str(one["base"]),
                version=int(one["version"]),
            )
            for one in given
        ]
    except (KeyError, TypeError, ValueError):
        raise Refused(_malformed()) from None


def _malformed() -> Blocker:
    return Blocker(code="malformed", message=_("The change could not be read. Load the page again."))
