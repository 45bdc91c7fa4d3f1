"""Terms: what a deal is made of, from the opportunity through acta, proposal and round to the award.

Every record that holds them hands them on as one value, `terms`; month and total are derived here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from almacontact.money import cop
from almacontact.refusals import Words
from almacontact.web.formats import day, number

LARGEST = {"seats": 100_000, "unit_value": 1_000_000_000, "contract_months": 600}
"""The largest believable figures (seats; COP a seat and month; months), for every door: more is a slip of the keyboard.
"""

LONGEST_TEXT = 20_000
"""Characters of a text that has no limit of its own."""

YEARS = range(2000, 2101)
"""The years a business date may lie in."""

SEATS = (_("seat"), _("seats"))
"""The word for one, and for any other number."""


class Clause(StrEnum):
    """How the price is indexed each contract year."""

    NONE = "none"
    IPC = "ipc"
    SMMLV = "smmlv"
    MIXED = "mixed"  # the labour share with the minimum wage, the rest with the IPC

    @property
    def is_wage_linked(self) -> bool:
        """Whether the price follows the minimum wage at least in its labour share."""
        return self in (Clause.SMMLV, Clause.MIXED)


CLAUSE_LABELS: dict[Clause, Words] = {
    Clause.NONE: _("No indexation"),
    Clause.IPC: _("IPC"),
    Clause.SMMLV: _("Minimum wage (SMMLV)"),
    Clause.MIXED: _("Minimum wage for labour, IPC for the rest"),
}

_LABELS: Mapping[str, Words] = {
    "seats": _("Seats"),
    "unit_value": _("Unit value"),
    "monthly_value": _("Monthly value"),
    "months": _("Months"),
    "total_value": _("Total value"),
    "payment_days": _("Payment days"),
    "indexation": _("Indexation clause"),
    "billing_on": _("Billing start"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One term on which two sides differ, each in words."""

    field: str
    label: Words
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a deal. What a record does not say is None.

    `seats`; `unit_value`: whole COP a seat and month, without IVA; `months` of contract; `payment_days`: days from the
    invoice; `indexation` of each contract year; `billing_on`: the first day that is billed.
    """

    seats: int
    unit_value: int
    months: int
    payment_days: int | None = None
    indexation: Clause | None = None
    billing_on: date | None = None

    @property
    def monthly_value(self) -> int:
        """Return seats × unit value, whole COP a month without IVA."""
        return self.seats * self.unit_value

    @property
    def total_value(self) -> int:
        """Return the value of the whole contract, whole COP without IVA."""
        return self.monthly_value * self.months

    def sold(self) -> dict[str, int]:
        """Return seats, unit value and months by the names they have in an opportunity and in an award."""
        return {"seats": self.seats, "unit_value": self.unit_value, "contract_months": self.months}

    def in_words(self) -> dict[str, tuple[Words, str]]:
        """Return the label and the words of every term that is known, by its name, as people read them."""
        written: dict[str, str | None] = {
            "seats": number(self.seats),
            "unit_value": cop(self.unit_value),
            "monthly_value": cop(self.monthly_value),
            "months": number(self.months),
            "total_value": cop(self.total_value),
            "payment_days": None if self.payment_days is None else number(self.payment_days),
            "indexation": None if self.indexation is None else str(CLAUSE_LABELS[self.indexation]),
            "billing_on": None if self.billing_on is None else day(self.billing_on),
        }
        return {name: (_LABELS[name], words) for name, words in written.items() if words is not None}

    def differences(self, other: Terms) -> list[Difference]:
        """Return on what `other` differs, in words. What one of the two does not say is no difference."""
        mine, theirs = self.in_words(), other.in_words()
        return [
            Difference(name, label, words, theirs[name][1])
            for name, (label, words) in mine.items()
            if name in theirs and getattr(self, name) != getattr(other, name)
        ]


def monthly_in_rows(prefix: str = "") -> Any:
    """Return the monthly value of rows that hold seats and unit value, for a query; `prefix` leads to them."""
    return F(f"{prefix}seats") * F(f"{prefix}unit_value")
