"""The sections and the stepper of the opportunity page. Later phases add theirs when their app starts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.attachments.panel import panel_context
from almacontact.refusals import Words
from pipeline.opportunities.models.attachments import OpportunityAttachment
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.plan.fit import fit_panel


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


@dataclass(frozen=True)
class Step:
    """One step of the process after the award. `state`: done, current, stopped or ahead; `note` says when."""

    label: Words
    state: str = "ahead"
    url: str = ""
    note: str = ""


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


def _steps_to_come(opportunity: Opportunity) -> list[Step]:
    return [Step(_("Handover")), Step(_("Contract")), Step(_("In operation")), Step(_("First invoice"))]


_later_steps: list[Callable[[Opportunity], list[Step]]] = [_steps_to_come]


def register_steps(provider: Callable[[Opportunity], list[Step]]) -> None:
    """Let `provider` say how the steps from handover to first invoice stand, in place of "all ahead"."""
    _later_steps[:] = [provider]


def later_steps(opportunity: Opportunity) -> list[Step]:
    """Return the steps after the award (process rows 11 to 14)."""
    return _later_steps[0](opportunity)


# --- The pipeline's own sections -------------------------------------------------------------------------------------


LATEST = 8
"""Contacts that their section shows; the stream has them all."""


def _follow_ups(opportunity: Opportunity, user: User) -> dict[str, Any]:
    found = opportunity.follow_ups.select_related("contact", "created_by", "voided_by").prefetch_related("attachments")
    latest = list(found[: LATEST + 1])
    return {
        "follow_ups": latest[:LATEST],
        "has_more": len(latest) > LATEST,
        "may_log": opportunity.may_be_edited_by(user),
    }


def _contacts(opportunity: Opportunity, user: User) -> dict[str, Any]:
    return {
        "contacts": list(opportunity.client.contacts.filter(merged_into__isnull=True).order_by("-active", "name")),
        "may_add": user.can(Right.EDIT_OPPORTUNITIES),
    }


def _files(opportunity: Opportunity, user: User) -> dict[str, Any]:
    return panel_context(OpportunityAttachment, opportunity, user)


def _areas(opportunity: Opportunity, user: User) -> dict[str, Any]:
    from pipeline.opportunities.forms.areas import AreasForm

    there = list(opportunity.participations.select_related("created_by").order_by("created_at"))
    may_add = opportunity.may_be_edited_by(user)
    return {"participations": there, "form": AreasForm(there={one.role for one in there}) if may_add else None}


def _gates(opportunity: Opportunity, user: User) -> dict[str, Any]:
    return {
        "passes": [
            {"made": one, "judged": [{"label": gettext(kept["label"]), "met": kept["met"]} for kept in one.conditions]}
            for one in opportunity.gate_passes.select_related("by")
        ]
    }


OWN_PANELS: Iterable[Panel] = (
    Panel(
        key="follow-ups",
        title=_("Contacts with the client"),
        template="pipeline/opportunities/_follow_ups.html",
        context=_follow_ups,
        order=10,
        icon="chat-left-text",
    ),
    Panel(
        key="contacts",
        title=_("People at the client"),
        template="pipeline/clients/_contacts.html",
        context=_contacts,
        order=20,
        icon="person-lines-fill",
    ),
    Panel(
        key="files",
        title=_("Files"),
        template="attachments/_list.html",
        context=_files,
        order=30,
        icon="paperclip",
    ),
    Panel(
        key="fit",
        title=_("Fit with the plan"),
        template="pipeline/plan/_fit.html",
        context=fit_panel,
        order=70,
        icon="bullseye",
    ),
    Panel(
        key="areas",
        title=_("Areas that take part"),
        template="pipeline/opportunities/_areas.html",
        context=_areas,
        order=80,
        icon="diagram-3",
    ),
    Panel(
        key="gates",
        title=_("Moves and what they rested on"),
        template="pipeline/opportunities/_gate_passes.html",
        context=_gates,
        order=90,
        icon="signpost-split",
    ),
)


def install() -> None:
    """Register the pipeline's own sections. Called once, at start-up."""
    for panel in OWN_PANELS:
        register(panel)
