"""For each input of the model: which signatures of the acta fall when it changes."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.terms import Clause
from proposals.pricing.engine.inputs import (
    Channel,
    DayType,
    Deal,
    PriceUnit,
    ServiceLine,
    Signature,
    StructureRole,
    Terms,
    entries,
)
from proposals.pricing.engine.price import Pricing, price
from proposals.pricing.engine.risk import assess, facts_of
from proposals.pricing.engine.snapshot import content_hash, read_deal, rests_on, to_data
from tests.proposals.pricing.pricing_examples import (
    PARAMETERS,
    STARTING_RULES,
    example_deal,
    example_structure,
    example_terms,
    hourly,
    voice_line,
)

NONE: set[Signature] = set()
W, IT, G = Signature.WORKFORCE, Signature.IT, Signature.GENERAL


def base() -> Deal:
    """The worked example with a 24×7 service beside it, so that every field has an effect to show."""
    posts = voice_line(name="Posts", channel=Channel.ROUND_THE_CLOCK, days=(), posts=2)
    return example_deal(services=(voice_line(), posts))


def line(**changes: Any) -> Deal:
    deal = base()
    return replace(deal, services=(replace(deal.services[0], **changes), deal.services[1]))


def day(**changes: Any) -> Deal:
    days = base().services[0].days
    return line(days=(replace(days[0], **changes), days[1]))


def posts(number: int) -> Deal:
    deal = base()
    return replace(deal, services=(deal.services[0], replace(deal.services[1], posts=number)))


def role(**changes: Any) -> Deal:
    structure = example_structure()
    return replace(base(), structure=(replace(structure[0], **changes), *structure[1:]))


def manager(**changes: Any) -> Deal:
    structure = example_structure()
    return replace(base(), structure=(*structure[:-1], replace(structure[-1], **changes)))


def terms(**changes: Any) -> Deal:
    return replace(base(), terms=example_terms(**changes))


D = Decimal

CASES: list[tuple[type, str, Callable[[], Deal], set[Signature]]] = [
    (DayType, "name", lambda: day(name="De lunes a viernes"), NONE),
    (DayType, "days_a_month", lambda: day(days_a_month=D(21)), {W, G}),
    (DayType, "volumes", lambda: day(volumes=hourly((7, 11, "400"), (11, 19, "240"))), {W, IT, G}),
    (DayType, "volumes", lambda: day(volumes=hourly((7, 11, "201"), (11, 19, "120"))), {W, G}),
    (DayType, "sunday_or_holiday", lambda: day(sunday_or_holiday=True), {W, G}),
    (ServiceLine, "name", lambda: line(name="Línea de voz"), NONE),
    (ServiceLine, "channel", lambda: line(channel=Channel.OUTBOUND), {W, IT, G}),
    (ServiceLine, "days", lambda: line(days=base().services[0].days[:1]), {W, G}),
    (ServiceLine, "posts", lambda: posts(3), {W, IT, G}),
    (ServiceLine, "aht_seconds", lambda: line(aht_seconds=D(240)), {W, IT, G}),
    (ServiceLine, "target_service_level", lambda: line(target_service_level=D("0.95")), {W, IT, G}),
    (ServiceLine, "answer_within_seconds", lambda: line(answer_within_seconds=D(5)), {W}),
    (ServiceLine, "max_occupancy", lambda: line(max_occupancy=D("0.60")), {W, IT, G}),
    (ServiceLine, "max_wait_probability", lambda: line(max_wait_probability=D("0.05")), {W, IT, G}),
    (ServiceLine, "minimum_agents", lambda: line(minimum_agents=20), {W, IT, G}),
    (ServiceLine, "minimum_agents", lambda: line(minimum_agents=2), {W}),
    (ServiceLine, "internal_shrinkage", lambda: line(internal_shrinkage=D("0.20")), {W, G}),
    (ServiceLine, "external_shrinkage", lambda: line(external_shrinkage=D("0.25")), {W, G}),
    (ServiceLine, "reserve", lambda: line(reserve=D("0.20")), {W, IT, G}),
    (ServiceLine, "wage", lambda: line(wage=D(1_800_000)), {G}),
    (ServiceLine, "work_clothing", lambda: line(work_clothing=D(50_000)), {G}),
    (ServiceLine, "technology_per_seat", lambda: line(technology_per_seat=D(290_000)), {IT, G}),
    (ServiceLine, "infrastructure_per_seat", lambda: line(infrastructure_per_seat=D(360_000)), {G}),
    (ServiceLine, "telephony_per_minute", lambda: line(telephony_per_minute=D(46)), {IT, G}),
    (ServiceLine, "hiring_cost", lambda: line(hiring_cost=D(360_000)), {G}),
    (ServiceLine, "training_days", lambda: line(training_days=D(12)), {G}),
    (ServiceLine, "cohort_factor", lambda: line(cohort_factor=D("1.2")), {G}),
    (ServiceLine, "attrition", lambda: line(attrition=D("0.06")), {G}),
    (StructureRole, "name", lambda: role(name="Líder"), NONE),
    (StructureRole, "wage", lambda: role(wage=D(3_000_000)), {G}),
    (StructureRole, "ratio", lambda: role(ratio=D(14)), {G}),
    (StructureRole, "fixed_fte", lambda: manager(fixed_fte=D("0.5")), {G}),
    (StructureRole, "work_clothing", lambda: role(work_clothing=D(46_000)), {G}),
    (Terms, "margin", lambda: terms(margin=D("0.13")), {G}),
    (Terms, "term_months", lambda: terms(term_months=36), {G}),
    (Terms, "payment_days", lambda: terms(payment_days=D(45)), {G}),
    (Terms, "overhead", lambda: terms(overhead=D("0.09")), {G}),
    (Terms, "contingency", lambda: terms(contingency=D("0.03")), {G}),
    (Terms, "ica", lambda: terms(ica=D("0.011")), {G}),
    (Terms, "gmf", lambda: terms(gmf=D("0.005")), {G}),
    (Terms, "bonds", lambda: terms(bonds=D("0.004")), {G}),
    (Terms, "stamps", lambda: terms(stamps=D("0.02")), {G}),
    (Terms, "effective_annual_rate", lambda: terms(effective_annual_rate=D("0.18")), {G}),
    (Terms, "price_unit", lambda: terms(price_unit=PriceUnit.SEAT), {G}),
    (Terms, "clause", lambda: terms(clause=Clause.SMMLV), {G}),
    (Terms, "wage_growth", lambda: terms(wage_growth=D("0.10")), {G}),
    (Terms, "ipc", lambda: terms(ipc=D("0.06")), {G}),
    (Deal, "parameters_on", lambda: replace(base(), parameters_on=date(2026, 9, 1)), NONE),
    (Deal, "parameters_on", lambda: replace(base(), parameters_on=date(2026, 7, 14)), {W, G}),
    (Deal, "services", lambda: replace(base(), services=base().services[:1]), {W, IT, G}),
    (Deal, "services", lambda: replace(base(), services=base().services[::-1]), NONE),
    (Deal, "structure", lambda: replace(base(), structure=()), {G}),
    (Deal, "terms", lambda: terms(margin=D("0.11")), {G}),
]


def hashes(deal: Deal) -> dict[Signature, str]:
    found = price(deal, PARAMETERS)
    return hashes_of(found, assess(STARTING_RULES, facts_of(found)).codes)


def hashes_of(found: Pricing, fired: Iterable[str]) -> dict[Signature, str]:
    return {signature: content_hash(rests_on(found, signature, fired)) for signature in Signature}


@pytest.mark.parametrize(
    "kind, field, change, fallen", CASES, ids=[f"{kind.__name__}.{field}" for kind, field, _, _ in CASES]
)
def test_the_signatures_that_fall(kind: type, field: str, change: Callable[[], Deal], fallen: set[Signature]) -> None:
    before, after = hashes(base()), hashes(change())
    assert {signature for signature in Signature if before[signature] != after[signature]} == fallen
    assert to_data(base()) != to_data(change())


def test_every_input_field_has_its_case() -> None:
    covered = {(kind, field) for kind, field, _change, _fallen in CASES}
    kinds = (DayType, ServiceLine, StructureRole, Terms, Deal)
    assert covered == {(kind, field) for kind in kinds for field in entries(kind)}


def test_a_rule_that_fires_anew_moves_only_general_management() -> None:
    found = price(base(), PARAMETERS)
    before, after = hashes_of(found, ["seats"]), hashes_of(found, ["seats", "ebitda"])
    assert {signature for signature in Signature if before[signature] != after[signature]} == {G}


def test_a_deal_survives_its_json_and_how_a_number_is_written_does_not_count() -> None:
    deal = base()
    assert read_deal(to_data(deal)) == deal
    assert to_data(terms(margin=D("0.120"))) == to_data(base())
    assert hashes(read_deal(to_data(deal))) == hashes(deal)
