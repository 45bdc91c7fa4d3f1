"""From volume to seats: agents per interval, productive hours, FTE, headcount, seats.

A month of capacity and the hourly wage are different things: usable hours come from weekly hours × 52 / 12 (182 h for
42 h a week), the 210 h divisor only prices an hour of surcharge (see `labour`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from django.utils.translation import gettext_lazy as _

from proposals.errors import PricingError, PricingRefused, Text
from proposals.pricing.engine.erlang import Target, agents_needed, intensity_of
from proposals.pricing.engine.explain import Aggregate, Constant, Figure, Ledger, Unit, ceiling
from proposals.pricing.engine.inputs import Channel, DayType, Deal, ServiceLine
from proposals.pricing.engine.reading import Reader

_NOISE = 1e-9  # 17.0000000001 erlangs over 85 % are 20 posts, not 21

_WORKLOAD = ("aht_seconds", "max_occupancy", "minimum_agents")
SIZING_ENTRIES: dict[Channel, tuple[str, ...]] = {
    Channel.INBOUND: (*_WORKLOAD, "target_service_level", "answer_within_seconds", "max_wait_probability"),
    Channel.OUTBOUND: _WORKLOAD,
    Channel.BACK_OFFICE: _WORKLOAD,
    Channel.FIXED_POSTS: (),
    Channel.ROUND_THE_CLOCK: (),
}
"""The inputs that decide N in each kind of channel, beside the volumes."""


@dataclass(frozen=True, slots=True)
class SizedDay:
    """A day type with the agents each interval needs (None: closed), hours a day in all, at night, and contacts."""

    day: DayType
    agents: tuple[int | None, ...]
    hours: Decimal
    night_hours: Decimal
    contacts: Decimal


@dataclass(frozen=True, slots=True)
class SizedService:
    """The sizing of one service; hours and transactions are a month's."""

    line: ServiceLine
    days: tuple[SizedDay, ...]
    peak: Figure
    hours: Figure
    night_hours: Figure
    sunday_hours: Figure
    transactions: Figure
    usable_hours: Figure
    fte: Figure
    headcount: Figure
    seats: Figure


def target_of(line: ServiceLine) -> Target:
    """What the queue of an inbound service promises, in floating point."""
    return Target(
        service_level=float(line.target_service_level),
        within_seconds=float(line.answer_within_seconds),
        max_occupancy=float(line.max_occupancy),
        max_wait=float(line.max_wait_probability),
    )


def _agents(line: ServiceLine, volumes: tuple[Decimal | None, ...], seconds: int) -> Iterator[int | None]:
    """Give N of each interval: Erlang C for inbound, workload over occupancy for outbound and back office, the posts
    themselves for fixed and 24×7 posts; None where it is closed.

    Raises PricingRefused when no N meets the targets (see `erlang.agents_needed`).
    """
    least = line.minimum_agents
    if line.channel in (Channel.FIXED_POSTS, Channel.ROUND_THE_CLOCK):
        for volume in volumes:
            yield None if volume is None else ceil(volume)
        return
    aht = float(line.aht_seconds)
    if line.channel is Channel.INBOUND:
        target = target_of(line)
        for volume in volumes:
            if volume is None:
                yield None
            elif volume:
                yield max(agents_needed(intensity_of(float(volume), aht, seconds), aht, target), least)
            else:
                yield least
        return
    occupancy = float(line.max_occupancy)
    for volume in volumes:
        if volume is None:
            yield None
        else:
            yield max(ceil(intensity_of(float(volume), aht, seconds) / occupancy - _NOISE), least)


def day_types_of(line: ServiceLine, holidays_a_year: Decimal) -> tuple[DayType, ...]:
    """The day types of a service. A 24×7 service has two by nature: the average month's Sundays and holidays, and
    its other days (365 days a year, 52 Sundays and the holidays of the year)."""
    if line.channel is not Channel.ROUND_THE_CLOCK:
        return line.days
    sundays = (52 + holidays_a_year) / 12
    posts = (Decimal(line.posts),) * 24
    return (
        DayType(name=str(_("Working days")), days_a_month=Decimal(365) / 12 - sundays, volumes=posts),
        DayType(name=str(_("Sundays and holidays")), days_a_month=sundays, volumes=posts, sunday_or_holiday=True),
    )


def size_day(line: ServiceLine, day: DayType, night: tuple[int, int]) -> SizedDay:
    """Agents of every interval of a day type. `night` holds the minutes of the day at which night starts and ends."""
    minutes = day.interval_minutes
    agents = tuple(_agents(line, day.volumes, minutes * 60))
    staffed = sum(count for count in agents if count)
    starts, ends = night
    dark = sum(count for position, count in enumerate(agents) if count and not ends <= position * minutes < starts)
    hour_part = Decimal(minutes) / 60
    contacts = (
        sum((volume for volume in day.volumes if volume), Decimal(0))
        if line.channel not in (Channel.FIXED_POSTS, Channel.ROUND_THE_CLOCK)
        else Decimal(0)
    )
    return SizedDay(day, agents, staffed * hour_part, dark * hour_part, contacts)


def size_service(deal: Deal, position: int, ledger: Ledger, reader: Reader) -> SizedService:
    """Size one service line of the deal and leave its figures in the ledger.

    H = Σ N·hours·days a month; usable hours = weekly hours·52/12·(1 − internal)(1 − external); FTE = H / usable;
    headcount = ⌈FTE⌉; seats = ⌈max N·(1 + reserve)⌉. Raises PricingRefused with the path of the service.
    """
    line = deal.services[position]
    path = f"services.{position}"
    night = reader.night_minutes()
    try:
        days = tuple(size_day(line, day, night) for day in day_types_of(line, reader.holidays()))
    except PricingRefused as refused:
        raise PricingRefused(
            PricingError(f"{path}.{error.field}", error.message, error.hint, error.code) for error in refused.errors
        ) from refused
    if not any(count for sized in days for count in sized.agents):
        raise PricingRefused(
            [
                PricingError(
                    f"{path}.days",
                    _("The service needs no agent in any interval."),
                    _("Enter a volume above zero, or the least agents while open."),
                    "no_work",
                )
            ]
        )
    book = ledger.within(path, line.name)

    def summed(what: str, label: Text, unit: Unit, value: Decimal) -> Figure:
        return book.given(what, label, unit, value, aggregate=Aggregate(what, position))

    def monthly(part: str, only_sundays: bool = False) -> Decimal:
        return sum(
            (
                getattr(sized, part) * sized.day.days_a_month
                for sized in days
                if sized.day.sunday_or_holiday or not only_sundays
            ),
            Decimal(0),
        )

    peak = summed(
        "peak",
        _("Most agents at a time"),
        Unit.COUNT,
        Decimal(max(max(n or 0 for n in sized.agents) for sized in days)),
    )
    hours = summed("hours", _("Productive hours a month"), Unit.HOURS, monthly("hours"))
    night_hours = summed("night_hours", _("Night hours a month"), Unit.HOURS, monthly("night_hours"))
    sunday_hours = summed("sunday_hours", _("Sunday and holiday hours a month"), Unit.HOURS, monthly("hours", True))
    transactions = summed("transactions", _("Transactions a month"), Unit.COUNT, monthly("contacts"))
    for name in SIZING_ENTRIES[line.channel]:
        reader.entry(line, path, name)
    internal = reader.entry(line, path, "internal_shrinkage")
    external = reader.entry(line, path, "external_shrinkage")
    reserve = reader.entry(line, path, "reserve")
    usable = book.let(
        "usable_hours",
        _("Usable hours per FTE"),
        Unit.HOURS,
        reader.weekly_hours() * 52 / 12 * (Constant(1) - internal) * (Constant(1) - external),
    )
    fte = book.let("fte", _("FTE"), Unit.PEOPLE, hours / usable)
    return SizedService(
        line=line,
        days=days,
        peak=peak,
        hours=hours,
        night_hours=night_hours,
        sunday_hours=sunday_hours,
        transactions=transactions,
        usable_hours=usable,
        fte=fte,
        headcount=book.let("headcount", _("Headcount"), Unit.COUNT, ceiling(fte)),
        seats=book.let("seats", _("Seats"), Unit.COUNT, ceiling(peak * (1 + reserve))),
    )
