"""From seats to price: costs, margin, what each contract year leaves.

D = agents + structure + technology + infrastructure + telephony + cohort + attrition; G = D·overhead;
C = (D + G)·contingency; B = D + G + C; P = B / (1 − margin − ICA − GMF − bonds − stamps − fin), with
fin = ((1 + EA)^(1/12) − 1)·payment days / 30. Nothing is rounded on the way: figures round where they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pipeline.terms import CLAUSE_LABELS, Clause
from proposals.errors import PricingError, PricingRefused
from proposals.pricing.engine.checks import below_minimum, no_room, problems
from proposals.pricing.engine.explain import Constant, Figure, Ledger, Quantity, Unit, total
from proposals.pricing.engine.inputs import Deal
from proposals.pricing.engine.labour import loaded_agent, loaded_role
from proposals.pricing.engine.parameters import Key, Parameter, ParameterSet
from proposals.pricing.engine.reading import MODEL_KEYS, Reader
from proposals.pricing.engine.sizing import SizedService, size_service

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class PricedService:
    """One service of a priced deal: its sizing, its direct cost and its share of the price (COP a month)."""

    sized: SizedService
    direct_cost: Figure
    price: Figure


@dataclass(frozen=True, slots=True)
class Pricing:
    """A computed model. `figures` holds every figure by key, in the order of the computation."""

    deal: Deal
    figures: Mapping[str, Figure]
    services: tuple[PricedService, ...]
    parameters: tuple[Parameter, ...]

    def __getitem__(self, key: str) -> Figure:
        return self.figures[key]

    def value(self, key: str) -> Decimal:
        """The unrounded value of a figure."""
        return self.figures[key].value

    @property
    def seats(self) -> int:
        """Seats of the whole deal."""
        return int(self.figures["seats"].value)

    @property
    def headcount(self) -> int:
        """Agents of the whole deal."""
        return int(self.figures["headcount"].value)

    @property
    def monthly_price(self) -> int:
        """P in whole COP, without IVA."""
        return int(self.figures["price"].shown)

    @property
    def unit_value(self) -> int:
        """Price per seat and month in whole COP: what the opportunity carries."""
        return int(self.figures["price_per_seat"].shown)

    @property
    def total_value(self) -> int:
        """P over the whole term in whole COP, without IVA, rounded once."""
        return int(self.figures["total_value"].shown)

    def year_margins(self, clause: Clause | None = None) -> tuple[Decimal, ...]:
        """The margin of each contract year under a clause; without one, under the clause of the deal."""
        chosen = clause or self.deal.terms.clause
        return tuple(self.value(f"margin.{chosen}.year{year}") for year in contract_years(self.deal))

    def summary(self) -> tuple[Figure, ...]:
        """The figures the summary shows and the acta freezes, in order."""
        keys = [*SUMMARY_KEYS, *(key for key in self.figures if key.startswith("margin.")), *_AFTER_YEARS]
        for position in range(len(self.services)):
            keys += [f"services.{position}.{key}" for key in SERVICE_SUMMARY_KEYS]
        return tuple(self.figures[key] for key in keys if key in self.figures)


SUMMARY_KEYS = (
    "hours",
    "transactions",
    "fte",
    "headcount",
    "seats",
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
    "financing",
    "denominator",
    "price",
    "price_per_seat",
    "price_per_hour",
    "price_per_transaction",
    "gross_margin",
    "ebitda",
    "price_floor",
    "iva",
    "invoice",
    "cash",
    "total_value",
)
_AFTER_YEARS = ("labour_share",)
SERVICE_SUMMARY_KEYS = (
    "peak",
    "hours",
    "transactions",
    "usable_hours",
    "fte",
    "headcount",
    "seats",
    "loaded",
    "direct_cost",
    "price",
    "price_per_seat",
    "price_per_hour",
    "price_per_transaction",
)


def contract_years(deal: Deal) -> range:
    """1, 2, … up to the last contract year, begun or whole."""
    return range(1, -(-deal.terms.term_months // MONTHS_A_YEAR) + 1)


def price(deal: Deal, parameters: ParameterSet) -> Pricing:
    """Compute the model.

    Raises PricingRefused with every error of the inputs, MissingParameter when a dated parameter does not hold on the
    day of the deal.
    """
    wrong = problems(deal)
    if not wrong:
        wrong = below_minimum(deal, parameters.all_of(MODEL_KEYS, deal.parameters_on)[Key.MINIMUM_WAGE].value)
    if wrong:
        raise PricingRefused(wrong)
    return compute(deal, parameters)


def compute(deal: Deal, parameters: ParameterSet) -> Pricing:
    """The computation alone, on inputs already checked (`price` checks them; the sensitivity moves them a little)."""
    ledger = Ledger()
    reader = Reader(deal, parameters, ledger)
    sized = _sized(deal, ledger, reader)
    book = _Costs(deal, ledger, reader, sized)
    book.direct_costs()
    rate = book.price_of_cost()
    book.years(rate)
    services = book.shares()
    return Pricing(deal, ledger.figures, services, tuple(reader.parameters.values()))


def _sized(deal: Deal, ledger: Ledger, reader: Reader) -> tuple[SizedService, ...]:
    """Size every service; the refusals of all of them come together."""
    sized: list[SizedService] = []
    errors: list[PricingError] = []
    for position in range(len(deal.services)):
        try:
            sized.append(size_service(deal, position, ledger, reader))
        except PricingRefused as refused:
            errors.extend(refused.errors)
    if errors:
        raise PricingRefused(errors)
    return tuple(sized)


class _Costs:
    """The steps of one computation over one ledger."""

    def __init__(self, deal: Deal, ledger: Ledger, reader: Reader, sized: tuple[SizedService, ...]) -> None:
        self.deal = deal
        self.ledger = ledger
        self.reader = reader
        self.sized = sized
        self.own_costs: list[Figure] = []

    def term(self, name: str) -> Figure:
        """Return one of the deal's terms as a figure that can be opened."""
        return self.reader.entry(self.deal.terms, "terms", name)

    def direct_costs(self) -> None:
        """Deal totals of the sizing, the costs of each service, the structure, and D."""
        let = self.ledger.let
        self.headcount = let("headcount", _("Total headcount"), Unit.COUNT, total(*(s.headcount for s in self.sized)))
        self.seats = let("seats", _("Total seats"), Unit.COUNT, total(*(s.seats for s in self.sized)))
        self.hours = let(
            "hours", _("Total productive hours a month"), Unit.HOURS, total(*(s.hours for s in self.sized))
        )
        self.transactions = let(
            "transactions", _("Total transactions a month"), Unit.COUNT, total(*(s.transactions for s in self.sized))
        )
        let("fte", _("Total FTE"), Unit.PEOPLE, total(*(s.fte for s in self.sized)))
        parts: dict[str, list[Figure]] = {}
        for position, sized in enumerate(self.sized):
            own = self._service_costs(f"services.{position}", sized)
            self.own_costs.append(
                self.ledger.within(f"services.{position}", sized.line.name).let(
                    "own_cost", _("Cost of the service"), Unit.COP, total(*own.values())
                )
            )
            for name, figure in own.items():
                parts.setdefault(name, []).append(figure)
        self.agents = let("agents", _("Agents"), Unit.COP, total(*parts["agents"]))
        self.structure = let("structure", _("Structure"), Unit.COP, self._structure())
        rest = [
            let(name, label, Unit.COP, total(*parts[name]))
            for name, label in (
                ("technology", _("Technology")),
                ("infrastructure", _("Infrastructure")),
                ("telephony", _("Telephony")),
                ("cohort", _("First cohort, a month")),
                ("attrition", _("Attrition, a month")),
            )
        ]
        self.direct_cost = let("direct_cost", _("Direct cost"), Unit.COP, total(self.agents, self.structure, *rest))

    def _service_costs(self, path: str, sized: SizedService) -> dict[str, Figure]:
        line = sized.line
        book = self.ledger.within(path, line.name)

        def entry(name: str) -> Figure:
            return self.reader.entry(line, path, name)

        loaded = loaded_agent(self.ledger, self.reader, path, sized)
        hire = book.let(
            "cost_per_hire",
            _("Cost per hire"),
            Unit.COP,
            entry("hiring_cost") + entry("training_days") / 30 * loaded,
        )
        cohort = book.let("first_cohort", _("First cohort"), Unit.COP, sized.headcount * entry("cohort_factor") * hire)
        return {
            "agents": book.let("agents", _("Agents"), Unit.COP, sized.headcount * loaded),
            "technology": book.let("technology", _("Technology"), Unit.COP, sized.seats * entry("technology_per_seat")),
            "infrastructure": book.let(
                "infrastructure", _("Infrastructure"), Unit.COP, sized.seats * entry("infrastructure_per_seat")
            ),
            "telephony": book.let(
                "telephony",
                _("Telephony"),
                Unit.COP,
                sized.transactions * entry("aht_seconds") / 60 * entry("telephony_per_minute"),
            ),
            "cohort": book.let("cohort", _("First cohort, a month"), Unit.COP, cohort / self.term("term_months")),
            "attrition": book.let(
                "attrition_cost", _("Attrition, a month"), Unit.COP, sized.headcount * entry("attrition") * hire
            ),
        }

    def _structure(self) -> Quantity:
        costs: list[Quantity] = []
        for position, role in enumerate(self.deal.structure):
            path = f"structure.{position}"
            loaded = loaded_role(self.ledger, self.reader, path, role)
            people: Quantity = (
                self.headcount / self.reader.entry(role, path, "ratio")
                if role.ratio is not None
                else self.reader.entry(role, path, "fixed_fte")
            )
            book = self.ledger.within(path, role.name)
            costs.append(book.let("cost", _("Cost of the role"), Unit.COP, people * loaded))
        return total(*costs) if costs else Constant(0)

    def price_of_cost(self) -> Figure:
        """G, C, B, fin, the denominator, P and what is shown beside it. Returns the deductions from the price."""
        let, term = self.ledger.let, self.term
        overhead = let("overhead_cost", _("Overhead"), Unit.COP, self.direct_cost * term("overhead"))
        contingency = let(
            "contingency_cost", _("Contingency"), Unit.COP, (self.direct_cost + overhead) * term("contingency")
        )
        self.cost_base = let("cost_base", _("Cost base"), Unit.COP, total(self.direct_cost, overhead, contingency))
        financing = let(
            "financing",
            _("Financing"),
            Unit.FACTOR,
            ((1 + term("effective_annual_rate")) ** (Constant(1) / 12) - 1) * term("payment_days") / 30,
        )
        taken = let(
            "taxes_and_bonds",
            _("ICA, GMF, bonds and stamps"),
            Unit.RATE,
            total(*(term(name) for name in ("ica", "gmf", "bonds", "stamps"))),
        )
        deductions = let("deductions", _("Deductions from the price"), Unit.RATE, taken + financing)
        denominator = let("denominator", _("Denominator"), Unit.FACTOR, Constant(1) - term("margin") - deductions)
        if denominator.value <= 0:
            raise PricingRefused([no_room(1 - denominator.value)])
        self.price = let("price", _("Price a month"), Unit.COP, self.cost_base / denominator)
        let(
            "price_floor",
            _("Price floor (EBITDA 0)"),
            Unit.COP,
            self.cost_base / (Constant(1) - taken),
        )
        let("price_per_seat", _("Price per seat"), Unit.COP, self.price / self.seats)
        let("price_per_hour", _("Price per productive hour"), Unit.COP_EACH, self.price / self.hours)
        if self.transactions.value:
            let("price_per_transaction", _("Price per transaction"), Unit.COP_EACH, self.price / self.transactions)
        let("gross_margin", _("Gross margin"), Unit.RATE, Constant(1) - self.direct_cost / self.price)
        let("ebitda", _("EBITDA"), Unit.RATE, Constant(1) - (self.cost_base + self.price * taken) / self.price)
        self._billing()
        return deductions

    def _billing(self) -> None:
        let, of = self.ledger.let, self.reader.parameter
        iva = let("iva", _("IVA"), Unit.COP, self.price * of(Key.IVA))
        invoice = let("invoice", _("Invoice with IVA"), Unit.COP, self.price + iva)
        let(
            "cash",
            _("Cash after withholdings"),
            Unit.COP,
            invoice - self.price * of(Key.WITHHOLDING) - iva * of(Key.RETEIVA),
        )
        let("total_value", _("Total value without IVA"), Unit.COP, self.price * self.term("term_months"))

    def years(self, deductions: Figure) -> None:
        """The margin of each contract year under each clause: m_k = 1 − B_k / P_k − deductions, with
        B_k = B·(λ·(1 + wages)^(k−1) + (1 − λ)·(1 + ipc)^(k−1)) and λ the labour share of D."""
        let = self.ledger.let
        share = let(
            "labour_share", _("Labour share of the cost"), Unit.RATE, (self.agents + self.structure) / self.direct_cost
        )
        wages, ipc = 1 + self.term("wage_growth"), 1 + self.term("ipc")
        rest = Constant(1) - share
        for year in contract_years(self.deal):
            wage_index, ipc_index = _grown(wages, year), _grown(ipc, year)
            mixed = share * wage_index + rest * ipc_index
            cost = let(
                f"cost.year{year}",
                format_lazy(_("Cost base, year {year}"), year=year),
                Unit.COP,
                self.cost_base * mixed,
            )
            indexes: dict[Clause, Quantity] = {
                Clause.NONE: Constant(1),
                Clause.IPC: ipc_index,
                Clause.SMMLV: wage_index,
                Clause.MIXED: mixed,
            }
            for clause, index in indexes.items():
                let(
                    f"margin.{clause}.year{year}",
                    format_lazy(_("Margin, year {year}: {clause}"), year=year, clause=CLAUSE_LABELS[clause]),
                    Unit.RATE,
                    Constant(1) - cost / (self.price * index) - deductions,
                )

    def shares(self) -> tuple[PricedService, ...]:
        """Each service's direct cost (structure by headcount) and its share of the price."""
        services = []
        for position, (sized, own) in enumerate(zip(self.sized, self.own_costs, strict=True)):
            book = self.ledger.within(f"services.{position}", sized.line.name)
            cost = book.let(
                "direct_cost",
                _("Direct cost of the service"),
                Unit.COP,
                own + self.structure * sized.headcount / self.headcount,
            )
            share = book.let("price", _("Price of the service"), Unit.COP, self.price * cost / self.direct_cost)
            book.let("price_per_seat", _("Price per seat"), Unit.COP, share / sized.seats)
            book.let("price_per_hour", _("Price per productive hour"), Unit.COP_EACH, share / sized.hours)
            if sized.transactions.value:
                book.let("price_per_transaction", _("Price per transaction"), Unit.COP_EACH, share / sized.transactions)
            services.append(PricedService(sized, cost, share))
        return tuple(services)


def _grown(yearly: Quantity, year: int) -> Quantity:
    """The index of a contract year: 1 in the first, the yearly factor to the power of the years gone by after it."""
    return Constant(1) if year == 1 else yearly if year == 2 else yearly ** (year - 1)
