"""What the page of a clarification shows above it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.web.page_head import Act
from proposals.clarifications.models import Clarification


def head(one: Clarification, *, may_send: bool, may_void: bool) -> dict[str, Any]:
    """Return the head of the page: sending the answers where there is one to send."""
    opportunity = one.opportunity
    send = Act(_("Send answers"), reverse("proposals:clarification_send", args=[opportunity.code]), "send")
    void = Act(_("Void"), reverse("proposals:clarification_void", args=[one.pk]), "slash-circle", "bad")
    return {
        "crumbs": [
            (_("Clarifications"), reverse("proposals:clarification_list")),
            (opportunity.code, opportunity.get_absolute_url()),
        ],
        "primary": send if may_send else None,
        "menu": [void] if may_void else [],
    }
