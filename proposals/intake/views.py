"""Requests: their list, their page, and the forms that write, change and void one."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.attachments.actions import attach_all
from almacontact.attachments.checks import check_file
from almacontact.audit.timeline import record_entries
from almacontact.web.saving import attempt
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.page import form_context, visible_opportunity
from pipeline.opportunities.rights import demand_edit
from proposals.checklist.documents import asked_of
from proposals.checklist.models.requirements import CheckList
from proposals.intake.actions import EDITABLE_FIELDS, edit_intake, log_intake, void_intake
from proposals.intake.forms import IntakeForm, ReasonForm
from proposals.intake.models import Intake, IntakeAttachment
from proposals.intake.page import head
from proposals.intake.tables import IntakeList
from proposals.reasons import reason_page

intake_list = requires(Right.VIEW_OPPORTUNITIES)(IntakeList.as_view())


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def intake_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Write down a request of the client, with its documents."""
    opportunity = visible_opportunity(request.user, code)
    demand_edit(request.user, opportunity)
    form = IntakeForm(request.POST or None, request.FILES or None, opportunity=opportunity)
    intake, status = attempt(form, lambda: _log(request, form, opportunity))
    if intake is not None:
        messages.success(request, _("The request is written down."))
        return redirect(intake)
    context = {**form_context(opportunity, _("New request")), "form": form}
    return render(request, "proposals/intake/form.html", context, status=status)


def _log(request: SignedInRequest, form: IntakeForm, opportunity: Opportunity) -> Intake:
    files = [check_file(one) for one in form.cleaned_data["uploads"] if one]
    with transaction.atomic():
        intake = log_intake(opportunity=opportunity, by=request.user, values=form.proposal(form.cleaned_data))
        attach_all(model=IntakeAttachment, by=request.user, files=files, intake=intake)
    return intake


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def intake_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one request: what it is, its dates with the working days left, what it asks, its documents."""
    intake = visible_intake(request, pk)
    editable = intake.may_be_edited_by(request.user) and intake.opportunity.is_open
    check_list = CheckList.objects.visible_to(request.user).filter(opportunity=intake.opportunity).first()
    context = {
        **form_context(intake.opportunity, str(intake)),
        **head(intake, check_list, request.user),
        "intake": intake,
        "asked": asked_of(intake),
        "check_list": check_list,
        "editable": editable,
        "entries": record_entries(intake, EDITABLE_FIELDS, created=_("Request written down")),
    }
    return render(request, "proposals/intake/detail.html", context)


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def intake_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a request. Where somebody else saved first, both values are shown and what was typed stays."""
    intake = visible_intake(request, pk)
    demand_edit(request.user, intake.opportunity)
    form = IntakeForm(request.POST or None, opportunity=intake.opportunity, record=intake)
    saved, status = attempt(
        form,
        lambda: edit_intake(
            intake=intake,
            by=request.user,
            changes=form.proposal(form.cleaned_data),
            version=form.expected_version,
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(intake)
    context = {**form_context(intake.opportunity, _("Edit request")), "form": form, "back": intake.get_absolute_url()}
    return render(request, "proposals/intake/form.html", context, status=status)


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def intake_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Void a request written down by mistake, with the reason."""
    intake = visible_intake(request, pk)
    demand_edit(request.user, intake.opportunity)
    return reason_page(
        request,
        ReasonForm(request.POST or None),
        lambda reason: void_intake(intake=intake, by=request.user, reason=reason),
        lambda _voided: _("Voided. It stays, marked."),
        {
            **form_context(intake.opportunity, _("Void %(request)s") % {"request": intake}),
            "submit": _("Void"),
            "danger": True,
            "back": intake.get_absolute_url(),
        },
    )


def visible_intake(request: SignedInRequest, pk: int) -> Intake:
    """Return a request the person may see, with what its page shows; 404 otherwise."""
    found = (
        Intake.objects.visible_to(request.user)
        .select_related("opportunity__client", "opportunity__owner", "contact", "created_by", "voided_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found
