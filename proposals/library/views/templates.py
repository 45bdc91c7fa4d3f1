"""The templates of proposals: what new ones start from. The director keeps them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.audit.timeline import record_entries
from almacontact.web.richtext import render as rich
from almacontact.web.saving import attempt
from pipeline.rights import demand_right
from proposals.library.actions.templates import (
    SECTION_FIELDS,
    copy_proposal_template,
    edit_proposal_template,
    edit_template_section,
    move_template_section,
)
from proposals.library.forms import CopyForm, ProposalTemplateForm, SectionForm
from proposals.library.models import ProposalTemplate, ProposalTemplateSection
from proposals.library.page import template_head
from proposals.library.placeholders import PLACEHOLDERS, unknown
from proposals.library.tabs import library_tabs


@requires(Right.VIEW_PROPOSALS)
@require_safe
def proposal_templates(request: SignedInRequest) -> HttpResponse:
    """Show the templates."""
    sections = Count("sections", filter=Q(sections__included=True))
    context = {
        "title": _("Templates of proposals"),
        "tabs": library_tabs("proposals.templates"),
        "templates": ProposalTemplate.objects.annotate(included=sections).order_by("-active", "name"),
    }
    return render(request, "proposals/library/proposal_templates.html", context)


@requires(Right.VIEW_PROPOSALS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a template with its sections in order; the director renames it or takes it out of use."""
    template = get_object_or_404(ProposalTemplate, pk=pk)
    if request.method == "POST":
        demand_right(request.user, Right.EDIT_CATALOGUES)
    form = ProposalTemplateForm(request.POST or None, record=template)
    saved, status = attempt(
        form,
        lambda: edit_proposal_template(
            template=template, by=request.user, changes=form.values(), version=form.expected_version
        ),
    )
    if saved:
        messages.success(request, _("Saved."))
        return redirect(template)
    sections = list(template.sections.order_by("position", "pk"))
    editable = request.user.can(Right.EDIT_CATALOGUES)
    context = {
        "title": str(ProposalTemplate.objects.get(pk=pk)),
        "crumbs": [_templates()],
        **template_head(template, editable=editable),
        "template": template,
        "rows": [{"section": one, "shown": rich(one.body), "unknown": unknown(one.body)} for one in sections],
        "form": form,
        "editable": editable,
        "placeholders": PLACEHOLDERS.items(),
    }
    return render(request, "proposals/library/proposal_template.html", context, status=status)


@requires(Right.EDIT_CATALOGUES)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_template_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a template by copying one."""
    template = get_object_or_404(ProposalTemplate, pk=pk)
    form = CopyForm(request.POST or None)
    copy, status = attempt(
        form, lambda: copy_proposal_template(template=template, by=request.user, name=form.cleaned_data["name"])
    )
    if copy:
        messages.success(request, _("Added, with the sections of “%(template)s”.") % {"template": template})
        return redirect(copy)
    context = {
        "title": _("Copy “%(template)s”") % {"template": template},
        "crumbs": [_templates(), (str(template), template.get_absolute_url())],
        "form": form,
        "back": template.get_absolute_url(),
        "submit": _("Copy"),
    }
    return render(request, "proposals/checklist/requirement_form.html", context, status=status)


@requires(Right.EDIT_CATALOGUES)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal_template_section(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a section of a template."""
    section = _section(pk)
    form = SectionForm(request.POST or None, record=section)
    saved, status = attempt(
        form,
        lambda: edit_template_section(
            section=section, by=request.user, changes=form.values(), version=form.expected_version
        ),
    )
    if saved:
        messages.success(request, _("Saved."))
        return redirect(_place(section))
    context = {
        "title": section.title,
        "crumbs": [_templates(), (str(section.template), section.template.get_absolute_url())],
        "section": section,
        "form": form,
        "back": _place(section),
        "placeholders": PLACEHOLDERS.items(),
        "entries": record_entries(section, SECTION_FIELDS, created=_("Section written down")),
    }
    return render(request, "proposals/library/proposal_template_section.html", context, status=status)


@requires(Right.EDIT_CATALOGUES)
@require_POST
def proposal_template_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move a section one place up or down."""
    section = _section(pk)
    move_template_section(section=section, by=request.user, up=request.POST.get("to") == "up")
    return redirect(_place(section))


def _section(pk: int) -> ProposalTemplateSection:
    return get_object_or_404(ProposalTemplateSection.objects.select_related("template"), pk=pk)


def _place(section: ProposalTemplateSection) -> str:
    return f"{section.template.get_absolute_url()}#section-{section.pk}"


def _templates() -> tuple[str, str]:
    return (_("Templates of proposals"), reverse("proposals:proposal_templates"))
