"""The gate to Proposal: a price that the areas approved, and a version with it that went to the client, with evidence.

A sending is only possible of an approved version at a current price, so one that stands proves both.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.calendar import today
from pipeline.opportunities.gates import Condition
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.pricing.engine.parameters import ParameterSet
from proposals.pricing.minutes.currentness import Fault, faults_of
from proposals.pricing.minutes.models import MinutesState, PricingMinutes
from proposals.pricing.models.parameters import DatedParameter
from proposals.pricing.models.pricing import PricingModel, PricingState
from proposals.proposal.models.proposals import Proposal, ProposalState
from proposals.proposal.sending.models import ProposalSending

CODE = "proposal_sent"


def proposal_sent(opportunity: Opportunity) -> Condition:
    """Judge the condition: one query where it is met, two where it is not.

    Its records are the sending, the proposal and the acta: whichever is voided later shows as a debt.
    """
    label = gettext_lazy("Proposal approved and sent, with evidence")
    sent = ProposalSending.objects.standing_of(opportunity).first()
    if sent is not None:
        return Condition(code=CODE, label=label, met=True, records=(sent, sent.proposal, sent.proposal.minutes))
    missing, url, link_label = _what_lacks(opportunity)
    return Condition(code=CODE, label=label, met=False, missing=missing, url=url, link_label=link_label)


def _what_lacks(opportunity: Opportunity) -> tuple[str, str, str]:
    """How far the proposal is, and where it goes on: the version that is nearest to being sent."""
    nearest = (ProposalState.APPROVED, ProposalState.IN_APPROVAL, ProposalState.DRAFT)
    found = {one.state: one for one in Proposal.objects.of(opportunity).filter(state__in=nearest).order_by("pk")}
    proposal = next((found[state] for state in nearest if state in found), None)
    if proposal is None:
        return (
            _("There is no proposal yet."),
            reverse("proposals:proposal_create", args=[opportunity.code]),
            _("Write the proposal"),
        )
    named = {"proposal": proposal}
    if proposal.state == ProposalState.APPROVED:
        url = reverse("proposals:proposal_send", args=[proposal.pk])
        return _("%(proposal)s is approved and not sent yet.") % named, url, _("Send it")
    if proposal.state == ProposalState.IN_APPROVAL:
        return _("%(proposal)s waits for signatures.") % named, proposal.get_absolute_url(), _("See its approval")
    return (
        _("%(proposal)s is a draft: it has not been sent to approval.") % named,
        proposal.get_absolute_url(),
        _("Open the proposal"),
    )


def pricing_approved(opportunity: Opportunity) -> Condition:
    """Judge the condition of the gate to Proposal: at least one alternative has an approved and current pricing.

    What was current when it was sent counts, though it fell since. One query where there is no pricing, two or three
    where there is; one more where it is not current now."""
    label = gettext_lazy("Pricing approved by the areas and current")
    versions = _versions(opportunity)
    standing = [one for one in versions if one.state not in (PricingState.VOID, PricingState.SUPERSEDED)]
    approved = _approved(opportunity, standing)
    parameters = DatedParameter.objects.all().as_set() if approved else ParameterSet(())
    faults: list[Fault] = []
    for minutes in approved:
        own = faults_of(minutes, today(), parameters)
        if not own:
            return Condition(code="pricing_approved", label=label, met=True, records=(minutes,))
        faults += own
    if versions and (sent := _sent_minutes(opportunity)):
        return Condition(code="pricing_approved", label=label, met=True, records=(sent,))
    fault = faults[0] if faults else _what_the_price_lacks(opportunity, standing)
    return Condition(
        code="pricing_approved",
        label=label,
        met=False,
        missing=fault.message,
        url=fault.url,
        link_label=fault.link_label,
    )


def _sent_minutes(opportunity: Opportunity) -> PricingMinutes | None:
    """The acta of an offer that was sent and stands: only a current price is ever sent."""
    sent = ProposalSending.objects.standing_of(opportunity).first()
    return sent.proposal.minutes if sent else None


def _versions(opportunity: Opportunity) -> list[PricingModel]:
    """Every version of the pricing of the opportunity, the principal's first."""
    found = (
        PricingModel.objects.filter(alternative__opportunity=opportunity)
        .select_related("alternative")
        .order_by("-alternative__principal", "-pk")
    )
    for one in found:
        one.alternative.opportunity = opportunity
    return list(found)


def _approved(opportunity: Opportunity, standing: Iterable[PricingModel]) -> list[PricingMinutes]:
    models = {one.pk: one for one in standing if one.state == PricingState.APPROVED}
    if not models:
        return []
    found = {one.pricing_model_id: one for one in PricingMinutes.objects.approved().filter(pricing_model__in=models)}
    for pk, minutes in found.items():
        minutes.pricing_model = models[pk]
    return [found[pk] for pk in models if pk in found]


def _what_the_price_lacks(opportunity: Opportunity, standing: list[PricingModel]) -> Fault:
    """Say how far the pricing is where nothing was approved yet."""
    if not standing:
        return Fault(
            _("There is no pricing yet."),
            reverse("proposals:alternative_create", args=[opportunity.code]),
            _("Build the pricing"),
        )
    model = standing[0]
    if model.state == PricingState.IN_APPROVAL:
        running = model.minutes.filter(state=MinutesState.IN_APPROVAL).first()
        if running is not None:
            return Fault(
                _("%(acta)s waits for signatures.") % {"acta": running.number},
                running.get_absolute_url(),
                _("See its approval"),
            )
    return Fault(_("The pricing has not been sent to approval."), model.get_absolute_url(), _("Open the pricing"))
