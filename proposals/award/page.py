"""What the page of an award shows above it: how it stands, and the act that is next."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.web.formats import day
from almacontact.web.page_head import Act, Badge
from pipeline.opportunities.gates import Condition
from pipeline.states import Outcome
from proposals.award.models import Award
from proposals.award.tables import state_badge
from proposals.negotiation.models import NegotiationRound
from proposals.pricing.minutes.models import PricingMinutes
from proposals.rights import voids_evidence


def head(award: Award, user: User, within: Condition | None) -> dict[str, Any]:
    """Return the head of the page: closing as won where the terms allow it, voiding to who may.

    `within` tells whether the terms lie within what was approved; None where the award or the opportunity is closed.
    """
    opportunity = award.opportunity
    stands = award.is_standing
    return {
        "subtitle": " · ".join(
            [
                str(opportunity.service),
                opportunity.code,
                _("awarded on %(day)s") % {"day": day(award.awarded_on)},
            ]
        ),
        "crumbs": [
            (_("Awards"), reverse("proposals:award_list")),
            (opportunity.code, opportunity.get_absolute_url()),
        ],
        "badge": state_badge(award),
        "badges": [Badge(_("Partial"), "warn")] if award.partial and stands else [],
        "primary": _closing(award, user, within),
        "menu": [Act(_("Void"), reverse("proposals:award_void", args=[award.pk]), "slash-circle", "bad")]
        if stands and voids_evidence(user)
        else [],
    }


def record_words(record: PricingMinutes | NegotiationRound | None) -> str:
    """Return what holds the offered terms in words: the round or the acta; '' where nothing was priced."""
    if isinstance(record, NegotiationRound):
        return _("round %(number)s of the negotiation") % {"number": record.number}
    return str(record or "")


def _closing(award: Award, user: User, within: Condition | None) -> Act | None:
    """Closing as won, to who may move the opportunity, once the award lies within what was approved."""
    opportunity = award.opportunity
    if within is None or not within.met or not opportunity.may_be_moved_by(user):
        return None
    address = reverse("pipeline:opportunity_close", args=[opportunity.code])
    return Act(_("Close as won"), f"{address}?outcome={Outcome.WON}", "trophy")
