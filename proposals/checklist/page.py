"""What the page of a check list shows above it: the one act that is next for who looks at it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from almacontact.web.page_head import Act
from proposals.checklist.models.requirements import CheckList


def head(check_list: CheckList, context: dict[str, Any]) -> dict[str, Any]:
    """Return the head of the page from what it shows below."""
    opportunity = check_list.opportunity
    subtitle = f"{opportunity.client.name} · {opportunity.code} · {check_list.template}"
    if check_list.intake is not None:
        request = check_list.intake
        subtitle = format_html('{} · <a href="{}">{}</a>', subtitle, request.get_absolute_url(), request)
    summary = reverse("proposals:summary_detail", args=[opportunity.code])
    buttons = [Act(_("Project summary"), summary, "file-earmark-text")]
    if context["may_send"]:
        add = reverse("proposals:requirement_create", args=[opportunity.code])
        buttons.append(Act(_("Add a line"), add, "plus-lg"))
    return {"subtitle": subtitle, "primary": _next(context, opportunity.code), "buttons": buttons}


def _next(context: dict[str, Any], code: str) -> Act | None:
    """Telling the client of a no-go, signing what the committee decides, or answering one's own lines."""
    if context["no_go"] and context["may_tell"]:
        return Act(_("Tell the client of the no-go"), reverse("proposals:no_go_create", args=[code]), "envelope")
    if context["committee"] and context["may_waive"]:
        return Act(_("Sign the committee’s decision"), reverse("proposals:checklist_decide", args=[code]), "pen")
    if context["may_answer"] and context["answered"] < context["total"]:
        return Act(_("Answer my lines"), f"{reverse('proposals:requirement_list')}?opportunity={code}", "ui-checks")
    return None
