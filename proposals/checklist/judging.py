"""The check list of requirements: what each area answers, the score, and whether we go.

An excluding *no* that nobody waived is a no-go. Otherwise score = Σ weight·(yes 1, partial ½, no 0) / Σ weight without
n/a: 70 % or more is go, 50 to 69 % goes to a committee, less is no-go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from proposals.errors import Text


class Answer(StrEnum):
    """What an area answers to a line."""

    YES = "yes"
    PARTIAL = "partial"
    NO = "no"
    NOT_APPLICABLE = "n/a"


ANSWER_LABELS: Mapping[Answer, Text] = {
    Answer.YES: _("Yes"),
    Answer.PARTIAL: _("Partial"),
    Answer.NO: _("No"),
    Answer.NOT_APPLICABLE: _("N/A"),
}
WORTH: Mapping[Answer, Decimal] = {Answer.YES: Decimal(1), Answer.PARTIAL: Decimal("0.5"), Answer.NO: Decimal(0)}

GO_FROM = Decimal("0.70")
COMMITTEE_FROM = Decimal("0.50")


class Decision(StrEnum):
    """What the check list says."""

    PENDING = "pending"
    GO = "go"
    COMMITTEE = "committee"
    NO_GO = "no_go"


DECISION_LABELS: Mapping[Decision, Text] = {
    Decision.PENDING: _("Pending"),
    Decision.GO: _("Go"),
    Decision.COMMITTEE: _("Committee"),
    Decision.NO_GO: _("No-go"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A requirement as the computation sees it. `waived` only counts on an excluding line answered *no*; `planned` says
    that a dated plan stands behind a *partial*, `explained` that a reason stands behind an *n/a*."""

    code: str
    weight: Decimal = Decimal(1)
    excluding: bool = False
    answer: Answer | None = None
    waived: bool = False
    planned: bool = False
    explained: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The decision, the score (fraction; None while nothing counts) and the lines behind it, by code.

    `unplanned` are excluding *partial* answers without a dated plan, `unexplained` the *n/a* without a reason: they
    change no score, but the gate to Proposal waits for them (docs/process.md#gates)."""

    decision: Decision
    score: Decimal | None
    unanswered: tuple[str, ...] = ()
    excluding_no: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    unplanned: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every line is answered, with its plan or its reason where one is asked."""
        return not (self.unanswered or self.unplanned or self.unexplained)


def decide(lines: Sequence[Line]) -> Result:
    """The decision of a check list.

    An excluding *no* decides at once, unanswered lines or not; a waived one weighs as *no* and counts as a risk. Where
    every line is *n/a* there is nothing to score: the decision stays pending.
    """
    unanswered = tuple(line.code for line in lines if line.answer is None)
    refused = [line for line in lines if line.excluding and line.answer is Answer.NO]
    excluding_no = tuple(line.code for line in refused if not line.waived)
    waived = tuple(line.code for line in refused if line.waived)
    score = score_of(lines)
    if excluding_no:
        decision = Decision.NO_GO
    elif unanswered or score is None:
        decision = Decision.PENDING
    elif score >= GO_FROM:
        decision = Decision.GO
    elif score >= COMMITTEE_FROM:
        decision = Decision.COMMITTEE
    else:
        decision = Decision.NO_GO
    return Result(
        decision,
        score,
        unanswered,
        excluding_no,
        waived,
        unplanned=tuple(
            line.code for line in lines if line.excluding and line.answer is Answer.PARTIAL and not line.planned
        ),
        unexplained=tuple(line.code for line in lines if line.answer is Answer.NOT_APPLICABLE and not line.explained),
    )


def score_of(lines: Sequence[Line]) -> Decimal | None:
    """Σ weight·worth / Σ weight over the lines answered other than *n/a*; None where none has weight."""
    counted = [(line.weight, WORTH[line.answer]) for line in lines if line.answer in WORTH and line.answer is not None]
    weight = sum((weight for weight, _worth in counted), Decimal(0))
    if not weight:
        return None
    return sum((weight * worth for weight, worth in counted), Decimal(0)) / weight


class Section(StrEnum):
    """The parts of the check list."""

    LEGAL = "legal"
    FINANCE = "finance"
    TECHNICAL = "technical"
    IT = "it"
    PEOPLE = "people"
    OPERATIONS = "operations"


SECTION_LABELS: Mapping[Section, Text] = {
    Section.LEGAL: _("Legal"),
    Section.FINANCE: _("Finance"),
    Section.TECHNICAL: _("Technical"),
    Section.IT: _("IT"),
    Section.PEOPLE: _("People"),
    Section.OPERATIONS: _("Operations"),
}
