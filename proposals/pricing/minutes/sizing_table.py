"""The sizing behind an approved acta, as the operating model of its proposal shows it.

Everything comes from what the acta froze: totals are its figures, and the agents of each interval are computed again
from its own inputs, as the pricing did. Nothing here reads the model as it is today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import translation

from proposals.errors import PricingRefused
from proposals.pricing.engine.explain import round_half_up
from proposals.pricing.engine.inputs import Channel, ServiceLine
from proposals.pricing.engine.sizing import SizedDay, day_types_of, size_day
from proposals.pricing.engine.snapshot import read_deal
from proposals.pricing.minutes.models import PricingMinutes

_HOUR = 60
LANGUAGE = "es"
"""What is offered to a client is in Spanish, whoever prepares it."""


@dataclass(frozen=True, slots=True)
class StaffingCurve:
    """The agents that a day type of a service needs in each interval from midnight; None where it is closed."""

    service: str
    day: str
    agents: tuple[int | None, ...]

    @property
    def minutes(self) -> int:
        """Minutes of an interval."""
        return 1440 // len(self.agents)


def sizing_table(minutes: PricingMinutes) -> list[dict[str, Any]]:
    """Return a row for each service of an acta, plain JSON: volumes, agents, hours, FTE, headcount and seats a month.

    `days` holds its day types: contacts and productive hours of one such day, the most agents at a time, when it opens.
    Hours and FTE are strings with two decimals at most; counts are integers. Empty for an acta without figures.
    """
    frozen = minutes.frozen
    if not frozen:
        return []
    figures = frozen["figures"]
    rows = []
    for position, (line, days) in enumerate(_sized(frozen)):

        def figure(name: str, path: str = f"services.{position}") -> Decimal:
            return Decimal(figures[f"{path}.{name}"])

        rows.append(
            {
                "id": position + 1,
                "name": line.name,
                "channel": str(line.channel),
                "transactions": int(round_half_up(figure("transactions"), 0)),
                "peak": int(figure("peak")),
                "hours": _two(figure("hours")),
                "fte": _two(figure("fte")),
                "headcount": int(figure("headcount")),
                "seats": int(figure("seats")),
                "days": [_day(number, sized) for number, sized in enumerate(days, start=1)],
            }
        )
    return rows


def sizing_totals(minutes: PricingMinutes) -> dict[str, Any]:
    """Return the totals of the table: transactions, hours, FTE, headcount and seats, as the acta froze them."""
    figures = minutes.frozen.get("figures", {})
    if not figures:
        return {}
    return {
        "transactions": int(round_half_up(Decimal(figures["transactions"]), 0)),
        "hours": _two(Decimal(figures["hours"])),
        "fte": _two(Decimal(figures["fte"])),
        "headcount": int(Decimal(figures["headcount"])),
        "seats": int(Decimal(figures["seats"])),
    }


def staffing_curves(minutes: PricingMinutes) -> list[StaffingCurve]:
    """Return the agents of every day type of every service, in the order of the acta."""
    if not minutes.frozen:
        return []
    return [
        StaffingCurve(line.name, sized.day.name, sized.agents)
        for line, days in _sized(minutes.frozen)
        for sized in days
    ]


def open_hours(volumes: Sequence[Any]) -> list[str]:
    """Return when a day is open, by its intervals from midnight: `["07:00–19:00"]`; `["00:00–24:00"]` around the clock.

    An interval counts as open unless it is None.
    """
    minutes = 1440 // len(volumes) if volumes else _HOUR
    found: list[str] = []
    start: int | None = None
    for position, value in enumerate([*volumes, None]):
        if value is not None and start is None:
            start = position
        elif value is None and start is not None:
            found.append(f"{_clock(start * minutes)}–{_clock(position * minutes)}")
            start = None
    return found


def _sized(frozen: Mapping[str, Any]) -> list[tuple[ServiceLine, list[SizedDay]]]:
    """Each service of a frozen deal with its day types sized; a service that no longer can be sized has none."""
    deal, figures = read_deal(frozen["deal"]), frozen["figures"]
    night = (_clock_minutes(figures, "night_starts_at"), _clock_minutes(figures, "night_ends_at"))
    held = {one["key"]: Decimal(one["value"]) for one in frozen["parameters"]}
    found = []
    with translation.override(LANGUAGE):
        for line in deal.services:
            days = day_types_of(line, held.get("holidays_a_year", Decimal(0)))
            try:
                found.append((line, [size_day(line, day, night) for day in days]))
            except PricingRefused:  # a later engine refuses what this acta accepted: its kept totals stand
                found.append((line, []))
    return found


def _day(number: int, sized: SizedDay) -> dict[str, Any]:
    return {
        "id": number,
        "name": sized.day.name,
        "days_a_month": _two(sized.day.days_a_month),
        "contacts": int(round_half_up(sized.contacts, 0)),
        "agents": max((one or 0 for one in sized.agents), default=0),
        "hours": _two(sized.hours),
        "open": ", ".join(open_hours(sized.day.volumes)),
    }


def _clock_minutes(figures: Mapping[str, str], name: str) -> int:
    return int(Decimal(figures.get(f"parameters.{name}", "0")) * _HOUR)


def _clock(minutes: int) -> str:
    return f"{minutes // _HOUR:02d}:{minutes % _HOUR:02d}"


def _two(value: Decimal) -> str:
    """A decimal as text, to two decimals, without closing zeros."""
    text = f"{round_half_up(value, 2):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def works_by_volume(channel: str) -> bool:
    """Tell whether a service is sized from contacts or cases, and not from posts the client asks for."""
    return channel not in (Channel.FIXED_POSTS, Channel.ROUND_THE_CLOCK)
