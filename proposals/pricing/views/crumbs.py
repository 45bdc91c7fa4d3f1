"""The way back from the pages of pricing."""

from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.pricing.models.pricing import PricingModel, Scenario


def pricing_crumbs(model: PricingModel | None = None, scenario: Scenario | None = None) -> list[tuple[str, str]]:
    """Return the breadcrumb down to a version, or to one of its scenarios."""
    crumbs = [(_("Pricing"), reverse("proposals:pricing_list"))]
    if model is not None:
        crumbs.append((model.opportunity.code, model.opportunity.get_absolute_url()))
        crumbs.append((str(model), model.get_absolute_url()))
    if scenario is not None:
        crumbs.append((scenario.name, scenario.get_absolute_url()))
    return crumbs
