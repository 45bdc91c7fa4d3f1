"""Two people at once: one decision, one final effect, a clear answer to the slower, nothing decided on unseen content.

200 races on the database of the run (SQLite or PostgreSQL), each between two threads that a barrier lets go together;
then the same races with the locks turned off, which shows what they stop.
"""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, models
from django.utils import timezone

from almacontact.approvals import actions, notices
from almacontact.approvals.content import digest, pick
from almacontact.approvals.models import Decision, StepState
from almacontact.approvals.registry import StepSpec
from almacontact.audit import locking, triggers
from almacontact.refusals import Refused, StaleVersion
from pipeline.models import CommercialPlan, PlanApprovalStep, PlanSignature, PlanState
from pipeline.plan import approval as plan_approval
from pipeline.plan.actions.plans import edit_plan
from pipeline.plan.approval import PlanKind
from pipeline.plan.content import content_of
from tests.cast import cast_people, cast_person
from tests.patience import PATIENCE
from tests.proof import rounds

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "strategy"


@dataclass
class Race:
    """One plan with a step that waits, and what two contenders made of it: both read it before either acts.

    Each contends in a thread with a connection of its own, both kept from race to race: opening one reads the schema.
    """

    plan: CommercialPlan
    step: PlanApprovalStep
    threads: ThreadPoolExecutor
    answers: list[Any] = field(default_factory=list)

    def run(self, *contenders: Callable[[PlanApprovalStep], Any]) -> "Race":
        barrier = threading.Barrier(len(contenders))

        def contend(act: Callable[[PlanApprovalStep], Any]) -> None:
            try:
                rows = PlanApprovalStep.objects.select_related("request__subject", "carried_from")
                seen = rows.prefetch_related("signatures").get(pk=self.step.pk)
                barrier.wait(timeout=PATIENCE)
                self.answers.append(act(seen))
            except Exception as error:  # noqa: BLE001  (whatever it is, the race reports it)
                self.answers.append(error)

        wait([self.threads.submit(contend, act) for act in contenders])
        self.plan = CommercialPlan.objects.get(pk=self.plan.pk)
        return self

    @property
    def signatures(self) -> list[PlanSignature]:
        return list(PlanSignature.objects.filter(step=self.step))

    @property
    def signed_unseen(self) -> bool:
        """Tell whether a standing signature rests on something other than the plan as it is."""
        now = digest(pick(content_of(self.plan), self.step.fields))
        return any(one.is_standing and one.content_hash != now for one in self.signatures)


@pytest.fixture
def race(monkeypatch):
    """Return a maker of races: a plan of its own that waits for one signature alone (or with others still open)."""
    monkeypatch.setattr(plan_approval, "completeness_blockers", lambda plan: [])
    monkeypatch.setattr(notices, "ask", lambda **values: None)
    monkeypatch.setattr(notices, "tell_result", lambda **values: None)
    director = cast_people(["director", "general_manager", "second_general_manager"])["director"]
    asked = PlanKind.steps

    def only_the_key(kind: PlanKind, plan: CommercialPlan) -> list[StepSpec]:
        return [one for one in asked(kind, plan) if one.key == KEY]

    def make(number: int, *, alone: bool = True) -> Race:
        year, revision = 2000 + number % 100, 1 + number // 100
        plan = CommercialPlan(year=year, revision=revision, created_by=director, summary=str(number))
        plan.save()
        if alone:
            monkeypatch.setattr(PlanKind, "steps", only_the_key)
        request = actions.submit(subject=plan, by=director)
        return Race(plan, request.steps.get(key=KEY), threads)

    with ThreadPoolExecutor(2) as threads:
        yield make
        everyone = threading.Barrier(2)
        for _each in range(2):
            threads.submit(lambda: (everyone.wait(timeout=PATIENCE), connection.close()))


def approve(by: Any) -> Callable[[PlanApprovalStep], Any]:
    return lambda step: actions.decide(
        step=step, by=by, decision="approve", seen=step.content_hash, authenticated_at=timezone.now()
    )


def reject(by: Any) -> Callable[[PlanApprovalStep], Any]:
    return lambda step: actions.decide(
        step=step, by=by, decision="reject", seen=step.content_hash, authenticated_at=timezone.now(), comment="No"
    )


def edit(by: Any) -> Callable[[PlanApprovalStep], Any]:
    def change(step: PlanApprovalStep) -> Any:
        return edit_plan(plan=step.request.subject, by=by, changes={"summary": "Otra estrategia"})

    return change


def winners(answers: list[Any]) -> int:
    return sum(not isinstance(answer, BaseException) for answer in answers)


@rounds(short=25, long=200)
def test_races_have_one_winner_and_no_decision_on_unseen_content(race, rounds):
    first, second = cast_person("general_manager"), cast_person("second_general_manager")
    director = cast_person("director")
    outcomes: Counter[str] = Counter()
    for number in range(rounds):  # two approvers
        done = race(number).run(approve(first), approve(second))
        assert winners(done.answers) == 1
        assert [type(one) for one in done.answers if isinstance(one, BaseException)] == [Refused]
        assert len(done.signatures) == 1
        assert done.plan.state == PlanState.IN_FORCE
        assert done.plan.version == 2, "submitted once, put in force once"
        outcomes["one approver won"] += 1
    for number in range(rounds, 2 * rounds):  # one person, a double click
        done = race(number).run(approve(first), approve(first))
        assert winners(done.answers) == 2
        assert len({answer.pk for answer in done.answers}) == 1
        assert len(done.signatures) == 1
        assert done.plan.version == 2
        outcomes["a double click signed once"] += 1
    for number in range(2 * rounds, 3 * rounds):  # approve against reject
        done = race(number).run(approve(first), reject(second))
        assert winners(done.answers) == 1
        assert [type(one) for one in done.answers if isinstance(one, BaseException)] == [Refused]
        (kept,) = done.signatures
        expected = PlanState.IN_FORCE if kept.decision == Decision.APPROVE else PlanState.DRAFT
        assert done.plan.state == expected
        outcomes[kept.decision] += 1
    for number in range(3 * rounds, 4 * rounds):  # approve against an edit of what is signed
        done = race(number).run(approve(first), edit(director))
        assert winners(done.answers) == 1
        assert isinstance(next(one for one in done.answers if isinstance(one, BaseException)), StaleVersion)
        assert not done.signed_unseen
        outcomes["signed, edit refused" if done.signatures else "edited, signature refused"] += 1
    assert sum(outcomes.values()) == 4 * rounds
    print(dict(outcomes))


def test_the_same_races_without_the_locks_go_wrong(race, monkeypatch):
    def take_blindly(step: PlanApprovalStep, seen: str, state: StepState) -> bool:
        models.QuerySet.update(PlanApprovalStep._base_manager.filter(pk=step.pk), state=state)
        return True

    def read(subject: CommercialPlan) -> CommercialPlan:
        return CommercialPlan.objects.get(pk=subject.pk)

    first, second = cast_person("general_manager"), cast_person("second_general_manager")
    director = cast_person("director")
    made = [race(number, alone=False) for number in range(40)]
    monkeypatch.setattr(locking, "_read_anew", lambda record, held: None)
    monkeypatch.setattr(actions, "take", take_blindly)
    monkeypatch.setattr(actions, "lock", read)
    monkeypatch.setattr(actions, "locked_step", lambda step: step)
    monkeypatch.setattr(actions, "still_seen", lambda step: True)
    wrong: Counter[str] = Counter()
    triggers.take_down()  # the database refuses such a signature by itself
    try:
        for done in made[:10]:
            done.run(approve(first), approve(second))
            unclear = [one for one in done.answers if isinstance(one, BaseException) and type(one) is not Refused]
            wrong["no clear answer, or two winners"] += bool(unclear) or winners(done.answers) != 1
        for done in made[10:]:
            done.run(approve(first), edit(director))
            wrong["a signature on unseen content"] += done.signed_unseen
    finally:
        triggers.put_up()
    print(dict(wrong))
    assert wrong["no clear answer, or two winners"]
    assert wrong["a signature on unseen content"]
