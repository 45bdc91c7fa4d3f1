"""What an acta shows, on its page and on paper, to who may see which part."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals.awaiting import shown_steps
from almacontact.web.page_head import Act, Badge
from proposals.errors import PricingRefused
from proposals.new_terms.acta_due import acta_due
from proposals.pricing.computing import compute, quote_of
from proposals.pricing.engine.parameters import ParameterSet
from proposals.pricing.engine.snapshot import read_parameters
from proposals.pricing.minutes.fallen import acta_fallen, fallen_badge
from proposals.pricing.minutes.models import MinutesSignature, MinutesState, PricingMinutes
from proposals.pricing.results import results_of
from proposals.pricing.rights import Part, may_lead, parts_seen
from proposals.pricing.risk_facts import rules_in_words, unknown_in_words
from proposals.proposal.standing import unbegun
from proposals.rights import may_write


def minutes_context(minutes: PricingMinutes, user: User) -> dict[str, Any]:
    """Return everything an acta shows. Its figures are those that were frozen; a draft has none yet."""
    seen = parts_seen(user)
    approval = minutes.approvals.prefetch_related("steps__signatures", "steps__carried_from").first()
    voided = MinutesSignature.objects.filter(step__request__subject=minutes, voided_at__isnull=False)
    return {
        "minutes": minutes,
        "model": minutes.pricing_model,
        "opportunity": minutes.opportunity,
        "client_name": minutes.content.get("client") or minutes.opportunity.client.name,
        "attendees": _attendees(minutes),
        "adjustments": list(minutes.adjustments.select_related("owner", "done_in__alternative")),
        "approval": approval,
        "approval_steps": shown_steps(approval),
        "fallen": acta_fallen(minutes, user),
        "voided": list(voided.select_related("step", "voided_by")),
        "sees_cost": Part.COST in seen,
        "fired": rules_in_words(minutes.fired, sees_cost=Part.COST in seen),
        "unknown": unknown_in_words(minutes.unknown),
        **_figures(minutes, seen),
    }


def minutes_head(minutes: PricingMinutes, user: User, context: dict[str, Any]) -> dict[str, Any]:
    """Return the head of the page from what it shows below: what is next, then changing it and paper."""
    buttons = []
    if context["editable"]:
        buttons.append(Act(_("Edit"), reverse("proposals:minutes_edit", args=[minutes.number]), "pencil"))
    if context["quote"]:
        buttons.append(Act("PDF", reverse("proposals:minutes_pdf", args=[minutes.number]), "file-earmark-pdf"))
    badges = fallen_badge(context["fallen"])
    if minutes.high_risk:
        badges.append(Badge(_("High risk"), "warn", "exclamation-triangle"))
    return {
        "subtitle": f"{minutes.opportunity.client.name} · {minutes.opportunity.code} · {minutes.pricing_model}",
        "badge": Badge(minutes.get_state_display(), minutes.tone),
        "badges": badges,
        "primary": _next(minutes, user, context),
        "buttons": buttons,
    }


def _next(minutes: PricingMinutes, user: User, context: dict[str, Any]) -> Act | None:
    """Having it signed, seeing how far that is, writing the proposal on it, or the acta after one that fell."""
    if context["may_submit"] and not context["blockers"]:
        return Act(_("Send to be signed"), reverse("proposals:minutes_submit", args=[minutes.number]), "send")
    if context["approval"] is not None and minutes.state == MinutesState.IN_APPROVAL:
        return Act(_("See its approval"), context["approval"].get_absolute_url(), "patch-check")
    if context["fallen"]:
        due = acta_due(minutes.opportunity) if may_lead(user, minutes.opportunity) else None
        return Act(str(due.link_label), due.url, "arrow-right") if due else None
    if address := writing_url(minutes, user):
        return Act(_("Write the proposal"), address, "file-earmark-text")
    return None


def writing_url(minutes: PricingMinutes, user: User) -> str:
    """Return where `user` begins the proposal of an approved acta; nothing where it has one, or who may not."""
    opportunity = minutes.opportunity
    if minutes.state != MinutesState.APPROVED or not opportunity.is_open or not may_write(user, opportunity):
        return ""
    if not unbegun(PricingMinutes.objects.filter(pk=minutes.pk)).exists():
        return ""
    address = reverse("proposals:proposal_create", args=[opportunity.code])
    return f"{address}?alternative={minutes.pricing_model.alternative_id}"


def _figures(minutes: PricingMinutes, seen: frozenset[Part]) -> dict[str, Any]:
    """The frozen scenario computed anew from its own inputs and parameters: the same figures, with their formulas."""
    frozen = minutes.frozen
    if not frozen:
        return {"results": None, "quote": None}
    parameters = ParameterSet(read_parameters(frozen["parameters"]))
    try:
        pricing = compute(frozen["deal"], minutes.pricing_model.parameters_on, parameters)
    except PricingRefused:  # a later version of the engine refuses what this one accepted: the kept figures stand
        return {"results": None, "quote": None}
    return {
        "results": results_of(pricing, seen, parameters, advice=False),
        "quote": quote_of(pricing),
        "scenario_name": frozen.get("scenario", ""),
        "terms": pricing.deal.terms,
    }


def _attendees(minutes: PricingMinutes) -> list[tuple[str, list[str]]]:
    """Who attended, by area: (area, names)."""
    names = dict(User.objects.filter(pk__in=[one["user"] for one in minutes.attendees]).values_list("pk", "name"))
    by_role: dict[str, list[str]] = {}
    for one in minutes.attendees:
        by_role.setdefault(str(Role(one["role"]).label), []).append(names.get(one["user"], "–"))
    return list(by_role.items())
