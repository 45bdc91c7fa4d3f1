"""What every act of writing a proposal asks first: who writes, on which acta, and that it is still a draft."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.approvals import actions as approvals
from almacontact.audit.misfits import refuse
from almacontact.calendar import today
from almacontact.refusals import Blocker, Refused
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.rights import demand
from proposals.pricing.engine.parameters import ParameterSet
from proposals.pricing.minutes.currentness import faults_of
from proposals.pricing.minutes.models import MinutesState, PricingMinutes
from proposals.pricing.models.parameters import DatedParameter
from proposals.pricing.models.pricing import Alternative, PricingState
from proposals.proposal.models.proposals import Proposal
from proposals.rights import may_write


def demand_write(user: User, opportunity: Opportunity) -> None:
    """Refuse when `user` does not write the proposals of `opportunity`."""
    demand(
        may_write(user, opportunity),
        _("Only the owner, a coordinator or a director writes the proposals of this opportunity."),
        code="not_your_proposal",
    )


def demand_draft(user: User, proposal: Proposal) -> None:
    """Refuse when `user` does not write this proposal, or it is no draft."""
    demand_write(user, proposal.opportunity)
    if blockers := proposal.edit_blockers():
        raise Refused(blockers)


@contextmanager
def writing(proposal: Proposal, by: User) -> Iterator[Proposal]:
    """Open a transaction that holds a draft while `by` writes in it: nobody submits it meanwhile.

    Raises `NotAllowed` to who does not write it, `Refused` when it is no draft or its opportunity is closed.
    """
    with transaction.atomic():
        held = approvals.lock(proposal)
        demand_write(by, held.opportunity)
        refuse(held.opportunity.closed_blockers())
        if blockers := held.edit_blockers():
            raise Refused(blockers)
        yield held


def newest_acta(alternative: Alternative) -> PricingMinutes | None:
    """Return the acta of an alternative that is in force, the newest; None without one."""
    return (
        PricingMinutes.objects.approved()
        .filter(pricing_model__alternative=alternative)
        .with_parties()
        .order_by("-pk")
        .first()
    )


def acta_blockers(
    alternative: Alternative, acta: PricingMinutes | None, parameters: ParameterSet | None = None
) -> list[Blocker]:
    """Return why `acta`, the newest approved one of an alternative, carries no proposal today; nothing when it does."""
    if acta is None:
        return [_what_lacks(alternative)]
    held = DatedParameter.objects.all().as_set() if parameters is None else parameters
    return [
        Blocker(code="acta_not_current", message=one.message, url=one.url, link_label=one.link_label)
        for one in faults_of(acta, today(), held)
    ]


def _what_lacks(alternative: Alternative) -> Blocker:
    """Say how far the pricing of an alternative is that has no approved acta."""
    model = (
        alternative.models.exclude(state__in=[PricingState.VOID, PricingState.SUPERSEDED]).order_by("-number").first()
    )
    if model is None:
        return Blocker(
            code="no_acta",
            message=_("“%(alternative)s” has no pricing.") % {"alternative": alternative},
            url=reverse("proposals:alternative_create", args=[alternative.opportunity.code]),
            link_label=_("Build the pricing"),
        )
    running = model.minutes.filter(state=MinutesState.IN_APPROVAL).first()
    if running is not None:
        return Blocker(
            code="no_acta",
            message=_("%(acta)s waits for signatures.") % {"acta": running.number},
            url=running.get_absolute_url(),
            link_label=_("See its approval"),
        )
    return Blocker(
        code="no_acta",
        message=_("“%(alternative)s” has no approved acta: its pricing is not signed.") % {"alternative": alternative},
        url=model.get_absolute_url(),
        link_label=_("Open the pricing"),
    )
