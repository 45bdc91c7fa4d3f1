"""What a new pricing model starts from, so that the first screen is not empty: usual costs, ratios and terms."""

from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import Clause
from proposals.errors import MissingParameter
from proposals.pricing.engine.advice import suggested_terms
from proposals.pricing.engine.inputs import Channel, DayType, Deal, ServiceLine, StructureRole, Terms
from proposals.pricing.engine.parameters import Key, ParameterSet
from proposals.pricing.engine.snapshot import to_data

_CLOTHING = Decimal(45_000)
_OFFICE_HOURS = range(7, 19)
_USUAL_WAGE = Decimal(1_750_905)
_PUBLIC_SEGMENT = "sector-publico"

STRUCTURE: tuple[tuple[str, int, int], ...] = (
    ("Supervisor", 2_900_000, 15),
    ("Calidad", 2_400_000, 35),
    ("Formador", 2_600_000, 60),
    ("Workforce", 3_000_000, 80),
)
"""Roles that support the agents: name, monthly wage in COP, agents for each person."""


def start_inputs(opportunity: Opportunity, day: date, parameters: ParameterSet) -> dict[str, Any]:
    """Return the inputs a new scenario starts with: the opportunity's service and seats as fixed posts in office hours,
    usual costs, and the terms suggested for its kind of client. Agents earn the minimum wage of `day`."""
    return to_data(
        Deal(
            parameters_on=day,
            services=(_service(opportunity, _wage(parameters, day)),),
            structure=tuple(
                StructureRole(name=name, wage=Decimal(wage), ratio=Decimal(ratio), work_clothing=_CLOTHING)
                for name, wage, ratio in STRUCTURE
            ),
            terms=_terms(opportunity, day, parameters),
        )
    )


def new_day(channel: Channel = Channel.INBOUND) -> dict[str, Any]:
    """Return a day type to add to a service: Saturday morning."""
    volume = Decimal(10) if channel is not Channel.FIXED_POSTS else Decimal(2)
    hours = range(8, 13)
    return to_data(
        DayType(
            name="Sábado",
            days_a_month=Decimal(4),
            volumes=tuple(volume if hour in hours else None for hour in range(24)),
        )
    )


def new_role() -> dict[str, Any]:
    """Return a structure role to add."""
    return to_data(StructureRole(name="Coordinador", wage=Decimal(4_000_000), fixed_fte=Decimal("0.5")))


def _wage(parameters: ParameterSet, day: date) -> Decimal:
    try:
        return parameters.get(Key.MINIMUM_WAGE, day).value
    except MissingParameter:
        return _USUAL_WAGE


def _service(opportunity: Opportunity, wage: Decimal) -> ServiceLine:
    posts = Decimal(max(opportunity.seats, 1))
    return ServiceLine(
        name=str(opportunity.service),
        channel=Channel.FIXED_POSTS,
        days=(
            DayType(
                name="Lunes a viernes",
                days_a_month=Decimal(22),
                volumes=tuple(posts if hour in _OFFICE_HOURS else None for hour in range(24)),
            ),
        ),
        aht_seconds=Decimal(180),
        reserve=Decimal(0),
        wage=wage,
        work_clothing=_CLOTHING,
        technology_per_seat=Decimal(280_000),
        infrastructure_per_seat=Decimal(350_000),
        telephony_per_minute=Decimal(45),
        hiring_cost=Decimal(350_000),
        training_days=Decimal(10),
        attrition=Decimal("0.05"),
    )


def _terms(opportunity: Opportunity, day: date, parameters: ParameterSet) -> Terms:
    state = opportunity.segment.code == _PUBLIC_SEGMENT
    try:
        usual = suggested_terms(parameters, day, state=state)
    except MissingParameter:
        usual = {"ica": Decimal("0.00966"), "gmf": Decimal("0.004"), "payment_days": Decimal(60 if state else 45)}
    return Terms(
        margin=Decimal("0.15"),
        term_months=opportunity.contract_months,
        overhead=Decimal("0.08"),
        contingency=Decimal("0.02"),
        bonds=Decimal("0.003") if state else Decimal(0),
        effective_annual_rate=Decimal("0.16"),
        clause=Clause.SMMLV,
        wage_growth=Decimal("0.12"),
        ipc=Decimal("0.05"),
        ica=usual["ica"],
        gmf=usual["gmf"],
        payment_days=usual["payment_days"],
    )
