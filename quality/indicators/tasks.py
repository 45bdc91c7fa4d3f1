"""Background jobs of quality: each calls one action."""

from typing import Any

from celery import shared_task
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.calendar import today
from almacontact.jobs.actions import enqueue
from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.progress import Progress
from quality.indicators.actions import compute_indicators, periods_of

KIND = "quality.indicators.formulas"


@job(KIND, label=gettext_lazy("Computing of the indicators"))
def compute(progress: Progress, *, years: list[int]) -> Outcome:
    """Compute the indicators of some years again."""
    periods = [period for year in years for period in periods_of(year)]
    results = compute_indicators(periods=periods)
    return Outcome(message=_("%(count)s results are up to date.") % {"count": len(results)})


def compute_again(*, years: set[int], **_more: Any) -> None:
    """Ask for the indicators of `years` once the change is committed.

    Hears of `pipeline.events.results_changed` and `targets_changed`."""
    if years:
        enqueue(kind=KIND, by=None, arguments={"years": sorted(years)})


@shared_task(name="quality.compute_indicators")
def compute_each_night() -> None:
    """Compute this year and the last one; by beat, so that a month that has begun is there."""
    year = today().year
    enqueue(kind=KIND, by=None, arguments={"years": [year - 1, year]})
