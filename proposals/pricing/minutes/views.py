"""The acta: writing, adjustments, sending to be signed, PDF, and the page that verifies a printed code."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.approvals.judging import NotReady
from almacontact.audit.seals import head_of
from almacontact.calendar import today
from almacontact.pdf import render_pdf
from almacontact.web.saving import attempt
from proposals.pricing.minutes.actions import (
    ask_adjustment,
    edit_minutes,
    open_minutes,
    pending_adjustments,
    submit_minutes,
)
from proposals.pricing.minutes.approval import submission_blockers, valid_until_by_default
from proposals.pricing.minutes.forms import AdjustmentForm, MinutesForm, NoteForm
from proposals.pricing.minutes.models import MinutesState, PricingMinutes
from proposals.pricing.minutes.page import minutes_context, minutes_head
from proposals.pricing.models.pricing import PricingModel
from proposals.pricing.rights import demand_lead, may_lead
from proposals.pricing.views.crumbs import pricing_crumbs


@requires(Right.BUILD_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the acta of a version that is being worked on."""
    model = PricingModel.objects.visible_to(request.user).with_parties().filter(pk=pk).first()
    if model is None:
        raise Http404
    demand_lead(request.user, model.opportunity)
    initial = {
        "held_on": today(),
        "valid_until": valid_until_by_default(),
        "agenda": _("1. Volumes and sizing\n2. Technology and telephony\n3. Costs, margin and indexation\n4. Risks"),
    }
    form = MinutesForm(request.POST or None, initial=initial)
    minutes, status = attempt(form, lambda: open_minutes(pricing_model=model, by=request.user, values=form.values()))
    if minutes is not None:
        messages.success(request, _("%(acta)s is written. Send it to be signed.") % {"acta": minutes.number})
        return redirect(minutes)
    context = {
        "title": _("Acta of %(version)s") % {"version": model},
        "crumbs": pricing_crumbs(model),
        "form": form,
        "back": model.get_absolute_url(),
    }
    return render(request, "proposals/pricing/minutes_form.html", context, status=status)


@requires(Right.VIEW_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_detail(request: SignedInRequest, number: str) -> HttpResponse:
    """Show an acta; take down an adjustment the meeting asked for."""
    minutes = _minutes(request, number)
    form = AdjustmentForm(request.POST or None)
    if request.method == "POST":
        demand_lead(request.user, minutes.opportunity)
    saved, status = attempt(form, lambda: ask_adjustment(minutes=minutes, by=request.user, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("The adjustment is written down."))
        return redirect(minutes)
    leads = may_lead(request.user, minutes.opportunity)
    context: dict[str, Any] = {
        **minutes_context(minutes, request.user),
        "title": minutes.number,
        "crumbs": pricing_crumbs(minutes.pricing_model),
        "editable": leads and minutes.is_open,
        "may_submit": leads and minutes.state == MinutesState.DRAFT,
        "blockers": submission_blockers(minutes) if leads and minutes.state == MinutesState.DRAFT else [],
        "form": form,
    }
    context |= minutes_head(minutes, request.user, context)
    return render(request, "proposals/pricing/minutes_detail.html", context, status=status)


@requires(Right.BUILD_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_edit(request: SignedInRequest, number: str) -> HttpResponse:
    """Correct the words and dates of an acta."""
    minutes = _minutes(request, number)
    demand_lead(request.user, minutes.opportunity)
    form = MinutesForm(request.POST or None, record=minutes)
    saved, status = attempt(
        form,
        lambda: edit_minutes(minutes=minutes, by=request.user, changes=form.values(), version=form.expected_version),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(minutes)
    context = {
        "title": _("Edit %(acta)s") % {"acta": minutes.number},
        "crumbs": pricing_crumbs(minutes.pricing_model),
        "form": form,
        "back": minutes.get_absolute_url(),
    }
    return render(request, "proposals/pricing/minutes_form.html", context, status=status)


@requires(Right.BUILD_PRICING)
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_submit(request: SignedInRequest, number: str) -> HttpResponse:
    """Send an acta to be signed."""
    minutes = _minutes(request, number)
    demand_lead(request.user, minutes.opportunity)
    form = NoteForm(request.POST or None)
    asked, status = attempt(
        form, lambda: submit_minutes(minutes=minutes, by=request.user, note=form.cleaned_data["note"])
    )
    if asked is not None:
        messages.success(request, _("Sent to be signed. The approvers have been told by e-mail."))
        return redirect(asked)
    blockers = form.refused.blockers if isinstance(form.refused, NotReady) else []
    if form.refused is None:
        blockers = submission_blockers(minutes)
    context = {
        "title": _("Send %(acta)s to be signed") % {"acta": minutes.number},
        "crumbs": pricing_crumbs(minutes.pricing_model),
        "minutes": minutes,
        "blockers": blockers,
        "adjustments": pending_adjustments(minutes),
        "form": form,
    }
    return render(request, "proposals/pricing/minutes_submit.html", context, status=status)


@requires(Right.VIEW_PRICING)
@require_safe
def minutes_pdf(request: SignedInRequest, number: str) -> HttpResponse:
    """Send the acta as a PDF, with the parts the person sees."""
    minutes = _minutes(request, number)
    _count, head = head_of(minutes)
    context = {**minutes_context(minutes, request.user), "language": get_language(), "chain_head": head}
    return HttpResponse(
        render_pdf(render_to_string("proposals/pricing/minutes_pdf.html", context)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{minutes.number}.pdf"'},
    )


def _minutes(request: SignedInRequest, number: str) -> PricingMinutes:
    found = PricingMinutes.objects.visible_to(request.user).with_parties().filter(number=number).first()
    if found is None:
        raise Http404
    return found
