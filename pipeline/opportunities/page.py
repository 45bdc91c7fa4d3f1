"""What the first screen of an opportunity says: what it is, where it stands, what is next, who owes it."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.calendar import local_day, today
from almacontact.refusals import Refused
from almacontact.web.formats import day
from pipeline.opportunities import gates, panels
from pipeline.opportunities.forms.follow_ups import NextStepForm
from pipeline.opportunities.forms.moves import MoveForm
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.notices import notices_for
from pipeline.opportunities.settled import change_url, terms_settled
from pipeline.opportunities.timeline import by_precision
from pipeline.opportunities.urgency import ICONS, TONES, urgency_of
from pipeline.states import FORWARD, OPEN_STAGES, Move, Outcome, Stage, stage_after, stage_before

LATER_STEPS = (
    gettext_lazy("Handover"),
    gettext_lazy("Contract"),
    gettext_lazy("In operation"),
    gettext_lazy("First invoice"),
)
"""The steps after the award (process rows 11 to 14)."""

PAGE_RELATIONS = ("client", "owner", "segment", "service", "contact", "lead_source", "loss_reason", "created_by")

HISTORICAL = {"label": gettext_lazy("Historical"), "tone": "idle", "icon": "clock-history"}
"""The badge of what an import brought in with the gates it had passed."""


def visible_opportunity(user: User, code: str, *, related: Sequence[str] = PAGE_RELATIONS) -> Opportunity:
    """Return the opportunity `code` with all that its page shows, in one query; 404 when `user` may not see it.

    `related` names fewer relations where less is shown: each join costs its share of every move.
    """
    rows = Opportunity.objects.visible_to(user).filter(code=code)
    try:
        return (rows.select_related(*related) if related else rows).get()
    except Opportunity.DoesNotExist:
        raise Http404 from None


def next_move(opportunity: Opportunity) -> Move | None:
    """Return the forward move that comes next; None when it is closed."""
    if not opportunity.is_open:
        return None
    after = stage_after(opportunity.stage)
    return FORWARD[after] if after else Move.WIN


def page_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return everything the page shows before its sections load."""
    editable = opportunity.may_be_edited_by(user)
    address = reverse("pipeline:opportunity_edit", args=[opportunity.code])
    return {
        **head_context(opportunity),
        "title_url": opportunity.client.get_absolute_url(),
        "subtitle": _what_it_is(opportunity),
        "crumbs": [(_("Opportunities"), reverse("pipeline:opportunity_list")), (opportunity.code, "")],
        "badges": [HISTORICAL] if opportunity.historical else [],
        "primary": _primary(opportunity, editable),
        "menu": menu(opportunity, user, editable, address),
        "steps": steps(opportunity),
        "editable": editable,
        "notices": notices_for(opportunity, user),
        "next_step_form": NextStepForm(record=opportunity) if editable and opportunity.is_open else None,
        "panels": panels.for_user(user),
        "close_text": by_precision(opportunity.expected_close_on, opportunity.expected_close_precision),
        "billing_text": by_precision(opportunity.expected_billing_on, opportunity.expected_billing_precision),
        "days_in_stage": (today() - local_day(opportunity.stage_since)).days,
    }


def head_context(opportunity: Opportunity) -> dict[str, Any]:
    """Return what names the opportunity on its page and on each of its forms."""
    urgency = urgency_of(opportunity.next_step_on, today())
    pressing = {"label": urgency.label, "tone": TONES[urgency], "icon": ICONS[urgency]}
    if not opportunity.is_open:  # nothing presses any more: what was planned stays to be read
        pressing = {"label": pgettext("next step", "Closed"), "tone": "idle", "icon": "dash-circle"}
    return {
        "opportunity": opportunity,
        "title": opportunity.client.name,
        "badge": {"label": opportunity.get_status_display(), "tone": opportunity.status},
        "urgency": pressing,
    }


def form_context(opportunity: Opportunity, title: str) -> dict[str, Any]:
    """Return what a page with one form about the opportunity shows around it."""
    return {
        "opportunity": opportunity,
        "title": title,
        "subtitle": f"{opportunity.client.name} · {opportunity.code}",
        "crumbs": [
            (_("Opportunities"), reverse("pipeline:opportunity_list")),
            (opportunity.code, opportunity.get_absolute_url()),
        ],
        "badge": {"label": opportunity.get_status_display(), "tone": opportunity.status},
        "back": opportunity.get_absolute_url(),
    }


def gate_context(
    opportunity: Opportunity, user: User, move: Move | None = None, refused: Refused | None = None
) -> dict[str, Any]:
    """Return the gate of `move` (the next one when not given) as it stands, and what `user` may do about it.

    Where the gate itself refused the move just now, that judgement is shown and none is made again.
    """
    move = move or next_move(opportunity)
    if move is None:
        return {"gate": None, "debts": gates.debts(opportunity)}
    check = refused.judged if isinstance(refused, gates.GateRefused) else gates.check(opportunity, move)
    may_move = opportunity.may_be_moved_by(user)
    may_except = check.needs_exception and user.can(Right.MOVE_BY_EXCEPTION)
    to = stage_after(opportunity.stage)
    return {
        "gate": check,
        "debts": check.debts,
        "reads_only": not (user.can(Right.EDIT_OPPORTUNITIES) or user.can(Right.ANSWER_REQUIREMENTS)),
        "gate_to": Outcome.WON.label if move == Move.WIN else Stage(to).label if to else "",
        "gate_wins": move == Move.WIN,
        "may_move": may_move and (check.passes or may_except),
        "may_except": may_move and may_except,
        "move_form": MoveForm(record=opportunity, initial={"to": to}) if may_move and to else None,
    }


def steps(opportunity: Opportunity) -> list[dict[str, Any]]:
    """Return the process from Hunting to the first invoice as the stepper shows it."""
    at = opportunity.stage if opportunity.is_open else opportunity.left_stage or Stage.HUNTING
    place = OPEN_STAGES.index(Stage(at))
    reached = {one.to_stage: local_day(one.at) for one in reversed(gates.passes(opportunity))}
    if not opportunity.historical:  # an import says when it was read, not when the deal began
        reached[Stage.HUNTING] = local_day(opportunity.created_at)
    won = opportunity.outcome == Outcome.WON
    shown: list[dict[str, Any]] = []
    for index, stage in enumerate(OPEN_STAGES):
        state = "done" if index < place or won else "ahead"
        if index == place and not won:
            state = "current" if opportunity.is_open else "stopped"
        note = day(reached[stage]) if stage in reached and index <= place else ""
        shown.append({"label": stage.label, "state": state, "note": note})
    award_note = day(opportunity.closed_on) if won else ""
    award = _("Won, imported") if opportunity.is_imported_win else _("Award")
    shown.append({"label": award, "state": "done" if won else "ahead", "note": award_note})
    return shown + [{"label": label, "state": "ahead", "note": ""} for label in LATER_STEPS]


def menu(opportunity: Opportunity, user: User, editable: bool, edit_url: str) -> list[dict[str, Any]]:
    """Return the secondary actions open to `user`."""
    code = opportunity.code
    items: list[dict[str, Any]] = []
    if editable:
        items.append({"label": _("Edit"), "url": edit_url, "icon": "pencil"})
    if editable and opportunity.is_open and terms_settled(opportunity) and (url := change_url(opportunity)):
        items.append({"label": _("Change the terms"), "url": url, "icon": "arrow-repeat"})
    moves = reverse("pipeline:opportunity_move", args=[code])
    before = stage_before(opportunity.stage)
    if before and user.can(Right.MOVE_BACK):
        label = _("Back to %(stage)s") % {"stage": before.label}
        items.append({"label": label, "url": f"{moves}?to={before}", "icon": "arrow-left"})
    if opportunity.is_open and opportunity.may_be_moved_by(user):
        items.append({"divider": True})
        close = reverse("pipeline:opportunity_close", args=[code])
        icons = {Outcome.WON: "trophy", Outcome.LOST: "x-circle", Outcome.WITHDRAWN: "box-arrow-left"}
        items += [
            {
                "label": _("Close as: %(outcome)s") % {"outcome": outcome.label},
                "url": f"{close}?outcome={outcome}",
                "icon": icons.get(outcome, "slash-circle"),
            }
            for outcome in Outcome
        ]
    if not opportunity.is_open and user.can(Right.REOPEN):
        url = reverse("pipeline:opportunity_reopen", args=[code])
        items.append({"label": _("Reopen"), "url": url, "icon": "arrow-counterclockwise"})
    return items


def _what_it_is(opportunity: Opportunity) -> str:
    """Return the service, for whom, and the first words of the description."""
    known = (opportunity.service, opportunity.segment, Truncator(opportunity.description).chars(140))
    return " · ".join(str(one) for one in known if one)


def _primary(opportunity: Opportunity, editable: bool) -> dict[str, Any] | None:
    if not editable:
        return None
    url = reverse("pipeline:follow_up_create", args=[opportunity.code])
    return {"label": _("Log a contact"), "url": url, "icon": "chat-left-text"}
