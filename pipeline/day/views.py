"""My day, and what changed in the pipeline."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from almacontact.accounts.access import requires, signed_in
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right, Scope
from almacontact.calendar import start_of, today
from almacontact.web import formats
from pipeline import duties
from pipeline.day import changes, day
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.plan.forecast import forecast


@signed_in
@require_GET
def my_day(request: SignedInRequest) -> HttpResponse:
    """What is overdue, due, forgotten or waiting for the person, and where the month stands."""
    user, now = request.user, today()
    asked = duties.day_of(user)
    context: dict[str, object] = {
        "title": _("My day"),
        "title_note": formats.day(now),
        "duties": asked.duties,
        "banners": asked.banners,
        "sections": asked.sections,
        "sees_pipeline": user.can(Right.VIEW_OPPORTUNITIES),
    }
    if user.can(Right.VIEW_OPPORTUNITIES):
        visible = Opportunity.objects.visible_to(user)
        for_team = day.may_work_for_team(user) and request.GET.get("whose") != "mine"
        may_edit = user.can(Right.EDIT_OPPORTUNITIES)
        context |= {
            "todos": day.todos(visible, now, owner=None if for_team or not may_edit else user),
            "for_team": for_team,
            "header_tools": "pipeline/_day_whose.html" if may_edit and day.may_work_for_team(user) else "",
            "may_log": may_edit,
        }
        if user.scope(Right.VIEW_OPPORTUNITIES) == Scope.ALL:
            year = forecast(visible, now.year, today=now)
            context |= {"year": year, "month": year.months[now.month - 1], "open": year.open}
    if user.can(Right.REOPEN) or user.can(Right.APPROVE_PLAN):
        since = _since(request, now.replace(day=1))
        context |= {
            "since": since,
            "changes": changes.changes_since(visible, start_of(since)),
            "endings": day.endings(visible, since),
        }
    return render(request, "pipeline/day/day.html", context)


@requires(Right.VIEW_CHANGES)
@require_GET
def pipeline_changes(request: SignedInRequest) -> HttpResponse:
    """Every opportunity that changed since a date, with what it was and what it is."""
    since = _since(request, today() - timedelta(days=7))
    found = changes.changes_since(Opportunity.objects.visible_to(request.user), start_of(since))
    chosen = request.GET.get("kind", "")
    kind = changes.Kind(chosen) if chosen in changes.Kind.values else None
    shortcuts = [(_("Yesterday"), 1), (_("7 days"), 7), (_("30 days"), 30), (_("90 days"), 90)]
    context = {
        "title": _("Changes"),
        "since": since,
        "found": found,
        "kind": kind,
        "rows": found.of(kind) if kind else found.changes,
        "shortcuts": [(label, today() - timedelta(days=days)) for label, days in shortcuts],
    }
    return render(request, "pipeline/day/changes.html", context)


def _since(request: SignedInRequest, otherwise: date) -> date:
    """Read `since` from the address: a date up to today, not more than two years back."""
    try:
        given = parse_date(request.GET.get("since", ""))
    except ValueError:
        given = None
    if given is None or given > today():
        return otherwise
    return max(given, today() - timedelta(days=731))
