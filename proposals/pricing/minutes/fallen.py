"""Why what was signed no longer rules: the acta itself, and the proposals and rounds that rest on it.

The state of a record stays what it was; what happened to it since is said beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import local_day, today
from almacontact.web.formats import day as day_words
from almacontact.web.page_head import Badge
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.pricing.engine.parameters import ParameterSet
from proposals.pricing.minutes.currentness import Fault, lapses_of, new_terms_since
from proposals.pricing.minutes.models import MinutesState, PricingMinutes
from proposals.pricing.models.parameters import DatedParameter


def acta_fallen(minutes: PricingMinutes, user: User, parameters: ParameterSet | None = None) -> list[Fault]:
    """Return why an approved acta does not rule today, each with a link that `user` may follow; nothing where it does.
    One query without `parameters`, one more where the deal got other terms since."""
    if minutes.state != MinutesState.APPROVED:
        return []
    held = DatedParameter.objects.all().as_set() if parameters is None else parameters
    return [*_by_new_terms(minutes, minutes.opportunity, user), *lapses_of(minutes, today(), held)]


def rest_fallen(minutes: PricingMinutes, user: User, *, opportunity: Opportunity, offered: bool = True) -> list[Fault]:
    """Return why what was signed on an acta does not rule any more: the deal got other terms, or the acta is not in
    force. Where it was not `offered` yet, also why the price is not current. As many queries as `acta_fallen`."""
    if by_terms := _by_new_terms(minutes, opportunity, user):
        return by_terms
    if minutes.state != MinutesState.APPROVED:
        url, label = (minutes.get_absolute_url(), _("See the acta")) if user.can(Right.VIEW_PRICING) else ("", "")
        words = _("%(acta)s, on which it rests, is no longer in force: %(state)s.")
        named = {"acta": minutes.number, "state": minutes.get_state_display().lower()}
        return [Fault(words % named, url, label)]
    return [] if offered else acta_fallen(minutes, user)


def fallen_badge(faults: Iterable[Fault]) -> list[Badge]:
    """Return what stands beside the state of what does not rule any more; nothing where it does."""
    return [Badge(_("No longer in force"), "bad", "slash-circle")] if any(faults) else []


def _by_new_terms(minutes: PricingMinutes, opportunity: Opportunity, user: User) -> list[Fault]:
    """The first change of terms that left what the acta approved."""
    approved_at = minutes.approved_at
    if approved_at is None or new_terms_since(minutes, opportunity) is None:
        return []
    change = next((one for one in _leaving(opportunity) if one[0] >= approved_at), None)
    if change is None:
        return []
    at, number, pk = change
    words = _("No longer in force since change of terms %(number)s, of %(day)s.")
    message = words % {"number": number, "day": day_words(local_day(at))}
    if not user.can(Right.VIEW_PROPOSALS):
        return [Fault(message, "", "")]
    return [Fault(message, reverse("proposals:terms_change_detail", args=[pk]), _("See the change"))]


def _leaving(opportunity: Opportunity) -> list[tuple[datetime, int, int]]:
    """The changes that left what was approved, the first first: when each came into force, its number and its key; read
    once for an instance of the deal."""
    cached: list[tuple[datetime, int, int]] | None = opportunity.__dict__.get("_leaving")
    if cached is None:
        found = opportunity.terms_changes.leaving().order_by("applied_at")
        cached = [(one.applied_at, one.number, one.pk) for one in found if one.applied_at]
        opportunity.__dict__["_leaving"] = cached
    return cached
