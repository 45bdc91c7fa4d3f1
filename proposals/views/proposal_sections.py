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
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from proposals.actions.proposal_sections import edit_section, insert_text, move_section
from proposals.forms.proposals import InsertForm, SectionForm
from proposals.models import ProposalSection
from proposals.views.proposal_page import around, section_rows, visible_proposal
from proposals.writing_rules import demand_draft

_TOLD = ("title", "body", "included", "area")


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def section_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write one section, beside the list of all; “save and go on” opens the next."""
    section = _section(request, pk)
    demand_draft(request.user, section.proposal)
    form = SectionForm(request.POST or None, record=section, may_assign=_may_assign(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                edit_section(section=section, by=request.user, changes=form.changes(), version=form.expected_version)
            except StaleVersion as stale:
                form.meet(stale.current)
                status = 409
            except NotAllowed:
                raise
            except Refused as refusal:
                form.add_refusal(refusal)
            else:
                return _saved(request, section)
    return render(request, "proposals/section_edit.html", _context(request, section, form, None), status=status)


@requires(Right.WRITE_PROPOSALS)
@require_POST
def section_insert(request: SignedInRequest, pk: int) -> HttpResponse:
    """Append a reusable text to a section."""
    section = _section(request, pk)
    demand_draft(request.user, section.proposal)
    insert = InsertForm(request.POST, section=section)
    status = 422
    if insert.is_valid():
        try:
            insert_text(
                section=section,
                by=request.user,
                text=insert.cleaned_data["text"],
                version=insert.cleaned_data["version"],
            )
        except StaleVersion as stale:
            insert.add_refusal(stale)
            status = 409
        except NotAllowed:
            raise
        except Refused as refusal:
            insert.add_refusal(refusal)
        else:
            words = _("“%(text)s” is inserted at the end. Adjust it to this client.")
            messages.success(request, words % {"text": insert.cleaned_data["text"]})
            return redirect("proposals:section_edit", section.pk)
    form = SectionForm(None, record=_section(request, pk), may_assign=_may_assign(request))
    return render(request, "proposals/section_edit.html", _context(request, section, form, insert), status=status)


@requires(Right.WRITE_PROPOSALS)
@require_POST
def section_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move a section one place up or down."""
    section = _section(request, pk)
    move_section(section=section, by=request.user, up=request.POST.get("to") == "up")
    return redirect(f"{section.proposal.get_absolute_url()}#section-{section.pk}")


def _saved(request: SignedInRequest, section: ProposalSection) -> HttpResponse:
    messages.success(request, _("“%(section)s” is saved.") % {"section": section})
    if "next" not in request.POST:
        return redirect("proposals:section_edit", section.pk)
    ordered = section_rows(section.proposal)
    place = next(index for index, one in enumerate(ordered) if one.pk == section.pk)
    if place + 1 == len(ordered):
        return redirect(section.proposal)
    return redirect("proposals:section_edit", ordered[place + 1].pk)


def _context(
    request: SignedInRequest, section: ProposalSection, form: SectionForm, insert: InsertForm | None
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
        "insert": insert or InsertForm(section=section),
        "insert_open": insert is not None,
        "previous": ordered[place - 1] if place else None,
        "next": ordered[place + 1] if place + 1 < len(ordered) else None,
        "validated_by": section.get_area_display() if section.area else "",
        "answers": list(
            section.compliance.select_related("requirement", "evidence").order_by("requirement__position", "pk")
        ),
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
