"""Logging contacts, voiding a mistaken one, planning the next step, involving areas."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.attachments.actions import attach_all
from almacontact.attachments.checks import check_file
from almacontact.web.saving import attempt
from pipeline.opportunities.actions import opportunities
from pipeline.opportunities.actions.follow_ups import log_follow_up, plan_next_step, void_follow_up
from pipeline.opportunities.forms.areas import AreasForm
from pipeline.opportunities.forms.follow_ups import FollowUpForm, NextStepForm, VoidForm
from pipeline.opportunities.models.attachments import OpportunityAttachment
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.page import form_context, head_context, visible_opportunity
from pipeline.opportunities.rights import demand_edit


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Log one contact, with its files and the next step that came out of it."""
    opportunity = visible_opportunity(request.user, code)
    demand_edit(request.user, opportunity)
    milestone = request.GET.get("milestone", "")
    initial = {"milestone": milestone} if milestone in FollowUp.Milestone.values else {}
    form = FollowUpForm(request.POST or None, request.FILES or None, record=opportunity, initial=initial)
    saved, status = attempt(form, lambda: _log(request, form, opportunity))
    if saved is not None:
        messages.success(request, _("Contact logged."))
        return redirect(opportunity)
    context = {**form_context(opportunity, _("Log a contact")), "form": form, "opportunity": opportunity}
    return render(request, "pipeline/opportunities/follow_up_form.html", context, status=status)


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask why, and mark a mistaken contact as one that does not count."""
    visible = Opportunity.objects.visible_to(request.user)
    found = FollowUp.objects.filter(opportunity__in=visible).select_related("opportunity__client", "contact")
    follow_up = get_object_or_404(found, pk=pk)
    form = VoidForm(request.POST or None)
    saved, status = attempt(
        form, lambda: void_follow_up(follow_up=follow_up, by=request.user, reason=form.cleaned_data["reason"])
    )
    if saved is not None:
        messages.success(request, _("Voided. It stays on the timeline, struck through."))
        return redirect(follow_up.opportunity)
    context = {**form_context(follow_up.opportunity, _("Void a contact")), "form": form, "follow_up": follow_up}
    return render(request, "pipeline/opportunities/follow_up_void.html", context, status=status)


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def next_step(request: SignedInRequest, code: str) -> HttpResponse:
    """Plan the next step alone: in place by htmx, else on a page of its own."""
    opportunity = visible_opportunity(request.user, code)
    demand_edit(request.user, opportunity)
    form = NextStepForm(request.POST or None, record=opportunity)
    saved, status = attempt(
        form,
        lambda: plan_next_step(
            opportunity=opportunity,
            by=request.user,
            next_step=form.cleaned_data["next_step"],
            next_step_on=form.cleaned_data["next_step_on"],
            version=form.expected_version,
        ),
    )
    if saved is not None and not request.htmx:
        messages.success(request, _("Next step saved."))
        return redirect(opportunity)
    if saved is not None:
        form, status = NextStepForm(record=opportunity), 200
    elif status == 409:
        opportunity = visible_opportunity(request.user, code)
    context = {
        **form_context(opportunity, _("Next step")),
        "next_step_form": form,
        "saved": saved is not None,
        "editable": True,
        "urgency": head_context(opportunity)["urgency"],
    }
    template = "_next_step.html" if request.htmx else "opportunity_next_step.html"
    return render(request, f"pipeline/opportunities/{template}", context, status=status)


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def involve_areas(request: SignedInRequest, code: str) -> HttpResponse:
    """Make support areas take part, so that their leaders see the opportunity."""
    opportunity = visible_opportunity(request.user, code)
    demand_edit(request.user, opportunity)
    there = set(opportunity.participations.values_list("role", flat=True))
    form = AreasForm(request.POST or None, there=there)
    saved, status = attempt(
        form,
        lambda: opportunities.involve_areas(opportunity=opportunity, by=request.user, roles=form.cleaned_data["roles"]),
    )
    if saved is not None:
        messages.success(request, _("The areas take part now: their leaders see this opportunity."))
        return redirect(f"{opportunity.get_absolute_url()}#areas")
    context = {**form_context(opportunity, _("Involve areas")), "form": form}
    return render(request, "pipeline/opportunities/opportunity_areas.html", context, status=status)


def _log(request: SignedInRequest, form: FollowUpForm, opportunity: Opportunity) -> FollowUp:
    given: dict[str, Any] = dict(form.cleaned_data)
    files = [check_file(one) for one in given.pop("uploads")]  # read before the transaction, which waits for nothing
    if not form.next_step_changed:
        given["next_step"] = None
        del given["next_step_on"]
    with transaction.atomic():
        follow_up = log_follow_up(opportunity=opportunity, by=request.user, **given)
        if files:
            attach_all(
                model=OpportunityAttachment,
                by=request.user,
                files=files,
                opportunity=opportunity,
                follow_up=follow_up,
            )
    return follow_up
