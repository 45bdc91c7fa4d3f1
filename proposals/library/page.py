"""What the pages of a piece of evidence and of a template of proposals show above them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.calendar import today
from almacontact.web.page_head import Act, Badge
from proposals.library.models import Evidence, ProposalTemplate
from proposals.library.validity import standing_of


def evidence_head(evidence: Evidence, *, editable: bool) -> dict[str, Any]:
    """Return the head of the page of a piece of evidence: how long it holds, and whether it is in use."""
    standing = standing_of(evidence, today())
    edit = Act(_("Edit"), reverse("proposals:evidence_edit", args=[evidence.pk]), "pencil")
    return {
        "subtitle": " · ".join(one for one in (evidence.get_kind_display(), evidence.client_name) if one),
        "badge": Badge(standing.words, standing.tone),
        "badges": [] if evidence.active else [Badge(_("Off"), "idle")],
        "buttons": [edit] if editable else [],
    }


def template_head(template: ProposalTemplate, *, editable: bool) -> dict[str, Any]:
    """Return the head of the page of a template of proposals."""
    copy = reverse("proposals:proposal_template_copy", args=[template.pk])
    return {
        "subtitle": _("Changes are for proposals made from now on."),
        "badge": Badge(_("In use"), "ok") if template.active else Badge(_("Off"), "idle"),
        "buttons": [Act(_("Copy to a new template"), copy, "copy")] if editable else [],
    }
