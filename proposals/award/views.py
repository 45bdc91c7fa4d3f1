"""Awards: their list, the page that records one, its page, telling the areas, voiding."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.models import User
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.formats import day as day_words
from almacontact.web.saving import attempt
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.page import form_context, visible_opportunity
from pipeline.rights import demand
from pipeline.states import Outcome
from proposals.areas import area_label
from proposals.award.actions import record_award, tell_areas, telling_blockers, void_award
from proposals.award.forms import AwardForm
from proposals.award.gates import award_within_minutes
from proposals.award.models import Award
from proposals.award.page import head, record_words
from proposals.award.tables import AwardList
from proposals.award.terms import Offer, offer_of, offers_by_proposal, standing_award
from proposals.intake.forms import ReasonForm
from proposals.reasons import reason_page
from proposals.rights import may_write, voids_evidence

award_list = requires(Right.VIEW_PROPOSALS)(AwardList.as_view())


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def award_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Record an award: the document first, then its terms beside what was offered."""
    opportunity = visible_opportunity(request.user, code)
    demand(
        may_write(request.user, opportunity),
        _("Only the owner, a coordinator or a director records the award of this opportunity."),
        code="not_your_opportunity",
    )
    offers = offers_by_proposal(opportunity)
    form = AwardForm(
        request.POST or None, request.FILES or None, opportunity=opportunity, initial=_initial(opportunity, offers)
    )
    award, status = attempt(
        form,
        lambda: record_award(
            opportunity=opportunity,
            by=request.user,
            document=form.cleaned_data["document"],
            values=form.values(),
        ),
    )
    if award is not None:
        messages.success(request, _("The award of %(day)s is recorded.") % {"day": day_words(award.awarded_on)})
        return redirect(award)
    context = {
        **form_context(opportunity, _("Record the award")),
        "form": form,
        "standing": standing_award(opportunity),
        "offers": _offers_data(opportunity, offers),
    }
    return render(request, "proposals/award/form.html", context, status=status)


@requires(Right.VIEW_PROPOSALS)
@require_safe
def award_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an award against what was offered: its document, what was not awarded, who was told, what is next."""
    award = _award(request, pk)
    opportunity = award.opportunity
    offer = offer_of(opportunity, award.proposal)
    writes = may_write(request.user, opportunity)
    stands = award.is_standing
    blockers = telling_blockers(award) if stands and not award.told_at else []
    within = award_within_minutes(opportunity) if stands and opportunity.is_open else None
    context = {
        **form_context(opportunity, _("Award of %(client)s") % {"client": opportunity.client}),
        "award": award,
        "offer": offer,
        "record_words": record_words(offer.record),
        "rows": comparison(award, offer),
        "told": _told(award),
        "may_tell": writes and stands and not award.told_at and not blockers,
        "blockers": blockers,
        "within": within,
        **head(award, request.user, within),
    }
    return render(request, "proposals/award/detail.html", context)


@requires(Right.WRITE_PROPOSALS)
@require_POST
def award_tell(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell the areas that take part."""
    award = _award(request, pk)
    tell_areas(award=award, by=request.user)
    messages.success(request, _("The e-mail to the areas is on its way."))
    return redirect(award)


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def award_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Void an award, with the reason."""
    award = _award(request, pk)
    demand(voids_evidence(request.user), _("Only a coordinator or a director voids an award."), code="void_award")
    won = award.opportunity.outcome == Outcome.WON
    meaning = _("The award stays on the timeline, marked as voided, with its document.")
    if won:
        meaning = _("The opportunity is closed as won: it stays so and shows a debt. To take the win back, reopen it.")
    return reason_page(
        request,
        ReasonForm(request.POST or None),
        lambda reason: void_award(award=award, by=request.user, reason=reason),
        lambda _voided: _("Voided. It stays, marked."),
        {
            **form_context(award.opportunity, _("Void the award of %(day)s") % {"day": day_words(award.awarded_on)}),
            "meaning": meaning,
            "submit": _("Void"),
            "back": award.get_absolute_url(),
        },
    )


def comparison(award: Award, offer: Offer) -> list[dict[str, Any]]:
    """Return the terms side by side: (words, kind of figure, offered, awarded, awarded minus offered)."""
    offered, awarded = offer.terms, award.terms
    rows = (
        (_("Seats"), "number", offered.seats, awarded.seats),
        (_("Unit value, per seat and month"), "money", offered.unit_value, awarded.unit_value),
        (_("Monthly value"), "money", offered.monthly_value, awarded.monthly_value),
        (_("Contract (months)"), "number", offered.months, awarded.months),
        (_("Total value"), "money", offered.total_value, awarded.total_value),
    )
    return [
        {"label": label, "kind": kind, "offered": before, "awarded": now, "difference": now - before}
        for label, kind, before, now in rows
    ]


def _initial(opportunity: Opportunity, offers: Any) -> dict[str, Any]:
    """Prefill the terms from the version that went out last, or from the opportunity where none did."""
    proposal, offer = next(iter(offers.items()), (None, offer_of(opportunity, None)))
    return {
        "proposal": proposal,
        "contact": opportunity.contact_id,
        **offer.terms.sold(),
    }


def _offers_data(opportunity: Opportunity, offers: Any) -> dict[str, Any]:
    """What the page compares with while it is typed, by version; under "" the opportunity's own figures."""
    every = {"": offer_of(opportunity, None), **{str(pk): offer for pk, offer in offers.items()}}
    return {key: one.terms.sold() for key, one in every.items()}


def _told(award: Award) -> list[tuple[str, str]]:
    """Who was told: (area, names)."""
    keys = {pk for one in award.told for pk in one["users"]}
    people = {one.pk: one.name for one in User.objects.filter(pk__in=keys)} if keys else {}
    return [
        (str(area_label(one["role"])), ", ".join(people[pk] for pk in one["users"] if pk in people))
        for one in award.told
        if one["users"]
    ]


def _award(request: SignedInRequest, pk: int) -> Award:
    found = Award.objects.visible_to(request.user).with_parties().select_related("voided_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
