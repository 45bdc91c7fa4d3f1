"""What the page of a request shows above it: how it stands, and the act that is next."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.web.page_head import Act, Badge
from proposals.checklist.models.requirements import CheckList
from proposals.intake.models import Intake


def head(intake: Intake, check_list: CheckList | None, user: User) -> dict[str, Any]:
    """Return the head of the page: the check list first, which whoever edits the request may make."""
    opportunity = intake.opportunity
    editable = intake.may_be_edited_by(user) and opportunity.is_open
    primary = None
    if check_list is not None:
        primary = Act(_("Open the check list"), check_list.get_absolute_url(), "ui-checks")
    elif editable:
        make = reverse("proposals:checklist_create", args=[opportunity.code])
        primary = Act(_("Make the check list"), make, "ui-checks")
    summary = reverse("proposals:summary_detail", args=[opportunity.code])
    buttons = [Act(_("Project summary"), summary, "file-earmark-text")]
    if editable:
        buttons.append(Act(_("Edit"), reverse("proposals:intake_edit", args=[intake.pk]), "pencil"))
    return {
        "crumbs": [
            (_("Requests"), reverse("proposals:intake_list")),
            (opportunity.code, opportunity.get_absolute_url()),
        ],
        "badges": [Badge(_("Voided"), "bad", "slash-circle")] if not intake.is_standing else [],
        "primary": primary,
        "buttons": buttons,
        "menu": [Act(_("Void"), reverse("proposals:intake_void", args=[intake.pk]), "slash-circle", "bad")]
        if editable
        else [],
    }
