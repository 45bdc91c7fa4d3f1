"""What one person has to do today, and where the month stands (the screen "Mi día")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Subquery, Sum, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from almacontact import calendar
from almacontact.accounts.models import User
from almacontact.accounts.rights import Right, Scope
from almacontact.refusals import Words
from pipeline.catalogues.models import StagePolicy, name_of
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.models.sets import OpportunityQuerySet, contact_is_due
from pipeline.opportunities.urgency import Urgency, having, urgency_of
from pipeline.states import Outcome
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
    """Return the lists of the day for the opportunities of `owner`, or of everybody: two queries.

    The first rows of all lists are read at once, with how many every list has; which stand in a list is asked of the
    rows themselves.
    """
    mine = (opportunities.owned_by(owner) if owner else opportunities).open()
    policies = {policy.stage: policy for policy in StagePolicy.objects.all()}
    waited = contact_is_due(today, policies.values())
    lists = (
        ("overdue", _("Overdue"), _("Nothing overdue."), "bad", having(Urgency.OVERDUE, today)),
        ("today", _("Today"), _("Nothing planned for today."), "ok", having(Urgency.TODAY, today)),
        ("none", _("No next step"), _("Every opportunity has a next step."), "warn", having(Urgency.NONE, today)),
        ("contact", _("Contact due"), _("Nobody has waited too long."), "info", waited),
    )
    first = [
        Opportunity.objects.filter(pk__in=_in_order(mine.filter(condition)).values("pk")[:ROWS]).order_by().values("pk")
        for *_words, condition in lists
    ]
    numbers = JSONObject(**{key: Count("pk", filter=condition) for key, *_words, condition in lists})
    counted = mine.order_by().values(all=Value(1)).annotate(numbers=numbers).values("numbers")
    rows = Opportunity.objects.filter(pk__in=first[0].union(*first[1:])).annotate(numbers=Subquery(counted))
    found = list(_in_order(rows).with_parties())
    return [
        Todo(
            key=key,
            title=title,
            done=done,
            count=found[0].numbers[key] if found else 0,
            opportunities=[one for one in found if _stands_in(key, one, today, policies)][:ROWS],
            url=_list_url(key, owner),
            tone=tone,
        )
        for key, title, done, tone, _condition in lists
    ]


def _in_order(rows: OpportunityQuerySet) -> OpportunityQuerySet:
    """The order of every list: what is due first, the largest first."""
    return rows.order_by("next_step_on", _MONTHLY.desc(), "pk")


def _stands_in(key: str, one: Opportunity, today: date, policies: Mapping[str, StagePolicy]) -> bool:
    """Tell whether an open opportunity stands in a list of the day."""
    if key == "contact":
        policy = policies.get(one.stage)
        return policy is not None and one.contact_is_due(today, policy)
    return urgency_of(one.next_step_on, today) == key


def endings(opportunities: OpportunityQuerySet, since: date) -> Ending:
    """Return what was won since a day, and what was not, by reason; one query."""
    rows = (
        opportunities.filter(closed_on__gte=since, outcome__in=Outcome.values)
        .order_by()
        .values_list("outcome", name_of("loss_reason"))
        .annotate(number=Count("pk"), value=Sum("monthly_value"))
        .order_by("-value")
    )
    ended = Ending()
    reasons: dict[str, tuple[int, int]] = {}
    for outcome, reason, number, value in rows:
        if outcome == Outcome.WON:
            ended.won_count, ended.won_value = ended.won_count + number, ended.won_value + (value or 0)
        else:
            said = reason or gettext("No reason given")
            before = reasons.get(said, (0, 0))
            reasons[said] = (before[0] + number, before[1] + (value or 0))
    ended.reasons = [(reason, *sums) for reason, sums in sorted(reasons.items(), key=lambda one: -one[1][1])]
    return ended


def overdue_steps(user: User) -> list[OpportunityQuerySet]:
    """Return the opportunities whose next step is overdue, to be counted beside "My day": those that its list shows at
    first, of the team to whoever works for it, else those of `user`."""
    if not user.can(Right.EDIT_OPPORTUNITIES):
        return []
    rows = Opportunity.objects.all() if may_work_for_team(user) else Opportunity.objects.owned_by(user)
    return [rows.overdue(calendar.today()).values("pk")]


def _list_url(key: str, owner: User | None) -> str:
    query: dict[str, Any] = {"contact_due": "true"} if key == "contact" else {"status": "open", "next_step": key}
    if owner:
        query["owner"] = owner.pk
    return f"{reverse('pipeline:opportunity_list')}?{urlencode(query)}"
