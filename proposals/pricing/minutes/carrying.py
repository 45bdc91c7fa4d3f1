"""What an approved acta does to its opportunity: seats, unit value and months become those that were signed."""

from django.utils.translation import gettext as _

from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.pricing.minutes.models import PricingMinutes


def carry_to_opportunity(minutes: PricingMinutes) -> Opportunity:
    """Set the figures of the opportunity to those of an approved acta, as an ordinary edit whose reason names it.

    It is done in the name of who prepared the acta, or of the owner where that person may no longer edit. What is
    closed keeps its figures.
    """
    opportunity = Opportunity.objects.select_related("owner").get(pk=minutes.opportunity.pk)
    if not opportunity.is_open:
        return opportunity
    prepared_by = minutes.created_by
    editor = prepared_by if prepared_by and opportunity.may_be_edited_by(prepared_by) else opportunity.owner
    return edit_opportunity(
        opportunity=opportunity,
        by=editor,
        changes=minutes.terms.sold(),
        reason=_("%(acta)s approved") % {"acta": minutes.number},
    )
