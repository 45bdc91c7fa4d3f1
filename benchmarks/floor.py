"""The least that a page of each shape can cost here: session, one indexed query, a plain Django template.

They extend the same frame as the application's pages and show as much, so that a ratio tells what our own work adds.
"""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from almacontact.calendar import start_of, today
from benchmarks import forecasts
from pipeline.models import Client, Opportunity
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
def day(request: HttpRequest) -> HttpResponse:
    """Show the first rows of four lists with how many each has, the year's sums by month, and what changed."""
    now = today()
    open_ones = Opportunity.objects.filter(stage__in=OPEN_STAGES)
    lists = {
        "overdue": Q(next_step_on__lt=now),
        "today": Q(next_step_on=now),
        "none": Q(next_step_on=None),
        "contact": Q(last_contact_on__lt=now - timedelta(days=20)),
    }
    counts = open_ones.aggregate(**{name: Count("pk", filter=condition) for name, condition in lists.items()})
    largest = F("seats") * F("unit_value")
    first = {
        name: open_ones.filter(condition).select_related(*RELATED).order_by("next_step_on", largest.desc())[:8]
        for name, condition in lists.items()
    }
    shown = [(name, counts[name], first[name]) for name in lists]
    context = {"lists": shown, "months": forecasts.raw(), "changed": _changed(now.replace(day=1))}
    return render(request, "floor/day.html", context)


@login_required
def changes(request: HttpRequest) -> HttpResponse:
    """Show what changed in a week, as it is now."""
    return render(request, "floor/rows.html", {"rows": _changed(today() - timedelta(days=7))})


def _changed(since: date) -> QuerySet[Opportunity]:
    """What has a row of history since a day, the largest first."""
    touched = Opportunity.history.filter(history_date__gt=start_of(since)).values("id")
    return Opportunity.objects.filter(pk__in=touched).select_related(*RELATED).order_by("-monthly_value")[:2000]


@login_required
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show one opportunity with all its fields."""
    found = Opportunity.objects.select_related(*RELATED).get(code=code)
    return render(request, "floor/page.html", {"opportunity": found})


FOUND = """
    SELECT e.row FROM web_searchentry e
    WHERE e.kind = %s
      AND e.row IN (SELECT w.row FROM web_searchword w WHERE w.kind = %s AND w.word >= %s AND w.word < %s)
      AND e.row IN (SELECT w.row FROM web_searchword w WHERE w.kind = %s AND w.word >= %s AND w.word < %s)
    ORDER BY e.start, e.row DESC LIMIT 50
"""


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Show the first 50 clients and opportunities of two words, each by one indexed query in SQL and one by key."""
    common, rare = request.GET["q"].split()
    found: list[tuple[str, str, str, str]] = []
    for kind, rows in (("client", Client.objects), ("opportunity", Opportunity.objects.select_related(*RELATED))):
        with connection.cursor() as cursor:
            cursor.execute(FOUND, [kind, kind, rare, rare + "\U0010ffff", kind, common, common + "\U0010ffff"])
            keys = [key for (key,) in cursor.fetchall()]
        found += [(str(one), one.get_absolute_url(), kind, f"{one.created_at}") for one in rows.filter(pk__in=keys)]
    return render(request, "floor/search.html", {"found": found})


@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one field of a form, change one row and write one row of history, in one transaction."""
    with transaction.atomic():
        found = Opportunity.objects.get(pk=pk)
        found.description = request.POST["description"]
        found.save()
    return redirect("floor_page", code=found.code)
