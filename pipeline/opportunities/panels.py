"""The sections of the opportunity page: each app lists its own in its `plugs.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.attachments.panel import panel_context
from almacontact.refusals import Words
from pipeline.opportunities.models.attachments import OpportunityAttachment
from pipeline.opportunities.models.opportunities import Opportunity


@dataclass(frozen=True)
class Panel:
    """One section: loaded when it comes into view, with at most four queries of its own.

    `key` is its address and its anchor on the page. `icon` is a Bootstrap icon.
    """

    key: str
    title: Words
    template: str
    context: Callable[[Opportunity, User], dict[str, Any]]
    right: Right = Right.VIEW_OPPORTUNITIES
    order: int = 50
    icon: str = "card-text"


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Add a section, or replace the one of the same key."""
    _panels[panel.key] = panel


def for_user(user: User) -> list[Panel]:
    """Return the sections `user` may read, in the order of the process."""
    return sorted((one for one in _panels.values() if user.can(one.right)), key=lambda one: one.order)


def get(key: str, user: User) -> Panel | None:
    """Return one section if it exists and `user` may read it."""
    panel = _panels.get(key)
    return panel if panel and user.can(panel.right) else None


# --- What the pipeline's own sections show ----------------------------------------------------------------------------


LATEST = 8
"""Contacts that their section shows; the stream has them all."""


def follow_ups_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the latest contacts with the client; the stream has them all."""
    found = opportunity.follow_ups.select_related("contact", "created_by", "voided_by").prefetch_related("attachments")
    latest = list(found[: LATEST + 1])
    return {
        "follow_ups": latest[:LATEST],
        "has_more": len(latest) > LATEST,
        "may_log": opportunity.may_be_edited_by(user),
    }


def contacts_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the people at the client, those who left it last."""
    return {
        "contacts": list(opportunity.client.contacts.filter(merged_into__isnull=True).order_by("-active", "name")),
        "may_add": user.can(Right.EDIT_OPPORTUNITIES),
    }


def files_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the files of the opportunity."""
    return panel_context(OpportunityAttachment, opportunity, user)


def areas_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the areas that take part, and the form that asks for more."""
    from pipeline.opportunities.forms.areas import AreasForm

    there = list(opportunity.participations.select_related("created_by").order_by("created_at"))
    may_add = opportunity.may_be_edited_by(user)
    return {"participations": there, "form": AreasForm(there={one.role for one in there}) if may_add else None}


def gates_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return each move with the conditions it was judged by."""
    return {
        "passes": [
            {"made": one, "judged": [{"label": gettext(kept["label"]), "met": kept["met"]} for kept in one.conditions]}
            for one in opportunity.gate_passes.select_related("by")
        ]
    }
