"""What one person has to do today, and where the month stands (the screen "Mi día")."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from almacontact import calendar
from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.refusals import Words
from pipeline.catalogues.models import StagePolicy, name_of
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.models.sets import OpportunityQuerySet
from pipeline.states import Outcome, Stage
from pipeline.terms import monthly_in_rows

ROWS = 8
"""Rows a list of the day shows; the rest is one click away."""

_MONTHLY = monthly_in_rows()
"""What `monthly_value` is computed from: read from an index alone, where SQLite would read the row for the result."""


@dataclass(frozen=True)
class Todo:
    """One list of the day: how many there are, the first of them, and where the rest is."""

    key: str
    title: Words
    done: Words
    """What the list says when nothing is left."""
    count: int
    opportunities: list[Opportunity]
    url: str
    tone: str


@dataclass
class Ending:
    """How what was closed in a period ended."""

    won_count: int = 0
    won_value: int = 0
    reasons: list[tuple[str, int, int]] = field(default_factory=list)
    """(reason, number, monthly value in COP) of what closed without a win."""


def may_work_for_team(user: User) -> bool:
    """Tell whether the day of the whole team concerns `user`: who reassigns, and who only reads."""
    return user.scope(Right.VIEW_OPPORTUNITIES) == Scope.ALL and user.scope(Right.EDIT_OPPORTUNITIES) != Scope.OWN


def todos(opportunities: OpportunityQuerySet, today: date, *, owner: User | None) -> list[Todo]:
    """Return the lists of the day for the opportunities of `owner`, or of everybody; six queries."""
    mine = opportunities.owned_by(owner) if owner else opportunities
    policies = list(StagePolicy.objects.all())
    due = mine.contact_due(today, policies)
    open_ones = Q(stage__in=[policy.stage for policy in policies])
    counts = mine.aggregate(
        overdue=Count("pk", filter=open_ones & Q(next_step_on__lt=today)),
        today=Count("pk", filter=open_ones & Q(next_step_on=today)),
        none=Count("pk", filter=open_ones & Q(next_step_on__isnull=True)),
    )
    shown = [
        ("overdue", _("Overdue"), _("Nothing overdue."), counts["overdue"], mine.overdue(today), "bad"),
        ("today", _("Today"), _("Nothing planned for today."), counts["today"], mine.due_on(today), "ok"),
        (
            "none",
            _("No next step"),
            _("Every opportunity has a next step."),
            counts["none"],
            mine.without_next_step(),
            "warn",
        ),
        ("contact", _("Contact due"), _("Nobody has waited too long."), due.count(), due, "info"),
    ]
    return [
        Todo(
            key=key,
            title=title,
            done=done,
            count=count,
            opportunities=_first(rows) if count else [],
            url=_list_url(key, owner),
            tone=tone,
        )
        for key, title, done, count, rows, tone in shown
    ]


def _first(rows: OpportunityQuerySet) -> list[Opportunity]:
    """Return the first rows of a list, joined with what they show only once they are found: thousands may be due."""
    first = rows.order_by("next_step_on", _MONTHLY.desc(), "pk").values("pk")[:ROWS]
    return list(
        Opportunity.objects.filter(pk__in=first).with_parties().order_by("next_step_on", "-monthly_value", "pk")
    )


def endings(opportunities: OpportunityQuerySet, since: date) -> Ending:
    """Return what was won since a day, and what was not, by reason; two queries."""
    ended = opportunities.filter(closed_on__gte=since)
    won = ended.won().aggregate(number=Count("pk"), value=Sum("monthly_value"))
    reasons = (
        ended.filter(outcome__in=[outcome for outcome in Outcome if outcome != Outcome.WON])
        .order_by()
        .values_list(name_of("loss_reason"))
        .annotate(number=Count("pk"), value=Sum("monthly_value"))
        .order_by("-value")
    )
    return Ending(
        won_count=won["number"],
        won_value=won["value"] or 0,
        reasons=[(reason or "—", number, value or 0) for reason, number, value in reasons],
    )


def overdue_steps(user: User) -> list[OpportunityQuerySet]:
    """Return the opportunities of `user` whose next step is overdue, to be counted beside "My day"."""
    if not user.can(Right.EDIT_OPPORTUNITIES):
        return []
    return [Opportunity.objects.owned_by(user).overdue(calendar.today()).values("pk")]


def open_totals(opportunities: OpportunityQuerySet) -> dict[str, Any]:
    """Return number, monthly value and what is in Negotiation of what is open; one query."""
    return opportunities.open().aggregate(
        number=Count("pk"),
        value=Sum(_MONTHLY, default=0),
        negotiation=Sum(_MONTHLY, filter=Q(stage=Stage.NEGOTIATION), default=0),
    )


def _list_url(key: str, owner: User | None) -> str:
    query: dict[str, Any] = {"contact_due": "true"} if key == "contact" else {"status": "open", "next_step": key}
    if owner:
        query["owner"] = owner.pk
    return f"{reverse('pipeline:opportunity_list')}?{urlencode(query)}"
