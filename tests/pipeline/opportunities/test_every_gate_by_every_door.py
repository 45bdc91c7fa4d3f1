"""Each move, each thing it needs, each person, each way in: refused in words without a trace, or let pass with proof.

Generated from the registry of the gates, so that a condition a later phase registers is tried at every door without a
line here. Who may do what is written out below, from the role table of the process, not read from the code.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client as Browser
from django.utils import translation

from almacontact.accounts.roles import Role
from almacontact.calendar import today
from pipeline.imports import actions as imports
from pipeline.models import FollowUp, GatePass, ImportBatch, LossReason, Opportunity
from pipeline.opportunities import gates
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.actions.opportunities import edit_opportunity, involve_areas
from pipeline.opportunities.gates import Condition
from pipeline.states import Move
from proposals.award.actions import record_award
from proposals.clarifications.actions import void_clarification
from tests.data.books import book
from tests.factories import log_interest
from tests.fingerprints import fingerprint
from tests.pipeline.opportunities.doors import CARRIES, DOORS, WORDS, Answer, Attempt, nobody_in_particular
from tests.proposals.award.award_records import letter
from tests.proposals.intake.intake_records import answer_all, make_check_list
from tests.proposals.negotiation.negotiation_records import make_clarification
from tests.unhurried import of_the_test

pytestmark = pytest.mark.django_db

PEOPLE = (
    "analyst",
    "colleague",
    "coordinator",
    "director",
    "general_manager",
    "planner",
    "it_leader",
    "quality_lead",
    "auditor",
    "administrator",
    "outsider",
)
"""`analyst` owns every opportunity; the planner's area takes part in them, that of the IT leader does not."""
FORWARD = {"analyst", "coordinator", "director"}
MAY: dict[Move, set[str]] = {
    Move.QUALIFY: FORWARD,
    Move.PROPOSE: FORWARD,
    Move.NEGOTIATE: FORWARD,
    Move.WIN: FORWARD,
    Move.GIVE_UP: FORWARD,
    Move.STEP_BACK: {"coordinator", "director"},
    Move.REOPEN: {"director"},
}
IMPORTERS = {"coordinator", "director"}
ROUTES: dict[Move, tuple[str, str]] = {
    Move.QUALIFY: ("hunting", "qualification"),
    Move.PROPOSE: ("qualification", "proposal"),
    Move.NEGOTIATE: ("proposal", "negotiation"),
    Move.WIN: ("negotiation", "won"),
    Move.GIVE_UP: ("proposal", "lost"),
    Move.STEP_BACK: ("proposal", "qualification"),
    Move.REOPEN: ("lost", "hunting"),
}
WRITTEN: dict[Move, tuple[str, ...]] = {
    Move.GIVE_UP: ("loss_reason", "loss_note", "competitor"),
    Move.STEP_BACK: ("reason",),
    Move.REOPEN: ("reason",),
}
"""What a move needs besides records: words of the person who makes it."""
NEEDED: dict[Move, set[str]] = {
    Move.QUALIFY: {"interest_shown", "figures_complete"},
    Move.PROPOSE: {"requirements_answered", "pricing_approved", "proposal_sent"},
    Move.NEGOTIATE: {"negotiation_invited", "defence_held", "clarifications_answered"},
    Move.WIN: {"award_attached", "award_within_minutes"},
    Move.GIVE_UP: {"no_go_told", "no_award_stands"},
}
"""What the process asks of records, so that a condition that drops out of the registry is missed."""
EXCEPT_TABLES = {"ImportBatch", "ImportRow", "ColumnMapping"}
REASON = "Lo pidió el cliente"


@dataclass
class Case:
    """A move and one thing it needs, with an opportunity that lacks it and nothing else."""

    number: int
    move: Move
    code: str
    in_registry: bool
    row: dict[str, Any] = field(default_factory=dict)
    opportunity_id: int = 0
    workbook: bytes = b""

    @property
    def to(self) -> str:
        return ROUTES[self.move][1]

    def __str__(self) -> str:
        return f"{self.move}/{self.code}"


def cases() -> list[Case]:
    """Every thing that every move needs."""
    needs = [(move, code, True) for move in Move for code in gates.codes(move)]
    needs += [(move, code, False) for move, written in WRITTEN.items() for code in written]
    found = [Case(number, *need) for number, need in enumerate(needs, 1)]
    for case in found:
        case.row = {
            "number": case.number,
            "client": f"Cliente {case.number}",
            "nit": "",
            "owner": "Ana Lozano",
            "stage": WORDS[ROUTES[case.move][0]],
            "expected_close_on": "" if case.code == "figures_complete" else date(2026, 10, 15),
        }
    return found


def written(case: Case, *, whole: bool) -> dict[str, Any]:
    """What the person writes with the move: all that it asks, or all but what the case is about."""
    left_out = "" if whole else case.code
    if case.move in (Move.STEP_BACK, Move.REOPEN):
        return {} if left_out == "reason" else {"reason": REASON}
    if case.move == Move.WIN:
        return {"closed_on": today()}
    if case.move == Move.GIVE_UP:
        why = LossReason.objects.get(code="other" if left_out == "loss_note" else "price")
        said = {"closed_on": today(), "loss_reason": why, "competitor": "Desconocido"}
        said.pop(left_out, None)
        return said
    return {}


def lack(case: Case, opportunity: Opportunity, people: dict[str, Any]) -> None:
    """Bring the record to where the condition is unmet, where a new record meets it."""
    if case.code == "no_go_told":
        check_list = make_check_list(opportunity, people["director"])
        answer_all(check_list, people["director"], rest="no")
    elif case.code == "clarifications_answered":
        due = today() - timedelta(days=1)
        make_clarification(opportunity, people, asked_on=due - timedelta(days=7), due_on=due)
    elif case.code == "no_award_stands":
        award = {"seats": 9, "unit_value": 5_000_000, "contract_months": 12, "awarded_on": today()}
        record_award(opportunity=opportunity, by=people["analyst"], document=letter(), values=award)


def meet(case: Case, opportunity: Opportunity, people: dict[str, Any]) -> bool:
    """Record what the condition asks, and tell whether that was done; those of later phases have tests of their own."""
    owner = people["analyst"]
    if case.code == "interest_shown":
        log_interest(opportunity, owner)
    elif case.code == "figures_complete":
        day = today() + timedelta(days=30)
        edit_opportunity(opportunity=opportunity, by=owner, changes={"expected_close_on": day})
    elif case.code == "negotiation_invited":
        log_follow_up(
            opportunity=opportunity,
            by=owner,
            kind=FollowUp.Kind.EMAIL,
            summary="Nos invitan a negociar.",
            milestone=FollowUp.Milestone.NEGOTIATION_INVITED,
        )
    elif case.code == "clarifications_answered":
        void_clarification(clarification=opportunity.clarifications.get(), by=people["coordinator"], reason="Repetida")
    else:
        return not case.in_registry
    return True


@contextmanager
def standing_in(case: Case, *, also: bool = False) -> Iterator[None]:
    """Let every other condition of the move count as met, and (`also`) the one of the case."""
    stubs = {
        code: lambda opportunity, code=code: Condition(code=code, label=code, met=True)
        for code in gates.codes(case.move)
        if also or code != case.code
    }
    with patch.dict(gates._registry[case.move], stubs):
        yield


@contextmanager
def undone() -> Iterator[None]:
    """Take back in the end whatever happens inside."""
    with of_the_test():
        yield
        transaction.set_rollback(True)


@cache
def tables() -> list[str]:
    """Every table of pipeline and proposals, history included, but for the imports' own."""
    return [
        model._meta.db_table
        for label in ("pipeline", "proposals")
        for model in apps.get_app_config(label).get_models()
        if model.__name__ not in EXCEPT_TABLES
    ]


def traces(opportunity_id: int) -> tuple[Any, ...]:
    """What a move of one opportunity leaves: stage, version, passes, rows of history."""
    one = Opportunity.objects.get(pk=opportunity_id)
    return one.stage, one.version, one.gate_passes.count(), one.history.count()


@dataclass
class Play:
    """The cast, each at a browser of their own, and the cases with their records."""

    people: dict[str, Any]
    browsers: dict[str, Browser]
    cases: list[Case]
    wrong: list[str] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    _beginning: dict[str, str] = field(default_factory=dict)

    def as_it_was(self) -> dict[str, str]:
        """The fingerprint of the beginning: whatever is tried is taken back."""
        if not self._beginning:
            self._beginning = fingerprint(tables())
        return self._beginning

    def one_a_move(self) -> list[Case]:
        """The first case of each move, for what does not ask the conditions."""
        return list({case.move: case for case in reversed(self.cases)}.values())

    def attempt(self, case: Case, part: str, given: dict[str, Any]) -> Attempt:
        opportunity = Opportunity.objects.get(pk=case.opportunity_id)
        person, browser = self.people[part], self.browsers[part]
        return Attempt(opportunity, case.move, case.to, person, browser, case.workbook, given)

    def expect(self, true: bool, *words: object) -> None:
        if not true:
            self.wrong.append(" · ".join(str(word) for word in words))

    def refuse_all(self, case: Case, part: str, given: dict[str, Any], doors: list[str], named: list[str]) -> None:
        """Try `doors` in turn, none of which may open; those made for the move say one of `named`."""
        before, told = self.as_it_was(), traces(case.opportunity_id)
        with undone():
            for name in doors:
                answer = DOORS[name](self.attempt(case, part, given))
                self.tried["refusals"] += 1
                self.expect(answer.refused, case, part, name, "not refused in words:", answer.how)
                self.expect(traces(case.opportunity_id) == told, case, part, name, "left a trace")
                if named and case.move in CARRIES[name] and answer.how not in ("403", "404"):
                    self.expect(any(one in answer.text for one in named), case, part, name, "does not say", named)
            after = fingerprint(tables())
            self.expect(after == before, case, part, "changed", [key for key in after if after[key] != before[key]])

    def pass_one(self, case: Case, part: str, name: str, given: dict[str, Any]) -> None:
        """Go through one door, which must open and leave a pass, a version and a row of history."""
        _stage, version, passes, rows = traces(case.opportunity_id)
        answer = DOORS[name](self.attempt(case, part, given))
        self.tried["passes"] += 1
        self.expect(answer.passed, case, part, name, "did not open:", answer.how, answer.text[:300])
        if not answer.passed:
            return
        attempt = self.attempt(case, part, given)
        left = traces(case.opportunity_id)
        self.expect(left == (attempt.stage, version + 1, passes + 1, rows + 1), case, part, name, "left", left)
        made = GatePass.objects.filter(opportunity=case.opportunity_id).latest("pk")
        self.expect((made.move, made.by) == (case.move, attempt.by), case, part, name, "pass of", made.move, made.by)


@pytest.fixture
def play(everybody) -> Iterator[Play]:
    """One workbook with a row a case, imported, with the planner's area taking part in each."""
    found = cases()
    with translation.override("es"):
        imports.import_file(
            data=book(*(one.row for one in found)),
            name="pipeline.xlsx",
            by=everybody["coordinator"],
            mode=ImportBatch.Mode.GOOD_ROWS,
        )
        for case in found:
            opportunity = Opportunity.objects.get(import_number=str(case.number))
            case.opportunity_id = opportunity.pk
            case.workbook = book({**case.row, "stage": WORDS[case.to]})
            roles = [Role.WORKFORCE_PLANNING]
            involve_areas(opportunity=opportunity, by=everybody["coordinator"], roles=roles)
            lack(case, opportunity, everybody)
        browsers = {part: Browser() for part in PEOPLE}
        for part, browser in browsers.items():
            browser.force_login(everybody[part])
        logging.disable(logging.WARNING)  # a thousand refusals are told to nobody
        yield Play(everybody, browsers, found)
        logging.disable(logging.NOTSET)


def doors_for(case: Case, part: str) -> list[str]:
    """The doors that are made for the move and that the person may use at all."""
    if part not in MAY[case.move]:
        return []
    return [name for name, moves in CARRIES.items() if case.move in moves and (name != "workbook" or part in IMPORTERS)]


def what_is_said(play: Play, case: Case, part: str) -> tuple[Answer, list[str]]:
    """Ask the action what is missing; the other doors must say it in the same words, or with its link."""
    answer = DOORS["action"](play.attempt(case, part, written(case, whole=False)))
    named = [one for one in answer.blockers if one.code == case.code]
    return answer, [str(words) for one in named for words in (one.url, one.message) if words]


@pytest.mark.parametrize("move", NEEDED)
def test_the_gate_asks_what_the_process_asks(move):
    assert NEEDED[move] <= set(gates.codes(move))


@pytest.mark.alike
def test_what_is_missing_is_refused_at_every_door_to_everybody_and_named(play: Play):
    expected = 0
    for case in play.cases:
        # Who may not move it is refused though all is met (below), so with one thing missing a move is enough.
        parts = PEOPLE if case in play.one_a_move() else [part for part in PEOPLE if part in MAY[case.move]]
        expected += len(parts) * len(DOORS)
        with standing_in(case):
            condition = None
            if case.in_registry:
                with undone():
                    condition = gates._registry[case.move][case.code](Opportunity.objects.get(pk=case.opportunity_id))
                play.expect(not condition.met, case, "is met on the record of this test: say in `lack` how to miss it")
            for part in parts:
                named: list[str] = []
                if part in MAY[case.move]:
                    with undone():
                        answer, named = what_is_said(play, case, part)
                    wanted = case.code
                    if condition and not condition.available and part == "director":
                        # A director may pass it by exception: what is missing then is the reason of that.
                        wanted = "exception_reason"
                        named = [str(one.message) for one in answer.blockers if one.code == wanted]
                    play.expect(wanted in answer.codes, case, part, "action names", answer.codes)
                    play.expect(bool(named), case, part, "says nothing of it")
                    if condition and wanted == case.code and not condition.available:
                        named = [str(condition.label)]  # the rest of the words is the same for every condition
                play.refuse_all(case, part, written(case, whole=False), list(DOORS), named)
    assert not play.wrong, "\n".join(play.wrong)
    assert play.tried["refusals"] == expected


@pytest.mark.alike
def test_whoever_may_not_move_it_is_refused_at_every_door_though_all_is_met(play: Play):
    for case in play.one_a_move():
        with standing_in(case, also=True):
            for part in PEOPLE:
                # The doors that carry no move at all do not look at gates: tried above, where one is unmet.
                shut = [name for name, moves in CARRIES.items() if moves and name not in doors_for(case, part)]
                play.refuse_all(case, part, written(case, whole=True), shut, [])
    assert not play.wrong, "\n".join(play.wrong)


def test_with_all_met_every_door_made_for_the_move_lets_the_right_people_pass(play: Play):
    for case in play.cases:
        for part in PEOPLE:
            for name in doors_for(case, part):
                with undone():
                    opportunity = Opportunity.objects.get(pk=case.opportunity_id)
                    really = case.code != "no_go_told" and meet(case, opportunity, play.people)
                    with standing_in(case, also=not really):
                        play.pass_one(case, part, name, written(case, whole=True))
    assert not play.wrong, "\n".join(play.wrong)
    assert play.tried["passes"] == sum(len(doors_for(case, part)) for case in play.cases for part in PEOPLE)


def test_no_write_without_a_person_changes_a_stage(play: Play):
    for case in play.cases:
        with standing_in(case, also=True):
            before = play.as_it_was()
            with undone():
                left_open = nobody_in_particular(play.attempt(case, "director", {}))
                play.expect(not left_open, case, "written by", left_open)
                play.expect(fingerprint(tables()) == before, case, "changed")
    assert not play.wrong, "\n".join(play.wrong)
