"""What is allowed but unusual in a deal, and the values a new deal may start from."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from proposals.errors import PricingError
from proposals.pricing.engine.inputs import Deal
from proposals.pricing.engine.parameters import Key, ParameterSet
from proposals.pricing.engine.price import Pricing

_RANGE_KEYS = (
    Key.SHRINKAGE_LOW,
    Key.SHRINKAGE_HIGH,
    Key.SUPERVISOR_RATIO_LOW,
    Key.SUPERVISOR_RATIO_HIGH,
    Key.PAYMENT_DAYS_STATE,
)


def suggested_terms(parameters: ParameterSet, on: date, *, state: bool) -> dict[str, Decimal]:
    """ICA (Bogotá), GMF and payment days a new deal may start from; `state` for a public client.

    Raises MissingParameter."""
    days = Key.PAYMENT_DAYS_STATE if state else Key.PAYMENT_DAYS_PRIVATE
    held = parameters.all_of((Key.ICA_BOGOTA, Key.GMF, days), on)
    return {"ica": held[Key.ICA_BOGOTA].value, "gmf": held[Key.GMF].value, "payment_days": held[days].value}


def advise(pricing: Pricing, parameters: ParameterSet) -> list[PricingError]:
    """Warnings about a computed model, none of which stops it: shrinkage, span of supervision or payment days out of
    the usual range, and a contract year that loses money. Raises MissingParameter."""
    held = parameters.all_of(_RANGE_KEYS, pricing.deal.parameters_on)
    usual = {key: parameter.value for key, parameter in held.items()}
    return [
        *_shrinkage(pricing.deal, usual),
        *_supervision(pricing.deal, usual),
        *_payment(pricing.deal, usual),
        *_losing_years(pricing),
    ]


def _shrinkage(deal: Deal, usual: dict[str, Decimal]) -> Iterator[PricingError]:
    low, high = usual[Key.SHRINKAGE_LOW], usual[Key.SHRINKAGE_HIGH]
    for position, line in enumerate(deal.services):
        both = 1 - (1 - line.internal_shrinkage) * (1 - line.external_shrinkage)
        if not low <= both <= high:
            yield PricingError(
                f"services.{position}.internal_shrinkage",
                format_lazy(
                    _("{service}: shrinkage in all is {found} %; usual is {low} to {high} %."),
                    service=line.name,
                    found=f"{both * 100:.1f}",
                    low=f"{low * 100:.0f}",
                    high=f"{high * 100:.0f}",
                ),
                _("Check internal and external shrinkage with Workforce planning."),
                "unusual_shrinkage",
            )


def _supervision(deal: Deal, usual: dict[str, Decimal]) -> Iterator[PricingError]:
    """The closest supervision, that is the role with the fewest agents per person, is the one to look at."""
    ratios = [(role.ratio, position) for position, role in enumerate(deal.structure) if role.ratio is not None]
    if not ratios:
        return
    ratio, position = min(ratios)
    low, high = usual[Key.SUPERVISOR_RATIO_LOW], usual[Key.SUPERVISOR_RATIO_HIGH]
    if not low <= ratio <= high:
        yield PricingError(
            f"structure.{position}.ratio",
            format_lazy(
                _("The closest supervision is one for {ratio} agents; usual is one for {low} to {high}."),
                ratio=f"{ratio:.0f}",
                low=f"{low:.0f}",
                high=f"{high:.0f}",
            ),
            _("Check the ratio of supervisors with Operations."),
            "unusual_supervision",
        )


def _payment(deal: Deal, usual: dict[str, Decimal]) -> Iterator[PricingError]:
    most = usual[Key.PAYMENT_DAYS_STATE]
    if deal.terms.payment_days > most:
        yield PricingError(
            "terms.payment_days",
            format_lazy(_("Payment is later than the {days} days of Ley 2024 de 2020."), days=f"{most:.0f}"),
            _("Ask for a shorter term, or see what the delay costs in the financing."),
            "late_payment",
        )


def _losing_years(pricing: Pricing) -> Iterator[PricingError]:
    for year, margin in enumerate(pricing.year_margins(), start=1):
        if margin < 0:
            yield PricingError(
                "terms.clause",
                format_lazy(_("Contract year {year} loses money under this indexation clause."), year=year),
                _("Link the price to the minimum wage, or raise the margin."),
                "losing_year",
            )
