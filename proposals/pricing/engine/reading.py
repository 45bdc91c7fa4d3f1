"""Reads inputs and dated parameters into the ledger, so that every figure can be followed back to its source."""

from decimal import Decimal
from typing import Any

from proposals.pricing.engine.explain import Figure, Ledger
from proposals.pricing.engine.inputs import Deal, entries
from proposals.pricing.engine.parameters import DEFINITIONS, Key, Parameter, ParameterSet

MODEL_KEYS = (
    Key.MINIMUM_WAGE,
    Key.TRANSPORT_AID,
    Key.TRANSPORT_AID_LIMIT,
    Key.SEVERANCE,
    Key.SEVERANCE_INTEREST,
    Key.SERVICE_BONUS,
    Key.VACATIONS,
    Key.PENSION,
    Key.FAMILY_FUND,
    Key.OCCUPATIONAL_RISK,
    Key.HEALTH,
    Key.SENA,
    Key.ICBF,
    Key.EXEMPTION_LIMIT,
    Key.WEEKLY_HOURS,
    Key.HOURLY_DIVISOR,
    Key.NIGHT_RATE,
    Key.NIGHT_STARTS_AT,
    Key.NIGHT_ENDS_AT,
    Key.SUNDAY_RATE,
    Key.HOLIDAYS_A_YEAR,
    Key.IVA,
    Key.WITHHOLDING,
    Key.RETEIVA,
)
"""The parameters every model needs; a model keeps them in its snapshot."""


class Reader:
    """The inputs of one deal and the parameters of its day. Raises MissingParameter when built, naming all missing."""

    def __init__(self, deal: Deal, parameters: ParameterSet, ledger: Ledger) -> None:
        self.deal = deal
        self.parameters: dict[str, Parameter] = parameters.all_of(MODEL_KEYS, deal.parameters_on)
        self._ledger = ledger

    def parameter(self, key: Key) -> Figure:
        """The parameter as a figure with its source."""
        held = self.parameters[key]
        declared = DEFINITIONS[key]
        return self._ledger.given(f"parameters.{key}", declared.label, declared.unit, held.value, source=held.source)

    def entry(self, item: Any, path: str, name: str) -> Figure:
        """The field `name` of an input dataclass as a figure, keyed by its path."""
        declared = entries(type(item))[name]
        book = self._ledger.within(path, getattr(item, "name", ""))
        return book.given(name, declared.label, declared.unit, getattr(item, name))

    def weekly_hours(self) -> Figure:
        """Legal weekly hours on the parameter day."""
        return self.parameter(Key.WEEKLY_HOURS)

    def night_minutes(self) -> tuple[int, int]:
        """Minutes of the day at which the night band starts and ends (1140, 360: from 19:00 to 06:00)."""
        starts, ends = self.parameter(Key.NIGHT_STARTS_AT).value, self.parameter(Key.NIGHT_ENDS_AT).value
        return int(starts * 60), int(ends * 60)

    def holidays(self) -> Decimal:
        """Holidays a year that are not Sundays."""
        return self.parameters[Key.HOLIDAYS_A_YEAR].value
