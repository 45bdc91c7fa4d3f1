"""What a computed model shows on its pages and documents, to who may see which part."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from almacontact.refusals import Blocker, Words
from pipeline.terms import CLAUSE_LABELS, Clause
from proposals.errors import PricingError
from proposals.pricing.computing import Quote, quote_of
from proposals.pricing.engine.advice import advise
from proposals.pricing.engine.explain import Figure
from proposals.pricing.engine.parameters import DEFINITIONS, ParameterSet
from proposals.pricing.engine.price import Pricing, contract_years
from proposals.pricing.engine.sensitivity import DRIVER_LABELS, Driver, sensitivity
from proposals.pricing.rights import Part, sees_figure
from proposals.pricing.words import figure_words, plain

_HEAD = ("price", "price_per_seat", "price_per_hour", "price_per_transaction", "iva", "invoice", "cash", "total_value")
_SIZING = ("peak", "hours", "transactions", "usable_hours", "fte", "headcount", "seats")
_COSTS = (
    "agents",
    "structure",
    "technology",
    "infrastructure",
    "telephony",
    "cohort",
    "attrition",
    "direct_cost",
    "overhead_cost",
    "contingency_cost",
    "cost_base",
)
_MARGINS = ("gross_margin", "ebitda", "price_floor", "labour_share", "financing", "denominator")


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure in words, with the key that opens its formula."""

    key: str
    label: Words
    words: str
    tone: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class ServiceShown:
    """The sizing and the price of one service."""

    name: str
    figures: list[Shown]


@dataclass(frozen=True, slots=True)
class YearsShown:
    """The margin of each contract year under one clause; `chosen` is the clause of the deal."""

    label: Words
    chosen: bool
    margins: list[Shown]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything a page shows of one computed model."""

    quote: Quote
    prices: list[Shown]
    services: list[ServiceShown]
    totals: list[Shown]
    costs: list[Shown]
    margins: list[Shown]
    years: list[YearsShown]
    year_numbers: list[int]
    advice: list[PricingError]
    provisional: list[Words]
    """Names of the parameters used that nobody has confirmed yet."""


def results_of(pricing: Pricing, seen: frozenset[Part], parameters: ParameterSet, *, advice: bool = True) -> Results:
    """Return what may be shown of a computed model to who sees these parts. Advice speaks of costs, so it is for who
    sees them. Raises MissingParameter where the usual ranges have no value on the day."""
    all_costs = Part.COST in seen
    return Results(
        quote=quote_of(pricing),
        prices=_shown(pricing, _HEAD, seen),
        services=[
            ServiceShown(
                priced.sized.line.name,
                _shown(pricing, [f"services.{number}.{name}" for name in (*_SIZING, "price", "loaded")], seen),
            )
            for number, priced in enumerate(pricing.services)
        ],
        totals=_shown(pricing, ("hours", "transactions", "fte", "headcount", "seats"), seen),
        costs=_shown(pricing, _COSTS, seen),
        margins=_shown(pricing, _MARGINS, seen) if all_costs else [],
        years=_years(pricing) if all_costs else [],
        year_numbers=list(contract_years(pricing.deal)),
        advice=advise(pricing, parameters) if all_costs and advice else [],
        provisional=[DEFINITIONS[one.key].label for one in pricing.parameters if not one.confirmed],
    )


def _shown(pricing: Pricing, keys: Iterable[str], seen: frozenset[Part]) -> list[Shown]:
    return [
        _figure(pricing[key], strong=key.rpartition(".")[2] in {"price", "direct_cost", "cost_base", "seats"})
        for key in keys
        if key in pricing.figures and sees_figure(seen, key)
    ]


def _figure(figure: Figure, *, strong: bool = False) -> Shown:
    negative = figure.value < 0
    return Shown(figure.key, figure.label, figure_words(figure), "bad" if negative else "", strong)


def _years(pricing: Pricing) -> list[YearsShown]:
    return [
        YearsShown(
            CLAUSE_LABELS[clause],
            clause is pricing.deal.terms.clause,
            [
                Shown(
                    f"margin.{clause}.year{year}",
                    pricing[f"margin.{clause}.year{year}"].label,
                    f"{plain(pricing.value(f'margin.{clause}.year{year}') * 100, 2)} %",
                    _margin_tone(pricing.value(f"margin.{clause}.year{year}")),
                )
                for year in contract_years(pricing.deal)
            ],
        )
        for clause in Clause
    ]


def _margin_tone(margin: Decimal) -> str:
    return "bad" if margin < 0 else "warn" if margin < Decimal("0.05") else "ok"


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure opened: its formula in words and the figures it is made of; `hidden` where they may not be seen."""

    figure: Shown
    owner: str
    formula: str
    source: Words
    inputs: list[tuple[Shown, bool]]


def explain(pricing: Pricing, key: str, seen: frozenset[Part]) -> Explained | None:
    """Open one figure; None where it does not exist or may not be seen. Inputs that may not be seen are named only."""
    figure = pricing.figures.get(key)
    if figure is None or not sees_figure(seen, key):
        return None
    inputs = [
        (_figure(one) if sees_figure(seen, one.key) else Shown(one.key, one.label, "–"), sees_figure(seen, one.key))
        for one in figure.inputs
    ]
    source: Words = figure.source or ("" if figure.definition is not None else _source_of(figure))
    return Explained(_figure(figure), figure.owner, figure.formula, source, inputs)


def _source_of(figure: Figure) -> str:
    return _("Sum over the intervals of the service") if figure.aggregate is not None else _("Input of the model")


@dataclass(frozen=True, slots=True)
class Moved:
    """What is left of the margin when one driver moves down and up by a tenth."""

    label: Words
    down: Shown
    up: Shown


def sensitivity_of(pricing: Pricing, parameters: ParameterSet) -> list[Moved]:
    """Return the margin against ±10 % in each driver, in words."""
    outcomes = {(one.driver, one.step > 0): one.margin for one in sensitivity(pricing, parameters)}

    def shown(driver: Driver, up: bool) -> Shown:
        margin = outcomes[driver, up]
        if margin is None:
            return Shown("", "", _("not possible"), "bad")
        return Shown("", "", f"{plain(margin * 100, 2)} %", _margin_tone(margin))

    return [Moved(DRIVER_LABELS[driver], shown(driver, False), shown(driver, True)) for driver in Driver]


def messages_of(blockers: Iterable[Blocker], nearest: Any) -> list[tuple[str, Words]]:
    """Return (box name, words) for each reason why a model cannot be computed; "" for no box."""
    return [(nearest(one.field), one.message) for one in blockers]
