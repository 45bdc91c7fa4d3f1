"""What a win takes, and what stands against closing without one (docs/process.md#gates).

A win needs the award with its document, and terms that somebody approved: those of a current acta, inside its volume
band, or approved again in a round or a new acta. An award waits, recorded, until its terms are approved.
"""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.money import cop
from almacontact.web.formats import number
from pipeline.opportunities.gates import Condition
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.award.models import Award
from proposals.award.terms import covering_terms, minutes_of, risk_of_award, standing_award
from proposals.negotiation.approved_terms import ApprovedTerms
from proposals.negotiation.models import RoundState
from proposals.new_terms.acta_due import acta_due
from proposals.pricing.minutes.models import PricingMinutes

ATTACHED = "award_attached"
WITHIN = "award_within_minutes"
NONE_STANDS = "no_award_stands"


def award_attached(opportunity: Opportunity) -> Condition:
    """Judge whether an award stands with its document: one query."""
    label = gettext_lazy("Award document attached")
    award = standing_award(opportunity)
    if award is not None and award.document is not None:
        return Condition(code=ATTACHED, label=label, met=True, records=(award,))
    return Condition(
        code=ATTACHED,
        label=label,
        met=False,
        missing=_("No award is recorded with the letter or e-mail of the client."),
        url=_record_url(opportunity),
        link_label=_("Record the award"),
    )


def award_within_minutes(opportunity: Opportunity) -> Condition:
    """Judge whether the awarded terms were approved: one query without an award, at most eight with one; four at most
    where a change of terms made a new acta due.

    What it rested on is the award and the acta or round that covers it: whichever is voided later shows as a debt.
    """
    label = gettext_lazy("Awarded terms inside a current acta")
    award = standing_award(opportunity)
    if due := acta_due(opportunity):
        return Condition(
            code=WITHIN, label=label, met=False, missing=due.message, url=due.url, link_label=due.link_label
        )
    if award is None:
        return Condition(
            code=WITHIN,
            label=label,
            met=False,
            missing=_("Without an award there are no terms to compare with the acta."),
            url=_record_url(opportunity),
            link_label=_("Record the award"),
        )
    covered, candidates = covering_terms(award)
    if covered is not None:
        return Condition(code=WITHIN, label=label, met=True, records=(award, *_proof(covered)))
    ways = _ways_out(award, candidates)
    return Condition(
        code=WITHIN,
        label=label,
        met=False,
        missing=" ".join(dict.fromkeys(str(one.missing) for one in reversed(ways))),
        url=ways[0].url,
        link_label=ways[0].link_label,
        options=tuple((one,) for one in ways),
    )


def no_award_stands(opportunity: Opportunity) -> Condition:
    """Closing without a win: the client has awarded us nothing, or what it awarded was voided. One query."""
    label = gettext_lazy("No award of the client stands")
    award = standing_award(opportunity)
    if award is None:
        return Condition(code=NONE_STANDS, label=label, met=True)
    return Condition(
        code=NONE_STANDS,
        label=label,
        met=False,
        missing=_("An award is recorded. Close it as won; or void the award, when the client took it back."),
        url=award.get_absolute_url(),
        link_label=_("See the award"),
    )


def difference(award: Award, candidates: list[ApprovedTerms]) -> str:
    """Say in words where awarded terms leave what was approved."""
    if not candidates:
        return _("No acta was current on the day of the award.")
    best, awarded = candidates[0], award.terms
    approved = best.terms
    found = []
    if not best.fewest <= awarded.seats <= best.most:
        words = _("approved %(offered)s seats (%(fewest)s to %(most)s), awarded %(awarded)s")
        found.append(
            words
            % {
                "offered": number(approved.seats),
                "fewest": number(best.fewest),
                "most": number(best.most),
                "awarded": number(awarded.seats),
            }
        )
    if awarded.unit_value < approved.unit_value:
        words = _("approved %(offered)s a seat, awarded %(awarded)s")
        found.append(words % {"offered": cop(approved.unit_value), "awarded": cop(awarded.unit_value)})
    if awarded.months != approved.months:
        words = _("approved %(offered)s months, awarded %(awarded)s")
        found.append(words % {"offered": approved.months, "awarded": awarded.months})
    if best.cover(awarded):
        rules = ", ".join(f"{one.label}: {one.found}" for one in risk_of_award(award, best))
        words = _("As awarded, the offer is of high risk or high impact by what %(record)s did not have: %(rules)s.")
        return words % {"record": _name(best), "rules": rules}
    return _("The award leaves %(record)s: %(differences)s.") % {
        "record": _name(best),
        "differences": "; ".join(found),
    }


def _ways_out(award: Award, candidates: list[ApprovedTerms]) -> list[Condition]:
    """Return the two ways to approve what was awarded, each with its link and what differs."""
    missing = difference(award, candidates)
    return [_by_round(award, missing), _by_minutes(award, candidates, missing)]


def _by_round(award: Award, missing: str) -> Condition:
    """A round with these terms: the one that waits already, or a new one."""
    opportunity = award.opportunity
    terms = {"seats": award.seats, "unit_value": award.unit_value, "term_months": award.contract_months}
    waiting = opportunity.rounds.filter(state__in=[RoundState.DRAFT, RoundState.IN_APPROVAL], **terms)
    found = waiting.order_by("-number").first()
    url, link_label = reverse("proposals:round_create", args=[opportunity.code]), _("Log a round")
    if found is not None:
        words = _("Round %(number)s has these terms: %(state)s.")
        missing = words % {"number": found.number, "state": found.get_state_display().lower()}
        url, link_label = found.get_absolute_url(), _("See the round")
    return Condition(
        code="award_round",
        label=_("A round of negotiation with the awarded terms, approved"),
        met=False,
        missing=missing,
        url=url,
        link_label=link_label,
    )


def _by_minutes(award: Award, candidates: list[ApprovedTerms], missing: str) -> Condition:
    """A new acta, from the model whose price the client has."""
    model = award.proposal.minutes.pricing_model if award.proposal else None
    if model is None and candidates and isinstance(candidates[0].record, PricingMinutes):
        model = candidates[0].record.pricing_model
    begin = reverse("proposals:alternative_create", args=[award.opportunity.code])
    return Condition(
        code="award_minutes",
        label=_("A new acta that holds the awarded terms"),
        met=False,
        missing=missing,
        url=model.get_absolute_url() if model else begin,
        link_label=_("Open the pricing"),
    )


def _name(terms: ApprovedTerms) -> str:
    if isinstance(terms.record, PricingMinutes):
        return terms.record.number
    return _("round %(number)s of the negotiation") % {"number": terms.record.number}


def _proof(terms: ApprovedTerms) -> tuple[models.Model, ...]:
    """The records behind the terms: a round rests on its acta too."""
    return tuple(dict.fromkeys((terms.record, minutes_of(terms))))


def _record_url(opportunity: Opportunity) -> str:
    return reverse("proposals:award_create", args=[opportunity.code])
