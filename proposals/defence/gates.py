"""What the defence says to the gate to Negotiation and to the opportunity page (process row 9)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.accounts.models import User
from almacontact.web.formats import day_and_time
from pipeline.opportunities.gates import Condition
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.defence.models import DefenceState, ProposalDefence
from proposals.rights import may_write

CODE = "defence_held"


def defence_held(opportunity: Opportunity) -> Condition:
    """Proposal → Negotiation: a defence was held, or it is written down that the client requires none.

    One query. Its record is the defence: voided later, it shows as a debt.
    """
    label = gettext_lazy("Defence held, or recorded as not required")
    standing = ProposalDefence.objects.standing().filter(opportunity=opportunity).order_by("starts_at", "pk")
    found = list(standing.exclude(state=DefenceState.CANCELLED))
    settled = [one for one in found if one.settles]
    if settled:
        return Condition(code=CODE, label=label, met=True, records=(settled[-1],))
    planned = next((one for one in found if one.state == DefenceState.PLANNED), None)
    if planned is not None:
        words = {"when": day_and_time(planned.starts_at)}
        if not planned.has_begun:
            return Condition(
                code=CODE,
                label=label,
                met=False,
                missing=_("The defence is planned for %(when)s.") % words,
                url=planned.get_absolute_url(),
                link_label=_("Prepare it"),
            )
        return Condition(
            code=CODE,
            label=label,
            met=False,
            missing=_("The defence of %(when)s is planned: write down how it went.") % words,
            url=reverse("proposals:defence_hold", args=[planned.pk]),
            link_label=_("Write it down"),
        )
    return Condition(
        code=CODE,
        label=label,
        met=False,
        missing=_("No defence was held. Plan it, or write down that the client requires none."),
        url=reverse("proposals:defence_create", args=[opportunity.code]),
        link_label=_("Plan the defence"),
    )


def panel_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the section "Defence" of the opportunity page: one query."""
    topics = Count("topics", filter=Q(topics__removed_at__isnull=True), distinct=True)
    rehearsals = Count("rehearsals", filter=Q(rehearsals__removed_at__isnull=True), distinct=True)
    found = opportunity.defences.select_related("proposal", "presentation")
    defences = list(found.annotate(topic_count=topics, rehearsal_count=rehearsals).order_by("-pk"))
    standing = [one for one in defences if one.is_standing and one.state != DefenceState.CANCELLED]
    may_prepare = opportunity.is_open and may_write(user, opportunity)
    waiting = any(one.state in (DefenceState.PLANNED, DefenceState.NOT_REQUIRED) for one in standing)
    return {
        "opportunity": opportunity,
        "defences": defences,
        "may_plan": may_prepare and not waiting,
        "may_dispense": may_prepare and not standing,
    }
