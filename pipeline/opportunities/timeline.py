"""The stream of an opportunity: contacts, changes, moves and files, newest first, in words.

Apps above this one add the events they own with `register_source` when they start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.audit.timeline import Change, Entry, changes_between, readings_of, shorten
from almacontact.money import cop, thousands
from almacontact.refusals import Words
from almacontact.web.formats import day, percent, short_month
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.gate_passes import GatePass
from pipeline.opportunities.models.opportunities import Opportunity, Precision
from pipeline.states import Move, Outcome

PAGE = 30
"""Entries on one page of the stream."""

KINDS: dict[str, Words] = {
    "all": gettext_lazy("Everything"),
    "contacts": gettext_lazy("Contacts"),
    "moves": gettext_lazy("Moves"),
    "changes": gettext_lazy("Changes"),
    "files": gettext_lazy("Files"),
}
"""What the pipeline itself tells in the stream; see `kinds`."""

_FOLLOW_UP_ICONS = {
    FollowUp.Kind.CALL: "telephone",
    FollowUp.Kind.EMAIL: "envelope",
    FollowUp.Kind.MEETING: "people",
    FollowUp.Kind.VIRTUAL_MEETING: "camera-video",
    FollowUp.Kind.PRESENTATION: "easel",
    FollowUp.Kind.NOTE: "sticky",
}
_OUTCOME_TONES = {Outcome.WON: "ok", Outcome.LOST: "bad"}
_SILENT = 200
"""Versions read beyond those of a page: some say nothing here, such as the day of the last contact."""
_RELATIONS = ("client", "contact", "owner", "segment", "service", "lead_source", "loss_reason", "history_user")


@dataclass(frozen=True)
class Page:
    """One page of the stream."""

    entries: list[Entry]
    number: int
    has_more: bool


@dataclass(frozen=True)
class Source:
    """One kind of event that another app supplies: at most `wanted` of each sort of it, in any order."""

    kind: str
    label: Words
    entries: Callable[[Opportunity, int], list[Entry]]


_sources: dict[str, Source] = {}


def register_source(kind: str, label: Words, entries: Callable[[Opportunity, int], list[Entry]]) -> None:
    """Add a kind of event to the stream, or replace the one of the same kind. `entries` gets the opportunity and how
    many of the newest are wanted; its queries are a constant number, as it says itself."""
    _sources[kind] = Source(kind, label, entries)


def kinds() -> dict[str, Words]:
    """Return what the stream can be narrowed to, by the word in an address."""
    return {**KINDS, **{one.kind: one.label for one in _sources.values()}}


def by_precision(value: date | None, precision: str) -> str:
    """Write a date as exactly as it is known: `31 mar 2026`, or `mar 2026` where only the month is; '' for none."""
    if value is None:
        return ""
    return f"{short_month(value)} {value.year}" if precision == Precision.MONTH else day(value)


def page_of(opportunity: Opportunity, kind: str = "all", number: int = 1) -> Page:
    """Return one page of the stream, of all kinds or of one. At most four queries, whatever its length, and those of
    the registered sources."""
    own = {"contacts": _contacts, "moves": _moves, "changes": _changes, "files": _files}
    wanted = PAGE * number + 1
    if kind in own:
        entries = own[kind](opportunity, wanted)
    elif kind in _sources:
        entries = _sources[kind].entries(opportunity, wanted)
    else:
        entries = _merged_moves(opportunity, wanted) + _contacts(opportunity, wanted) + _files(opportunity, wanted)
        for source in _sources.values():
            entries += source.entries(opportunity, wanted)
    entries.sort(key=lambda one: one.at, reverse=True)
    return Page(entries[PAGE * (number - 1) : PAGE * number], number, len(entries) > PAGE * number)


def _contacts(opportunity: Opportunity, wanted: int) -> list[Entry]:
    found = opportunity.follow_ups.select_related("contact", "created_by", "voided_by")[:wanted]
    return [_contact_entry(one) for one in found]


def _contact_entry(one: FollowUp) -> Entry:
    title = one.get_kind_display()
    voided = ""
    if not one.is_standing:
        voided = _("Voided by %(person)s: %(reason)s") % {"person": one.voided_by, "reason": one.void_reason}
    return Entry(
        at=one.happened_at,
        kind="contacts",
        title=f"{title} · {one.contact}" if one.contact else title,
        who=str(one.created_by or ""),
        body=one.summary,
        icon=_FOLLOW_UP_ICONS.get(FollowUp.Kind(one.kind), "dot"),
        tone="info" if one.is_standing else "",
        badge=one.get_milestone_display() if one.milestone else "",
        badge_tone="ok" if one.is_standing else "idle",
        voided=voided,
    )


def _files(opportunity: Opportunity, wanted: int) -> list[Entry]:
    found = opportunity.attachments.select_related("uploaded_by", "voided_by")[:wanted]
    return [
        Entry(
            at=one.uploaded_at,
            kind="files",
            title=one.email_subject or one.original_name,
            who=str(one.uploaded_by),
            body=one.description,
            icon=one.icon,
            url=one.get_message_url() if one.is_email else one.get_absolute_url(),
            badge=one.kind_label,
            voided=""
            if one.is_standing
            else _("Voided by %(person)s: %(reason)s") % {"person": one.voided_by, "reason": one.void_reason},
        )
        for one in found
    ]


def _moves(opportunity: Opportunity, wanted: int) -> list[Entry]:
    return [_move_entry(one) for one in opportunity.gate_passes.select_related("by")[:wanted]]


def _move_entry(one: GatePass, changes: tuple[Change, ...] = ()) -> Entry:
    unmet = [_(kept["label"]) for kept in one.conditions if not kept["met"]]
    return Entry(
        at=one.at,
        kind="moves",
        title=_move_title(one),
        who=str(one.by),
        reason=one.reason,
        icon="arrow-left" if one.move == Move.STEP_BACK else "flag" if one.outcome else "arrow-right",
        tone="warn" if one.by_exception else _OUTCOME_TONES.get(Outcome(one.outcome), "") if one.outcome else "ok",
        badge=_("Exception") if one.by_exception else "",
        badge_tone="warn",
        changes=changes,
        notes=[_("Passed without: %(condition)s") % {"condition": label} for label in unmet],
    )


def _move_title(one: GatePass) -> str:
    words = {"from": one.get_from_stage_display(), "to": one.get_to_stage_display()}
    if one.outcome:
        return _("Closed: %(outcome)s") % {"outcome": one.get_outcome_display()}
    if one.move == Move.STEP_BACK:
        return _("Back from %(from)s to %(to)s") % words
    if one.move == Move.REOPEN:
        return _("Reopened to %(to)s") % words
    return _("From %(from)s to %(to)s") % words


def _changes(opportunity: Opportunity, wanted: int) -> list[Entry]:
    return [one for one in _history_entries(opportunity, wanted, {}) if one.kind == "changes"]


def _merged_moves(opportunity: Opportunity, wanted: int) -> list[Entry]:
    """Return moves and changes; what a move changed beside the stage stands under the move."""
    passes = {one.pk: one for one in opportunity.gate_passes.select_related("by")[:wanted]}
    entries = _history_entries(opportunity, wanted, passes)
    return entries + [_move_entry(one) for one in passes.values()]


def _history_entries(opportunity: Opportunity, wanted: int, passes: dict[int, GatePass]) -> list[Entry]:
    """Return an entry for each version that reads differently from the one before; a used pass leaves `passes`."""
    rows = list(opportunity.history.select_related(*_RELATIONS).order_by("-history_id")[: wanted + _SILENT])
    readings = _readings()
    entries = []
    for index, row in enumerate(rows):
        older = rows[index + 1] if index + 1 < len(rows) else None
        if older is None:  # the first version, or the edge of what was read
            if row.history_type == "+":
                entries.append(_plain_entry(row, _("Opportunity created"), "plus-lg", ()))
            continue
        changes = tuple(changes_between(older, row, readings))
        passed = passes.pop(row.gate_pass_id, None) if row.gate_pass_id != older.gate_pass_id else None
        if passed:
            entries.append(_move_entry(passed, changes))
        elif changes:
            entries.append(_plain_entry(row, _("Changed"), "pencil", changes))
    return entries


def _plain_entry(row: Any, title: str, icon: str, changes: tuple[Change, ...]) -> Entry:
    return Entry(
        at=row.history_date,
        kind="changes",
        title=title,
        who=str(row.history_user or ""),
        reason=shorten(row.history_change_reason or ""),
        icon=icon,
        changes=changes,
    )


def _dated(name: str) -> Callable[[Any], str]:
    return lambda row: by_precision(getattr(row, f"{name}_on"), getattr(row, f"{name}_precision"))


def _readings() -> list[Any]:
    return readings_of(
        Opportunity,
        (
            "client",
            "contact",
            "owner",
            "description",
            "objective",
            "segment",
            "service",
            "lead_source",
            "seats",
            "unit_value",
            "contract_months",
            "expected_close_on",
            "expected_billing_on",
            "probability",
            "next_step",
            "next_step_on",
            "loss_reason",
            "competitor",
            "winner_value",
            "lessons",
            "close_note",
            "closed_on",
        ),
        {
            "winner_value": lambda row: cop(row.winner_value) if row.winner_value is not None else "",
            "seats": lambda row: thousands(row.seats),
            "unit_value": lambda row: cop(row.unit_value),
            "probability": lambda row: percent(row.probability),
            "expected_close_on": _dated("expected_close"),
            "expected_billing_on": _dated("expected_billing"),
            "next_step_on": _dated("next_step"),
        },
    )
