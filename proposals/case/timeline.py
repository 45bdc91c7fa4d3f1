"""What the offer adds to the stream of an opportunity: from the request that came in to the award.

Nine queries however much there is: one for each sort of record. An event that is known by its day alone stands at the
moment it was written down, where that was the same day, and at the beginning of its day otherwise.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from almacontact.audit.timeline import Entry
from almacontact.calendar import local_day, start_of
from almacontact.web.formats import day as day_words
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.award.models import Award
from proposals.clarifications.models import Clarification
from proposals.defence.models import DefenceState, ProposalDefence
from proposals.negotiation.models import NegotiationRound, RoundState
from proposals.new_terms.models import TermsChange
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.models import ProposalSending

KIND = "offers"
"""The word in an address that narrows the stream to the offer."""


def entries_of(opportunity: Opportunity, wanted: int) -> list[Entry]:
    """Return the events of the offer; at most `wanted` records of each sort are read, the newest."""
    return [
        *_requests(opportunity, wanted),
        *_minutes(opportunity, wanted),
        *_proposals(opportunity, wanted),
        *_sendings(opportunity, wanted),
        *_defences(opportunity, wanted),
        *_clarifications(opportunity, wanted),
        *_rounds(opportunity, wanted),
        *_changes_of_terms(opportunity, wanted),
        *_awards(opportunity, wanted),
    ]


def _moment(on: date | None, recorded_at: datetime) -> datetime:
    if on is None or on == local_day(recorded_at):
        return recorded_at
    return start_of(on)


def _entry(at: datetime, title: str, record: Any, icon: str, **more: Any) -> Entry:
    """An event of `record`, struck through where it was voided."""
    voided = ""
    if getattr(record, "voided_at", None):
        voided = _("Voided: %(reason)s") % {"reason": record.void_reason}
    return Entry(at=at, kind=KIND, title=title, icon=icon, url=record.get_absolute_url(), voided=voided, **more)


def _requests(opportunity: Opportunity, wanted: int) -> list[Entry]:
    found = opportunity.intakes.select_related("created_by").order_by("-pk")[:wanted]
    return [
        _entry(
            _moment(one.received_on, one.created_at),
            _("Received: %(request)s") % {"request": one},
            one,
            "inbox",
            who=str(one.created_by or ""),
            body=one.summary,
        )
        for one in found
    ]


def _minutes(opportunity: Opportunity, wanted: int) -> list[Entry]:
    found = PricingMinutes.objects.of(opportunity).filter(approved_at__isnull=False).order_by("-approved_at")[:wanted]
    return [
        _entry(
            one.approved_at,
            _("Pricing approved: %(acta)s") % {"acta": one.number},
            one,
            "calculator",
            tone="ok",
            body=_("Valid until %(day)s") % {"day": day_words(one.valid_until)},
        )
        for one in found
        if one.approved_at
    ]


def _proposals(opportunity: Opportunity, wanted: int) -> list[Entry]:
    entries = []
    found = Proposal.objects.of(opportunity).select_related("created_by", "voided_by").order_by("-pk")[:wanted]
    for one in found:
        words = {"proposal": one}
        who = str(one.created_by or "")
        title = _("Proposal begun: %(proposal)s") % words
        entries.append(_entry(one.created_at, title, one, "file-earmark-text", who=who, reason=one.change_reason))
        if one.approved_at:
            title = _("Proposal approved: %(proposal)s") % words
            entries.append(_entry(one.approved_at, title, one, "patch-check", tone="ok"))
    return entries


def _sendings(opportunity: Opportunity, wanted: int) -> list[Entry]:
    found = ProposalSending.objects.of(opportunity).filter(sent_at__isnull=False)
    return [
        _entry(
            one.sent_at,
            _("Proposal sent: %(proposal)s") % {"proposal": one.proposal},
            one,
            "send",
            who=str(one.created_by or ""),
            tone="info",
            badge=one.get_channel_display(),
            body=one.place,
        )
        for one in found.select_related("proposal", "created_by").order_by("-sent_at")[:wanted]
        if one.sent_at
    ]


def _defences(opportunity: Opportunity, wanted: int) -> list[Entry]:
    entries = []
    entered = ProposalDefence.history.model.objects.filter(id=OuterRef("pk"), state=DefenceState.HELD)
    first = entered.order_by("history_date", "history_id").values("history_date")[:1]
    found = ProposalDefence.objects.filter(opportunity=opportunity).annotate(held_recorded_at=Subquery(first))
    for one in found.select_related("created_by")[:wanted]:
        who = str(one.created_by or "")
        if one.state == DefenceState.NOT_REQUIRED:
            title = _("Defence not required by the client")
            entries.append(_entry(one.created_at, title, one, "easel", who=who, reason=one.not_required_reason))
            continue
        if one.starts_at:
            when = _("Defence planned for %(day)s") % {"day": day_words(local_day(one.starts_at))}
            cancelled = one.get_state_display() if one.state == DefenceState.CANCELLED else ""
            entries.append(_entry(one.created_at, when, one, "calendar-event", who=who, badge=cancelled))
        if one.held_on:
            entries.append(_entry(_held_at(one), _("Defence held"), one, "easel", tone="ok", who=who, body=one.outcome))
    return entries


def _held_at(one: Any) -> datetime:
    """When a defence was over: at its end, or once it was written down where that was earlier; never ahead of now."""
    written = one.held_recorded_at or one.created_at
    ended = one.ends_at if one.ends_at and local_day(one.ends_at) == one.held_on else _moment(one.held_on, written)
    return min(ended, written)


def _clarifications(opportunity: Opportunity, wanted: int) -> list[Entry]:
    entries = []
    found = Clarification.objects.filter(opportunity=opportunity).select_related("created_by", "answered_by")
    for one in found.order_by("-number")[:wanted]:
        words = {"kind": one.get_kind_display(), "number": one.number}
        badge = one.get_effect_display() if one.alters_offer else ""
        entries.append(
            _entry(
                _moment(one.asked_on, one.created_at),
                _("%(kind)s %(number)s asked") % words,
                one,
                "question-circle",
                who=str(one.created_by or ""),
                body=one.question,
                badge=badge,
                badge_tone="warn",
            )
        )
        if one.sent_on:
            sent = _moment(one.sent_on, one.answered_at or one.created_at)
            title = _("%(kind)s %(number)s answered") % words
            who = str(one.answered_by or "")
            entries.append(_entry(sent, title, one, "reply", tone="ok", who=who, body=one.answer))
    return entries


def _rounds(opportunity: Opportunity, wanted: int) -> list[Entry]:
    entries = []
    found = NegotiationRound.objects.filter(opportunity=opportunity).select_related("created_by", "authorised_by")
    for one in found.order_by("-number")[:wanted]:
        words = {"number": one.number}
        entries.append(
            _entry(
                _moment(one.held_on, one.created_at),
                _("Round %(number)s of the negotiation") % words,
                one,
                "arrow-left-right",
                who=str(one.created_by or ""),
                body=one.they_ask,
                badge=one.get_state_display(),
                badge_tone=one.tone,
            )
        )
        if one.authorised_at and one.state == RoundState.AUTHORISED:
            title = _("Round %(number)s authorised") % words
            who = str(one.authorised_by or "")
            entries.append(_entry(one.authorised_at, title, one, "patch-check", tone="ok", who=who))
    return entries


def _changes_of_terms(opportunity: Opportunity, wanted: int) -> list[Entry]:
    entries = []
    found = TermsChange.objects.filter(opportunity=opportunity).select_related("created_by").order_by("-number")
    for one in found[:wanted]:
        words = {"number": one.number}
        if one.applied_at is None or one.leaves:
            entries.append(
                _entry(
                    one.created_at,
                    _("Change of terms %(number)s asked") % words,
                    one,
                    "arrow-repeat",
                    who=str(one.created_by or ""),
                    reason=one.reason,
                    badge=one.get_state_display(),
                    badge_tone=one.tone,
                )
            )
        if one.applied_at:
            title = _("Change of terms %(number)s in force") % words
            body = _("What was approved on the old terms fell.") if one.leaves else ""
            tone, who = ("warn", "") if one.leaves else ("ok", str(one.created_by or ""))
            reason = "" if one.leaves else one.reason
            entries.append(
                _entry(one.applied_at, title, one, "arrow-repeat", tone=tone, who=who, body=body, reason=reason)
            )
    return entries


def _awards(opportunity: Opportunity, wanted: int) -> list[Entry]:
    entries = []
    found = Award.objects.filter(opportunity=opportunity).select_related("created_by", "voided_by", "opportunity")
    for one in found.order_by("-pk")[:wanted]:
        awarded = _moment(one.awarded_on, one.created_at)
        entries.append(
            _entry(
                awarded,
                _("Awarded to us"),
                one,
                "trophy",
                tone="ok",
                who=str(one.created_by or ""),
                body=one.note,
                badge=_("Partial") if one.partial else "",
                badge_tone="warn",
            )
        )
        if not one.is_standing:
            title, by = _("Award voided"), str(one.voided_by or "")
            entries.append(
                Entry(
                    at=one.voided_at,
                    kind=KIND,
                    title=title,
                    icon="slash-circle",
                    tone="bad",
                    who=by,
                    reason=one.void_reason,
                    url=one.get_absolute_url(),
                )
            )
    return entries
