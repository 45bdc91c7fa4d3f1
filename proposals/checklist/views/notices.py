"""The project summary and the communication of a no-go, on screen and as PDF."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.saving import attempt
from pipeline.opportunities.page import form_context, visible_opportunity
from pipeline.opportunities.rights import demand_edit
from pipeline.rights import demand
from proposals.checklist.actions.notices import send_no_go, send_summary
from proposals.checklist.documents import no_go_pdf, no_go_words, summary_context, summary_pdf
from proposals.checklist.forms import NoGoForm, SummaryForm
from proposals.checklist.gates import is_no_go
from proposals.checklist.views.requirements import visible_check_list


@requires(Right.VIEW_REQUIREMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def summary_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the project summary as it stands, and send it to the leaders of the areas."""
    opportunity = visible_opportunity(request.user, code)
    may_send = opportunity.is_open and opportunity.may_be_edited_by(request.user)
    form = SummaryForm(request.POST or None)
    if request.method == "POST":
        demand_edit(request.user, opportunity)
    summary, status = attempt(form, lambda: send_summary(opportunity=opportunity, by=request.user, **form.cleaned_data))
    if summary is not None:
        words = _("On its way to %(people)s.") % {"people": ", ".join(summary.recipients)}
        messages.success(request, words)
        return redirect(summary)
    context = {
        **form_context(opportunity, _("Project summary")),
        **summary_context(opportunity),
        "form": form if may_send else None,
        "sent": list(opportunity.summaries.select_related("created_by", "file")),
    }
    return render(request, "proposals/checklist/summary_detail.html", context, status=status)


@requires(Right.VIEW_REQUIREMENTS)
@require_safe
def summary_download(request: SignedInRequest, code: str) -> HttpResponse:
    """Send the project summary as it stands, as a PDF."""
    opportunity = visible_opportunity(request.user, code)
    return _pdf(summary_pdf(opportunity), f"Resumen del proyecto {opportunity.code}.pdf")


@requires(Right.MOVE_FORWARD)
@require_http_methods(["GET", "HEAD", "POST"])
def no_go_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Prepare the communication of a no-go; sending it closes the opportunity. `preview` shows the letter."""
    check_list = visible_check_list(request, code)
    opportunity = check_list.opportunity
    demand(
        opportunity.may_be_moved_by(request.user),
        _("Only the owner, a coordinator or a director moves this opportunity."),
        code="not_your_opportunity",
    )
    contact = (check_list.intake.contact if check_list.intake else None) or opportunity.contact
    initial = {**no_go_words(check_list, contact), "contact": contact}
    form = NoGoForm(request.POST or None, opportunity=opportunity, initial=initial)
    if "preview" in request.POST and form.is_valid():
        given = form.cleaned_data
        letter = no_go_pdf(check_list, given["contact"], given["subject"], given["body"], request.user.name)
        return _pdf(letter, f"Carta {opportunity.code}.pdf")
    notice, status = attempt(form, lambda: send_no_go(check_list=check_list, by=request.user, **form.cleaned_data))
    if notice is not None:
        words = _("On its way to %(person)s. The opportunity closes as withdrawn once it has gone out.")
        messages.success(request, words % {"person": notice.to})
        return redirect(check_list)
    context = {
        **form_context(opportunity, _("Tell the client that we do not go on")),
        "form": form,
        "check_list": check_list,
        "no_go": is_no_go(check_list) and opportunity.is_open,
        "back": check_list.get_absolute_url(),
    }
    if contact is None and not opportunity.client.contacts.exists():
        context["needs_contact"] = True
    return render(request, "proposals/checklist/no_go_form.html", context, status=status)


@requires(Right.VIEW_REQUIREMENTS)
@require_safe
def no_go_letter(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Send the letter of a communication as a PDF."""
    check_list = visible_check_list(request, code)
    notice = check_list.no_go_notices.select_related("contact", "created_by").filter(pk=pk).first()
    if notice is None:
        raise Http404
    signed_by = notice.created_by.name if notice.created_by else ""
    return _pdf(
        no_go_pdf(check_list, notice.contact, notice.subject, notice.body, signed_by),
        f"Carta {check_list.opportunity.code}.pdf",
    )


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
