"""Erlang C: the published cases, the refusals, and the properties it must keep.

What a queue gives is computed here from the formulas of the textbooks, apart from the program's own recursion.
"""

from math import exp, inf, nan
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.errors import PricingRefused
from proposals.pricing.engine.erlang import Target, agents_needed, intensity_of
from tests.proposals.pricing.pricing_examples import steady


class Queue(NamedTuple):
    """What a queue gives: probability of waiting, service level, ASA in seconds, occupancy."""

    waiting: float
    service_level: float
    asa_seconds: float
    occupancy: float


def erlang_b(traffic: float, agents: int) -> float:
    """Return the probability that all agents are busy in a system without a queue."""
    blocking = 1.0
    for k in range(1, agents + 1):
        blocking = traffic * blocking / (k + traffic * blocking)
    return blocking


def queue(traffic: float, aht: float, agents: int, within: float) -> Queue:
    """Return what Erlang C says of more agents than erlangs."""
    blocking, spare = erlang_b(traffic, agents), agents - traffic
    waiting = agents * blocking / (agents - traffic * (1 - blocking))
    return Queue(waiting, 1 - waiting * exp(-spare * within / aht), waiting * aht / spare, traffic / agents)


def test_hundred_calls_in_half_an_hour_need_fourteen_agents() -> None:
    traffic = intensity_of(100, 180, 1800)
    assert agents_needed(traffic, 180, Target(0.80, 20)) == 14
    found = queue(traffic, 180, 14, 20)
    assert found.waiting == pytest.approx(0.1741319, abs=5e-8)
    assert found.service_level == pytest.approx(0.88835, abs=5e-6)
    assert found.asa_seconds == pytest.approx(7.83594, abs=5e-6)
    assert found.occupancy == pytest.approx(0.714286, abs=5e-7)
    assert queue(traffic, 180, 13, 20).service_level == pytest.approx(0.795595, abs=5e-7)


def test_the_published_calculator_case() -> None:
    traffic = intensity_of(250, 330, 3600)
    assert agents_needed(traffic, 330, Target(0.80, 30)) == 28
    found = queue(traffic, 330, 28, 30)
    assert found.service_level == pytest.approx(0.85685, abs=5e-6)
    assert found.asa_seconds == pytest.approx(14.752, abs=5e-4)


def test_a_target_on_the_share_that_waits() -> None:
    traffic = intensity_of(600, 120, 3600)
    assert agents_needed(traffic, 120, Target(0, 20, max_wait=0.15)) == 26
    assert queue(traffic, 120, 26, 20).waiting == pytest.approx(0.14340, abs=5e-6)
    assert queue(traffic, 120, 30, 20).waiting == pytest.approx(0.02495, abs=5e-6)


def test_the_recomputed_case_of_fifty_five_agents() -> None:
    found = queue(intensity_of(360, 240, 1800), 240, 55, 15)
    assert found.waiting == pytest.approx(0.238701, abs=5e-7)
    assert found.service_level == pytest.approx(0.845883, abs=5e-7)
    assert found.asa_seconds == pytest.approx(8.184, abs=5e-4)
    assert found.occupancy == pytest.approx(0.872727, abs=5e-7)


@pytest.mark.parametrize("traffic, agents, exact", [(1, 2, 1 / 3), (2, 3, 4 / 9)])
def test_the_exact_cases(traffic: int, agents: int, exact: float) -> None:
    assert queue(traffic, 60, agents, 20).waiting == pytest.approx(exact, abs=1e-15)


def test_maximum_occupancy_asks_for_more_agents_than_the_service_level() -> None:
    assert agents_needed(17.0, 100, Target(0, 20, max_occupancy=0.85)) == 20
    assert agents_needed(17.000000000000004, 100, Target(0, 20, max_occupancy=0.85)) == 20
    assert agents_needed(17.01, 100, Target(0, 20, max_occupancy=0.85)) == 21


@pytest.mark.parametrize("aht", [0, -1, inf, nan])
def test_a_handling_time_that_is_no_time_is_refused(aht: float) -> None:
    with pytest.raises(PricingRefused) as refusal:
        agents_needed(10, aht, Target(0.8, 20))
    assert refusal.value.errors[0].code == "aht_zero"


@pytest.mark.parametrize(
    "traffic, target",
    [
        (10, Target(0.8, 20, max_occupancy=1.01)),
        (10, Target(0.8, 20, max_occupancy=0)),
        (10, Target(1, 20)),
        (10, Target(0.8, 20, max_wait=0)),
        (60, Target(0.8, 20, max_occupancy=0.001)),
        (10_000_000, Target(0.8, 20)),
        (inf, Target(0.8, 20)),
        (nan, Target(0.8, 20)),
    ],
)
def test_targets_without_a_solution_are_refused(traffic: float, target: Target) -> None:
    with pytest.raises(PricingRefused) as refusal:
        agents_needed(traffic, 180, target)
    assert refusal.value.errors[0].code == "no_solution"


targets = st.builds(
    Target,
    service_level=st.floats(0, 0.99),
    within_seconds=st.floats(0, 120),
    max_occupancy=st.floats(0.5, 1),
    max_wait=st.floats(0.05, 1),
)


@steady
@given(st.floats(1e-6, 150), st.floats(0, 50), st.floats(20, 900), targets)
def test_more_calls_never_need_fewer_agents(traffic: float, more: float, aht: float, target: Target) -> None:
    assert agents_needed(traffic, aht, target) <= agents_needed(traffic + more, aht, target)


@steady
@given(st.floats(0.01, 80), st.floats(20, 900), targets)
def test_the_answer_meets_the_targets_and_one_agent_less_does_not(traffic: float, aht: float, target: Target) -> None:
    def meets(agents: int) -> bool:
        if agents <= traffic:
            return False
        found = queue(traffic, aht, agents, target.within_seconds)
        slack = 1e-9
        return (
            found.service_level >= target.service_level - slack
            and found.occupancy <= target.max_occupancy + slack
            and found.waiting <= target.max_wait + slack
        )

    agents = agents_needed(traffic, aht, target)
    assert meets(agents)
    assert agents == 1 or not meets(agents - 1) or _borderline(traffic, aht, agents - 1, target)


def _borderline(traffic: float, aht: float, agents: int, target: Target) -> bool:
    found = queue(traffic, aht, agents, target.within_seconds)
    return (
        abs(found.service_level - target.service_level) < 1e-8
        or abs(found.occupancy - target.max_occupancy) < 1e-8
        or abs(found.waiting - target.max_wait) < 1e-8
    )
