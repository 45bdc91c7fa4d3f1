"""Whether the price of a proposal went stale: what it says against what is in force today (process row 8).

Sending asks it at the moment of sending, so that a price that changed since the page was opened does not go out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from almacontact.calendar import local_day, today
from almacontact.refusals import Words
from almacontact.web.formats import day as day_words
from proposals.errors import MissingParameter
from proposals.pricing.engine.explain import Unit
from proposals.pricing.engine.inputs import PRICE_UNIT_LABELS, PriceUnit
from proposals.pricing.engine.parameters import DEFINITIONS, ParameterSet
from proposals.pricing.minutes.currentness import billing_start, faults_of, new_terms_since
from proposals.pricing.minutes.models import PricingMinutes
from proposals.pricing.models.parameters import DatedParameter
from proposals.pricing.words import words
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.rules import newest_acta


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the proposal says otherwise than what is in force: in words, '–' for nothing."""

    label: Words
    was: str
    now: str


def price_differences(proposal: Proposal) -> list[Difference]:
    """Return how the price of a version differs from what is in force today; nothing when it may go out.

    Against the newest approved acta of the alternative where that is another; else why its own is not current: its
    validity, and the dated parameters that no longer hold on the billing start.
    """
    newest = newest_acta(proposal.alternative)
    own = proposal.minutes
    if newest is None:
        return [Difference(_("Acta"), own.number, _("none in force"))]
    if newest.pk != own.pk:
        return [Difference(_("Acta"), own.number, newest.number), *acta_differences(own, newest)]
    parameters = DatedParameter.objects.all().as_set()
    if not faults_of(newest, today(), parameters):
        return []
    return list(_lapsed(newest, parameters))


def acta_differences(was: PricingMinutes, now: PricingMinutes) -> list[Difference]:
    """Return what two actas quote differently: terms, price unit and validity."""
    found = [Difference(one.label, one.mine, one.theirs) for one in was.terms.differences(now.terms)]
    old, new = _beside_terms(was), _beside_terms(now)
    return [*found, *(Difference(label, old[label], new[label]) for label in new if old[label] != new[label])]


def quoted(minutes: PricingMinutes) -> dict[Words, str]:
    """What the client is quoted by an acta, in words, by label."""
    return {**dict(minutes.terms.in_words().values()), **_beside_terms(minutes)}


def _beside_terms(minutes: PricingMinutes) -> dict[Words, str]:
    """What an acta quotes beside its terms: what is paid for, and until when."""
    unit = PriceUnit(minutes.frozen["deal"]["terms"]["price_unit"])
    return {
        _("Price unit"): str(PRICE_UNIT_LABELS[unit]),
        _("Price valid until"): day_words(minutes.valid_until),
    }


def _lapsed(minutes: PricingMinutes, parameters: ParameterSet) -> Iterator[Difference]:
    """Why an acta in force is not current today, thing by thing."""
    if not minutes.is_valid_on(today()):
        yield Difference(
            _("Price valid until"),
            day_words(minutes.valid_until),
            _("today is %(day)s") % {"day": day_words(today())},
        )
    if changed := new_terms_since(minutes):
        words_of = _("changed on %(day)s: a new acta is due")
        yield Difference(_("Terms of the deal"), minutes.number, words_of % {"day": day_words(local_day(changed))})
    start = billing_start(minutes)
    for one in parameters.stale(minutes.pricing_model.used_parameters(), start):
        definition = DEFINITIONS.get(one.key)
        unit = definition.unit if definition else Unit.NONE
        label = definition.label if definition else one.key
        try:
            now = words(unit, parameters.get(one.key, start).value)
        except MissingParameter:
            now = _("none on %(day)s") % {"day": day_words(start)}
        yield Difference(label, words(unit, one.value), now)
