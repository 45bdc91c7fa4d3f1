"""The director signs for the committee in the moment in which an area changes its answer: what is decided rests on the
answers that were read."""

from collections import Counter

import pytest

from almacontact.audit import locking
from proposals.checklist.actions.requirements import answer_requirement
from proposals.models import CheckList, Requirement
from tests.cast import cast_people
from tests.factories import make_opportunity
from tests.proof import rounds
from tests.proposals.intake.intake_records import answer_all, make_check_list, sign, with_noes
from tests.racing import loaded, race, unclear

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SHORT_OF_A_GO = 9
"""Answers that are no: the score lies where the committee decides."""


@pytest.fixture
def committee():
    people = cast_people(["analyst", "director"])
    check_list = make_check_list(make_opportunity(people["analyst"]), people["analyst"])
    answer_all(check_list, people["director"], with_noes(SHORT_OF_A_GO))
    return check_list, people["director"]


def other_answer(check_list: CheckList, director, number: int):
    """Change the words of an answer, as its area would."""
    line = Requirement.objects.filter(check_list=check_list, answer="no").order_by("pk").first()

    def act():
        return answer_requirement(requirement=line, by=director, answer="no", reason=f"Razón {number}")

    return act


def run(committee, times: int) -> Counter[str]:
    check_list, director = committee
    wrong: Counter[str] = Counter()
    for number in range(times):

        def decide():
            mine = loaded(check_list)
            seen = mine.digest()
            return lambda: sign(mine, director, seen=seen)

        answers = race(decide, lambda number=number: other_answer(check_list, director, number))
        now = CheckList.objects.get(pk=check_list.pk)
        decision = now.decision()
        if decision is not None and decision.digest != now.digest():
            wrong["decided on answers that are other ones now"] += 1
        for error in unclear(answers):
            wrong[repr(error)] += 1
        other_answer(check_list, director, -number - 1)()
    return wrong


@rounds(short=25, long=200)
def test_what_is_decided_rests_on_the_answers_that_stand(committee, rounds):
    assert not run(committee, rounds)


def test_without_the_locks_a_decision_stands_on_answers_that_changed(committee, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(locking, "_read_anew", lambda record, held: None)
        assert run(committee, 15)
