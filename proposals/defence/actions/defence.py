"""The defence: planning, changing, holding and cancelling it, or writing down that none is required (process row 9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.audit.locking import holding
from almacontact.audit.misfits import known, refuse
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import local_day, start_of, today
from almacontact.refusals import Blocker, Refused
from almacontact.web.formats import day_and_time
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.terms import YEARS
from proposals.defence.actions.invitations import call_off, send_again
from proposals.defence.models import DefenceState, ProposalDefence
from proposals.defence.rights import demand_defence, refuse_settled
from proposals.errors import PricingRefused
from proposals.intake.tender import Source, check_link
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.models import ProposalSending

PLANNED_FIELDS: tuple[str, ...] = ("starts_at", "ends_at", "place", "link", "contact", "proposal")
"""What a person may say of a defence to come."""

LONGEST = timedelta(hours=12)
"""The longest defence: anything longer is a mistyped day."""


def plan_defence(*, opportunity: Opportunity, by: User, values: Mapping[str, Any]) -> ProposalDefence:
    """Plan a defence: `values` holds `PLANNED_FIELDS`, moments aware. Without a proposal, the one sent last.

    Raises `NotAllowed`, or `Refused` with a blocker at each field: an end before the beginning, neither place nor link,
    a link that is not https, a contact of another client, a proposal that was not sent.
    """
    with holding(opportunity):
        demand_defence(by, opportunity)
        refuse(opportunity.closed_blockers())
        defence = ProposalDefence(opportunity=opportunity, created_by=by, **known(values, PLANNED_FIELDS))
        if defence.proposal is None:
            defence.proposal = last_sent(opportunity)
        if blockers := [*_settled_blockers(opportunity, DefenceState.NOT_REQUIRED), *_plan_blockers(defence)]:
            raise Refused(blockers)
        save_as(defence, by=by)
    return defence


def edit_defence(
    *, defence: ProposalDefence, by: User, changes: Mapping[str, Any], version: int | None = None
) -> ProposalDefence:
    """Change a planned defence. Where invitations went out, they are sent again with a higher sequence.

    Raises as `plan_defence`, and `StaleVersion` when somebody saved first.
    """
    with holding(defence.opportunity, defence) as held:
        demand_defence(by, defence.opportunity)
        refuse_settled(defence)
        values = known(changes, PLANNED_FIELDS)
        changed = [name for name, value in values.items() if getattr(defence, name) != value]
        held.refuse_stale(defence, version)
        claim(defence, None)
        for name in changed:
            setattr(defence, name, values[name])
        if blockers := _plan_blockers(defence):
            raise Refused(blockers)
        if set(changed) - {"proposal"}:
            defence.sequence += 1
        save_as(defence, by=by, fields=[*changed, "sequence", "version"])
        if set(changed) - {"proposal"}:
            send_again(defence=defence, by=by)
    return defence


def cancel_defence(*, defence: ProposalDefence, by: User, reason: str) -> ProposalDefence:
    """Call off a planned defence; whoever was invited is told.

    Raises `NotAllowed` to who does not prepare it, `Refused` when it is not planned any more or without a reason.
    """
    with holding(defence.opportunity, defence) as held:
        demand_defence(by, defence.opportunity)
        refuse_settled(defence)
        _refuse_without_reason(reason, _("Say why the defence is called off."))
        held.refuse_stale(defence)
        claim(defence, None)
        defence.state = DefenceState.CANCELLED
        defence.sequence += 1
        save_as(defence, by=by, reason=reason.strip(), fields=["state", "sequence", "version"])
        call_off(defence=defence, by=by)
    return defence


def hold_defence(
    *,
    defence: ProposalDefence,
    by: User,
    held_on: date,
    outcome: str,
    questions: str = "",
    version: int | None = None,
) -> ProposalDefence:
    """Write down that a defence was held, with its outcome and the questions asked, one a line.

    It counts as a contact with the client and opens the move to Negotiation. Raises `Refused` before its hour has come,
    for a day to come, or without an outcome.
    """
    with holding(defence.opportunity, defence) as held:
        demand_defence(by, defence.opportunity)
        refuse_settled(defence)
        blockers = _not_begun_blockers(defence)
        if held_on > today():
            blockers.append(
                Blocker(code="future", field="held_on", message=_("A defence is written down after it was held."))
            )
        if not outcome.strip():
            blockers.append(Blocker(code="outcome", field="outcome", message=_("Say how it went.")))
        if blockers:
            raise Refused(blockers)
        lines = [line.strip() for line in questions.splitlines() if line.strip()]
        held.refuse_stale(defence, version)
        claim(defence, None)
        defence.state = DefenceState.HELD
        defence.held_on, defence.outcome, defence.questions = held_on, outcome.strip(), "\n".join(lines)
        save_as(defence, by=by, fields=["state", "held_on", "outcome", "questions", "version"])
        _log_contact(defence, by)
    return defence


def not_required(*, opportunity: Opportunity, by: User, reason: str) -> ProposalDefence:
    """Write down that the client requires no defence, with the reason: it opens the move to Negotiation.

    Raises `Refused` without a reason, or where a defence is planned or was held.
    """
    with holding(opportunity):
        demand_defence(by, opportunity)
        refuse(opportunity.closed_blockers())
        _refuse_without_reason(reason, _("Say why the client requires no defence."))
        if blockers := _settled_blockers(opportunity, *DefenceState):
            raise Refused(blockers)
        defence = ProposalDefence(
            opportunity=opportunity,
            proposal=last_sent(opportunity),
            state=DefenceState.NOT_REQUIRED,
            not_required_reason=reason.strip()[:300],
            created_by=by,
        )
        return save_as(defence, by=by)


def void_defence(*, defence: ProposalDefence, by: User, reason: str) -> ProposalDefence:
    """Void what was written down by mistake. It stays, marked; what the stage rested on becomes a debt.

    Raises `NotAllowed` to who does not prepare it, `Refused` when it is voided already or without a reason.
    """
    with holding(defence.opportunity, defence) as held:
        demand_defence(by, defence.opportunity)
        if not defence.is_standing:
            raise Refused(Blocker(code="voided", message=_("This defence is already voided.")))
        _refuse_without_reason(reason, _("Say why the defence is voided."))
        planned = defence.is_planned
        held.refuse_stale(defence)
        claim(defence, None)
        defence.mark_void(by=by, reason=reason)
        fields = [*defence.VOID_FIELDS, "version"]
        if planned:
            defence.sequence += 1
            fields.append("sequence")
        save_as(defence, by=by, reason=reason.strip(), fields=fields)
        if planned:
            call_off(defence=defence, by=by)
    return defence


def last_sent(opportunity: Opportunity) -> Proposal | None:
    """Return the proposal that was sent last; None where none was."""
    sent = ProposalSending.objects.of(opportunity).delivered().select_related("proposal").order_by("-sent_at", "-pk")
    found = sent.first()
    return found.proposal if found else None


def _refuse_without_reason(reason: str, words: str) -> None:
    if not reason.strip():
        raise Refused(Blocker(code="reason", field="reason", message=words))


def _settled_blockers(opportunity: Opportunity, *states: DefenceState) -> list[Blocker]:
    """Return what already stands against another record: one of `states` that is neither voided nor called off."""
    standing = opportunity.defences.standing().filter(state__in=states).exclude(state=DefenceState.CANCELLED).first()
    if standing is None:
        return []
    if standing.state == DefenceState.NOT_REQUIRED:
        words = _("It is written down that the client requires no defence. Void that first.")
    else:
        words = _("A defence is already written down: %(state)s.") % {"state": standing.get_state_display().lower()}
    return [Blocker(code="standing", message=words, url=standing.get_absolute_url(), link_label=_("Open it"))]


def _plan_blockers(defence: ProposalDefence) -> list[Blocker]:
    return [*_time_blockers(defence), *_place_blockers(defence), *_party_blockers(defence)]


def _time_blockers(defence: ProposalDefence) -> list[Blocker]:
    starts, ends = defence.starts_at, defence.ends_at
    missing = [
        Blocker(code="time", field=name, message=_("Say when it begins and when it ends."))
        for name, value in (("starts_at", starts), ("ends_at", ends))
        if value is None
    ]
    if missing or starts is None or ends is None:
        return missing
    if starts.year not in YEARS:
        words = _("The year %(year)s cannot be right.") % {"year": starts.year}
        return [Blocker(code="year", field="starts_at", message=words)]
    if ends <= starts:
        return [Blocker(code="order", field="ends_at", message=_("The defence ends before it begins."))]
    if ends - starts > LONGEST:
        words = _("A defence takes at most twelve hours. Check the day it ends.")
        return [Blocker(code="too_long", field="ends_at", message=words)]
    return []


def _place_blockers(defence: ProposalDefence) -> list[Blocker]:
    if not defence.place and not defence.link:
        words = _("Say where it is: a place, or the link of the meeting.")
        return [Blocker(code="where", field="place", message=words)]
    if len(defence.place) > 200:
        return [Blocker(code="place", field="place", message=_("Write at most 200 characters."))]
    if not defence.link:
        return []
    try:
        defence.link = check_link(defence.link, Source.PURCHASING_PLATFORM)
    except PricingRefused as refused:
        return [Blocker(code=one.code, field="link", message=one.message) for one in refused.blockers]
    return []


def _not_begun_blockers(defence: ProposalDefence) -> list[Blocker]:
    """Nobody writes down how a defence went before its hour: one that was brought forward gets its hour first."""
    if defence.has_begun:
        return []
    words = _("The defence begins on %(when)s. If it was held earlier, change its time first.")
    return [
        Blocker(
            code="not_begun",
            message=words % {"when": day_and_time(defence.starts_at)},
            url=reverse("proposals:defence_edit", args=[defence.pk]),
            link_label=_("Change its time"),
        )
    ]


def _party_blockers(defence: ProposalDefence) -> list[Blocker]:
    blockers = []
    opportunity = defence.opportunity
    if defence.contact and defence.contact.client_id != opportunity.client_id:
        words = _("%(contact)s belongs to another client.") % {"contact": defence.contact}
        blockers.append(Blocker(code="contact_of_other_client", field="contact", message=words))
    if defence.proposal is not None:
        sent = ProposalSending.objects.of(opportunity).delivered().filter(proposal=defence.proposal)
        if not sent.exists():
            words = _("%(proposal)s was not sent to this client.") % {"proposal": defence.proposal}
            blockers.append(Blocker(code="not_sent", field="proposal", message=words))
    return blockers


def _log_contact(defence: ProposalDefence, by: User) -> None:
    """A defence is a contact with the client: the stream shows it, and the prospect is not due again tomorrow."""
    day = defence.held_on or today()
    planned = defence.starts_at
    moment = planned if planned and local_day(planned) == day else start_of(day)
    log_follow_up(
        opportunity=defence.opportunity,
        by=by,
        kind=FollowUp.Kind.VIRTUAL_MEETING if defence.link and not defence.place else FollowUp.Kind.MEETING,
        summary=_("Defence of the proposal: %(outcome)s") % {"outcome": defence.outcome},
        happened_at=min(moment, timezone.now()),
        contact=defence.contact,
    )
