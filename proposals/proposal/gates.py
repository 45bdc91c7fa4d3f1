"""The gate to Proposal: an alternative whose price the areas approved, current now or when it was sent."""

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
from proposals.proposal.sending.models import ProposalSending


def pricing_approved(opportunity: Opportunity) -> Condition:
    """Judge the condition of the gate to Proposal: at least one alternative has an approved and current pricing.

    What was current when it was sent counts, though it fell since. One query where there is no pricing, two or three
    where there is; one more where it is not current now."""
    label = gettext_lazy("Pricing approved by the areas and current")
    standing = _standing(opportunity)
    approved = _approved(opportunity, standing)
    parameters = DatedParameter.objects.all().as_set() if approved else ParameterSet(())
    faults: list[Fault] = []
    for minutes in approved:
        own = faults_of(minutes, today(), parameters)
        if not own:
            return Condition(code="pricing_approved", label=label, met=True, records=(minutes,))
        faults += own
    if standing and (sent := _sent_minutes(opportunity)):
        return Condition(code="pricing_approved", label=label, met=True, records=(sent,))
    fault = faults[0] if faults else _what_lacks(opportunity, standing)
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


def _standing(opportunity: Opportunity) -> list[PricingModel]:
    """The versions of the opportunity that are worked on, in approval or approved, the principal's first."""
    found = (
        PricingModel.objects.filter(alternative__opportunity=opportunity)
        .exclude(state__in=[PricingState.VOID, PricingState.SUPERSEDED])
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


def _what_lacks(opportunity: Opportunity, standing: list[PricingModel]) -> Fault:
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
