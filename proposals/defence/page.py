"""What the page of a defence shows above it: the one act that is next, and the menu of the rest."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from almacontact.web.page_head import Act, Badge
from proposals.defence.models import DefenceState, ProposalDefence


def head(
    defence: ProposalDefence, *, editable: bool, may_void: bool, has_agenda: bool, invited: bool
) -> dict[str, Any]:
    """Return the head of the page; inviting is a form of its own, told by the name of its template."""
    return {
        "badges": [Badge(_("Voided"), "bad", "slash-circle")] if not defence.is_standing else [],
        "primary": _next(defence, has_agenda=has_agenda, invited=invited) if editable else None,
        "header_tools": "proposals/_defence_invite.html"
        if editable and not defence.has_begun and has_agenda and not invited
        else "",
        "menu": _menu(defence, editable=editable, may_void=may_void),
    }


def _next(defence: ProposalDefence, *, has_agenda: bool, invited: bool) -> Act | None:
    """Writing down how it went once it began; before, the agenda; None while the invitations wait to be sent."""
    if defence.has_begun:
        return Act(_("Write down how it went"), _address("hold", defence), "check2")
    if not has_agenda:
        return Act(_("Write the agenda"), _address("topics", defence), "list-ol")
    return Act(_("Edit the agenda"), _address("topics", defence), "list-ol") if invited else None


def _menu(defence: ProposalDefence, *, editable: bool, may_void: bool) -> list[Act]:
    """The rest; what takes the defence away says in a second line how it differs from the other."""
    found = []
    if editable:
        found += [
            Act(_("Edit"), _address("edit", defence), "pencil"),
            Act(_("Edit the agenda"), _address("topics", defence), "list-ol"),
            Act(_("Plan a rehearsal"), reverse("proposals:rehearsal_create", args=[defence.pk]), "arrow-repeat"),
        ]
    if defence.starts_at and defence.is_standing and defence.state != DefenceState.CANCELLED:
        found.append(Act(_("Add to my calendar (.ics)"), _address("ics", defence), "calendar-plus"))
    if editable:
        words = _two_lines(_("Call it off"), _("It will not take place"))
        found.append(Act(words, _address("cancel", defence), "x-circle", "bad"))
    if may_void:
        words = _two_lines(_("Void"), _("Recorded by mistake"))
        found.append(Act(words, _address("void", defence), "slash-circle", "bad"))
    return found


def _two_lines(label: str, note: str) -> str:
    return format_html('<span>{}<span class="cell-sub">{}</span></span>', label, note)


def _address(act: str, defence: ProposalDefence) -> str:
    return reverse(f"proposals:defence_{act}", args=[defence.pk])
