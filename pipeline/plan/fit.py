"""How well an opportunity fits the clients that the plan in force wants (process row 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from almacontact.accounts.models import User
from almacontact.calendar import today
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.plan.models.parts import TargetProfile
from pipeline.plan.models.plans import CommercialPlan


@dataclass(frozen=True)
class Fit:
    """The best matching profile: `score` in % of the criteria it names that the opportunity meets."""

    profile: TargetProfile
    score: int
    met: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def tone(self) -> str:
        """Return the colour of the score."""
        return "ok" if self.score == 100 else "warn" if self.score >= 50 else "idle"


def profiles_in_force(year: int | None = None) -> list[TargetProfile]:
    """Return the target profiles of the plan in force for `year` (this one)."""
    plan = CommercialPlan.objects.in_force(year or today().year)
    return list(TargetProfile.objects.of(plan).select_related("segment", "service")) if plan else []


def fit_of(opportunity: Opportunity, profiles: Iterable[TargetProfile]) -> Fit | None:
    """Return how `opportunity` fits the profile that matches it best; None without profiles that name a criterion."""
    fits = [fit for profile in profiles if (fit := _fit(opportunity, profile))]
    return max(fits, key=lambda one: one.score, default=None)


def fit_panel(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return what the opportunity page shows: the fit, and whether the company presentation can be sent."""
    return {
        "fit": fit_of(opportunity, profiles_in_force()),
        "opportunity": opportunity,
        "may_send": opportunity.may_be_edited_by(user),
    }


def _fit(opportunity: Opportunity, profile: TargetProfile) -> Fit | None:
    judged = {}
    if profile.segment_id:
        judged[str(profile.segment)] = opportunity.segment_id == profile.segment_id
    if profile.service_id:
        judged[str(profile.service)] = opportunity.service_id == profile.service_id
    if profile.min_seats is not None:
        judged[f"≥ {profile.min_seats}"] = opportunity.seats >= profile.min_seats
    if profile.max_seats is not None:
        judged[f"≤ {profile.max_seats}"] = opportunity.seats <= profile.max_seats
    if not judged:
        return None
    met = tuple(name for name, holds in judged.items() if holds)
    missed = tuple(name for name, holds in judged.items() if not holds)
    return Fit(profile, round(100 * len(met) / len(judged)), met, missed)
