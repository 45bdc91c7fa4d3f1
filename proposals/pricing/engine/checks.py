"""What is wrong with the inputs of a deal, before anything is computed: every error, at its field."""

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from almacontact.money import cop
from proposals.errors import PricingError
from proposals.pricing.engine.explain import Unit
from proposals.pricing.engine.inputs import Channel, DayType, Deal, Entry, ServiceLine, StructureRole, Terms, entries

MAX_SERVICES = 20
MAX_DAY_TYPES = 14
MAX_ROLES = 40
INTERVAL_COUNTS = (24, 48)
MAX_VOLUME = Decimal(1_000_000)
_LONGEST = 15  # digits beyond which a number is told with its exponent
_WORKED = (Channel.INBOUND, Channel.OUTBOUND, Channel.BACK_OFFICE)


def problems(deal: Deal) -> list[PricingError]:
    """Every error of the inputs; an empty list means the deal can be computed."""
    return [*_deal(deal)]


def _deal(deal: Deal) -> Iterator[PricingError]:
    if not deal.services:
        yield PricingError(
            "services", _("The model has no service."), _("Add at least one service with its volumes."), "empty"
        )
    for path, items, most in (("services", deal.services, MAX_SERVICES), ("structure", deal.structure, MAX_ROLES)):
        if len(items) > most:
            yield _too_many(path, most)
            return
    for position, line in enumerate(deal.services):
        yield from _service(line, f"services.{position}")
    for position, role in enumerate(deal.structure):
        yield from _role(role, f"structure.{position}")
    yield from _ranges(deal.terms, "terms")
    yield from _room_for_a_price(deal.terms)


def _service(line: ServiceLine, path: str) -> Iterator[PricingError]:
    yield from _ranges(line, path)
    if line.channel in _WORKED and line.aht_seconds == 0:
        yield PricingError(
            f"{path}.aht_seconds",
            _("The average handling time must be above zero seconds."),
            _("Enter the seconds one contact takes, talk and wrap-up together."),
            "aht_zero",
        )
    if line.channel is Channel.ROUND_THE_CLOCK:
        if line.posts == 0:
            yield PricingError(
                f"{path}.posts",
                _("A 24×7 service needs at least one post."),
                _("Enter how many posts are staffed at every hour."),
                "posts",
            )
        return
    if not line.days:
        yield PricingError(
            f"{path}.days", _("The service has no day type."), _("Add a day type with its volumes."), "empty"
        )
    if len(line.days) > MAX_DAY_TYPES:
        yield _too_many(f"{path}.days", MAX_DAY_TYPES)
        return
    for position, day in enumerate(line.days):
        yield from _day(day, f"{path}.days.{position}")
    days = sum((day.days_a_month for day in line.days), Decimal(0))
    if days.is_finite() and days > 31:
        yield PricingError(
            f"{path}.days",
            _("The day types add up to more than 31 days a month."),
            _("Correct the days a month of each day type."),
            "days",
        )
    if line.days and all(volume is None for day in line.days for volume in day.volumes):
        yield PricingError(
            f"{path}.days",
            _("The service is closed in every interval."),
            _("Enter a volume in the intervals in which the service is open."),
            "closed",
        )


def _day(day: DayType, path: str) -> Iterator[PricingError]:
    yield from _ranges(day, path)
    if len(day.volumes) not in INTERVAL_COUNTS:
        yield PricingError(
            f"{path}.volumes",
            format_lazy(_("A day has 24 hours or 48 half-hours, not {count} intervals."), count=len(day.volumes)),
            _("Enter one volume for each interval; leave it blank where the service is closed."),
            "intervals",
        )
    for position, volume in enumerate(day.volumes):
        if volume is not None and not (volume.is_finite() and 0 <= volume <= MAX_VOLUME):
            yield PricingError(
                f"{path}.volumes.{position}",
                _("A volume must be a number from zero to a million."),
                _("Correct the volume, or leave it blank where the service is closed."),
                "volume",
            )


def _role(role: StructureRole, path: str) -> Iterator[PricingError]:
    yield from _ranges(role, path)
    if (role.ratio is None) == (role.fixed_fte is None):
        yield PricingError(
            f"{path}.ratio",
            _("A structure role needs either agents per person or a fixed number of people."),
            _("Fill in one of the two and leave the other blank."),
            "ratio_or_fixed",
        )


def _room_for_a_price(terms: Terms) -> Iterator[PricingError]:
    taken = terms.margin + terms.ica + terms.gmf + terms.bonds + terms.stamps
    if taken.is_finite() and taken >= 1:
        yield no_room(taken)


def below_minimum(deal: Deal, minimum_wage: Decimal) -> list[PricingError]:
    """The wages under the minimum wage of the day of the deal (CST art. 145): in January last year's wage is one."""
    wages = [(f"services.{number}.wage", line.wage) for number, line in enumerate(deal.services)]
    wages += [(f"structure.{number}.wage", role.wage) for number, role in enumerate(deal.structure)]
    return [
        PricingError(
            path,
            format_lazy(_("The wage is below the minimum wage of {day}."), day=deal.parameters_on.isoformat()),
            format_lazy(_("Enter at least {wage}."), wage=cop(minimum_wage)),
            "below_minimum_wage",
        )
        for path, wage in wages
        if wage < minimum_wage
    ]


def no_room(taken: Decimal) -> PricingError:
    """The refusal of a margin that, with taxes and financing, leaves nothing of the price for the cost."""
    return PricingError(
        "terms.margin",
        format_lazy(
            _("Of the price, margin, taxes and financing take {taken} %: nothing is left for the cost."),
            taken=f"{taken * 100:.2f}",
        ),
        _("Lower the margin, the rates or the payment days until together they stay under 100 %."),
        "no_room",
    )


def _ranges(item: Any, path: str) -> Iterator[PricingError]:
    declared = entries(type(item))
    for field in fields(item):
        value = getattr(item, field.name)
        if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
            entry = declared[field.name]
            if not _within(Decimal(value), entry):
                yield PricingError(
                    f"{path}.{field.name}",
                    format_lazy(_("{label}: {value} is out of range."), label=entry.label, value=_words(value, entry)),
                    _allowed(entry),
                    "range",
                )


def _within(value: Decimal, entry: Entry) -> bool:
    return (
        value.is_finite()
        and (entry.at_least is None or value >= entry.at_least)
        and (entry.above is None or value > entry.above)
        and (entry.at_most is None or value <= entry.at_most)
        and (entry.below is None or value < entry.below)
    )


def _allowed(entry: Entry) -> Any:
    low = entry.at_least if entry.at_least is not None else entry.above
    high = entry.at_most if entry.at_most is not None else entry.below
    strict_low, strict_high = entry.above is not None, entry.below is not None
    if strict_low:
        text = _("Enter a value above {low} and up to {high}.")
    elif strict_high:
        text = _("Enter a value from {low} to less than {high}.")
    else:
        text = _("Enter a value from {low} to {high}.")
    return format_lazy(text, low=_words(low, entry), high=_words(high, entry))


def _words(value: Decimal | int | None, entry: Entry) -> str:
    if value is None:
        return ""
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
        return str(number)
    if entry.unit is Unit.RATE:
        return f"{format((number * 100).normalize(), 'f')} %"
    return format(number.normalize(), "f")


def _too_many(path: str, most: int) -> PricingError:
    return PricingError(
        path,
        format_lazy(_("There are more than {most} lines here."), most=most),
        _("Split the deal into alternatives, or join lines that are alike."),
        "too_many",
    )
