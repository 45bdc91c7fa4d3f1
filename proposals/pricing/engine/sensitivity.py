"""What is left of the margin when the world moves by a tenth and the price does not."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from proposals.errors import PricingRefused, Text
from proposals.pricing.engine.inputs import Channel, DayType, Deal, PriceUnit, ServiceLine
from proposals.pricing.engine.parameters import ParameterSet
from proposals.pricing.engine.price import Pricing, compute

STEPS = (Decimal("-0.1"), Decimal("0.1"))


class Driver(StrEnum):
    """What is moved."""

    VOLUME = "volume"
    AHT = "aht"
    WAGE = "wage"
    PAYMENT_DAYS = "payment_days"


DRIVER_LABELS: dict[Driver, Text] = {
    Driver.VOLUME: _("Volume"),
    Driver.AHT: _("Average handling time"),
    Driver.WAGE: _("Wages"),
    Driver.PAYMENT_DAYS: _("Payment days"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The margin (fraction of the price) when `driver` moves by `step` (−0.1 is 10 % less).

    `margin` is None where no agents could meet the targets or nothing would be billed."""

    driver: Driver
    step: Decimal
    margin: Decimal | None


def sensitivity(pricing: Pricing, parameters: ParameterSet) -> tuple[Outcome, ...]:
    """The margin against ±10 % in volume, handling time, wages and payment days.

    The unit price stays; what is billed follows the price unit of the deal (a fixed monthly price stays whole, a price
    per transaction grows with the volume). Fixed and 24×7 posts do not move with volume.
    """
    return tuple(_outcome(pricing, parameters, driver, step) for driver in Driver for step in STEPS)


def _outcome(pricing: Pricing, parameters: ParameterSet, driver: Driver, step: Decimal) -> Outcome:
    try:
        moved = compute(_moved(pricing.deal, driver, 1 + step), parameters)
    except PricingRefused:
        return Outcome(driver, step, None)
    billed = _billed(pricing, moved)
    if billed <= 0:
        return Outcome(driver, step, None)
    return Outcome(driver, step, 1 - moved.value("cost_base") / billed - moved.value("deductions"))


def _billed(pricing: Pricing, moved: Pricing) -> Decimal:
    """The month's income of the moved deal at the unit price of the first one, COP."""
    price = pricing.value("price")
    units = {PriceUnit.SEAT: "seats", PriceUnit.HOUR: "hours", PriceUnit.TRANSACTION: "transactions"}
    key = units.get(pricing.deal.terms.price_unit)
    if key is None or not pricing.value(key):
        return price
    return price / pricing.value(key) * moved.value(key)


def _moved(deal: Deal, driver: Driver, factor: Decimal) -> Deal:
    if driver is Driver.PAYMENT_DAYS:
        return replace(deal, terms=replace(deal.terms, payment_days=deal.terms.payment_days * factor))
    if driver is Driver.WAGE:
        return replace(
            deal,
            services=tuple(replace(line, wage=line.wage * factor) for line in deal.services),
            structure=tuple(replace(role, wage=role.wage * factor) for role in deal.structure),
        )
    if driver is Driver.AHT:
        return replace(
            deal, services=tuple(replace(line, aht_seconds=line.aht_seconds * factor) for line in deal.services)
        )
    return replace(deal, services=tuple(_with_volume(line, factor) for line in deal.services))


def _with_volume(line: ServiceLine, factor: Decimal) -> ServiceLine:
    if line.channel in (Channel.FIXED_POSTS, Channel.ROUND_THE_CLOCK):
        return line
    return replace(line, days=tuple(_busier(day, factor) for day in line.days))


def _busier(day: DayType, factor: Decimal) -> DayType:
    return replace(day, volumes=tuple(None if volume is None else volume * factor for volume in day.volumes))
