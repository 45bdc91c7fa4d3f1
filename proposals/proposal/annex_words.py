"""The price annex and the sizing table in words, Colombian separators: the same on the page and in the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from almacontact.money import cop
from almacontact.web.formats import day as day_words
from almacontact.web.formats import number
from pipeline.terms import CLAUSE_LABELS, Clause
from proposals.pricing.engine.inputs import CHANNEL_LABELS, PRICE_UNIT_LABELS, Channel, PriceUnit
from proposals.pricing.words import plain

Row = tuple[str, str]


def annex_words(annex: Mapping[str, Any]) -> dict[str, Any]:
    """Return a price annex (`annex.annex_of`) ready to be shown: every figure as text.

    `lines` (service, seats, unit value, month), `sums` and `terms` (label, value), `coverage` and `assumptions` by
    service.
    """
    band = annex["band"]
    months = ngettext("%(n)s month", "%(n)s months", annex["months"]) % {"n": annex["months"]}
    rate = f"{plain(Decimal(annex['iva_rate']) * 100, 2, trim=True)} %"
    return {
        "acta": annex["acta"],
        "lines": [
            {
                "name": one["name"],
                "channel": str(CHANNEL_LABELS[Channel(one["channel"])]),
                "seats": number(one["seats"]),
                "unit_value": cop(one["unit_value"]),
                "monthly": cop(one["monthly"]),
            }
            for one in annex["lines"]
        ],
        "seats": number(annex["seats"]),
        "unit_value": cop(annex["unit_value"]),
        "monthly": cop(annex["monthly"]),
        "total": cop(annex["total"]),
        "months": months,
        "sums": [
            (_("Monthly value, without IVA"), cop(annex["monthly"])),
            (_("IVA (%(rate)s)") % {"rate": rate}, cop(annex["iva"])),
            (_("Monthly value with IVA"), cop(annex["invoice"])),
            (_("Total value of %(months)s, without IVA") % {"months": months}, cop(annex["total"])),
        ],
        "terms": [
            (_("Price unit"), _unit_words(annex)),
            (
                _("Volume band"),
                _("± %(percent)s %%: the price holds between %(low)s and %(high)s seats.")
                % {"percent": band["percent"], "low": number(band["low"]), "high": number(band["high"])},
            ),
            (_("Indexation"), str(CLAUSE_LABELS[Clause(annex["clause"])])),
            (_("Payment"), _("%(days)s days from the invoice") % {"days": annex["payment_days"]}),
            (_("Contract"), months),
            (
                _("Basis of the price"),
                _("Acta %(acta)s, with the legal parameters of %(day)s.")
                % {"acta": annex["acta"], "day": day_words(date.fromisoformat(annex["priced_on"]))},
            ),
        ],
        "coverage": [
            {
                "name": one["name"],
                "channel": str(CHANNEL_LABELS[Channel(one["channel"])]),
                "days": [(day["name"], day["open"]) for day in one["days"]],
            }
            for one in annex["coverage"]
        ],
        "assumptions": [{"name": one["name"], "rows": _assumption_words(one)} for one in annex["assumptions"]],
    }


def sizing_words(rows: Sequence[Mapping[str, Any]], totals: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sizing table (`sizing_table.sizing_table`) ready to be shown, with its totals."""
    return {
        "rows": [
            {
                "name": one["name"],
                "channel": str(CHANNEL_LABELS[Channel(one["channel"])]),
                "transactions": number(one["transactions"]) if one["transactions"] else "–",
                "peak": number(one["peak"]),
                "hours": _decimal(one["hours"]),
                "fte": _decimal(one["fte"]),
                "headcount": number(one["headcount"]),
                "seats": number(one["seats"]),
                "days": [
                    {
                        "name": day["name"],
                        "days_a_month": _decimal(day["days_a_month"]),
                        "contacts": number(day["contacts"]) if day["contacts"] else "–",
                        "agents": number(day["agents"]),
                        "hours": _decimal(day["hours"]),
                        "open": day["open"],
                    }
                    for day in one["days"]
                ],
            }
            for one in rows
        ],
        "totals": {
            "transactions": number(totals["transactions"]) if totals.get("transactions") else "–",
            "hours": _decimal(totals["hours"]),
            "fte": _decimal(totals["fte"]),
            "headcount": number(totals["headcount"]),
            "seats": number(totals["seats"]),
        }
        if totals
        else {},
    }


def _unit_words(annex: Mapping[str, Any]) -> str:
    label = PRICE_UNIT_LABELS[PriceUnit(annex["price_unit"])]
    whole, _point, cents = annex["unit_price"].partition(".")
    return f"{label}: {cop(int(whole))}{f',{cents}' if cents else ''}"


def _assumption_words(one: Mapping[str, Any]) -> list[Row]:
    rows: list[Row] = []
    if "transactions" in one:
        rows += [
            (_("Transactions a month"), number(one["transactions"])),
            (_("Average handling time"), _seconds(one["aht_seconds"])),
        ]
    if "service_level" in one:
        words = _("%(rate)s within %(seconds)s")
        held = {"rate": _rate(one["service_level"]), "seconds": _seconds(one["answer_within"])}
        rows.append((_("Service level"), words % held))
    if "max_occupancy" in one:
        rows.append((_("Maximum occupancy"), _rate(one["max_occupancy"])))
    return [
        *rows,
        (_("Productive hours a month"), _decimal(one["hours"])),
        (_("Headcount"), number(one["headcount"])),
        (_("Internal shrinkage"), _rate(one["internal_shrinkage"])),
        (_("External shrinkage"), _rate(one["external_shrinkage"])),
        (_("Reserve of seats"), _rate(one["reserve"])),
    ]


def _rate(value: str) -> str:
    return f"{plain(Decimal(value) * 100, 2, trim=True)} %"


def _seconds(value: str) -> str:
    return f"{plain(Decimal(value), 1, trim=True)} s"


def _decimal(value: str) -> str:
    return plain(Decimal(value), 2, trim=True)
