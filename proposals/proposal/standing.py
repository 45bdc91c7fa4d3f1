"""Where a version of a proposal stands: whether it was sent, what is next and who owes it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from almacontact.calendar import today
from almacontact.web.formats import day as day_words
from proposals.pricing.minutes.models import PricingMinutesQuerySet
from proposals.proposal.models.proposals import Proposal, ProposalQuerySet, ProposalState
from proposals.proposal.sending.models import ProposalSending


@dataclass(frozen=True, slots=True)
class NextAct:
    """What comes next for a version: in words, who owes it, and where it is done; `label` names the button."""

    text: str
    who: str
    tone: str
    url: str = ""
    label: str = ""


def with_sendings(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Read the standing sendings of each version along: one query for all."""
    standing = ProposalSending.objects.standing().order_by("-pk")
    return proposals.prefetch_related(Prefetch("sendings", standing, to_attr="standing_sendings"))


def unsent(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Return those that were not sent."""
    delivered = ProposalSending.objects.delivered().filter(proposal=OuterRef("pk"))
    return proposals.exclude(Exists(delivered))


def unbegun(actas: PricingMinutesQuerySet) -> PricingMinutesQuerySet:
    """Return those whose alternative has no proposal that stands."""
    return actas.exclude(
        pricing_model__alternative__in=Proposal.objects.exclude(state=ProposalState.VOID).values("alternative")
    )


def sending_of(proposal: Proposal) -> ProposalSending | None:
    """Return the last sending of a version that went out; `with_sendings` has read it."""
    found: list[ProposalSending] = getattr(proposal, "standing_sendings", None) or []
    return next((one for one in found if one.sent_at is not None), None)


def next_act(proposal: Proposal, *, gaps: int | None = None) -> NextAct | None:
    """Return what is next for a version with `gaps` open gaps; None where nothing is asked of anybody. Where nobody
    counted the gaps, a draft is to be finished: its own page says what it lacks."""
    owner = proposal.opportunity.owner.name
    if proposal.state == ProposalState.DRAFT:
        if gaps is None:
            return NextAct(_("Finish it"), owner, "info", proposal.get_absolute_url(), _("Open the proposal"))
        if gaps:
            words = ngettext("%(n)d gap to mend", "%(n)d gaps to mend", gaps) % {"n": gaps}
            return NextAct(words, owner, "warn", f"{proposal.get_absolute_url()}#gaps", _("See the gaps"))
        url = reverse("proposals:proposal_submit", args=[proposal.pk])
        return NextAct(_("Send it to approval"), owner, "info", url, _("Send to approval"))
    if proposal.state == ProposalState.IN_APPROVAL:
        return NextAct(_("Waits for validation and approval"), _("Areas and directors"), "info")
    if proposal.state != ProposalState.APPROVED:
        return None
    sent = sending_of(proposal)
    if sent is not None:
        return None
    if not proposal.is_valid_on(today()):
        words = _("The offer lapsed on %(day)s before it was sent.") % {"day": day_words(proposal.valid_until)}
        url = reverse("proposals:proposal_version", args=[proposal.pk])
        return NextAct(words, owner, "bad", url, _("Begin the next version"))
    url = reverse("proposals:proposal_send", args=[proposal.pk])
    return NextAct(_("Send it to the client"), owner, "warn", url, _("Send to the client"))
