"""Recompute of a pricing model against the bare formula loop in floating point, interleaved in one run.

The model: 5 inbound services × 7 day types × 48 half-hours, no two volumes alike, so that nothing repeats inside it.
The bare loop does the same arithmetic with plain floats: Erlang recursion for each interval, then the price formulas
once; no checks, no decimals, no figures with formulas, no cache. Run: python -m benchmarks.pricing
"""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import ceil, exp

from pipeline.terms import Clause
from proposals.pricing.engine.erlang import agents_needed
from proposals.pricing.engine.inputs import Channel, DayType, Deal, ServiceLine, StructureRole, Terms
from proposals.pricing.engine.price import price
from proposals.pricing.engine.sensitivity import sensitivity
from tests.proposals.pricing.pricing_examples import PARAMETERS

ROUNDS = 40
LIMIT = 3.0


def build_deal(seed: int) -> Deal:
    """A deal of the size the limit speaks of."""
    chance = random.Random(seed)
    services = tuple(
        ServiceLine(
            name=f"Service {number}",
            channel=Channel.INBOUND,
            days=tuple(
                DayType(
                    name=f"Day {day}",
                    days_a_month=Decimal("4.3"),
                    sunday_or_holiday=day == 6,
                    volumes=tuple(Decimal(chance.randint(5_000, 300_000)) / 1000 for _ in range(48)),
                )
                for day in range(7)
            ),
            aht_seconds=Decimal(180 + 30 * number),
            wage=Decimal(1_750_905),
            technology_per_seat=Decimal(280_000),
            infrastructure_per_seat=Decimal(350_000),
            telephony_per_minute=Decimal(45),
            hiring_cost=Decimal(350_000),
            training_days=Decimal(10),
            attrition=Decimal("0.05"),
        )
        for number in range(5)
    )
    structure = tuple(
        StructureRole(name=name, wage=Decimal(wage), ratio=Decimal(ratio))
        for name, wage, ratio in (("Supervisor", 2_900_000, 15), ("Quality", 2_400_000, 35), ("WFM", 3_000_000, 80))
    )
    terms = Terms(
        margin=Decimal("0.12"),
        term_months=24,
        payment_days=Decimal(60),
        overhead=Decimal("0.08"),
        contingency=Decimal("0.02"),
        ica=Decimal("0.00966"),
        gmf=Decimal("0.004"),
        effective_annual_rate=Decimal("0.16"),
        clause=Clause.MIXED,
        wage_growth=Decimal("0.12"),
        ipc=Decimal("0.05"),
    )
    return Deal(parameters_on=date(2026, 8, 1), services=services, structure=structure, terms=terms)


def bare_loop(deal: Deal) -> float:
    """The formulas alone, in floating point; returns the price a month."""
    headcount, costs = 0, 0.0
    for line in deal.services:
        aht, within = float(line.aht_seconds), float(line.answer_within_seconds)
        level, occupancy = float(line.target_service_level), float(line.max_occupancy)
        hours = night = sunday = calls = 0.0
        peak = 0
        for day in line.days:
            days = float(day.days_a_month)
            for position, volume in enumerate(day.volumes):
                if volume is None:
                    continue
                contacts = float(volume)
                traffic = contacts * aht / 1800
                agents, blocking = 0, 1.0
                while True:
                    agents += 1
                    blocking = traffic * blocking / (agents + traffic * blocking)
                    if agents <= traffic or traffic / agents > occupancy:
                        continue
                    waiting = agents * blocking / (agents - traffic * (1 - blocking))
                    if 1 - waiting * exp(-(agents - traffic) * within / aht) >= level:
                        break
                worked = agents * 0.5 * days
                hours += worked
                if not 12 <= position < 38:
                    night += worked
                if day.sunday_or_holiday:
                    sunday += worked
                calls += contacts * days
                peak = max(peak, agents)
        internal, external = float(line.internal_shrinkage), float(line.external_shrinkage)
        people = ceil(hours / (182 * (1 - internal) * (1 - external)))
        seats = ceil(peak * (1 + float(line.reserve)))
        wage = float(line.wage)
        extra = (night * 0.35 + sunday * 0.9) / (1 - internal) * wage / 210 / people
        aid = 249_095 if wage + extra <= 2 * 1_750_905 else 0
        loaded = wage + extra + aid + (wage + extra + aid) * 0.1766 + wage * 0.0417 + (wage + extra) * 0.16522
        hire = float(line.hiring_cost) + float(line.training_days) / 30 * loaded
        costs += people * loaded + seats * float(line.technology_per_seat + line.infrastructure_per_seat)
        costs += calls * aht / 60 * float(line.telephony_per_minute)
        costs += people * hire * (float(line.cohort_factor) / deal.terms.term_months + float(line.attrition))
        headcount += people
    for role in deal.structure:
        wage = float(role.wage)
        aid = 249_095 if wage <= 2 * 1_750_905 else 0
        loaded = wage + aid + (wage + aid) * 0.1766 + wage * (0.0417 + 0.16522)
        costs += headcount / float(role.ratio or 1) * loaded
    terms = deal.terms
    base = costs * (1 + float(terms.overhead)) * (1 + float(terms.contingency))
    financing = ((1 + float(terms.effective_annual_rate)) ** (1 / 12) - 1) * float(terms.payment_days) / 30
    return base / (1 - float(terms.margin) - float(terms.ica) - float(terms.gmf) - financing)


def recompute(deal: Deal) -> object:
    """Price the deal with nothing cached."""
    agents_needed.cache_clear()
    return price(deal, PARAMETERS)


def timed(work: Callable[[], object]) -> float:
    """Seconds one run takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Print the medians and the ratios; exit with an error where a recompute passes the limit."""
    times: dict[str, list[float]] = {"bare": [], "cold": [], "warm": [], "sensitivity": []}
    for number in range(ROUNDS):
        deal = build_deal(number)
        times["bare"].append(timed(lambda deal=deal: bare_loop(deal)))
        agents_needed.cache_clear()
        times["cold"].append(timed(lambda deal=deal: price(deal, PARAMETERS)))
        edited = replace(deal, terms=replace(deal.terms, margin=Decimal("0.13")))
        times["warm"].append(timed(lambda edited=edited: price(edited, PARAMETERS)))
        found = price(deal, PARAMETERS)
        assert abs(bare_loop(deal) / float(found.value("price")) - 1) < 1e-9
        times["sensitivity"].append(timed(lambda found=found: sensitivity(found, PARAMETERS)))
    bare = statistics.median(times["bare"])
    print(f"{'bare formula loop in floats':44} {bare * 1000:7.2f} ms")
    for name, words in (
        ("cold", "recompute, nothing cached"),
        ("warm", "recompute after a change of terms"),
        ("sensitivity", "sensitivity, eight more models, on its own"),
    ):
        median = statistics.median(times[name])
        print(f"{words:44} {median * 1000:7.2f} ms   {median / bare:5.2f} × bare")
    if statistics.median(times["cold"]) > LIMIT * bare:
        raise SystemExit(f"A recompute takes more than {LIMIT} times the bare loop.")


if __name__ == "__main__":
    from django.conf import settings

    settings.configure(USE_I18N=False)
    main()
