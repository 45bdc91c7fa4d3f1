"""Writing the sections of a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.audit.timeline import record_entries
from almacontact.web.saving import attempt
from proposals.proposal.actions.sections import edit_section, insert_text, move_section
from proposals.proposal.forms.proposals import InsertForm, SectionForm
from proposals.proposal.matrix import matrix_of
from proposals.proposal.models.proposals import ProposalSection
from proposals.proposal.rules import demand_draft
from proposals.proposal.views.page import around, section_rows, visible_proposal

_TOLD = ("title", "body", "included", "area")


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def section_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write one section, beside the list of all; “save and go on” opens the next, “insert” appends a reusable text to
    what was typed. What is refused or conflicts keeps what was typed."""
    section = _section(request, pk)
    demand_draft(request.user, section.proposal)
    inserts = "insert" in request.POST
    form = SectionForm(request.POST or None, record=section, may_assign=_may_assign(request))
    insert = InsertForm(request.POST if inserts else None, section=section)
    beside = [insert] if inserts else []
    saved, status = attempt(form, lambda: _save(request, section, form, insert), *beside)
    if saved is not None:
        return _saved(request, section)
    return render(
        request, "proposals/proposal/section_edit.html", _context(request, section, form, insert), status=status
    )


@requires(Right.WRITE_PROPOSALS)
@require_POST
def section_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move a section one place up or down."""
    section = _section(request, pk)
    move_section(section=section, by=request.user, up=request.POST.get("to") == "up")
    return redirect(f"{section.proposal.get_absolute_url()}#section-{section.pk}")


def _save(request: SignedInRequest, section: ProposalSection, form: SectionForm, insert: InsertForm) -> ProposalSection:
    """Save what was typed, in one act with the text to insert, and say so."""
    changes, version = form.changes(), form.expected_version
    if not insert.is_bound:
        edit_section(section=section, by=request.user, changes=changes, version=version)
        messages.success(request, _("“%(section)s” is saved.") % {"section": section})
        return section
    text = insert.cleaned_data["text"]
    insert_text(section=section, by=request.user, text=text, changes=changes, version=version)
    words = _("What you typed is saved, and “%(text)s” stands at its end. Adjust it to this client.")
    messages.success(request, words % {"text": text})
    return section


def _saved(request: SignedInRequest, section: ProposalSection) -> HttpResponse:
    if "next" not in request.POST:
        return redirect("proposals:section_edit", section.pk)
    ordered = section_rows(section.proposal)
    place = next(index for index, one in enumerate(ordered) if one.pk == section.pk)
    if place + 1 == len(ordered):
        return redirect(section.proposal)
    return redirect("proposals:section_edit", ordered[place + 1].pk)


def _context(
    request: SignedInRequest, section: ProposalSection, form: SectionForm, insert: InsertForm
) -> dict[str, Any]:
    proposal = section.proposal
    ordered = section_rows(proposal)
    place = next(index for index, one in enumerate(ordered) if one.pk == section.pk)
    around_it = around(proposal, section.title)
    return {
        **around_it,
        "subtitle": f"{proposal} · {proposal.opportunity.client.name}",
        "section": section,
        "sections": ordered,
        "form": form,
        "insert": insert,
        "previous": ordered[place - 1] if place else None,
        "next": ordered[place + 1] if place + 1 < len(ordered) else None,
        "validated_by": section.get_area_display() if section.area else "",
        "answers": list(matrix_of(section)),
        "entries": record_entries(section, _TOLD, created=_("Made from the template"), most=6),
        "matrix_url": reverse("proposals:compliance_edit", args=[proposal.pk]),
    }


def _may_assign(request: SignedInRequest) -> bool:
    return request.user.can(Right.APPROVE_PROPOSALS)


def _section(request: SignedInRequest, pk: int) -> ProposalSection:
    found = ProposalSection.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.proposal = visible_proposal(request, found.proposal_id)
    return found
