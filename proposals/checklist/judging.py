"""The check list of requirements: what each area answers, the score, and whether we go.

An excluding *no* that nobody waived is a no-go. Otherwise score = Σ weight·(yes 1, partial ½, no 0) / Σ weight without
n/a: 70 % or more is go, 50 to 69 % goes to a committee, less is no-go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from almacontact.accounts.roles import Role
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

SECTION_AREAS: Mapping[Section, Role] = {
    Section.LEGAL: Role.ADMINISTRATION,
    Section.FINANCE: Role.ADMINISTRATION,
    Section.TECHNICAL: Role.SALES_COORDINATOR,
    Section.IT: Role.IT,
    Section.PEOPLE: Role.HUMAN_RESOURCES,
    Section.OPERATIONS: Role.OPERATIONS,
}
"""Which area answers a section, unless a template says otherwise."""


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A line of the starting check list. `public_only` lines are asked in public tenders alone."""

    code: str
    section: Section
    text: Text
    excluding: bool = False
    public_only: bool = False
    weight: Decimal = Decimal(1)

    @property
    def area(self) -> Role:
        """The area that answers."""
        return SECTION_AREAS[self.section]


def starting_lines(*, public: bool) -> tuple[TemplateLine, ...]:
    """The starting check list for a public tender or for a private client."""
    return tuple(line for line in STARTING_LINES if public or not line.public_only)


STARTING_LINES: tuple[TemplateLine, ...] = (
    TemplateLine("existence", Section.LEGAL, _("Existence and legal representation"), excluding=True),
    TemplateLine("rup", Section.LEGAL, _("RUP in force"), excluding=True, public_only=True),
    TemplateLine("no_disqualification", Section.LEGAL, _("No disqualification or incompatibility"), excluding=True),
    TemplateLine("sarlaft", Section.LEGAL, _("SARLAFT / SAGRILAFT")),
    TemplateLine("data_processor", Section.LEGAL, _("Data processor under Ley 1581"), excluding=True),
    TemplateLine("bid_bond", Section.LEGAL, _("Bid bond"), excluding=True),
    TemplateLine("other_bonds", Section.LEGAL, _("Performance, wages and liability bonds")),
    TemplateLine("penalty_cap", Section.LEGAL, _("Cap on penalties")),
    TemplateLine("solvency", Section.FINANCE, _("Liquidity, debt and interest coverage"), excluding=True),
    TemplateLine("returns", Section.FINANCE, _("ROE and ROA"), excluding=True),
    TemplateLine("budget", Section.FINANCE, _("Budget not below our floor price"), excluding=True),
    TemplateLine("payment_term", Section.FINANCE, _("Payment term")),
    TemplateLine("indexation", Section.FINANCE, _("Indexation")),
    TemplateLine("stamps", Section.FINANCE, _("Stamps")),
    TemplateLine("experience", Section.TECHNICAL, _("Experience (UNSPSC, value, seats)"), excluding=True),
    TemplateLine("iso", Section.TECHNICAL, _("ISO 9001 and ISO 27001")),
    TemplateLine("channels", Section.TECHNICAL, _("Channels")),
    TemplateLine("service_levels", Section.TECHNICAL, _("Measurable service levels")),
    TemplateLine("crm", Section.IT, _("Integration with the client's CRM")),
    TemplateLine("recording", Section.IT, _("Recording and retention")),
    TemplateLine("continuity", Section.IT, _("BCP, DRP and availability")),
    TemplateLine("security", Section.IT, _("Security, PCI where it applies"), excluding=True),
    TemplateLine("profiles", Section.PEOPLE, _("Profiles and selection time")),
    TemplateLine("parafiscal", Section.PEOPLE, _("Parafiscal clearance"), excluding=True),
    TemplateLine("capacity", Section.OPERATIONS, _("Capacity at the site on the date"), excluding=True),
    TemplateLine("round_the_clock", Section.OPERATIONS, _("24×7 and surcharges")),
    TemplateLine("ley_2300", Section.OPERATIONS, _("Ley 2300 for collections and sales"), excluding=True),
    TemplateLine("transition", Section.OPERATIONS, _("Transition")),
)
"""The check list an installation starts with."""
