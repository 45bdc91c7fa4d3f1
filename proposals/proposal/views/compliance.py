"""The compliance matrix of a draft on one page, a row a requirement, and its supporting documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.saving import attempt
from proposals.library.models import Evidence
from proposals.proposal.actions.compliance import (
    add_supporting,
    edit_compliance_line,
    place_lines,
    refresh_compliance,
    remove_supporting,
)
from proposals.proposal.forms.proposals import Choices, LineForm, PlaceForm, SupportingForm
from proposals.proposal.gaps import draw_label
from proposals.proposal.matrix import Place, matrix_of, place_of, plan_of, requirements_of, settled
from proposals.proposal.models.proposals import ComplianceLine, Proposal, SupportingDocument
from proposals.proposal.rules import demand_draft
from proposals.proposal.views.page import around, visible_proposal
from proposals.rights import may_write


@requires(Right.VIEW_PROPOSALS)
@require_safe
def compliance_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the whole matrix; to who writes a draft, each row as a form that saves by itself."""
    return render(request, "proposals/proposal/compliance_edit.html", _page(request, visible_proposal(request, pk)))


@requires(Right.WRITE_PROPOSALS)
@require_POST
def compliance_line(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save one row. By htmx it answers with the row's state, or with the row where something is to be mended."""
    held = ComplianceLine.objects.filter(pk=pk).first()
    if held is None:
        raise Http404
    proposal = visible_proposal(request, held.proposal_id)
    line = matrix_of(proposal).filter(pk=pk).first()
    if line is None:
        raise Http404
    line.proposal = proposal
    demand_draft(request.user, line.proposal)
    choices = _choices(line.proposal)
    form = LineForm(request.POST, record=line, choices=choices)
    saved, status = attempt(
        form,
        lambda: edit_compliance_line(line=line, by=request.user, changes=form.changes(), version=form.expected_version),
    )
    if saved is not None:
        if not request.htmx:
            return redirect(f"{reverse('proposals:compliance_edit', args=[line.proposal_id])}#line-{line.pk}")
        return render(request, "proposals/proposal/_compliance_saved.html", {"row": _row(line, form)})
    if request.htmx:
        answer = render(request, "proposals/proposal/_compliance_row.html", {"row": _row(line, form)}, status=status)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = f"#line-{line.pk}", "outerHTML"
        return answer
    page = _page(request, line.proposal, {line.pk: form})
    return render(request, "proposals/proposal/compliance_edit.html", page, status=status)


@requires(Right.WRITE_PROPOSALS)
@require_POST
def compliance_draw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draw the matrix again from the check list."""
    proposal = visible_proposal(request, pk)
    moved = refresh_compliance(proposal=proposal, by=request.user)
    if moved:
        words = ngettext(
            "%(n)d line is new or has another answer.", "%(n)d lines are new or have another answer.", moved
        )
        messages.success(request, words % {"n": moved})
    else:
        messages.success(request, _("The matrix is that of the check list."))
    return redirect("proposals:compliance_edit", proposal.pk)


@requires(Right.WRITE_PROPOSALS)
@require_POST
def compliance_place(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put the bare lines of one part of the check list into a section."""
    proposal = visible_proposal(request, pk)
    demand_draft(request.user, proposal)
    form = PlaceForm(request.POST, proposal=proposal, parts=_parts(_lines(proposal)))
    moved, status = attempt(form, lambda: place_lines(proposal=proposal, by=request.user, **form.cleaned_data))
    if moved is not None:
        words = ngettext(
            "%(n)d line is answered in “%(section)s”.", "%(n)d lines are answered in “%(section)s”.", moved
        )
        messages.success(request, words % {"n": moved, "section": form.cleaned_data["section"]})
        return redirect("proposals:compliance_edit", proposal.pk)
    return render(
        request, "proposals/proposal/compliance_edit.html", _page(request, proposal, place=form), status=status
    )


@requires(Right.WRITE_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def supporting_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose which evidence goes along with a draft."""
    proposal = visible_proposal(request, pk)
    demand_draft(request.user, proposal)
    form = SupportingForm(request.POST or None, proposal=proposal)
    made, status = attempt(
        form,
        lambda: add_supporting(proposal=proposal, by=request.user, evidence=form.cleaned_data["evidence"]),
    )
    if made is not None:
        messages.success(request, _("“%(evidence)s” goes along.") % {"evidence": made})
        return redirect("proposals:supporting_edit", proposal.pk)
    documents = list(proposal.supporting.select_related("evidence").order_by("position", "pk"))
    context = {**around(proposal, _("Supporting documents")), "form": form, "documents": documents}
    return render(request, "proposals/proposal/supporting_edit.html", context, status=status)


@requires(Right.WRITE_PROPOSALS)
@require_POST
def supporting_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a supporting document out of a draft."""
    document = SupportingDocument.objects.select_related("evidence").filter(pk=pk).first()
    if document is None:
        raise Http404
    document.proposal = visible_proposal(request, document.proposal_id)
    remove_supporting(document=document, by=request.user)
    messages.success(request, _("“%(evidence)s” no longer goes along.") % {"evidence": document.evidence})
    return redirect("proposals:supporting_edit", document.proposal_id)


def _page(
    request: SignedInRequest,
    proposal: Proposal,
    forms: dict[int, LineForm] | None = None,
    place: PlaceForm | None = None,
) -> dict[str, Any]:
    writes = may_write(request.user, proposal.opportunity) and proposal.opportunity.is_open and proposal.is_draft
    lines = _lines(proposal)
    choices = _choices(proposal) if writes else {}
    rows = []
    for line in lines:
        form = (forms or {}).get(line.pk) or (LineForm(record=line, choices=choices) if writes else None)
        rows.append(_row(line, form))
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        requirement = row["line"].requirement
        group = {"label": requirement.get_section_display(), "rows": [], "open": 0}
        group = groups.setdefault(requirement.section, group)
        group["rows"].append(row)
        group["open"] += row["place"] is Place.OPEN
    stale = sum(1 for row in rows if row["changed"])
    missing = requirements_of(proposal).exclude(pk__in=[line.requirement_id for line in lines]).count()
    return {
        **around(proposal, _("Compliance matrix")),
        "groups": list(groups.values()),
        "total": len(rows),
        "placed": settled(lines),
        "stale": stale + missing,
        "writes": writes,
        "draw_label": draw_label(),
        "place": place or (PlaceForm(proposal=proposal, parts=_parts(lines)) if writes and rows else None),
    }


def _row(line: ComplianceLine, form: LineForm | None) -> dict[str, Any]:
    """What one row shows: how far it is, the plan of a *partial*, whether the check list says something else."""
    plan, plan_on = plan_of(line)
    return {
        "line": line,
        "form": form,
        "place": place_of(line),
        "plan": plan,
        "plan_on": plan_on,
        "changed": line.answer != line.requirement.answer,
    }


def _lines(proposal: Proposal) -> list[ComplianceLine]:
    found = list(matrix_of(proposal))
    for one in found:
        one.proposal = proposal
    return found


def _choices(proposal: Proposal) -> dict[str, Choices]:
    """The sections and the evidence a row chooses from, read once for all rows."""
    sections = proposal.sections.filter(included=True).order_by("position", "pk")
    return {
        "section": [(one.pk, one.title) for one in sections],
        "evidence": [(one.pk, str(one)) for one in Evidence.objects.current().order_by("kind", "title")],
    }


def _parts(lines: list[ComplianceLine]) -> Choices:
    """The parts of the check list that have lines."""
    return list({one.requirement.section: one.requirement.get_section_display() for one in lines}.items())
