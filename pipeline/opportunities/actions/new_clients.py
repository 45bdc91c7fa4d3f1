"""Which wins are of a new client: those of a company without an earlier award (glossary: derived, never typed).

A company is a client with whatever is one with it, by NIT or by group. A win freezes the answer; what turns out to be
one company afterwards, in a merge or a group, is judged again: of its wins that counted as new the first one goes on
counting.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.audit.locking import lock
from almacontact.audit.versioning import claim, save_as
from almacontact.web.formats import day
from pipeline.clients.models import Client
from pipeline.events import Touched, closings_touched, results_changed
from pipeline.opportunities.models.opportunities import Opportunity


def no_longer_new(clients: Iterable[Client]) -> list[Opportunity]:
    """Return the wins that stop counting as of a new client once `clients` are one company, the earliest first."""
    new = Opportunity.objects.of_company(*clients).won().filter(new_client=True)
    return list(new.select_related("client").order_by("closed_on", "pk")[1:])


def in_words(deals: Iterable[Opportunity]) -> list[str]:
    """Say of each win that it no longer counts as of a new client."""
    words = _(
        "%(code)s of %(client)s, won on %(day)s, no longer counts as a new client: the company has an earlier win."
    )
    return [words % {"code": one.code, "client": one.client, "day": day(one.closed_on)} for one in deals]


def judge_again(*, clients: list[Client], by: User, reason: str, **_more: Any) -> list[int]:
    """Let all but the first win of what is now one company count no longer as of a new client, with its history.

    Hears of `pipeline.events.one_company`: the clients are held. Returns the keys of those wins."""
    # Also those that move to another client in the same act: rows of one table are locked by their keys.
    company = list(Opportunity.objects.of_company(*clients).order_by("pk"))
    lock(*company)
    held = {one.pk: one for one in company}
    changed = [held[one.pk] for one in no_longer_new(clients)]
    _count(changed, Touched.NOT_NEW, by, reason)
    return [deal.pk for deal in changed]


def count_again(*, not_new: list[int], by: User, reason: str, **_more: Any) -> None:
    """Let wins that a merge had counted no longer as of a new client count so again, with their history.

    Hears of `pipeline.events.two_companies`: the deals are held, as the merge left them."""
    _count(list(Opportunity.objects.filter(pk__in=not_new).order_by("pk")), Touched.NEW_AGAIN, by, reason)


def _count(deals: list[Opportunity], what: Touched, by: User, reason: str) -> None:
    """Count `deals`, which are held, as of a new client again, or no longer, and tell the days that it touches."""
    for deal in deals:
        claim(deal, None)
        deal.new_client = what == Touched.NEW_AGAIN
        save_as(deal, by=by, reason=reason, fields=["new_client", "version"])
    days = [(deal.code, deal.closed_on) for deal in deals if deal.closed_on]
    if days:
        results_changed.send(Opportunity, years={on.year for _code, on in days})
        closings_touched.send(Opportunity, what=what, deals=days, by=by, reason=reason)
