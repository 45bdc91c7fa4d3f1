"""What clarifications say to the gate to Negotiation, and which version resolves them (docs/process.md#gates)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.accounts.models import User
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import today
from almacontact.web.formats import day as day_words
from pipeline.opportunities.gates import Condition
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.clarifications.chain import named, resolves, standing_sendings, unresolved
from proposals.clarifications.models import Clarification
from proposals.proposal.sending.models import ProposalSending

_CODE = "clarifications_answered"
_LABEL = gettext_lazy("No overdue clarification, and price changes sent again")
NAMED = 3
"""Clarifications that the gate names one by one."""


def clarifications_answered(opportunity: Opportunity) -> Condition:
    """Proposal → Negotiation: no overdue clarification, and what alters the offer was priced and sent again.

    Met where nothing was asked. One query, two where something alters the offer.
    """
    found = list(Clarification.objects.standing().filter(opportunity=opportunity).order_by("due_on", "number"))
    for one in found:
        one.opportunity = opportunity
    late = [one for one in found if one.is_overdue(today())]
    sendings = standing_sendings(one.resolved_by_id for one in found if one.alters_offer)
    owing = unresolved(found, sendings)
    if not late and not owing:
        return Condition(code=_CODE, label=_LABEL, met=True, records=(*found, *sendings))
    parts = [*(_late(one) for one in late), *(_owing(one) for one in owing)]
    shown = parts[:NAMED]
    more = len(parts) - len(shown)
    words = " ".join(str(one.missing) for one in shown)
    return Condition(
        code=_CODE,
        label=_LABEL,
        met=False,
        missing=f"{words} {_('And %(n)s more.') % {'n': more}}" if more else words,
        url=shown[0].url,
        link_label=shown[0].link_label,
        options=(tuple(shown),) if len(shown) > 1 else (),
    )


def _late(one: Clarification) -> Condition:
    values = {"which": named(one), "day": day_words(one.due_on)}
    missing = _("%(which)s was due on %(day)s and its answer was not sent.") % values
    link = _("Send the answer") if one.answer else _("Answer it")
    return Condition(
        code="clarification_overdue",
        label=named(one),
        met=False,
        missing=missing,
        url=one.get_absolute_url(),
        link_label=link,
    )


def _owing(one: Clarification) -> Condition:
    missing = _("%(which)s alters the offer: it has to be priced and sent again.") % {"which": named(one)}
    return Condition(
        code="clarification_unpriced",
        label=named(one),
        met=False,
        missing=missing,
        url=one.get_absolute_url(),
        link_label=_("See what is missing"),
    )


def note_resolved(*, sending: ProposalSending, by: User, **_signal: Any) -> None:
    """After a proposal went out: keep on every clarification it prices that it does. Connected to `proposal_sent`."""
    proposal = sending.proposal
    altering = (
        Clarification.objects.altering()
        .filter(opportunity=proposal.alternative.opportunity_id)
        .select_related("asked_after")
    )
    found = list(altering)
    for one in unresolved(found, standing_sendings(one.resolved_by_id for one in found)):
        if not resolves(proposal, one):
            continue
        claim(one, None)
        one.resolved_by = proposal
        save_as(one, by=by, reason=str(proposal), fields=["resolved_by", "version"])
