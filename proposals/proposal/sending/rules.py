"""Whether a version of a proposal may go to the client now, and with what price (process row 8): nothing stale is sent.

The person who opens the page of a sending sees a price; what they saw goes along with the form, so that a price which
fell meanwhile is refused with the difference. A publication is judged as of the moment it was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.calendar import local_day
from almacontact.refusals import Blocker
from almacontact.web.formats import day as day_words
from pipeline.opportunities import gates
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from proposals.pricing.engine.snapshot import content_hash
from proposals.pricing.minutes.currentness import Fault, faults_of
from proposals.pricing.minutes.models import MinutesState, PricingMinutes
from proposals.pricing.models.parameters import DatedParameter
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.proposal.sending.models import ProposalSending
from proposals.proposal.staleness import Difference, acta_differences, price_differences
from proposals.rights import may_write

MENDED_BY_SENDING = frozenset({"debt_proposal_sent", "debt_clarifications_answered"})
"""Debts that a sending itself mends: they do not stand in its way."""


@dataclass(frozen=True, slots=True)
class PriceSeen:
    """The price of a proposal as it stands at one moment.

    `differences` is what it offers otherwise than what is in force; `faults` says why its acta was not current on a
    past day. `token` goes along with a form: it is another one once the price stands otherwise.
    """

    acta: str
    differences: tuple[Difference, ...]
    faults: tuple[Fault, ...]
    token: str

    @property
    def is_current(self) -> bool:
        """Tell whether this price may be offered."""
        return not self.differences and not self.faults


def demand_sender(user: User, proposal: Proposal) -> None:
    """Refuse when `user` does not write the proposals of this opportunity."""
    demand(
        may_write(user, proposal.opportunity),
        _("Only the owner, a coordinator or a director sends the proposals of this opportunity."),
        code="not_your_proposal",
    )


def price_seen(proposal: Proposal, at: datetime | None = None) -> PriceSeen:
    """Return the price of `proposal` as it stood `at` a moment, now where none is given; three queries."""
    acta = proposal.minutes
    if at is None:
        found = tuple(price_differences(proposal))
        return PriceSeen(acta.number, found, (), _token(acta, len(found)))
    stood = _in_force(proposal, at)
    if stood is None or stood.pk != acta.pk:
        found = (Difference(_("Acta"), acta.number, stood.number if stood else "–"),)
        found += tuple(acta_differences(acta, stood)) if stood else ()
        return PriceSeen(acta.number, found, (), "")
    return PriceSeen(acta.number, (), tuple(_own_faults(acta, at)), "")


def sending_blockers(proposal: Proposal, price: PriceSeen, at: datetime | None = None) -> list[Blocker]:
    """Return why `proposal` may not go out now, or could not `at` the moment it was published; each with its link."""
    opportunity, page = proposal.opportunity, proposal.get_absolute_url()
    if closed := opportunity.closed_blockers():
        return closed
    if proposal.state != ProposalState.APPROVED:
        words = _("%(proposal)s is not approved: only a version that all have signed is sent.")
        return [
            Blocker(
                code="not_approved",
                message=words % {"proposal": proposal},
                url=page,
                link_label=_("Open the proposal"),
            )
        ]
    found = []
    if proposal.document is None:
        words = _("The PDF of %(proposal)s is still being made. Wait until it is there.")
        found.append(
            Blocker(
                code="no_document",
                message=words % {"proposal": proposal},
                url=f"{page}#document-panel",
                link_label=_("See how far"),
            )
        )
    if not proposal.is_valid_on(local_day(at or timezone.now())):
        words = _("The offer was valid until %(day)s. Make the next version, with a new validity.")
        found.append(
            Blocker(
                code="lapsed",
                message=words % {"day": day_words(proposal.valid_until)},
                url=reverse("proposals:proposal_version", args=[proposal.pk]),
                link_label=_("Begin the next version"),
            )
        )
    found += stale_blockers(proposal, price)
    return found + [debt.as_blocker() for debt in gates.debts(opportunity) if debt.code not in MENDED_BY_SENDING]


def stale_blockers(proposal: Proposal, price: PriceSeen) -> list[Blocker]:
    """Return why the price of `proposal` may not be offered, with the difference."""
    found = [
        Blocker(code="stale_pricing", message=fault.message, url=fault.url, link_label=fault.link_label)
        for fault in price.faults
    ]
    if price.differences:
        shown = "; ".join(f"{one.label}: {one.was} → {one.now}" for one in price.differences)
        found.append(
            Blocker(
                code="stale_pricing",
                message=_("The price of %(proposal)s is no longer in force. %(differences)s.")
                % {"proposal": proposal, "differences": shown},
                url=reverse("proposals:proposal_version", args=[proposal.pk]),
                link_label=_("Begin the next version"),
            )
        )
    return found


def changed_blocker(proposal: Proposal) -> Blocker:
    """Return the refusal of a form that was opened on another price than the one of now."""
    return Blocker(
        code="price_changed",
        message=_("The price changed after you opened this page: nothing was sent. Read it again."),
        url=reverse("proposals:proposal_send", args=[proposal.pk]),
        link_label=_("Open it again"),
    )


def _token(acta: PricingMinutes, differences: int) -> str:
    """The acta the price is of, and a hash of what it says and of whether it is in force."""
    told = [acta.number, acta.state, acta.seats, acta.unit_value, acta.term_months, str(acta.valid_until), differences]
    return f"{acta.number}:{content_hash(told)[:32]}"


def _in_force(proposal: Proposal, moment: datetime) -> PricingMinutes | None:
    """Return the acta that held for the alternative at `moment`: the one that was signed last, unless it was voided.
    None when none did: the acta before a voided one does not come back."""
    signed = PricingMinutes.objects.filter(pricing_model__alternative=proposal.alternative_id, approved_at__lte=moment)
    held: PricingMinutes | None = signed.order_by("-approved_at", "-pk").first()
    return None if held is None or held.state == MinutesState.VOID else held


def _own_faults(acta: PricingMinutes, moment: datetime) -> list[Fault]:
    """Why the acta that was in force was not current on the day; superseded since, its validity alone is judged."""
    day = local_day(moment)
    if acta.state == MinutesState.SUPERSEDED and day <= acta.valid_until:
        return []
    return faults_of(acta, day, DatedParameter.objects.all().as_set(), at=moment)


def sent_proposal(opportunity: Opportunity) -> Proposal | None:
    """Return the version that the client has: the last one that went out."""
    last = (
        ProposalSending.objects.delivered()
        .of(opportunity)
        .select_related("proposal__alternative", "proposal__minutes")
        .order_by("-sent_at", "-pk")
        .first()
    )
    return last.proposal if last else None
