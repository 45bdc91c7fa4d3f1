"""The price annex of a proposal: made from its approved acta alone, never typed.

See docs/pricing.md#what-the-documents-hold.

Unit price × seats = month, month × months = total: the same whole pesos, without IVA, as the acta and the opportunity.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from almacontact.calendar import local_day
from almacontact.money import whole_pesos
from pipeline.terms import Terms
from proposals.pricing.engine.explain import round_half_up
from proposals.pricing.engine.inputs import PriceUnit
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.minutes.sizing_table import open_hours, sizing_table, works_by_volume
from proposals.proposal.policy import OfferPolicy

_OPEN_ROUND_THE_CLOCK = "00:00–24:00"


def annex_of(minutes: PricingMinutes) -> dict[str, Any]:
    """Return the price annex of an acta as plain JSON. Raises `NotFrozen` for one without figures.

    - `acta`, `approved_on`, `valid_until`: which acta it is, ISO dates;
    - `seats`, `unit_value`, `monthly`, `months`, `total`: the offer, whole COP without IVA;
    - `iva_rate` (a fraction), `iva`, `invoice`: IVA of the month, and the month with it, whole COP;
    - `price_unit` with `unit_price`: what is paid for, and its price (two decimals for an hour or a transaction);
    - `lines`: service, seats, unit value and month; they add up to the month;
    - `coverage`: channel, days and hours of each service; `assumptions`: what the price rests on;
    - `band`: percent, least and most seats; `clause`, `payment_days`, `priced_on`: the terms.
    """
    terms, frozen = minutes.terms, minutes.frozen
    deal, figures = frozen["deal"], frozen["figures"]
    sizing = sizing_table(minutes)
    iva_rate = Decimal(figures["parameters.iva"])
    iva = whole_pesos(terms.monthly_value * iva_rate)
    policy = OfferPolicy.current()
    low, high = policy.band(terms.seats)
    return {
        "acta": minutes.number,
        "approved_on": local_day(minutes.approved_at).isoformat() if minutes.approved_at else "",
        "valid_until": minutes.valid_until.isoformat(),
        "seats": terms.seats,
        "unit_value": terms.unit_value,
        "monthly": terms.monthly_value,
        "months": terms.months,
        "total": terms.total_value,
        "iva_rate": _short(iva_rate),
        "iva": iva,
        "invoice": terms.monthly_value + iva,
        "price_unit": deal["terms"]["price_unit"],
        "unit_price": _unit_price(terms, deal["terms"]["price_unit"], figures),
        "lines": [
            {
                "id": row["id"],
                "name": row["name"],
                "channel": row["channel"],
                "seats": row["seats"],
                "unit_value": terms.unit_value,
                "monthly": replace(terms, seats=row["seats"]).monthly_value,
            }
            for row in sizing
        ],
        "coverage": [_coverage(row, line) for row, line in zip(sizing, deal["services"], strict=True)],
        "assumptions": [_assumptions(row, line) for row, line in zip(sizing, deal["services"], strict=True)],
        "band": {"percent": policy.volume_band_percent, "low": low, "high": high},
        "clause": str(terms.indexation),
        "payment_days": terms.payment_days,
        "priced_on": deal["parameters_on"],
    }


def _unit_price(terms: Terms, unit: str, figures: Mapping[str, str]) -> str:
    """The price of what is paid for, as text: whole pesos a month or a seat, two decimals an hour or a transaction.

    An hour or a transaction costs the offered month over those the acta sized, so that its sum is the month again.
    """
    if unit == PriceUnit.SEAT:
        return str(terms.unit_value)
    counted = {PriceUnit.HOUR: "hours", PriceUnit.TRANSACTION: "transactions"}.get(PriceUnit(unit))
    quantity = Decimal(figures.get(counted, "0")) if counted else Decimal(0)
    monthly = terms.monthly_value
    return f"{round_half_up(monthly / quantity, 2):f}" if quantity else str(monthly)


def _coverage(row: Mapping[str, Any], line: Mapping[str, Any]) -> dict[str, Any]:
    days = [
        {"id": number, "name": day["name"], "open": ", ".join(open_hours(day["volumes"]))}
        for number, day in enumerate(line.get("days") or [], start=1)
    ] or [{"id": day["id"], "name": day["name"], "open": _OPEN_ROUND_THE_CLOCK} for day in row["days"]]
    return {"id": row["id"], "name": row["name"], "channel": row["channel"], "days": days}


def _assumptions(row: Mapping[str, Any], line: Mapping[str, Any]) -> dict[str, Any]:
    """What the price of a service rests on. Times are seconds, rates fractions; what does not size it is left out."""
    found = {
        "id": row["id"],
        "name": row["name"],
        "channel": row["channel"],
        "hours": row["hours"],
        "headcount": row["headcount"],
        "internal_shrinkage": line["internal_shrinkage"],
        "external_shrinkage": line["external_shrinkage"],
        "reserve": line["reserve"],
    }
    if works_by_volume(row["channel"]):
        found |= {
            "transactions": row["transactions"],
            "aht_seconds": line["aht_seconds"],
            "max_occupancy": line["max_occupancy"],
        }
    if row["channel"] == "inbound":
        found |= {"service_level": line["target_service_level"], "answer_within": line["answer_within_seconds"]}
    return found


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"
