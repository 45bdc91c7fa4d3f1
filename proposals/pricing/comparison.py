"""Scenarios of a version side by side: one row for each headline figure, the best of a row told apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from almacontact.refusals import Words
from pipeline.terms import CLAUSE_LABELS
from proposals.errors import PricingRefused
from proposals.pricing.computing import quote_of
from proposals.pricing.engine.explain import Unit
from proposals.pricing.engine.price import Pricing
from proposals.pricing.models.pricing import Scenario
from proposals.pricing.rights import Part, sees_figure
from proposals.pricing.words import words

Priced = tuple[Scenario, Pricing | None, PricingRefused | None]

_FIGURES = ("fte", "headcount", "direct_cost", "cost_base", "price_per_hour", "price_per_transaction")
_MARGINS = ("gross_margin", "ebitda", "price_floor")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the comparison; `strong` marks what is quoted."""

    label: Words
    cells: list[str]
    strong: bool = False


def compare(columns: Sequence[Priced], seen: frozenset[Part]) -> list[Line]:
    """Return the rows of the comparison for who sees these parts; a dash where a scenario cannot be computed."""
    quotes = [quote_of(pricing) if pricing else None for _scenario, pricing, _refused in columns]
    offered = [one.terms if one else None for one in quotes]
    lines = [
        Line(_("Seats"), [str(one.seats) if one else "–" for one in offered], True),
        Line(_("Unit value"), [words(Unit.COP, one.unit_value) if one else "–" for one in offered], True),
        Line(
            _("Offered monthly value"),
            [words(Unit.COP, one.monthly_value) if one else "–" for one in offered],
            True,
        ),
        Line(_("Offered total value"), [words(Unit.COP, one.total_value) if one else "–" for one in offered], True),
        Line(_("Computed price a month"), [words(Unit.COP, one.computed) if one else "–" for one in quotes]),
        Line(_("Difference by rounding"), [words(Unit.COP, one.difference) if one else "–" for one in quotes]),
    ]
    priced = [pricing for _scenario, pricing, _refused in columns]
    for key in (*_FIGURES, *(_MARGINS if Part.COST in seen else ())):
        known = next((one for one in priced if one and key in one.figures), None)
        if known and sees_figure(seen, key):
            lines.append(
                Line(
                    known[key].label,
                    [words(one[key].unit, one.value(key)) if one and key in one.figures else "–" for one in priced],
                )
            )
    if Part.COST in seen:
        lines.append(
            Line(
                _("Worst contract year"),
                [words(Unit.RATE, min(one.year_margins())) if one else "–" for one in priced],
            )
        )
    lines += [
        Line(_("Term (months)"), [str(one.deal.terms.term_months) if one else "–" for one in priced]),
        Line(_("Payment days"), [words(Unit.DAYS, one.deal.terms.payment_days) if one else "–" for one in priced]),
        Line(_("Indexation clause"), [str(CLAUSE_LABELS[one.deal.terms.clause]) if one else "–" for one in priced]),
    ]
    return lines
