"""The templates of the check list: the director's catalogue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.web.page_head import Act
from almacontact.web.saving import attempt
from proposals.checklist.actions.templates import add_template, add_template_line, edit_template, edit_template_line
from proposals.checklist.forms import TemplateForm, TemplateLineForm
from proposals.checklist.models.templates import RequirementTemplate, RequirementTemplateLine


@requires(Right.EDIT_CATALOGUES)
@require_safe
def checklist_templates(request: SignedInRequest) -> HttpResponse:
    """Show the templates with their lines."""
    context = {
        "title": _("Templates of the check list"),
        "subtitle": _("What a new check list starts from. Check lists made before stay as they are."),
        "crumbs": [(_("Requests"), reverse("proposals:intake_list"))],
        "primary": Act(_("New template"), reverse("proposals:checklist_template_create"), "plus-lg"),
        "templates": list(RequirementTemplate.objects.prefetch_related("lines")),
    }
    return render(request, "proposals/checklist/templates.html", context)


@requires(Right.EDIT_CATALOGUES)
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_template_create(request: SignedInRequest) -> HttpResponse:
    """Add a template: it begins with the lines of the one in use for that kind of client."""
    form = TemplateForm(request.POST or None)
    template, status = attempt(
        form,
        lambda: add_template(
            by=request.user, **{name: form.cleaned_data[name] for name in ("name", "name_en", "public")}
        ),
    )
    if template is not None:
        messages.success(request, _("Added, with the lines of the template in use. Change what you need."))
        return redirect(template)
    return _form(request, form, _("New template"), [], status)


@requires(Right.EDIT_CATALOGUES)
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_template(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one template with its lines; rename it or take it out of use."""
    template = get_object_or_404(RequirementTemplate, code=code)
    form = TemplateForm(request.POST or None, record=template)
    saved, status = attempt(
        form,
        lambda: edit_template(
            template=template,
            by=request.user,
            version=form.expected_version,
            **{name: form.cleaned_data[name] for name in ("name", "name_en", "active")},
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(template)
    context = {
        "title": str(template),
        "crumbs": [_crumb()],
        "template": template,
        "lines": list(template.lines.all()),
        "form": form,
    }
    return render(request, "proposals/checklist/template.html", context, status=status)


@requires(Right.EDIT_CATALOGUES)
@require_http_methods(["GET", "HEAD", "POST"])
def template_line_create(request: SignedInRequest, code: str) -> HttpResponse:
    """Add a line to a template."""
    template = get_object_or_404(RequirementTemplate, code=code)
    form = TemplateLineForm(request.POST or None)
    saved, status = attempt(
        form, lambda: add_template_line(template=template, by=request.user, values=form.proposal(form.cleaned_data))
    )
    if saved is not None:
        messages.success(request, _("The line is added."))
        return redirect(template)
    return _form(request, form, _("New line"), [(str(template), template.get_absolute_url())], status)


@requires(Right.EDIT_CATALOGUES)
@require_http_methods(["GET", "HEAD", "POST"])
def template_line_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a line of a template, or take it out of use."""
    line = get_object_or_404(RequirementTemplateLine.objects.select_related("template"), pk=pk)
    form = TemplateLineForm(request.POST or None, record=line)
    saved, status = attempt(
        form,
        lambda: edit_template_line(
            line=line,
            by=request.user,
            changes=form.proposal(form.cleaned_data),
            version=form.expected_version,
        ),
    )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(line.template)
    crumbs = [(str(line.template), line.template.get_absolute_url())]
    return _form(request, form, str(line), crumbs, status)


def _crumb() -> tuple[str, str]:
    return (_("Templates of the check list"), reverse("proposals:checklist_templates"))


def _form(request: SignedInRequest, form: Any, title: str, crumbs: list[tuple[str, str]], status: int) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": [_crumb(), *crumbs],
        "form": form,
        "back": crumbs[-1][1] if crumbs else _crumb()[1],
        "submit": _("Save"),
        "grid": True,
    }
    return render(request, "proposals/checklist/requirement_form.html", context, status=status)
