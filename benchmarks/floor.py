"""The least that a page of each shape can cost here: session, one indexed query, a plain Django template.

They extend the same frame as the application's pages and show as much, so that a ratio tells what our own work adds.
"""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from pipeline.models import Opportunity
from pipeline.states import OPEN_STAGES, Stage

RELATED = ("client", "owner", "segment", "service")
ROWS = 50


@login_required
def rows(request: HttpRequest) -> HttpResponse:
    """Show the newest 50 open opportunities in a table."""
    found = Opportunity.objects.filter(stage=Stage.HUNTING).select_related(*RELATED).order_by("-pk")[:ROWS]
    return render(request, "floor/rows.html", {"rows": found})


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Show 50 cards in each of four columns, read by one query."""
    columns: dict[str, list[Opportunity]] = {stage: [] for stage in OPEN_STAGES}
    found = Opportunity.objects.filter(stage=Stage.HUNTING).select_related("client", "owner").order_by("-pk")
    for number, opportunity in enumerate(found[: ROWS * len(OPEN_STAGES)]):
        columns[OPEN_STAGES[number // ROWS]].append(opportunity)
    return render(request, "floor/board.html", {"columns": columns.items()})


@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show one opportunity with all its fields."""
    found = Opportunity.objects.select_related(*RELATED).get(code=code)
    return render(request, "floor/page.html", {"opportunity": found})


@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one field of a form, change one row and write one row of history, in one transaction."""
    with transaction.atomic():
        found = Opportunity.objects.get(pk=pk)
        found.description = request.POST["description"]
        found.save()
    return redirect("floor_page", code=found.code)
