"""What the pages of a version of the pricing and of a scenario show above them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.web.formats import day
from almacontact.web.page_head import Act, Badge
from proposals.pricing.minutes.fallen import fallen_badge
from proposals.pricing.models.pricing import PricingModel, Scenario


def model_head(model: PricingModel, context: dict[str, Any]) -> dict[str, Any]:
    """Return the head of the page of a version from what it shows below."""
    opportunity = model.opportunity
    subtitle = [opportunity.code, str(opportunity.service), str(model), _parameters_of(model), model.change_reason]
    version = Act(_("New version"), reverse("proposals:pricing_version", args=[model.pk]), "files")
    primary = None
    if context["fallen"] and context["may_version"]:
        primary = version
    elif context["may_minute"]:
        primary = Act(_("Write the acta"), reverse("proposals:minutes_create", args=[model.pk]), "journal-text")
    elif context["acta"] is not None:
        primary = Act(context["acta"].number, context["acta"].get_absolute_url(), "journal-text")
    elif context["may_version"]:
        primary = version
    menu = []
    if context["may_lead"]:
        if model.is_open:
            edit = reverse("proposals:pricing_edit", args=[model.pk])
            menu.append(Act(_("Parameter day and risk facts"), edit, "sliders"))
        if context["may_version"] and primary != version:
            menu.append(version)
        if context["may_void"]:
            menu.append(Act(_("Void"), reverse("proposals:pricing_void", args=[model.pk]), "slash-circle", "bad"))
    return {
        "subtitle": " · ".join(one for one in subtitle if one),
        "badge": Badge(model.get_state_display(), model.tone),
        "badges": [
            *fallen_badge(context["fallen"]),
            *([Badge(_("Principal"), "accent")] if model.alternative.principal else []),
        ],
        "primary": primary,
        "menu": menu,
        "menu_label": _("More"),
    }


def scenario_head(scenario: Scenario, *, exports: bool) -> dict[str, Any]:
    """Return the head of the page of a scenario: the workbook to who may see the cost, paper to all."""
    model = scenario.pricing_model
    opportunity = model.opportunity
    workbook = reverse("proposals:scenario_xlsx", args=[scenario.pk])
    paper = Act(_("Print"), reverse("proposals:scenario_pdf", args=[scenario.pk]), "file-earmark-pdf")
    return {
        "subtitle": f"{opportunity.client.name} · {opportunity.code} · {model} · {_parameters_of(model)}",
        "badge": Badge(model.get_state_display(), model.tone),
        "badges": [Badge(_("Chosen"), "accent", "check-lg")] if scenario.chosen else [],
        "buttons": [Act(_("Workbook"), workbook, "file-earmark-spreadsheet"), paper] if exports else [paper],
    }


def _parameters_of(model: PricingModel) -> str:
    return _("parameters of %(day)s") % {"day": day(model.parameters_on)}
