"""Dated parameters: what law and market fix, each with the days it holds and where it comes from.

A computation takes the values of one day. A parameter without a value on that day is an error with its name, never a
guess: January's minimum wage has to be entered before a deal of January is priced.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

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

        A pricing is current only if none is stale on the billing start (process, *current pricing*)."""
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

    def overlaps(self) -> list[tuple[Parameter, Parameter]]:
        """Pairs of values of one parameter that hold on a common day: an input error to mend."""
        pairs = []
        for known in self._by_key.values():
            for later, earlier in pairwise(known):
                if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                    pairs.append((earlier, later))
        return pairs


def _starting(
    key: Key,
    value: str,
    source: str,
    *,
    since: date = date(2026, 1, 1),
    until: date | None = None,
    confirmed: bool = True,
) -> Parameter:
    return Parameter(key, Decimal(value), since, until, source, confirmed)


_YEAR_END = date(2026, 12, 31)

STARTING_PARAMETERS: tuple[Parameter, ...] = (
    _starting(
        Key.MINIMUM_WAGE,
        "1750905",
        "Decreto 1469 de 2025; suspendido 12–13 feb 2026, el Decreto 0159 de 2026 mantiene la cifra",
        until=_YEAR_END,
    ),
    _starting(Key.TRANSPORT_AID, "249095", "Decreto de auxilio de transporte 2026", until=_YEAR_END),
    _starting(Key.TRANSPORT_AID_LIMIT, "2", "Ley 15 de 1959; Decreto de auxilio de transporte 2026"),
    _starting(Key.SEVERANCE, "0.0833", "CST art. 249", confirmed=False),
    _starting(Key.SEVERANCE_INTEREST, "0.01", "Ley 52 de 1975: 12 % anual de las cesantías", confirmed=False),
    _starting(Key.SERVICE_BONUS, "0.0833", "CST art. 306", confirmed=False),
    _starting(Key.VACATIONS, "0.0417", "CST art. 186", confirmed=False),
    _starting(Key.PENSION, "0.12", "Ley 100 de 1993 art. 20"),
    _starting(Key.FAMILY_FUND, "0.04", "Ley 21 de 1982"),
    _starting(Key.OCCUPATIONAL_RISK, "0.00522", "Decreto 1772 de 1994, clase I"),
    _starting(Key.HEALTH, "0.085", "Ley 100 de 1993 art. 204; exonerado: ET art. 114-1"),
    _starting(Key.SENA, "0.02", "Ley 21 de 1982; exonerado: ET art. 114-1"),
    _starting(Key.ICBF, "0.03", "Ley 89 de 1988; exonerado: ET art. 114-1"),
    _starting(Key.EXEMPTION_LIMIT, "10", "ET art. 114-1"),
    _starting(Key.WEEKLY_HOURS, "44", "Ley 2101 de 2021", until=date(2026, 7, 14)),
    _starting(Key.WEEKLY_HOURS, "42", "Ley 2101 de 2021", since=date(2026, 7, 15)),
    _starting(Key.HOURLY_DIVISOR, "220", "Ley 2101 de 2021", until=date(2026, 7, 14), confirmed=False),
    _starting(Key.HOURLY_DIVISOR, "210", "Ley 2101 de 2021", since=date(2026, 7, 15), confirmed=False),
    _starting(Key.NIGHT_RATE, "0.35", "CST art. 168"),
    _starting(Key.NIGHT_STARTS_AT, "19", "Ley 2466 de 2025"),
    _starting(Key.NIGHT_ENDS_AT, "6", "Ley 2466 de 2025"),
    _starting(Key.SUNDAY_RATE, "0.80", "Ley 2466 de 2025", until=date(2026, 6, 30)),
    _starting(Key.SUNDAY_RATE, "0.90", "Ley 2466 de 2025", since=date(2026, 7, 1), until=date(2027, 6, 30)),
    _starting(Key.SUNDAY_RATE, "1.00", "Ley 2466 de 2025", since=date(2027, 7, 1)),
    _starting(Key.HOLIDAYS_A_YEAR, "18", "Ley 51 de 1983"),
    _starting(Key.SHRINKAGE_LOW, "0.15", "Rango del sector", confirmed=False),
    _starting(Key.SHRINKAGE_HIGH, "0.35", "Rango del sector", confirmed=False),
    _starting(Key.SUPERVISOR_RATIO_LOW, "10", "Rango del sector", confirmed=False),
    _starting(Key.SUPERVISOR_RATIO_HIGH, "20", "Rango del sector", confirmed=False),
    _starting(Key.PAYMENT_DAYS_PRIVATE, "45", "Ley 2024 de 2020"),
    _starting(Key.PAYMENT_DAYS_STATE, "60", "Ley 2024 de 2020"),
    _starting(Key.IVA, "0.19", "ET art. 468", confirmed=False),
    _starting(Key.WITHHOLDING, "0.04", "ET art. 392, servicios", confirmed=False),
    _starting(Key.RETEIVA, "0.15", "ET art. 437-1", confirmed=False),
    _starting(Key.ICA_BOGOTA, "0.00966", "Tarifa ICA Bogotá, servicios", confirmed=False),
    _starting(Key.GMF, "0.004", "ET art. 872", confirmed=False),
)
"""The values the installation starts with (2026). The figures marked unconfirmed wait for the company's word."""
