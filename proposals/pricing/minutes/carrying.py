"""What an acta does to its opportunity: approved, seats, unit value and months become those that were signed; voided,
they go back to what was estimated before."""

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from pipeline.opportunities.actions.opportunities import carry_terms
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.pricing.minutes.models import PricingMinutes


def carry_to_opportunity(minutes: PricingMinutes) -> Opportunity:
    """Set the figures of the opportunity to those of an approved acta, with a reason that names it.

    It is done in the name of who prepared the acta, or of the owner where that person may no longer edit. What is
    closed keeps its figures.
    """
    opportunity = Opportunity.objects.select_related("owner").get(pk=minutes.opportunity.pk)
    if not opportunity.is_open:
        return opportunity
    prepared_by = minutes.created_by
    editor = prepared_by if prepared_by and opportunity.may_be_edited_by(prepared_by) else opportunity.owner
    return carry_terms(
        opportunity=opportunity,
        by=editor,
        changes=minutes.terms.sold(),
        reason=_("%(acta)s approved") % {"acta": minutes.number},
    )


def take_from_opportunity(minutes: PricingMinutes, *, by: User) -> Opportunity:
    """Give an opportunity the figures back that it had before any acta, once the acta they came from is voided.

    Figures that came from elsewhere stay, as do those of what is closed.
    """
    opportunity = Opportunity.objects.select_related("owner").get(pk=minutes.opportunity.pk)
    principal = minutes.pricing_model.alternative.principal
    if not principal or minutes.approved_at is None or opportunity.terms.sold() != minutes.terms.sold():
        return opportunity
    first = PricingMinutes.objects.of(opportunity).filter(approved_at__isnull=False).order_by("approved_at")[0]
    names = list(minutes.terms.sold())
    estimate = opportunity.history.filter(history_date__lt=first.approved_at).values(*names).first()
    if estimate is None or not opportunity.is_open:
        return opportunity
    return carry_terms(
        opportunity=opportunity,
        by=by if opportunity.may_be_edited_by(by) else opportunity.owner,
        changes=estimate,
        reason=_("%(acta)s voided: the estimate from before it") % {"acta": minutes.number},
    )
