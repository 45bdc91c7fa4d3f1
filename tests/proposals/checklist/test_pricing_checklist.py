"""Go, committee or no-go, from the answers of the areas."""

from dataclasses import replace
from decimal import Decimal

import pytest

from proposals.checklist.judging import (
    ANSWER_LABELS,
    DECISION_LABELS,
    SECTION_LABELS,
    Answer,
    Decision,
    Line,
    Section,
    decide,
    score_of,
)


def lines(*answers: Answer | None) -> list[Line]:
    return [Line(code=str(number), answer=answer) for number, answer in enumerate(answers)]


YES, PARTIAL, NO, NA = Answer.YES, Answer.PARTIAL, Answer.NO, Answer.NOT_APPLICABLE


@pytest.mark.parametrize(
    "answers, score, decision",
    [
        ([YES] * 7 + [NO] * 3, "0.70", Decision.GO),
        ([YES] * 6 + [PARTIAL] + [NO] * 3, "0.65", Decision.COMMITTEE),
        ([YES] * 5 + [NO] * 5, "0.50", Decision.COMMITTEE),
        ([YES] * 4 + [PARTIAL] + [NO] * 5, "0.45", Decision.NO_GO),
        ([YES, NA, NA, NA], "1", Decision.GO),
    ],
)
def test_the_score_decides(answers: list[Answer], score: str, decision: Decision) -> None:
    result = decide(lines(*answers))
    assert result.score == Decimal(score)
    assert result.decision is decision


def test_just_under_seventy_percent_goes_to_the_committee() -> None:
    result = decide([Line("a", Decimal("69.9"), answer=YES), Line("b", Decimal("30.1"), answer=NO)])
    assert result.decision is Decision.COMMITTEE


def test_weights_count() -> None:
    assert score_of([Line("a", Decimal(3), answer=YES), Line("b", Decimal(1), answer=PARTIAL)]) == Decimal("0.875")


def test_one_excluding_no_is_a_no_go_even_before_the_rest_is_answered() -> None:
    result = decide([*lines(*[YES] * 9), Line("rup", excluding=True, answer=NO), Line("late")])
    assert result.decision is Decision.NO_GO
    assert result.excluding_no == ("rup",)


def test_a_waived_excluding_no_weighs_as_no_and_is_told() -> None:
    result = decide([*lines(YES, YES), Line("rup", excluding=True, answer=NO, waived=True)])
    assert result.decision is Decision.COMMITTEE
    assert result.waived == ("rup",)
    assert result.excluding_no == ()


def test_a_waiver_on_another_answer_waives_nothing() -> None:
    assert decide([Line("a", excluding=True, answer=YES, waived=True)]).waived == ()


def test_an_unanswered_line_keeps_it_pending() -> None:
    result = decide(lines(YES, None))
    assert result.decision is Decision.PENDING
    assert result.unanswered == ("1",)


def test_an_excluding_partial_needs_a_plan_and_an_na_a_reason_to_be_complete() -> None:
    partial, absent = Line("a", excluding=True, answer=PARTIAL), Line("b", answer=NA)
    result = decide([partial, absent, Line("c", answer=PARTIAL)])
    assert (result.unplanned, result.unexplained, result.complete) == (("a",), ("b",), False)
    assert decide([replace(partial, planned=True), replace(absent, explained=True)]).complete
    assert not decide([Line("d")]).complete


@pytest.mark.parametrize("answers", [[], [NA, NA]])
def test_nothing_to_score_is_pending(answers: list[Answer]) -> None:
    result = decide(lines(*answers))
    assert (result.decision, result.score) == (Decision.PENDING, None)


def test_each_section_answer_and_decision_has_its_words() -> None:
    assert set(SECTION_LABELS) == set(Section)
    assert set(ANSWER_LABELS) == set(Answer)
    assert set(DECISION_LABELS) == set(Decision)
