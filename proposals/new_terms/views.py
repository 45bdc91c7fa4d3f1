"""Changing the terms of a deal whose client has an offer: the form, and the page of each change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.approvals.awaiting import awaited_of, shown_steps
from almacontact.refusals import Blocker
from almacontact.web.formats import number
from almacontact.web.page_head import Act
from almacontact.web.saving import attempt
from pipeline.clients.models import Client
from pipeline.opportunities.page import form_context, visible_opportunity
from pipeline.opportunities.rights import demand_edit
from proposals.new_terms.acta_due import acta_due
from proposals.new_terms.actions import change_terms
from proposals.new_terms.approval import start_blockers
from proposals.new_terms.forms import TermsForm
from proposals.new_terms.judging import LEAVES_WORDS, terms_of
from proposals.new_terms.models import ChangeState, TermsApproval, TermsChange

TEMPLATE = "proposals/new_terms/form.html"


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def terms_change_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask for other terms: in force at once inside what was approved, else signed by the Director."""
    opportunity = visible_opportunity(request.user, code)
    demand_edit(request.user, opportunity)
    context = form_context(opportunity, _("Change the terms"))
    if blockers := start_blockers(opportunity):
        status = 422 if request.method == "POST" else 200
        return render(request, TEMPLATE, {**context, "blockers": blockers}, status=status)
    form = TermsForm(request.POST or None, record=opportunity, terms=terms_of(opportunity))
    made, status = attempt(
        form,
        lambda: change_terms(
            opportunity=opportunity,
            by=request.user,
            values=form.values(),
            reason=form.cleaned_data["reason"],
            version=form.expected_version,
        ),
    )
    if made is not None:
        if made.state == ChangeState.APPLIED:
            messages.success(request, _("The terms changed: they stay inside what was approved."))
            return redirect(opportunity)
        words = _("Sent to be signed by %(people)s. Until then the old terms stand.")
        messages.success(request, words % {"people": awaited_of(made)})
        return redirect(made)
    return render(request, TEMPLATE, {**context, "form": form}, status=status)


@requires(Right.VIEW_PROPOSALS)
@require_safe
def terms_change_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a change: what was, what is to be, why, and who signed it."""
    one = TermsChange.objects.visible_to(request.user).with_parties().filter(pk=pk).first()
    if one is None:
        raise Http404
    approval = one.approvals.prefetch_related("steps__signatures", "steps__carried_from").first()
    due = acta_due(one.opportunity) if one.applied_at and one.leaves and request.user.can(Right.VIEW_PRICING) else None
    context = {
        **form_context(one.opportunity, _("Change of terms %(number)s") % {"number": one.number}),
        "badge": {"label": one.get_state_display(), "tone": one.tone},
        "primary": _primary(one, approval, due),
        "due": due,
        "change": one,
        "lines": _lines(one),
        "why": [_(LEAVES_WORDS[code]) for code in one.leaves],
        "approval": approval,
        "approval_steps": shown_steps(approval),
    }
    return render(request, "proposals/new_terms/detail.html", context)


def _primary(one: TermsChange, approval: TermsApproval | None, due: Blocker | None) -> Act | None:
    """Signing it, or the new acta that it made due."""
    if approval is not None and one.state == ChangeState.IN_APPROVAL:
        return Act(_("See its approval"), approval.get_absolute_url(), "patch-check")
    return Act(due.link_label, due.url, "calculator") if due else None


def _lines(one: TermsChange) -> list[dict[str, Any]]:
    """Each term before and after, in words."""
    before, after = one.terms_before.in_words(), one.terms.in_words()
    was = Client.objects.filter(pk=one.before["client"]).first()
    rows = [(_("Client"), str(was or number(one.before["client"])), str(one.client))]
    for name in dict.fromkeys([*before, *after]):
        label = (after.get(name) or before[name])[0]
        rows.append((str(label), before[name][1] if name in before else "–", after[name][1] if name in after else "–"))
    return [{"label": label, "before": old, "after": new, "changed": old != new} for label, old, new in rows]
