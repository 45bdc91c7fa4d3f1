"""Whether an approved acta is current: the gate asks, the pages show.

Current: an acta signed by all and not void, inside its validity, whose dated parameters still hold with the same value
on the billing start, and of a deal that did not get other terms since. January's minimum wage is what makes them fall.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from almacontact.calendar import local_day
from almacontact.web.formats import day as day_words
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.pricing.engine.parameters import DEFINITIONS, Parameter, ParameterSet
from proposals.pricing.minutes.models import PricingMinutes


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an approved pricing is not current, and where it is mended."""

    message: str
    url: str
    link_label: str


def billing_start(minutes: PricingMinutes) -> date:
    """Return the day whose parameters must hold: the billing start, or the parameter day where it is unknown."""
    return minutes.opportunity.expected_billing_on or minutes.pricing_model.parameters_on


def faults_of(minutes: PricingMinutes, day: date, parameters: ParameterSet, at: datetime | None = None) -> list[Fault]:
    """Return why an approved acta is not current on `day`; nothing when it is. Of the past `at` a moment: other terms
    that the deal got after it do not count."""
    found = lapses_of(minutes, day, parameters)
    if (changed := new_terms_since(minutes)) and (at is None or changed <= at):
        words = _("%(acta)s was approved before the terms of the deal changed, on %(day)s: a new acta is due.")
        named = {"acta": minutes.number, "day": day_words(local_day(changed))}
        found.append(Fault(words % named, minutes.pricing_model.get_absolute_url(), _("Begin a new version")))
    return found


def lapses_of(minutes: PricingMinutes, day: date, parameters: ParameterSet) -> list[Fault]:
    """Return what time did to an approved acta: its validity is over, or its dated parameters hold no more."""
    model = minutes.pricing_model
    renew = (model.get_absolute_url(), _("Begin a new version"))
    found = []
    if not minutes.is_valid_on(day):
        found.append(
            Fault(
                _("%(acta)s was valid until %(day)s.")
                % {"acta": minutes.number, "day": day_words(minutes.valid_until)},
                *renew,
            )
        )
    start = billing_start(minutes)
    stale = parameters.stale(model.used_parameters(), start)
    if stale:
        found.append(
            Fault(
                _("%(acta)s was priced with values that do not hold on %(day)s, the billing start: %(names)s.")
                % {"acta": minutes.number, "day": day_words(start), "names": _names(stale)},
                *renew,
            )
        )
    return found


def new_terms_since(minutes: PricingMinutes, opportunity: Opportunity | None = None) -> datetime | None:
    """Return when the deal of an approved acta got terms that leave what it approved; None where it did not.
    `opportunity` is that deal, where the caller has read it."""
    changed = (opportunity or minutes.opportunity).terms_changed_at
    return changed if changed and minutes.approved_at and minutes.approved_at <= changed else None


def _names(parameters: Iterable[Parameter]) -> str:
    return ", ".join(str(DEFINITIONS[one.key].label) for one in parameters if one.key in DEFINITIONS)
