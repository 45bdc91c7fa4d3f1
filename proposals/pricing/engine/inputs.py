"""What a pricing model is made of: the inputs of a deal, frozen.

Rates are fractions (0.12 is 12 %), money is COP a month unless said otherwise, times are seconds. Each field carries an
`Entry`: its label, its unit, its legal range and the signatures of the acta that rest on it. Forms, checks, the content
hashes and the exported workbook all read that one declaration.
"""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, get_type_hints

from django.utils.translation import gettext_lazy as _

from pipeline.terms import Clause
from proposals.errors import Text
from proposals.pricing.engine.explain import Unit


class Channel(StrEnum):
    """How a service gets its work, and with it how its agents are counted."""

    INBOUND = "inbound"  # contacts come when they come: Erlang C
    OUTBOUND = "outbound"  # the operation dials: workload over occupancy
    BACK_OFFICE = "back_office"  # work that may wait: workload over occupancy
    FIXED_POSTS = "fixed_posts"  # the client asks for so many posts in each interval
    ROUND_THE_CLOCK = "round_the_clock"  # so many posts every hour of every day


CHANNEL_LABELS: dict[Channel, Text] = {
    Channel.INBOUND: _("Inbound"),
    Channel.OUTBOUND: _("Outbound"),
    Channel.BACK_OFFICE: _("Back office"),
    Channel.FIXED_POSTS: _("Fixed posts"),
    Channel.ROUND_THE_CLOCK: _("24×7 posts"),
}


class PriceUnit(StrEnum):
    """What the client pays for: it decides who carries a change of volume."""

    MONTH = "month"
    SEAT = "seat"
    HOUR = "hour"
    TRANSACTION = "transaction"


PRICE_UNIT_LABELS: dict[PriceUnit, Text] = {
    PriceUnit.MONTH: _("Fixed monthly price"),
    PriceUnit.SEAT: _("Price per seat"),
    PriceUnit.HOUR: _("Price per productive hour"),
    PriceUnit.TRANSACTION: _("Price per transaction"),
}


class Signature(StrEnum):
    """The three signatures of the acta."""

    WORKFORCE = "workforce"
    IT = "it"
    GENERAL = "general"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What is declared about an input: bounds are inclusive for `at_least`, `at_most`, exclusive for `above`,
    `below`. `rests` names the signatures that rest on the field itself; Dirección General also rests on the price."""

    label: Text
    unit: Unit = Unit.NONE
    at_least: Decimal | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None
    below: Decimal | None = None
    rests: frozenset[Signature] = frozenset()


_ZERO, _ONE = Decimal(0), Decimal(1)
_WORKFORCE = frozenset({Signature.WORKFORCE})
_IT = frozenset({Signature.IT})
_GENERAL = frozenset({Signature.GENERAL})
_MOST_COP = Decimal(10) ** 12
_MOST_SECONDS = Decimal(86400)


def _cop(label: Text, rests: frozenset[Signature] = frozenset()) -> Entry:
    return Entry(label, Unit.COP, at_least=_ZERO, at_most=_MOST_COP, rests=rests)


def _rate(label: Text, rests: frozenset[Signature] = frozenset()) -> Entry:
    return Entry(label, Unit.RATE, at_least=_ZERO, below=_ONE, rests=rests)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayType:
    """A kind of day and its intervals.

    `volumes` has 48 half-hours or 24 hours from midnight: contacts that arrive (inbound), contacts or cases to handle
    (outbound, back office) or posts (fixed posts); None where the service is closed.
    """

    name: Annotated[str, Entry(_("Day type"))]
    days_a_month: Annotated[
        Decimal, Entry(_("Days a month"), Unit.DAYS, above=_ZERO, at_most=Decimal(31), rests=_WORKFORCE)
    ]
    volumes: Annotated[tuple[Decimal | None, ...], Entry(_("Volumes"), Unit.COUNT, at_least=_ZERO, rests=_WORKFORCE)]
    sunday_or_holiday: Annotated[bool, Entry(_("Sundays and holidays"), rests=_WORKFORCE)] = False

    @property
    def interval_minutes(self) -> int:
        """Minutes of an interval: 1440 over the number of volumes (30 or 60)."""
        return 1440 // len(self.volumes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """One service of the deal: its work, its people and its cost a seat."""

    name: Annotated[str, Entry(_("Service"))]
    channel: Annotated[Channel, Entry(_("Channel"), rests=_WORKFORCE)]
    days: Annotated[tuple[DayType, ...], Entry(_("Day types"), rests=_WORKFORCE)] = ()
    posts: Annotated[
        int, Entry(_("Posts, 24×7"), Unit.COUNT, at_least=_ZERO, at_most=Decimal(5000), rests=_WORKFORCE)
    ] = 0
    aht_seconds: Annotated[
        Decimal,
        Entry(_("Average handling time"), Unit.SECONDS, at_least=_ZERO, at_most=_MOST_SECONDS, rests=_WORKFORCE),
    ] = _ZERO
    target_service_level: Annotated[Decimal, _rate(_("Service level"), _WORKFORCE)] = Decimal("0.80")
    answer_within_seconds: Annotated[
        Decimal, Entry(_("Answer within"), Unit.SECONDS, at_least=_ZERO, at_most=_MOST_SECONDS, rests=_WORKFORCE)
    ] = Decimal(20)
    max_occupancy: Annotated[
        Decimal, Entry(_("Maximum occupancy"), Unit.RATE, above=_ZERO, at_most=_ONE, rests=_WORKFORCE)
    ] = Decimal("0.85")
    max_wait_probability: Annotated[
        Decimal, Entry(_("Maximum share that waits"), Unit.RATE, above=_ZERO, at_most=_ONE, rests=_WORKFORCE)
    ] = _ONE
    minimum_agents: Annotated[
        int,
        Entry(_("Least agents while open"), Unit.COUNT, at_least=_ZERO, at_most=Decimal(5000), rests=_WORKFORCE),
    ] = 1
    internal_shrinkage: Annotated[Decimal, _rate(_("Internal shrinkage"), _WORKFORCE)] = Decimal("0.13")
    external_shrinkage: Annotated[Decimal, _rate(_("External shrinkage"), _WORKFORCE)] = Decimal("0.15")
    reserve: Annotated[
        Decimal, Entry(_("Reserve of seats"), Unit.RATE, at_least=_ZERO, at_most=_ONE, rests=_WORKFORCE)
    ] = Decimal("0.05")
    wage: Annotated[Decimal, Entry(_("Agent wage"), Unit.COP, above=_ZERO, at_most=_MOST_COP)]
    work_clothing: Annotated[Decimal, _cop(_("Work clothing"))] = _ZERO
    technology_per_seat: Annotated[Decimal, _cop(_("Technology per seat"), _IT)] = _ZERO
    infrastructure_per_seat: Annotated[Decimal, _cop(_("Infrastructure per seat"))] = _ZERO
    telephony_per_minute: Annotated[Decimal, _cop(_("Telephony per minute"), _IT)] = _ZERO
    hiring_cost: Annotated[Decimal, _cop(_("Selection and hiring of a person"))] = _ZERO
    training_days: Annotated[Decimal, Entry(_("Initial training"), Unit.DAYS, at_least=_ZERO, at_most=Decimal(180))] = (
        _ZERO
    )
    cohort_factor: Annotated[
        Decimal, Entry(_("People trained per post of the first cohort"), Unit.FACTOR, at_least=_ONE, at_most=Decimal(3))
    ] = Decimal("1.10")
    attrition: Annotated[Decimal, _rate(_("Attrition a month"))] = _ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureRole:
    """A role that supports the agents: one for each `ratio` agents, or a fixed part of a person (`fixed_fte`)."""

    name: Annotated[str, Entry(_("Structure role"))]
    wage: Annotated[Decimal, Entry(_("Wage"), Unit.COP, above=_ZERO, at_most=_MOST_COP)]
    ratio: Annotated[Decimal | None, Entry(_("Agents per person"), Unit.COUNT, above=_ZERO, at_most=Decimal(10000))] = (
        None
    )
    fixed_fte: Annotated[Decimal | None, Entry(_("Fixed people"), Unit.PEOPLE, above=_ZERO, at_most=Decimal(1000))] = (
        None
    )
    work_clothing: Annotated[Decimal, _cop(_("Work clothing"))] = _ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The commercial and tax terms. ICA, GMF, bonds and stamps are taken on the price; EA is the yearly cost of money.

    `wage_growth` and `ipc` are what the model assumes for every following contract year."""

    margin: Annotated[Decimal, _rate(_("Margin"), _GENERAL)]
    term_months: Annotated[int, Entry(_("Term"), Unit.MONTHS, at_least=_ONE, at_most=Decimal(120), rests=_GENERAL)]
    payment_days: Annotated[
        Decimal, Entry(_("Payment days"), Unit.DAYS, at_least=_ZERO, at_most=Decimal(365), rests=_GENERAL)
    ]
    overhead: Annotated[Decimal, _rate(_("Overhead"))] = _ZERO
    contingency: Annotated[Decimal, _rate(_("Contingency"))] = _ZERO
    ica: Annotated[Decimal, _rate(_("ICA"))] = _ZERO
    gmf: Annotated[Decimal, _rate(_("GMF"))] = _ZERO
    bonds: Annotated[Decimal, _rate(_("Bonds"))] = _ZERO
    stamps: Annotated[Decimal, _rate(_("Stamps"))] = _ZERO
    effective_annual_rate: Annotated[Decimal, _rate(_("Cost of money, EA"))] = _ZERO
    price_unit: Annotated[PriceUnit, Entry(_("Price unit"), rests=_GENERAL)] = PriceUnit.MONTH
    clause: Annotated[Clause, Entry(_("Indexation clause"), rests=_GENERAL)] = Clause.IPC
    wage_growth: Annotated[
        Decimal, Entry(_("Yearly growth of wages"), Unit.RATE, at_least=_ZERO, at_most=_ONE, rests=_GENERAL)
    ] = _ZERO
    ipc: Annotated[
        Decimal, Entry(_("Yearly IPC"), Unit.RATE, at_least=Decimal("-0.1"), at_most=_ONE, rests=_GENERAL)
    ] = _ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A whole model. `parameters_on` is the day whose dated parameters are used: as a rule the billing start."""

    parameters_on: Annotated[date, Entry(_("Parameters as of"))]
    services: Annotated[tuple[ServiceLine, ...], Entry(_("Services"))]
    structure: Annotated[tuple[StructureRole, ...], Entry(_("Structure"))] = ()
    terms: Annotated[Terms, Entry(_("Terms"))]


_known: dict[Any, dict[str, Entry]] = {}


def entries(kind: type[Any]) -> dict[str, Entry]:
    """The declaration of each field of an input dataclass, in order."""
    if kind not in _known:
        hints = get_type_hints(kind, include_extras=True)
        _known[kind] = {field.name: hints[field.name].__metadata__[0] for field in fields(kind)}
    return _known[kind]
