"""What the pages of a round show: the offer beside what was approved, and how the price moved from round to round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.approvals.awaiting import shown_steps
from almacontact.money import cop
from almacontact.refusals import Words
from almacontact.web.charts import Chart, Series, lines
from almacontact.web.formats import number
from almacontact.web.page_head import Act, Badge
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import SENT_STAGES
from pipeline.terms import Terms
from proposals.negotiation.concessions import Concession
from proposals.negotiation.models import NegotiationRound, RoundState, terms_from
from proposals.negotiation.rounds import ESCALATION_WORDS, clause_words, days_words, months_words, percent_words
from proposals.pricing.minutes.content import rate_words
from proposals.pricing.minutes.currentness import Fault
from proposals.pricing.minutes.fallen import fallen_badge, rest_fallen
from proposals.pricing.rights import Part, parts_seen
from proposals.pricing.risk_facts import MARGINS, FiredRule, rules_in_words, unknown_in_words
from proposals.rights import may_write


@dataclass(frozen=True)
class Line:
    """One term side by side. `conceded` marks what goes beyond what was approved; `note` says by how much."""

    label: Words
    approved: str
    offered: str
    conceded: bool = False
    note: str = ""
    strong: bool = False


def comparison(
    figures: Mapping[str, Any], concessions: Iterable[str], offered: Terms, *, sees_cost: bool
) -> list[Line]:
    """Return the offer beside what was approved, term by term; what it leaves only to who may see the margin."""
    approved, given = terms_from(figures["approved"]), set(concessions)
    found = [
        Line(
            _("Unit value"),
            cop(approved.unit_value),
            cop(offered.unit_value),
            Concession.PRICE in given,
            _moved(offered.unit_value, approved.unit_value),
            strong=True,
        ),
        Line(_("Seats"), number(approved.seats), number(offered.seats), Concession.SEATS in given),
        Line(
            _("Monthly value"),
            cop(approved.monthly_value),
            cop(offered.monthly_value),
            note=_moved(offered.monthly_value, approved.monthly_value),
        ),
        Line(
            _("Term"),
            months_words(approved.months),
            months_words(offered.months),
            Concession.TERM in given,
        ),
        Line(_("Total value"), cop(approved.total_value), cop(offered.total_value)),
        Line(
            _("Payment"),
            days_words(approved.payment_days),
            days_words(offered.payment_days),
            Concession.PAYMENT in given,
        ),
        Line(
            _("Indexation"),
            clause_words(approved.indexation),
            clause_words(offered.indexation),
            Concession.CLAUSE in given,
        ),
    ]
    return [*found, *(_left(figures) if sees_cost else [])]


def _left(figures: Mapping[str, Any]) -> list[Line]:
    """What both leave: floor, EBITDA, margins."""
    before, after = figures["approved"], figures["offered"]
    found = [
        Line(_("Price floor (EBITDA 0)"), cop(before["floor"]), cop(after["floor"])),
        _rate(_("EBITDA"), before["ebitda"], after["ebitda"]),
        _rate(_("Gross margin"), before["gross_margin"], after["gross_margin"]),
    ]
    years = max(len(before["years"]), len(after["years"]))
    for year in range(years):
        label = _("Margin, year %(year)s") % {"year": year + 1}
        old = before["years"][year] if year < len(before["years"]) else None
        new = after["years"][year] if year < len(after["years"]) else None
        found.append(_rate(label, old, new))
    return found


def _rate(label: str, before: str | None, after: str | None) -> Line:
    negative = after is not None and Decimal(after) < 0
    return Line(
        label,
        "–" if before is None else percent_words(before),
        "–" if after is None else percent_words(after),
        conceded=negative,
    )


def _moved(offered: int, approved: int) -> str:
    """By how much the offer moves a figure: `-4,10 %`; '' where it does not."""
    if not approved or offered == approved:
        return ""
    share = Decimal(offered) / approved - 1
    return f"{'+' if share > 0 else ''}{rate_words(share)}"


def why_general(figures: Mapping[str, Any], *, sees_cost: bool) -> list[str]:
    """Return why Dirección General signs too, to who may see the margin; others are told only that it does."""
    codes = figures.get("escalations", ())
    if not codes:
        return []
    if not sees_cost:
        return [_("It weighs enough that general management signs too.")]
    return [_(ESCALATION_WORDS[one]) for one in codes]


def risk_context(figures: Mapping[str, Any], *, sees_cost: bool) -> dict[str, Any]:
    """Return the risk rules that the offered terms fire or that could not be asked; nothing in rounds judged before
    they were asked."""
    return {
        "risk_judged": "fired" in figures,
        "high": figures.get("high_risk", False),
        "fired": _fired(figures.get("fired", []), sees_cost),
        "unknown": unknown_in_words(figures.get("unknown", [])),
    }


def _fired(fired: list[dict[str, Any]], sees_cost: bool) -> list[FiredRule]:
    """The rules that fired, in words. Which of those on the margin, is not told to who may not see it: trying prices
    until one fires would find the cost."""
    if sees_cost:
        return rules_in_words(fired, sees_cost=True)
    margins = [one for one in fired if one["metric"] in MARGINS]
    told = rules_in_words([one for one in fired if one not in margins], sees_cost=False)
    if not margins:
        return told
    mandatory, points = any(one["mandatory"] for one in margins), sum(one["points"] for one in margins)
    return [FiredRule(_("A rule on the margin"), "–", mandatory, points), *told]


def detail_context(one: NegotiationRound, user: User) -> dict[str, Any]:
    """Return everything the page of a round shows."""
    sees_cost = Part.COST in parts_seen(user)
    approval = one.approvals.prefetch_related("steps__signatures", "steps__carried_from").first()
    writes = may_write(user, one.opportunity)
    editable = writes and one.state == RoundState.DRAFT
    fallen: list[Fault] = []
    if one.state == RoundState.AUTHORISED:
        fallen = rest_fallen(one.minutes, user, opportunity=one.opportunity)
    return {
        **_head(one, approval, editable=editable, writes=writes, rules=not fallen),
        "badges": fallen_badge(fallen),
        "fallen": fallen,
        "round": one,
        "opportunity": one.opportunity,
        "lines": comparison(one.figures, one.concessions, one.terms, sees_cost=sees_cost),
        "why_general": why_general(one.figures, sees_cost=sees_cost),
        **risk_context(one.figures, sees_cost=sees_cost),
        "seats_leave": Concession.SEATS in one.concessions,
        "approval": approval,
        "approval_steps": shown_steps(approval),
        "sees_cost": sees_cost,
        "sees_pricing": user.can(Right.VIEW_PRICING),
        "chart": price_chart(one.opportunity, sees_cost=sees_cost),
    }


def _head(one: NegotiationRound, approval: Any, *, editable: bool, writes: bool, rules: bool) -> dict[str, Any]:
    """The head of the page: the authorisation of the round, and once it has it what follows."""
    code, primary, buttons, menu = one.opportunity.code, None, [], []
    if editable:
        primary = Act(_("Have it authorised"), reverse("proposals:round_submit", args=[one.pk]), "patch-check")
    elif approval is not None and one.state == RoundState.IN_APPROVAL:
        primary = Act(_("See its approval"), approval.get_absolute_url(), "patch-check")
    elif writes and rules and one.opportunity.is_open and one.state == RoundState.AUTHORISED:
        primary = Act(_("Record the award"), reverse("proposals:award_create", args=[code]), "trophy")
        buttons.append(Act(_("Log another round"), reverse("proposals:round_create", args=[code]), "plus-lg"))
    if editable:
        buttons.append(Act(_("Edit"), reverse("proposals:round_edit", args=[one.pk]), "pencil"))
    if writes and one.state in (RoundState.DRAFT, RoundState.AUTHORISED, RoundState.REFUSED):
        menu.append(Act(_("Void"), reverse("proposals:round_void", args=[one.pk]), "slash-circle", "bad"))
    return {
        "badge": Badge(one.get_state_display(), one.tone),
        "primary": primary,
        "buttons": buttons,
        "menu": menu,
    }


def price_chart(opportunity: Opportunity, *, sees_cost: bool) -> Chart | None:
    """Draw the unit value round by round against the approved one, and the floor for who may see it; None before the
    second round."""
    rounds = list(opportunity.rounds.exclude(state=RoundState.VOID).order_by("number"))
    if len(rounds) < 2:
        return None
    series = [Series(_("Offered"), [one.unit_value for one in rounds], "brand")]
    if sees_cost:
        series.append(Series(_("Floor"), [one.figures["offered"]["floor"] for one in rounds], "bad"))
    return lines(
        title=_("Unit value by round"),
        labels=[_("Round %(number)s") % {"number": one.number} for one in rounds],
        series=series,
        target=[one.figures["approved"]["unit_value"] for one in rounds],
        target_label=_("Approved"),
    )


def rounds_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the section "Negotiation" of the opportunity page: one query, one more where the deal got other
    terms."""
    rounds = list(opportunity.rounds.select_related("authorised_by", "contact", "minutes"))
    for one in rounds:
        one.opportunity = opportunity
    fallen = {
        one.pk: rest_fallen(one.minutes, user, opportunity=opportunity)
        for one in rounds
        if one.state == RoundState.AUTHORISED
    }
    return {
        "opportunity": opportunity,
        "rounds": [(one, fallen.get(one.pk, [])) for one in rounds],
        "may_log": may_write(user, opportunity) and opportunity.stage in SENT_STAGES,
    }
