"""Dated parameters: what law and market fix, each with the days it holds and where it comes from.

A computation takes the values of one day. A parameter without a value on that day is an error with its name, never a
guess: January's minimum wage has to be entered before a deal of January is priced.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from proposals.errors import MissingParameter, Text
from proposals.pricing.engine.explain import Unit


class Key(StrEnum):
    """The parameters the model reads."""

    MINIMUM_WAGE = "minimum_wage"
    TRANSPORT_AID = "transport_aid"
    TRANSPORT_AID_LIMIT = "transport_aid_limit"
    SEVERANCE = "severance"
    SEVERANCE_INTEREST = "severance_interest"
    SERVICE_BONUS = "service_bonus"
    VACATIONS = "vacations"
    PENSION = "pension"
    FAMILY_FUND = "family_fund"
    OCCUPATIONAL_RISK = "occupational_risk"
    HEALTH = "health"
    SENA = "sena"
    ICBF = "icbf"
    EXEMPTION_LIMIT = "exemption_limit"
    WEEKLY_HOURS = "weekly_hours"
    HOURLY_DIVISOR = "hourly_divisor"
    NIGHT_RATE = "night_rate"
    NIGHT_STARTS_AT = "night_starts_at"
    NIGHT_ENDS_AT = "night_ends_at"
    SUNDAY_RATE = "sunday_rate"
    HOLIDAYS_A_YEAR = "holidays_a_year"
    SHRINKAGE_LOW = "shrinkage_low"
    SHRINKAGE_HIGH = "shrinkage_high"
    SUPERVISOR_RATIO_LOW = "supervisor_ratio_low"
    SUPERVISOR_RATIO_HIGH = "supervisor_ratio_high"
    PAYMENT_DAYS_PRIVATE = "payment_days_private"
    PAYMENT_DAYS_STATE = "payment_days_state"
    IVA = "iva"
    WITHHOLDING = "withholding"
    RETEIVA = "reteiva"
    ICA_BOGOTA = "ica_bogota"
    GMF = "gmf"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a parameter is: its name for people and its unit."""

    label: Text
    unit: Unit


DEFINITIONS: Mapping[str, Definition] = {
    Key.MINIMUM_WAGE: Definition(_("Minimum wage (SMMLV)"), Unit.COP),
    Key.TRANSPORT_AID: Definition(_("Transport aid"), Unit.COP),
    Key.TRANSPORT_AID_LIMIT: Definition(_("Transport aid up to, in SMMLV"), Unit.FACTOR),
    Key.SEVERANCE: Definition(_("Severance (cesantías)"), Unit.RATE),
    Key.SEVERANCE_INTEREST: Definition(_("Interest on severance"), Unit.RATE),
    Key.SERVICE_BONUS: Definition(_("Service bonus (prima)"), Unit.RATE),
    Key.VACATIONS: Definition(_("Vacations"), Unit.RATE),
    Key.PENSION: Definition(_("Pension, employer"), Unit.RATE),
    Key.FAMILY_FUND: Definition(_("Family compensation fund (caja)"), Unit.RATE),
    Key.OCCUPATIONAL_RISK: Definition(_("ARL, class I"), Unit.RATE),
    Key.HEALTH: Definition(_("Health, employer"), Unit.RATE),
    Key.SENA: Definition(_("SENA"), Unit.RATE),
    Key.ICBF: Definition(_("ICBF"), Unit.RATE),
    Key.EXEMPTION_LIMIT: Definition(_("No health, SENA, ICBF under, in SMMLV"), Unit.FACTOR),
    Key.WEEKLY_HOURS: Definition(_("Weekly hours"), Unit.HOURS),
    Key.HOURLY_DIVISOR: Definition(_("Divisor of the hourly wage"), Unit.HOURS),
    Key.NIGHT_RATE: Definition(_("Night surcharge"), Unit.RATE),
    Key.NIGHT_STARTS_AT: Definition(_("Night starts at"), Unit.HOURS),
    Key.NIGHT_ENDS_AT: Definition(_("Night ends at"), Unit.HOURS),
    Key.SUNDAY_RATE: Definition(_("Sunday and holiday surcharge"), Unit.RATE),
    Key.HOLIDAYS_A_YEAR: Definition(_("Holidays a year"), Unit.DAYS),
    Key.SHRINKAGE_LOW: Definition(_("Usual shrinkage, from"), Unit.RATE),
    Key.SHRINKAGE_HIGH: Definition(_("Usual shrinkage, to"), Unit.RATE),
    Key.SUPERVISOR_RATIO_LOW: Definition(_("Usual agents per supervisor, from"), Unit.COUNT),
    Key.SUPERVISOR_RATIO_HIGH: Definition(_("Usual agents per supervisor, to"), Unit.COUNT),
    Key.PAYMENT_DAYS_PRIVATE: Definition(_("Payment days, private client"), Unit.DAYS),
    Key.PAYMENT_DAYS_STATE: Definition(_("Payment days, State"), Unit.DAYS),
    Key.IVA: Definition(_("IVA"), Unit.RATE),
    Key.WITHHOLDING: Definition(_("Withholding tax"), Unit.RATE),
    Key.RETEIVA: Definition(_("ReteIVA, share of the IVA"), Unit.RATE),
    Key.ICA_BOGOTA: Definition(_("ICA, Bogotá"), Unit.RATE),
    Key.GMF: Definition(_("GMF"), Unit.RATE),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a parameter, from `valid_from` to `valid_to` (both included; None: until further notice).

    `confirmed` is False while the company has not confirmed the figure."""

    key: str
    value: Decimal
    valid_from: date
    valid_to: date | None
    source: str
    confirmed: bool = True

    def holds_on(self, day: date) -> bool:
        """Whether this value is in force that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class ParameterSet:
    """All dated values known. Where several hold on one day, the one that began last does."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._by_key: dict[str, list[Parameter]] = {}
        for parameter in sorted(parameters, key=lambda known: known.valid_from, reverse=True):
            self._by_key.setdefault(parameter.key, []).append(parameter)

    def get(self, key: str, on: date) -> Parameter:
        """The parameter in force on a day. Raises MissingParameter."""
        return self.all_of((key,), on)[key]

    def all_of(self, keys: Iterable[str], on: date) -> dict[str, Parameter]:
        """The parameters of these keys in force on a day. Raises MissingParameter naming every one that is missing."""
        found: dict[str, Parameter] = {}
        missing: dict[str, Text] = {}
        for key in keys:
            for parameter in self._by_key.get(key, ()):
                if parameter.holds_on(on):
                    found[key] = parameter
                    break
            else:
                missing[key] = DEFINITIONS[key].label if key in DEFINITIONS else ""
        if missing:
            raise MissingParameter(missing, on)
        return found

    def stale(self, used: Iterable[Parameter], on: date) -> list[Parameter]:
        """Of the parameters a model used, those that no longer hold, or hold with another value, on a day.

        A pricing is current only if none is stale on the billing start (docs/process.md#gates)."""
        outdated = []
        for parameter in used:
            try:
                now = self.get(parameter.key, on)
            except MissingParameter:
                outdated.append(parameter)
                continue
            if now.value != parameter.value:
                outdated.append(parameter)
        return outdated
