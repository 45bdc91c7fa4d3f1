"""The one way an opportunity changes stage (process row 4; docs/process.md#gates)."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.audit.locking import holding
from almacontact.audit.seals import seal
from almacontact.audit.versioning import claim, save_as
from almacontact.calendar import local_day, today
from almacontact.refusals import Blocker, Refused
from almacontact.web.formats import day
from pipeline.catalogues.models import LossReason, StagePolicy
from pipeline.clients.models import Client
from pipeline.events import Touched, closed, closings_touched, reopened, results_changed
from pipeline.opportunities import gates
from pipeline.opportunities.actions.opportunities import carry_terms
from pipeline.opportunities.models.gate_passes import GatePass
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.sale import Sale, sale_of
from pipeline.opportunities.sealing import PASSED
from pipeline.rights import demand
from pipeline.states import FORWARD, SENT_STAGES, Move, Outcome, Stage, stage_after, stage_before
from pipeline.terms import LARGEST

_FORWARD_TRANSITIONS = {Move.QUALIFY: "_qualify", Move.PROPOSE: "_propose", Move.NEGOTIATE: "_negotiate"}
_BACK_TRANSITIONS = {
    Stage.HUNTING: "_back_to_hunting",
    Stage.QUALIFICATION: "_back_to_qualification",
    Stage.PROPOSAL: "_back_to_proposal",
}
_REOPEN_TRANSITIONS = {
    Stage.HUNTING: "_reopen_to_hunting",
    Stage.QUALIFICATION: "_back_to_qualification",
    Stage.PROPOSAL: "_back_to_proposal",
    Stage.NEGOTIATION: "_back_to_negotiation",
}
_MOVED_FIELDS = ["stage", "stage_since", "probability", "gate_pass", "version"]
_CLOSING_FIELDS = [
    "outcome",
    "closed_on",
    "left_stage",
    "loss_reason",
    "competitor",
    "close_note",
    "winner_value",
    "lessons",
    "new_client",
    "apart",
]

LARGEST_MONTHLY = LARGEST["seats"] * LARGEST["unit_value"]
"""The largest believable monthly value, COP without IVA."""


def move_opportunity(
    *, opportunity: Opportunity, to: Stage, by: User, version: int | None = None, reason: str = ""
) -> Opportunity:
    """Move an opportunity to the next stage, or one stage back.

    Forward: `by` owns it or may move any; every condition of the gate is met, or only conditions not yet available are
    missing and `by` is a director who gives a `reason` (an exception, kept as such). Back: see `step_back_opportunity`.

    Raises `NotAllowed`, `Refused` with every unmet condition, or `StaleVersion`; then nothing has changed.
    """
    with holding(opportunity) as held:
        held.refuse_stale(opportunity)
        if to == opportunity.stage:
            return opportunity
        if to == stage_before(opportunity.stage):
            return step_back_opportunity(opportunity=opportunity, by=by, version=version, reason=reason)
        if to == Stage.CLOSED or not opportunity.is_open or to != stage_after(opportunity.stage):
            raise Refused(_no_such_move(opportunity, to))
        move = FORWARD[to]
        demand(
            opportunity.may_be_moved_by(by),
            _("Only the owner, a coordinator or a director moves this opportunity."),
            code="not_your_opportunity",
        )
        held.refuse_stale(opportunity, version)
        claim(opportunity, None)
        passed = _pass_gate(opportunity, move, to=to, by=by, reason=reason)
        getattr(opportunity, _FORWARD_TRANSITIONS[move])()
        _settle(opportunity, passed)
        save_as(opportunity, by=by, reason=reason, fields=_MOVED_FIELDS)
    return opportunity


def step_back_opportunity(
    *, opportunity: Opportunity, by: User, version: int | None = None, reason: str = ""
) -> Opportunity:
    """Take an open opportunity one stage back. Coordinator or director, with a written reason.

    Raises `NotAllowed` to anybody else, `Refused` from the first stage, of a closed one or without a reason,
    `StaleVersion`.
    """
    with holding(opportunity) as held:
        to = stage_before(opportunity.stage)
        if to is None:
            raise Refused(
                Blocker(
                    code="no_stage_before", message=_("%(code)s has no stage to go back to.") % {"code": opportunity}
                )
            )
        demand(
            by.can(Right.MOVE_BACK),
            _("Only a coordinator or a director takes an opportunity a stage back."),
            "move_back",
        )
        _demand_reason(reason, _("Say why the opportunity goes one stage back."))
        held.refuse_stale(opportunity, version)
        claim(opportunity, None)
        passed = _record(opportunity, Move.STEP_BACK, to=to, by=by, reason=reason)
        getattr(opportunity, _BACK_TRANSITIONS[to])()
        _settle(opportunity, passed)
        save_as(opportunity, by=by, reason=reason, fields=_MOVED_FIELDS)
    return opportunity


def close_opportunity(
    *,
    opportunity: Opportunity,
    outcome: Outcome,
    by: User,
    version: int | None = None,
    closed_on: date | None = None,
    loss_reason: LossReason | None = None,
    competitor: str = "",
    note: str = "",
    winner_value: int | None = None,
    lessons: str = "",
    reason: str = "",
) -> Opportunity:
    """Close an opportunity with its outcome, dated `closed_on` (Bogotá; today when not given).

    Won: from Proposal or Negotiation, with the gate of a win; freezes whether the client was new. Where there is proof
    of the sale (see `Sale`) it dates the win, and what it awards becomes what the opportunity sells.

    What is not dated by a document lies between the last gate that was passed (the registration, where there is none)
    and today.

    Lost, withdrawn, cancelled: a loss reason always, a note with "other", and once a proposal was sent also the
    competitor ("unknown" is an answer). Of a loss also, where known, the winner's value (COP a month without IVA) and
    the lessons.

    Raises `NotAllowed` to who may not move it; `Refused` when it is closed, a field is missing or a date cannot be
    right; `GateRefused` with what a win or a loss still lacks; `StaleVersion`.
    """
    outcome = Outcome(outcome)
    with holding(*_company(opportunity), opportunity) as held:
        if not opportunity.is_open:
            raise Refused(Blocker(code="closed", message=_("%(code)s is already closed.") % {"code": opportunity.code}))
        demand(
            opportunity.may_be_moved_by(by),
            _("Only the owner, a coordinator or a director moves this opportunity."),
            code="not_your_opportunity",
        )
        move = Move.WIN if outcome == Outcome.WON else Move.GIVE_UP
        blockers = closing_blockers(opportunity, outcome, closed_on, loss_reason, competitor, note)
        if blockers := [*blockers, *_loss_blockers(outcome, winner_value, lessons)]:
            raise Refused(blockers)
        held.refuse_stale(opportunity, version)
        claim(opportunity, None)
        sale = sale_of(opportunity) if outcome == Outcome.WON else None
        if blockers := _date_blockers(sale, closed_on) or _too_early(opportunity, sale, closed_on):
            raise Refused(blockers)
        passed = _pass_gate(opportunity, move, to=Stage.CLOSED, by=by, reason=reason or note, outcome=outcome)
        if sale is not None:
            carry_terms(opportunity=opportunity, by=by, changes=sale.terms.sold(), reason=sale.reason)
        opportunity.left_stage = opportunity.stage
        opportunity._close()
        opportunity.outcome = outcome
        opportunity.closed_on = sale.on if sale is not None else closed_on or today()
        opportunity.loss_reason = None if outcome == Outcome.WON else loss_reason
        opportunity.competitor = competitor
        opportunity.close_note = note
        opportunity.winner_value = winner_value
        opportunity.lessons = lessons.strip()
        opportunity.new_client = is_new_client(opportunity) if outcome == Outcome.WON else None
        _settle(opportunity, passed)
        save_as(opportunity, by=by, reason=reason or note, fields=[*_MOVED_FIELDS, *_CLOSING_FIELDS])
        results_changed.send(Opportunity, years={opportunity.closed_on.year})
        _tell_of_day(opportunity, Touched.CLOSED, opportunity.closed_on, by, reason or note)
        closed.send(Opportunity, opportunity=opportunity, by=by)
    return opportunity


def reopen_opportunity(
    *, opportunity: Opportunity, by: User, version: int | None = None, reason: str = ""
) -> Opportunity:
    """Reopen a closed opportunity to the stage it left. Director only, with a written reason.

    Raises `NotAllowed` to anybody else, `Refused` when it is open, without a reason or while a later record stands,
    `StaleVersion`.
    """
    with holding(opportunity) as held:
        if opportunity.is_open:
            raise Refused(Blocker(code="open", message=_("%(code)s is open.") % {"code": opportunity.code}))
        demand(by.can(Right.REOPEN), _("Only a director reopens an opportunity."), "reopen")
        _demand_reason(reason, _("Say why the opportunity is reopened."))
        to = Stage(opportunity.left_stage or Stage.HUNTING)
        held.refuse_stale(opportunity, version)
        claim(opportunity, None)
        missing = gates.check(opportunity, Move.REOPEN).missing
        if missing:
            raise Refused([one.as_blocker() for one in missing])
        passed = _record(opportunity, Move.REOPEN, to=to, by=by, reason=reason)
        getattr(opportunity, _REOPEN_TRANSITIONS[to])()
        was_closed_on = opportunity.closed_on
        opportunity.outcome = ""
        opportunity.closed_on = None
        opportunity.left_stage = ""
        opportunity.loss_reason = None
        opportunity.competitor = ""
        opportunity.close_note = ""
        opportunity.winner_value = None
        opportunity.lessons = ""
        opportunity.new_client = None
        opportunity.apart = False
        _settle(opportunity, passed)
        save_as(opportunity, by=by, reason=reason, fields=[*_MOVED_FIELDS, *_CLOSING_FIELDS])
        reopened.send(Opportunity, opportunity=opportunity, by=by, reason=reason)
        if was_closed_on is not None:
            results_changed.send(Opportunity, years={was_closed_on.year})
            _tell_of_day(opportunity, Touched.REOPENED, was_closed_on, by, reason)
    return opportunity


def is_new_client(opportunity: Opportunity) -> bool:
    """Tell whether the company of `opportunity` has no other award (glossary: derived, never typed).

    Whoever decides by it holds the clients of the company: of two wins at once, one is the first."""
    return not Opportunity.objects.of_company(opportunity.client).won().exclude(pk=opportunity.pk).exists()


def _company(opportunity: Opportunity) -> list[Client]:
    """The client of `opportunity`, as it is there, with all that is one company with it."""
    others = Client.objects.one_company_with(opportunity.client).exclude(pk=opportunity.client_id)
    return [opportunity.client, *others]


def _tell_of_day(opportunity: Opportunity, what: Touched, on: date, by: User, reason: str) -> None:
    closings_touched.send(Opportunity, what=what, deals=[(opportunity.code, on)], by=by, reason=reason)


def _pass_gate(
    opportunity: Opportunity, move: Move, *, to: Stage, by: User, reason: str, outcome: str = ""
) -> GatePass:
    """Judge the gate now; record the pass, or raise `GateRefused` with all that is missing."""
    # What a page read of this instance before its row was held may be old.
    gates.forget(opportunity)
    result = gates.check(opportunity, move)
    blockers = [one.as_blocker() for one in result.missing]
    by_exception = result.needs_exception
    if by_exception and not by.can(Right.MOVE_BY_EXCEPTION):
        blockers += [one.as_blocker() for one in result.unavailable]
    elif by_exception and not reason.strip():
        blockers.append(
            Blocker(
                code="exception_reason",
                field="reason",
                message=_("This move is an exception: write the reason, it stays on the timeline."),
            )
        )
    if blockers:
        raise gates.GateRefused(blockers, result)
    return _record(
        opportunity,
        move,
        to=to,
        by=by,
        reason=reason,
        outcome=outcome,
        by_exception=by_exception,
        conditions=[one.as_record() for one in result.conditions],
    )


def _record(opportunity: Opportunity, move: Move, *, to: Stage, by: User, reason: str, **details: Any) -> GatePass:
    passed = GatePass.objects.create(
        opportunity=opportunity, move=move, from_stage=opportunity.stage, to_stage=to, by=by, reason=reason, **details
    )
    seal(PASSED, passed)
    return passed


def _settle(opportunity: Opportunity, passed: GatePass) -> None:
    """Set what follows from the new stage: its proof, the day it began, a probability inside its band."""
    opportunity.gate_pass = passed
    opportunity.stage_since = timezone.now()
    if opportunity.stage == Stage.CLOSED:
        opportunity.probability = 100 if opportunity.outcome == Outcome.WON else 0
        return
    policy = StagePolicy.objects.get(stage=opportunity.stage)
    if not policy.allows(opportunity.probability):
        opportunity.probability = policy.default_probability


def closing_blockers(
    opportunity: Opportunity,
    outcome: Outcome,
    closed_on: date | None,
    loss_reason: LossReason | None,
    competitor: str,
    note: str,
) -> list[Blocker]:
    """Return what stands against closing with these words and dates; the gate is judged apart."""
    blockers = []
    if outcome == Outcome.WON and opportunity.stage not in SENT_STAGES:
        blockers.append(Blocker(code="win_too_early", message=_("Only what is in Proposal or Negotiation can be won.")))
    if closed_on and closed_on > today():
        blockers.append(
            Blocker(code="future", field="closed_on", message=_("The date of closing cannot be in the future."))
        )
    if outcome != Outcome.WON:
        if loss_reason is None:
            blockers.append(
                Blocker(code="loss_reason", field="loss_reason", message=_("Choose why it closes without a win."))
            )
        elif not loss_reason.active:
            blockers.append(
                Blocker(
                    code="retired",
                    field="loss_reason",
                    message=_("“%(entry)s” is no longer in use. Choose another.") % {"entry": loss_reason},
                )
            )
        elif loss_reason.needs_note and not note.strip():
            blockers.append(
                Blocker(code="loss_note", field="note", message=_("“Other” needs a note that says what happened."))
            )
        if opportunity.was_sent and not competitor.strip():
            blockers.append(
                Blocker(
                    code="competitor",
                    field="competitor",
                    message=_("A proposal was sent: name the competitor. “Unknown” is an answer."),
                )
            )
    return blockers


def _date_blockers(sale: Sale | None, closed_on: date | None) -> list[Blocker]:
    """Return why a typed date cannot stand against that of the document which proves the sale."""
    if sale is None or closed_on is None or sale.on == closed_on:
        return []
    message = _("%(document)s is dated %(day)s, and that dates the sale. %(given)s was given.")
    words = {"document": sale.document, "day": day(sale.on), "given": day(closed_on)}
    return [
        Blocker(code="sale_date", field="closed_on", message=message % words, url=sale.url, link_label=_("Open it"))
    ]


def earliest_closing(opportunity: Opportunity) -> date:
    """Return the first day on which an opportunity can have been closed: that of the last gate it passed, or of its
    registration where there is none."""
    passed = next(iter(gates.passes(opportunity)), None)
    return local_day(passed.at if passed else opportunity.created_at)


def _too_early(opportunity: Opportunity, sale: Sale | None, closed_on: date | None) -> list[Blocker]:
    """Return why a typed date lies before what the opportunity had reached; a document's own date is judged with it."""
    gates.forget(opportunity)
    first = earliest_closing(opportunity)
    if sale is not None or closed_on is None or closed_on >= first:
        return []
    words = _("%(code)s was still open on %(given)s: what closes it lies between %(first)s and today.")
    message = words % {"code": opportunity.code, "given": day(closed_on), "first": day(first)}
    return [Blocker(code="before_last_gate", field="closed_on", message=message)]


def _loss_blockers(outcome: Outcome, winner_value: int | None, lessons: str) -> list[Blocker]:
    """Return what does not fit of what is learned from a loss."""
    blockers = []
    for name, given in (("winner_value", winner_value is not None), ("lessons", bool(lessons.strip()))):
        if given and outcome != Outcome.LOST:
            words = _("Only of what was lost the winner’s value and the lessons are written down.")
            blockers.append(Blocker(code="not_lost", field=name, message=words))
    if winner_value is not None and not 0 < winner_value <= LARGEST_MONTHLY:
        words = _("The monthly value of the winner cannot be right.")
        blockers.append(Blocker(code="winner_value", field="winner_value", message=words))
    return blockers


def _demand_reason(reason: str, message: str) -> None:
    if not reason.strip():
        raise Refused(Blocker(code="reason", field="reason", message=message))


def _no_such_move(opportunity: Opportunity, to: Stage) -> Blocker:
    if to == Stage.CLOSED:
        return Blocker(code="outcome_needed", message=_("Say how it ended: won, lost, withdrawn or cancelled."))
    if not opportunity.is_open:
        return Blocker(code="closed", message=_("%(code)s is closed.") % {"code": opportunity.code})
    return Blocker(
        code="one_stage_at_a_time",
        message=_("From %(stage)s an opportunity moves one stage at a time; %(to)s is too far.")
        % {"stage": opportunity.get_stage_display(), "to": Stage(to).label},
    )
