"""The worked example of the pricing model, recomputed independently, and helpers to vary it."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, settings

from pipeline.terms import Clause
from proposals.migrations import _start
from proposals.pricing.engine.inputs import Channel, DayType, Deal, ServiceLine, StructureRole, Terms
from proposals.pricing.engine.parameters import Parameter, ParameterSet
from proposals.pricing.engine.risk import Comparison, Metric, Rule

steady = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
"""Property tests judge the figures, not the speed of a busy machine."""

STARTING_PARAMETERS = tuple(
    Parameter(
        key,
        Decimal(value),
        date.fromisoformat(since),
        date.fromisoformat(until) if until else None,
        source,
        confirmed,
    )
    for key, value, since, until, source, confirmed in _start.PARAMETERS
)
STARTING_RULES = tuple(
    Rule(code, Metric(metric), Comparison(comparison), Decimal(threshold), points, mandatory)
    for code, metric, comparison, threshold, points, mandatory in _start.RISK_RULES
)
"""What an installation starts with, as its migrations write it."""

PARAMETERS = ParameterSet(STARTING_PARAMETERS)
DAY = date(2026, 8, 1)


def hourly(*bands: tuple[int, int, str]) -> tuple[Decimal | None, ...]:
    """24 hourly volumes: (from hour, to hour, calls an hour), closed elsewhere."""
    volumes: list[Decimal | None] = [None] * 24
    for start, end, calls in bands:
        volumes[start:end] = [Decimal(calls)] * (end - start)
    return tuple(volumes)


def voice_line(**changes: object) -> ServiceLine:
    """The inbound service of the worked example."""
    given: dict[str, object] = {
        "name": "Voz",
        "channel": Channel.INBOUND,
        "days": (
            DayType(name="Lunes a viernes", days_a_month=Decimal(22), volumes=hourly((7, 11, "200"), (11, 19, "120"))),
            DayType(name="Sábado", days_a_month=Decimal(4), volumes=hourly((8, 14, "100"))),
        ),
        "aht_seconds": Decimal(180),
        "target_service_level": Decimal("0.80"),
        "answer_within_seconds": Decimal(20),
        "max_occupancy": Decimal("0.85"),
        "internal_shrinkage": Decimal("0.13"),
        "external_shrinkage": Decimal("0.15"),
        "reserve": Decimal("0.05"),
        "wage": Decimal(1750905),
        "work_clothing": Decimal(45000),
        "technology_per_seat": Decimal(280000),
        "infrastructure_per_seat": Decimal(350000),
        "telephony_per_minute": Decimal(45),
        "hiring_cost": Decimal(350000),
        "training_days": Decimal(10),
        "cohort_factor": Decimal("1.10"),
        "attrition": Decimal("0.05"),
    }
    return ServiceLine(**{**given, **changes})  # type: ignore[arg-type]


def example_structure() -> tuple[StructureRole, ...]:
    """Supervisor, quality, trainer, WFM, and a quarter of a manager."""
    clothing = Decimal(45000)
    return (
        StructureRole(name="Supervisor", wage=Decimal(2_900_000), ratio=Decimal(15), work_clothing=clothing),
        StructureRole(name="Calidad", wage=Decimal(2_400_000), ratio=Decimal(35), work_clothing=clothing),
        StructureRole(name="Formador", wage=Decimal(2_600_000), ratio=Decimal(60), work_clothing=clothing),
        StructureRole(name="WFM", wage=Decimal(3_000_000), ratio=Decimal(80), work_clothing=clothing),
        StructureRole(name="Gerente", wage=Decimal(6_000_000), fixed_fte=Decimal("0.25")),
    )


def example_terms(**changes: object) -> Terms:
    """24 months, 60 payment days, margin 12 %."""
    given: dict[str, object] = {
        "margin": Decimal("0.12"),
        "term_months": 24,
        "payment_days": Decimal(60),
        "overhead": Decimal("0.08"),
        "contingency": Decimal("0.02"),
        "ica": Decimal("0.00966"),
        "gmf": Decimal("0.004"),
        "bonds": Decimal("0.003"),
        "effective_annual_rate": Decimal("0.16"),
        "clause": Clause.IPC,
        "wage_growth": Decimal("0.23"),
        "ipc": Decimal("0.051"),
    }
    return Terms(**{**given, **changes})  # type: ignore[arg-type]


def example_deal(**changes: object) -> Deal:
    """The whole worked example."""
    given: dict[str, object] = {
        "parameters_on": DAY,
        "services": (voice_line(),),
        "structure": example_structure(),
        "terms": example_terms(),
    }
    return Deal(**{**given, **changes})  # type: ignore[arg-type]
