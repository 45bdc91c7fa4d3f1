"""Erlang C in floating point: how many agents an interval needs.

With A the traffic in erlangs and N the agents: B₀ = 1, B_k = A·B_{k−1} / (k + A·B_{k−1});
C = N·B / (N − A·(1 − B)); service level = 1 − C·e^{−(N − A)·t / AHT}; occupancy = A / N.
A queue with N ≤ A grows without end, so the least N that is asked is above A.
"""

from functools import lru_cache
from math import ceil, exp, isfinite
from typing import NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from proposals.errors import PricingError, PricingRefused

MAX_AGENTS = 5000  # no site of the company is near it; beyond it a typing error is likelier than a contract
_SLACK = 1e-12  # A/N against the maximum occupancy: 17.000000000000004/20 is still 85 %


class Target(NamedTuple):
    """What a queue promises: answer `service_level` (fraction) of the calls within `within_seconds`, keep agents
    busy at most `max_occupancy` (fraction), and, when given, let at most `max_wait` (fraction) of the calls wait."""

    service_level: float
    within_seconds: float
    max_occupancy: float = 1.0
    max_wait: float = 1.0


def intensity_of(contacts: float, aht_seconds: float, interval_seconds: float) -> float:
    """A = contacts·AHT / T, in erlangs."""
    return contacts * aht_seconds / interval_seconds


@lru_cache(maxsize=65536)
def agents_needed(intensity: float, aht_seconds: float, target: Target) -> int:
    """The least N that meets the service level, the maximum occupancy and the maximum wait.

    The recursion on B runs once up to the answer; targets are only tested from the first N that occupancy allows.
    Raises PricingRefused: AHT not above zero, a target out of range, or no answer below `MAX_AGENTS`.
    """
    _check_traffic(intensity, aht_seconds)
    if not (0 < target.max_occupancy <= 1 and 0 <= target.service_level < 1 and 0 < target.max_wait <= 1):
        raise PricingRefused([_out_of_reach(intensity)])
    if intensity == 0:
        return 1
    least = intensity / target.max_occupancy
    if not least < MAX_AGENTS:
        raise PricingRefused([_out_of_reach(intensity)])
    first = max(ceil(least * (1 - _SLACK)), int(intensity) + 1)
    inverse = 1.0  # 1/B: one multiplication and one sum a step
    for k in range(1, first):
        inverse = 1.0 + inverse * k / intensity
    allowed, decay = 1 - target.service_level, target.within_seconds / aht_seconds
    max_wait = target.max_wait
    for agents in range(first, MAX_AGENTS + 1):
        inverse = 1.0 + inverse * agents / intensity
        spare = agents - intensity
        waiting = agents / (inverse * spare + intensity)
        if waiting * exp(-spare * decay) <= allowed and waiting <= max_wait:
            return agents
    raise PricingRefused([_out_of_reach(intensity)])


def _check_traffic(intensity: float, aht_seconds: float) -> None:
    if not (isfinite(aht_seconds) and aht_seconds > 0):
        raise PricingRefused(
            [
                PricingError(
                    "aht_seconds",
                    _("The average handling time must be above zero seconds."),
                    _("Enter the seconds one contact takes, talk and wrap-up together."),
                    "aht_zero",
                )
            ]
        )
    if not (isfinite(intensity) and intensity >= 0):
        raise PricingRefused([_out_of_reach(intensity)])


def _out_of_reach(intensity: float) -> PricingError:
    return PricingError(
        "target_service_level",
        format_lazy(
            _("No number of agents up to {limit} meets the targets with {traffic} erlangs."),
            limit=MAX_AGENTS,
            traffic=f"{intensity:.2f}",
        ),
        _("Check the volume and the handling time, or lower the service level, or raise the maximum occupancy."),
        "no_solution",
    )
