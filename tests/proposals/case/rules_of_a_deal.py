"""The rules of a deal, as docs/process.md states them, in plain Python: nothing here is read from the code they judge.

`Deal` holds what a careful reader of the records would know, in words of this module alone. For each act there is a
question, `against_…`, which returns why it is refused (nothing: it is allowed), and a consequence, which writes down
what the act does. Numbers of a price (seats, unit value, months) are facts that the records bring; what follows from
them is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Why(StrEnum):
    """Why an act is refused."""

    RIGHT = "whoever acts has no right to it"
    STATE = "what it acts on is not in the state for it"
    GATE = "a condition of the gate is not met"
    HANDS = "whoever signs wrote it, or has a hand in another step"


Reasons = set[Why]

ANALYST, COORDINATOR, DIRECTOR, GENERAL = "analyst", "coordinator", "director", "general management"
WORKFORCE, IT, PEOPLE, OPERATIONS = "workforce", "it", "human resources", "operations"
TRAINING, REPORTING, LEGAL = "training and quality", "reporting", "administration"
IMPLEMENTATION, QUALITY, AUDITOR, ADMINISTRATOR = "implementation", "quality", "auditor", "administrator"
AREAS = {WORKFORCE, IT, PEOPLE, OPERATIONS, TRAINING, REPORTING, LEGAL, IMPLEMENTATION}
SALES = {ANALYST, COORDINATOR, DIRECTOR}

MAY_STAND_IN: dict[str, set[str]] = {
    GENERAL: {GENERAL, DIRECTOR, QUALITY, OPERATIONS, LEGAL},
    DIRECTOR: {DIRECTOR, GENERAL, COORDINATOR},
    QUALITY: {QUALITY, GENERAL, TRAINING},
    **{area: {GENERAL, DIRECTOR, *AREAS} for area in AREAS},
}
"""Whose signature may be given away, and to holders of which roles."""

HUNTING, QUALIFICATION, PROPOSAL, NEGOTIATION, CLOSED = "hunting", "qualification", "proposal", "negotiation", "closed"
OPEN = (HUNTING, QUALIFICATION, PROPOSAL, NEGOTIATION)
SENT = (PROPOSAL, NEGOTIATION)
WON = "won"
FORWARD = {QUALIFICATION: "qualify", PROPOSAL: "propose", NEGOTIATION: "negotiate"}

YES, PARTIAL, NO, NOT_APPLICABLE = "yes", "partial", "no", "n/a"
AGREED, INVITED, NEED, TALK = "presentation_agreed", "negotiation_invited", "need_logged", ""

DRAFT, IN_APPROVAL, APPROVED, SUPERSEDED, VOID = "draft", "in_approval", "approved", "superseded", "void"
RETURNED, AUTHORISED, TURNED_DOWN, APPLIED = "returned", "authorised", "refused", "applied"
RUNNING, ADJUSTMENT, REJECTED, WITHDRAWN = "pending", "adjustment", "rejected", "withdrawn"
APPROVE, ADJUST, REJECT = "approve", "adjust", "reject"
HELD, PLANNED, NOT_REQUIRED = "held", "planned", "not_required"


def _when(refused: bool, why: Why) -> Reasons:
    return {why} if refused else set()


@dataclass(frozen=True)
class Terms:
    """Seats, COP a seat and month without IVA, months."""

    seats: int
    unit_value: int
    months: int


@dataclass(eq=False)
class Record:
    """Something that is written down. `key` is that of its row; `voided` takes it out of what counts."""

    key: Any = None
    voided: bool = False


@dataclass(eq=False)
class Contact(Record):
    """A contact that was logged, and the milestone that it reached."""

    milestone: str = TALK


@dataclass(frozen=True)
class Answer:
    """What a line of the check list says."""

    said: str = ""
    planned: bool = False
    explained: bool = False
    waived: bool = False


@dataclass(frozen=True)
class Line:
    """A line of the check list: who answers it, and whether a *no* is a no-go."""

    area: str
    excluding: bool


@dataclass(eq=False)
class Decision(Record):
    """Go or no-go, on the answers as they were."""

    go: bool = True
    on: dict[str, Answer] = field(default_factory=dict)


@dataclass(eq=False)
class Signature(Record):
    """Who decided, in whose name, what, on which content."""

    by: str = ""
    instead_of: str | None = None
    decision: str = APPROVE
    content: Any = None

    @property
    def hands(self) -> set[str]:
        """Whoever has a hand in it."""
        return {self.by} | ({self.instead_of} if self.instead_of else set())


@dataclass(eq=False)
class Step:
    """A signature that is asked of a role."""

    key: str
    role: str
    content: Any
    barred: set[str]
    turn: int = 1
    signed: Signature | None = None
    given: list[Signature] = field(default_factory=list)


@dataclass(eq=False)
class Request(Record):
    """Something that went to people for their signature."""

    about: Any = None
    by: str = ""
    steps: list[Step] = field(default_factory=list)
    state: str = RUNNING
    outdated: bool = False
    ended_by: str = ""

    @property
    def turn(self) -> int:
        """Which steps are asked now."""
        return min((one.turn for one in self.steps if one.signed is None), default=0)


@dataclass(frozen=True)
class Inputs:
    """What a price is made of, each part as the number of its variant."""

    sizing: int = 0
    technology: int = 0
    cost: int = 0
    terms: int = 0


PARTS = ("sizing", "technology", "cost", "terms")


def with_part(inputs: Inputs, part: str, variant: int) -> Inputs:
    """The same inputs with another variant of one part."""
    return Inputs(**{**{name: getattr(inputs, name) for name in PARTS}, part: variant})


@dataclass(eq=False)
class Version(Record):
    """A version of the pricing, and who wrote each part of it, in it or in what it was copied from."""

    state: str = DRAFT
    inputs: Inputs = Inputs()
    writers: dict[str, set[str]] = field(default_factory=lambda: {part: set() for part in PARTS})
    acta: Acta | None = None


@dataclass(eq=False)
class Acta(Record):
    """The record that is signed of a version. `terms` are a fact, once they are frozen; `outdated`: the deal got other
    terms since."""

    version: Version = field(default_factory=Version)
    state: str = DRAFT
    risky: bool = False
    outdated: bool = False
    terms: Terms | None = None
    was_approved: bool = False

    @property
    def rules(self) -> bool:
        """In force, and the deal got no other terms since."""
        return self.state == APPROVED and not self.outdated

    def band(self) -> tuple[int, int]:
        """Between how many seats the price holds: ten per cent, rounded inwards."""
        assert self.terms is not None
        slack = self.terms.seats * 10 // 100
        return self.terms.seats - slack, self.terms.seats + slack


@dataclass(eq=False)
class Offer(Record):
    """A version of the proposal: `words` holds the variant of each section that is edited here."""

    number: int = 1
    state: str = DRAFT
    acta: Acta = field(default_factory=Acta)
    words: dict[str, int] = field(default_factory=dict)
    writers: dict[str, set[str]] = field(default_factory=dict)
    matrix: dict[str, str] = field(default_factory=dict)
    created_by: str = ""
    document: bool = False
    was_approved: bool = False


@dataclass(eq=False)
class Sending(Record):
    """A version that went to the client, with its evidence."""

    offer: Offer = field(default_factory=Offer)


@dataclass(eq=False)
class Question(Record):
    """What the client asks after the offer. `about` is the version the client had."""

    area: str = ""
    late: bool = False
    answered: bool = False
    alters: bool = False
    sent: bool = False
    about: Offer | None = None
    priced_in: Offer | None = None


@dataclass(eq=False)
class Defence(Record):
    """The defence of an offer: planned (its hour has come), held, or not required."""

    state: str = PLANNED


SAME, LITTLE_LESS, MUCH_LESS, MORE_SEATS = "the same", "a little less", "much less", "more seats"
OFFERS = (SAME, LITTLE_LESS, MUCH_LESS, MORE_SEATS)
FEWER, PART = "one seat fewer", "a part"
AWARDS = (SAME, LITTLE_LESS, MORE_SEATS, FEWER, PART)


def terms_of(what: str, acta: Terms) -> Terms:
    """The terms that an offer or an award in words means, beside those that were approved."""
    seats, value, months = acta.seats, acta.unit_value, acta.months
    changed = {
        SAME: (seats, value),
        LITTLE_LESS: (seats, value - 1_000),
        MUCH_LESS: (seats, value * 90 // 100),
        MORE_SEATS: (seats + 4, value),
        FEWER: (seats - 1, value),
        PART: (seats - 5, value),
    }[what]
    return Terms(*changed, months)


@dataclass(eq=False)
class Round(Record):
    """A round of negotiation, held against an acta."""

    acta: Acta = field(default_factory=Acta)
    offer: str = SAME
    by: str = ""
    state: str = DRAFT

    @property
    def terms(self) -> Terms:
        """What it offers."""
        assert self.acta.terms is not None
        return terms_of(self.offer, self.acta.terms)


@dataclass(eq=False)
class NewTerms(Record):
    """A change of the terms of a deal whose client has an offer. `leaves`: they leave what was approved."""

    terms: Terms = Terms(0, 0, 0)
    before: Terms = Terms(0, 0, 0)
    leaves: bool = False
    state: str = "asked"


@dataclass(eq=False)
class Award(Record):
    """What the client awarded, with its document."""

    terms: Terms = Terms(0, 0, 0)
    accepted: Offer | None = None


@dataclass(eq=False)
class Delegation(Record):
    """A role that is signed for by somebody else."""

    giver: str = ""
    to: str = ""
    role: str = ""


SECTIONS: dict[str, str] = {
    "operating_model": OPERATIONS,
    "people": PEOPLE,
    "training": TRAINING,
    "reporting": REPORTING,
    "technology": IT,
    "governance": "",
}
"""Sections of a proposal and the area that validates each; of an area with several, one stands for all."""


@dataclass(eq=False)
class Deal:
    """Everything that is known of one deal."""

    roles: dict[str, set[str]]
    owner: str = "analyst"
    stage: str = HUNTING
    outcome: str = ""
    left: str = ""
    figures: Terms = Terms(0, 0, 0)
    estimate: Terms = Terms(0, 0, 0)
    areas: set[str] = field(default_factory=set)
    decision_maker: bool = False
    contacts: list[Contact] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    sendings: list[Sending] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    defences: list[Defence] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    changes: list[NewTerms] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    delegations: list[Delegation] = field(default_factory=list)
    passes: dict[str, dict[str, list[Record]]] = field(default_factory=dict)

    # --- who ----------------------------------------------------------------------------------------------------------

    def leads(self, who: str) -> bool:
        """Owners work on their own deal; the Coordinador and the Director on everybody's."""
        held = self.roles[who]
        return bool(held & {COORDINATOR, DIRECTOR}) or (ANALYST in held and who == self.owner)

    def oversees(self, who: str) -> bool:
        """What takes something back, or voids what a gate rests on, is the Coordinador's or the Director's."""
        return bool(self.roles[who] & {COORDINATOR, DIRECTOR})

    def directs(self, who: str) -> bool:
        """The Director alone reopens, waives and signs for the committee."""
        return DIRECTOR in self.roles[who]

    def against_leading(self, who: str) -> Reasons:
        """Why somebody may not work on the deal."""
        return _when(not self.leads(who), Why.RIGHT)

    def against_closed(self) -> Reasons:
        """What is closed is settled."""
        return _when(self.stage == CLOSED, Why.STATE)

    # --- the deal itself ----------------------------------------------------------------------------------------------

    def against_creating(self, who: str) -> Reasons:
        """Comercial alone begins a deal."""
        return _when(not self.roles[who] & SALES, Why.RIGHT)

    def against_editing(self, who: str, seats: int) -> Reasons:
        """Figures of what is closed are settled; once an offer went out they change by an act of their own."""
        if seats == self.figures.seats:
            return self.against_leading(who)
        return self.against_leading(who) | self.against_closed() | _when(bool(self.sendings), Why.STATE)

    def edit(self, seats: int) -> None:
        """Seats are typed."""
        if seats == self.figures.seats:
            return
        self.figures = Terms(seats, self.figures.unit_value, self.figures.months)
        if not any(one.was_approved for one in self.actas()):
            self.estimate = self.figures

    def against_reassigning(self, who: str, to: str) -> Reasons:
        """The Coordinador or the Director reassigns, to somebody who sells."""
        if to == self.owner:
            return self.against_leading(who)
        return (
            _when(not self.oversees(who), Why.RIGHT)
            | self.against_closed()
            | _when(not self.roles[to] & SALES, Why.STATE)
        )

    def against_voiding_contact(self, who: str, one: Contact) -> Reasons:
        """What is voided is not voided again."""
        return self.against_leading(who) | _when(one.voided, Why.STATE)

    # --- stages -------------------------------------------------------------------------------------------------------

    def against_moving(self, who: str, to: str) -> Reasons:
        """One stage at a time, and only through its gate."""
        if self.stage == CLOSED or OPEN.index(to) != OPEN.index(self.stage) + 1:
            return {Why.STATE} | self.against_leading(who)
        missing = self.debts() or not all(met for met, _records in self.gate(FORWARD[to]).values())
        return self.against_leading(who) | _when(bool(missing), Why.GATE)

    def move(self, to: str) -> None:
        """The stage changes, and what it rests on is kept."""
        self._pass(FORWARD[to])
        self.stage = to

    def against_stepping_back(self, who: str) -> Reasons:
        """The Coordinador or the Director, from any open stage but the first."""
        return _when(not self.oversees(who), Why.RIGHT) | _when(self.stage in (CLOSED, HUNTING), Why.STATE)

    def step_back(self) -> None:
        """One stage back."""
        self.stage = OPEN[OPEN.index(self.stage) - 1]

    def against_winning(self, who: str) -> Reasons:
        """What the client has can be won, on an award whose terms somebody approved."""
        if self.stage not in SENT:
            return self.against_leading(who) | {Why.STATE}
        missing = self.debts() or not all(met for met, _records in self.gate("win").values())
        return self.against_leading(who) | _when(bool(missing), Why.GATE)

    def win(self) -> None:
        """The award says what was sold."""
        self._pass("win")
        award = self.award()
        assert award is not None
        self.edit_to(award.terms)
        self.left, self.stage, self.outcome = self.stage, CLOSED, WON

    def edit_to(self, terms: Terms) -> None:
        """The figures become those of a record."""
        self.figures = terms

    def against_giving_up(self, who: str) -> Reasons:
        """After a no-go the client has to be told first; what the client awarded is not given up."""
        blocked = self.is_no_go() or self.award() is not None
        return self.against_leading(who) | self.against_closed() | _when(blocked, Why.GATE)

    def give_up(self, outcome: str) -> None:
        """Lost, withdrawn or cancelled."""
        self.left, self.stage, self.outcome = self.stage, CLOSED, outcome

    def against_reopening(self, who: str) -> Reasons:
        """The Director alone reopens what is closed."""
        return _when(not self.directs(who), Why.RIGHT) | _when(self.stage != CLOSED, Why.STATE)

    def reopen(self) -> None:
        """Back to the stage it left; the award is voided with it."""
        if (award := self.award()) is not None:
            award.voided = True
        self.stage, self.outcome, self.left = self.left, "", ""

    # --- gates --------------------------------------------------------------------------------------------------------

    def gate(self, move: str) -> dict[str, tuple[bool, list[Record]]]:
        """Each condition of a move: whether it is met, and the records it rests on."""
        return {
            "qualify": {"interest": self._interest()},
            "propose": {
                "requirements": self._requirements(),
                "pricing": self._pricing(),
                "sent": self._sent(),
            },
            "negotiate": {
                "invited": self._reached(INVITED),
                "defence": self._defended(),
                "clarifications": self._clarified(),
            },
            "win": {"award": self._awarded(), "terms": self._within()},
        }[move]

    def _pass(self, move: str) -> None:
        self.passes[move] = {name: records for name, (_met, records) in self.gate(move).items()}

    def debts(self) -> list[str]:
        """What the present stage rested on and was voided since, unless it is met in another way now."""
        stage = self.left if self.stage == CLOSED else self.stage
        moves = [FORWARD[one] for one in OPEN[1 : OPEN.index(stage) + 1]]
        if self.outcome == WON:
            moves.append("win")
        return [
            name
            for move in moves
            if move in self.passes
            for name, records in self.passes[move].items()
            if any(one.voided for one in records) and not self.gate(move)[name][0]
        ]

    def _reached(self, milestone: str) -> tuple[bool, list[Record]]:
        found: list[Record] = [one for one in self.contacts if one.milestone == milestone and not one.voided]
        return bool(found), found[:1]

    def _interest(self) -> tuple[bool, list[Record]]:
        agreed, records = self._reached(AGREED)
        return agreed and self.decision_maker, records

    def _requirements(self) -> tuple[bool, list[Record]]:
        decision = self.decision()
        met = bool(self.answers) and not self._unfinished() and not self._refused()
        met = met and decision is not None and decision.go
        return met, [decision] if decision else []

    def _pricing(self) -> tuple[bool, list[Record]]:
        """An acta is current, or was when the offer that the client has was sent."""
        acta = self.current_acta()
        if acta is not None:
            return True, [acta]
        sending = self.sent()
        return sending is not None, [sending.offer.acta] if sending else []

    def _sent(self) -> tuple[bool, list[Record]]:
        sending = self.sent()
        return sending is not None, [sending, sending.offer, sending.offer.acta] if sending else []

    def _defended(self) -> tuple[bool, list[Record]]:
        found: list[Record] = [one for one in self.defences if one.state in (HELD, NOT_REQUIRED) and not one.voided]
        return bool(found), found[-1:]

    def _clarified(self) -> tuple[bool, list[Record]]:
        standing = [one for one in self.questions if not one.voided]
        priced = [one.priced_in for one in standing if one.alters and one.priced_in]
        sendings = [one for one in self.delivered() if one.offer in priced]
        carried = {one.offer for one in sendings}
        late = any(one.late and not one.sent for one in standing)
        owing = any(one.alters and one.priced_in not in carried for one in standing)
        return not late and not owing, [*standing, *sendings]

    def _awarded(self) -> tuple[bool, list[Record]]:
        award = self.award()
        return award is not None, [award] if award else []

    def _within(self) -> tuple[bool, list[Record]]:
        """Inside the band of the acta in force, for no less money and the same months; or as a round authorised."""
        award = self.award()
        behind = self.behind(award.terms) if award is not None else []
        return bool(behind), [award, *behind] if award is not None else []

    def behind(self, terms: Terms) -> list[Record]:
        """The records that approved terms: the current acta, a round that was authorised on it, or nothing."""
        acta = self.current_acta()
        if acta is None or acta.terms is None:
            return []
        if _covers(acta.terms, terms, *acta.band()):
            return [acta]
        for one in reversed(self.rounds):
            fits = _covers(one.terms, terms, one.terms.seats, one.terms.seats)
            if one.state == AUTHORISED and one.acta is acta and fits:
                return [one, acta]
        return []

    # --- the check list -----------------------------------------------------------------------------------------------

    def decision(self) -> Decision | None:
        """The decision that stands."""
        return next((one for one in reversed(self.decisions) if not one.voided), None)

    def _unfinished(self) -> bool:
        return any(
            not answer.said
            or (answer.said == PARTIAL and self.lines[code].excluding and not answer.planned)
            or (answer.said == NOT_APPLICABLE and not answer.explained)
            for code, answer in self.answers.items()
        )

    def _refused(self) -> bool:
        return any(
            self.lines[code].excluding and answer.said == NO and not answer.waived
            for code, answer in self.answers.items()
        )

    def waived(self) -> bool:
        """Whether an excluding *no* stands waived: it counts as a risk of its own."""
        return any(one.waived for one in self.answers.values())

    def _score(self) -> float | None:
        worth = {YES: 1.0, PARTIAL: 0.5, NO: 0.0}
        counted = [worth[one.said] for one in self.answers.values() if one.said in worth]
        return sum(counted) / len(counted) if counted else None

    def _says(self) -> str:
        if self._refused():
            return "no-go"
        score = self._score()
        if score is None or any(not one.said for one in self.answers.values()):
            return "pending"
        return "go" if score >= 0.7 else "committee" if score >= 0.5 else "no-go"

    def is_no_go(self) -> bool:
        """By the decision that stands, else by the answers."""
        if not self.answers:
            return False
        decision = self.decision()
        return not decision.go if decision is not None else self._says() == "no-go"

    def answers_for(self, who: str) -> set[str]:
        """The areas whose lines somebody answers: the Director all, Comercial its own, leaders theirs."""
        held = self.roles[who]
        if DIRECTOR in held:
            return {COORDINATOR, *AREAS}
        return (held & AREAS) | ({COORDINATOR} if held & SALES else set())

    def against_answering(self, who: str, code: str) -> Reasons:
        """Each line is answered by its area."""
        return _when(self.lines[code].area not in self.answers_for(who), Why.RIGHT) | self.against_closed()

    def answer(self, code: str, answer: Answer) -> None:
        """A waiver falls with the *no* it stood on, a decision with the answers it rested on."""
        kept = self.answers[code].waived and answer.said == NO
        self.answers[code] = Answer(answer.said, answer.planned, answer.explained, kept)
        self._settle()

    def against_waiving(self, who: str, code: str) -> Reasons:
        """The Director waives an excluding *no*, once."""
        now = self.answers[code]
        waivable = self.lines[code].excluding and now.said == NO and not now.waived
        return _when(not self.directs(who), Why.RIGHT) | self.against_closed() | _when(not waivable, Why.STATE)

    def waive(self, code: str) -> None:
        """It weighs as a *no*, and stops nothing."""
        now = self.answers[code]
        self.answers[code] = Answer(now.said, now.planned, now.explained, waived=True)
        self._settle()

    def against_deciding(self, who: str) -> Reasons:
        """The committee decides between 50 and 69 %, once all is answered, by the Director's signature."""
        asked = self._says() == "committee" and not self._unfinished() and self.decision() is None
        return _when(not self.directs(who), Why.RIGHT) | self.against_closed() | _when(not asked, Why.STATE)

    def decide(self, go: bool) -> None:
        """It stands for the answers as they are."""
        self.decisions.append(Decision(go=go, on=dict(self.answers)))

    def _settle(self) -> None:
        standing = self.decision()
        if standing is not None and standing.on != self.answers:
            standing.voided = True
            standing = None
        if standing is None and self._says() == "go" and not self._unfinished():
            self.decisions.append(Decision(go=True, on=dict(self.answers)))

    # --- the pricing --------------------------------------------------------------------------------------------------

    def actas(self) -> list[Acta]:
        """Every acta, in the order of its version."""
        return [one.acta for one in self.versions if one.acta is not None]

    def acta_in_force(self) -> Acta | None:
        """The one that all signed, and that neither a later one nor a voiding ended."""
        return next((one for one in reversed(self.actas()) if one.state == APPROVED), None)

    def current_acta(self) -> Acta | None:
        """The acta in force, unless the terms of the deal left it since."""
        acta = self.acta_in_force()
        return None if acta is None or acta.outdated else acta

    def open_version(self) -> Version | None:
        """The version that is being worked on or signed."""
        return next((one for one in self.versions if one.state in (DRAFT, IN_APPROVAL)), None)

    def parts_of(self, who: str) -> set[str]:
        """Which parts of a price somebody writes. Cost is for who sees the margin of all, technology also for IT; a
        leader writes the part of the area."""
        held = self.roles[who]
        if DIRECTOR in held:
            return set(PARTS)
        if self.leads(who):
            return {"sizing", "terms"} | ({"technology"} if IT in held else set())
        return ({"sizing"} if WORKFORCE in held else set()) | ({"technology"} if IT in held else set())

    def against_pricing(self, who: str) -> Reasons:
        """The first version of the only alternative here."""
        return self.against_leading(who) | _when(bool(self.versions), Why.STATE)

    def price(self, who: str, others: Iterable[str]) -> None:
        """Whoever begins it writes all of it."""
        one = Version()
        for part in PARTS:
            one.writers[part] |= {who, *others}
        self.versions.append(one)

    def against_editing_price(self, who: str, version: Version, part: str, variant: int) -> Reasons:
        """What is settled does not change; and no edit leaves a step of a running approval that nobody could sign."""
        mine = _when(part not in self.parts_of(who), Why.RIGHT)
        if version.state not in (DRAFT, IN_APPROVAL):
            return mine | {Why.STATE}
        if version.state == DRAFT or mine:
            return mine
        request = self.running(version.acta)
        assert request is not None
        later = [
            Step(one.key, one.role, content, barred, one.turn)
            for one in request.steps
            for content, barred in [self._after(request, one, who, version, part, variant)]
            if content != one.content
        ]
        kept = [one for one in request.steps if one.key not in {step.key for step in later}]
        return _when(not self.can_be_signed(later, kept), Why.STATE)

    def edit_price(self, who: str, version: Version, part: str, variant: int) -> None:
        """Signatures on what changed fall and are asked again; the others stay."""
        request = self.running(version.acta) if version.state == IN_APPROVAL else None
        moved = {}
        if request is not None:
            moved = {one: self._after(request, one, who, version, part, variant) for one in request.steps}
        version.inputs = with_part(version.inputs, part, variant)
        version.writers[part].add(who)
        for one, (content, barred) in moved.items():
            if content != one.content:
                for given in one.given:
                    given.voided = True
                one.content, one.barred, one.signed = content, barred, None
        if request is not None:
            assert version.acta is not None
            version.acta.risky = self.waived()

    def _after(
        self, request: Request, step: Step, who: str, version: Version, part: str, variant: int
    ) -> tuple[Any, set[str]]:
        writers = {name: found | ({who} if name == part else set()) for name, found in version.writers.items()}
        content = self._acta_content(step.key, with_part(version.inputs, part, variant))
        return content, _writers_of(step.key, writers) | {request.by}

    def _acta_content(self, key: str, inputs: Inputs) -> Any:
        """Workforce signs the sizing, IT the technology for the seats, Dirección General the price with its risks."""
        if key == WORKFORCE:
            return (inputs.sizing,)
        if key == IT:
            return (inputs.sizing, inputs.technology)
        return (inputs, self.waived())

    def against_new_version(self, who: str) -> Reasons:
        """One version at a time."""
        return self.against_leading(who) | _when(self.open_version() is not None, Why.STATE)

    def new_version(self, source: Version) -> Version:
        """The next version holds the same: who wrote that stays its author."""
        writers = {part: set(found) for part, found in source.writers.items()}
        self.versions.append(Version(inputs=source.inputs, writers=writers))
        return self.versions[-1]

    def against_voiding_price(self, who: str, version: Version) -> Reasons:
        """What is being signed is taken back first."""
        return self.against_leading(who) | _when(version.state not in (DRAFT, APPROVED), Why.STATE)

    def void_price(self, version: Version) -> None:
        """The acta goes with it, and with the acta the price that it gave to an open deal."""
        version.state, version.voided = VOID, True
        acta = version.acta
        if acta is not None and acta.state in (DRAFT, APPROVED):
            if acta.was_approved and self.stage != CLOSED and self.figures == acta.terms:
                self.figures = self.estimate
            acta.state, acta.voided = VOID, True

    def against_writing_acta(self, who: str, version: Version) -> Reasons:
        """A version in work has one acta."""
        return self.against_leading(who) | _when(version.state != DRAFT or version.acta is not None, Why.STATE)

    def acta_steps(self, acta: Acta, by: str) -> list[Step]:
        """Workforce and IT at once, Dirección General after them."""
        version = acta.version
        return [
            Step(role, role, self._acta_content(role, version.inputs), _writers_of(role, version.writers) | {by}, turn)
            for role, turn in ((WORKFORCE, 1), (IT, 1), (GENERAL, 2))
        ]

    def against_submitting_acta(self, who: str, acta: Acta) -> Reasons:
        """A draft of a version in work, that somebody is left to sign."""
        if acta.state != DRAFT or acta.version.state != DRAFT:
            return self.against_leading(who) | {Why.STATE}
        return self.against_leading(who) | self._unsignable(acta, self.acta_steps(acta, who))

    # --- the proposal -------------------------------------------------------------------------------------------------

    def against_writing_offer(self, who: str) -> Reasons:
        """The first proposal, on a current acta."""
        standing = any(one.state != VOID for one in self.offers)
        lacking = standing or self.current_acta() is None
        return self.against_leading(who) | self.against_closed() | _when(lacking, Why.STATE)

    def write_offer(self, who: str) -> Offer:
        """Whoever writes it is the author of all of its words."""
        acta = self.current_acta()
        assert acta is not None
        made = Offer(
            number=len(self.offers) + 1,
            acta=acta,
            words=dict.fromkeys(SECTIONS, 0),
            writers={**{key: {who} for key in SECTIONS}, "whole": {who}},
            matrix=self.matrix(),
            created_by=who,
        )
        self.offers.append(made)
        return made

    def matrix(self) -> dict[str, str]:
        """What the check list says of each requirement, as a proposal repeats it to the client."""
        return {code: one.said for code, one in self.answers.items()}

    def against_editing_offer(self, who: str, offer: Offer) -> Reasons:
        """Only a draft changes."""
        return self.against_leading(who) | self.against_closed() | _when(offer.state != DRAFT, Why.STATE)

    def edit_offer(self, who: str, offer: Offer, section: str, variant: int) -> None:
        """Whoever changes a section is its author."""
        offer.words[section] = variant
        offer.writers[section].add(who)

    def against_renewing(self, who: str, offer: Offer) -> Reasons:
        """A draft goes over to the acta in force."""
        return self.against_editing_offer(who, offer) | _when(self.current_acta() is None, Why.STATE)

    def against_next_offer(self, who: str) -> Reasons:
        """One version at a time, on a current acta."""
        open_one = any(one.state in (DRAFT, IN_APPROVAL) for one in self.offers)
        lacking = open_one or self.current_acta() is None
        return self.against_leading(who) | self.against_closed() | _when(lacking, Why.STATE)

    def next_offer(self, who: str, source: Offer) -> Offer:
        """The next version says the same; copying makes nobody its author."""
        acta = self.current_acta()
        assert acta is not None
        made = Offer(
            number=len(self.offers) + 1,
            acta=acta,
            words=dict(source.words),
            writers={key: set().union(*(one.writers[key] for one in self.offers)) for key in source.writers},
            matrix=self.matrix(),
            created_by=who,
        )
        self.offers.append(made)
        return made

    def against_voiding_offer(self, who: str, offer: Offer) -> Reasons:
        """Who writes voids a draft; what was approved, the Director alone."""
        signed = offer.state == APPROVED and not self.roles[who] & {DIRECTOR, GENERAL}
        return (
            self.against_leading(who)
            | _when(signed, Why.RIGHT)
            | _when(offer.state not in (DRAFT, APPROVED), Why.STATE)
        )

    def offer_steps(self, offer: Offer, by: str) -> list[Step]:
        """Each area its sections, at once; then the Director and Dirección General the whole."""
        authors = {key: set().union(*(one.writers[key] for one in self.offers)) for key in offer.writers}
        steps = []
        for key, area in SECTIONS.items():
            if area:
                sized = offer.acta.version.inputs.sizing if key == "operating_model" else None
                steps.append(Step(area, area, (offer.words[key], sized), authors[key] | {by}))
        whole = (tuple(sorted(offer.words.items())), tuple(sorted(offer.matrix.items())), offer.acta)
        everybody = set().union(*authors.values()) | {by}
        return [*steps, *(Step(role, role, whole, everybody, 2) for role in (DIRECTOR, GENERAL))]

    def against_submitting_offer(self, who: str, offer: Offer) -> Reasons:
        """A draft on the acta in force, that says what the check list says, of a deal that owes nothing."""
        if offer.state != DRAFT or self.stage == CLOSED:
            return self.against_leading(who) | {Why.STATE}
        gaps = offer.acta is not self.current_acta() or offer.matrix != self.matrix()
        gaps = gaps or any(not said for said in self.matrix().values()) or bool(self.debts())
        if gaps:
            return self.against_leading(who) | {Why.STATE}
        return self.against_leading(who) | self._unsignable(offer, self.offer_steps(offer, who))

    def against_sending(self, who: str, offer: Offer) -> Reasons:
        """Nothing stale goes out: a version that all signed, on the acta in force, of a deal that owes nothing that a
        sending does not mend itself."""
        owed = set(self.debts()) - {"sent", "clarifications"}
        ready = offer.state == APPROVED and offer.document and offer.acta is self.current_acta() and not owed
        return self.against_leading(who) | self.against_closed() | _when(not ready, Why.STATE)

    def send(self, offer: Offer) -> Sending:
        """What it prices of the client's questions is priced with it."""
        carried = {one.offer for one in self.delivered()}
        self.sendings.append(Sending(offer=offer))
        for one in self.questions:
            if one.voided or not one.alters or one.priced_in in carried:
                continue
            before = one.about
            if before is None or (offer.acta is not before.acta and offer.number > before.number):
                one.priced_in = offer
        return self.sendings[-1]

    def delivered(self) -> list[Sending]:
        """What went out, the latest last."""
        return [one for one in self.sendings if not one.voided]

    def sent(self) -> Sending | None:
        """The latest that stands with its proposal and its acta."""
        found = [one for one in self.delivered() if not one.offer.voided and not one.offer.acta.voided]
        return found[-1] if found else None

    def client_has(self) -> Offer | None:
        """The version that went out last."""
        found = self.delivered()
        return found[-1].offer if found else None

    def against_voiding_sending(self, who: str, one: Sending) -> Reasons:
        """The Coordinador or the Director voids evidence."""
        return _when(not self.oversees(who), Why.RIGHT) | _when(one.voided, Why.STATE)

    # --- clarifications and defence -----------------------------------------------------------------------------------

    def against_answering_question(self, who: str, one: Question) -> Reasons:
        """Its area, or who writes the offer; until the client has it."""
        mine = self.leads(who) or one.area in self.roles[who] & AREAS
        return _when(not mine, Why.RIGHT) | self.against_closed() | _when(one.sent or one.voided, Why.STATE)

    def against_sending_answer(self, who: str, one: Question) -> Reasons:
        """What is answered goes out once."""
        ready = one.answered and not one.sent and not one.voided
        return self.against_leading(who) | self.against_closed() | _when(not ready, Why.STATE)

    def against_voiding_question(self, who: str, one: Question) -> Reasons:
        """What stands in the way of the next move is voided by the Coordinador or the Director."""
        holds_back = not one.voided and ((one.late and not one.sent) or one.alters)
        allowed = self.leads(who) and (not (holds_back or one.alters) or self.oversees(who))
        return _when(not allowed, Why.RIGHT) | _when(one.voided, Why.STATE)

    def against_dispensing(self, who: str) -> Reasons:
        """Not where a defence is planned, was held, or was dispensed with."""
        there = any(not one.voided for one in self.defences)
        return self.against_leading(who) | self.against_closed() | _when(there, Why.STATE)

    def against_planning_defence(self, who: str) -> Reasons:
        """Not where the client requires none."""
        there = any(one.state == NOT_REQUIRED and not one.voided for one in self.defences)
        return self.against_leading(who) | self.against_closed() | _when(there, Why.STATE)

    def against_holding_defence(self, who: str, one: Defence) -> Reasons:
        """What is planned is held."""
        return self.against_leading(who) | _when(one.state != PLANNED or one.voided, Why.STATE)

    def against_voiding_defence(self, who: str, one: Defence) -> Reasons:
        """What is voided is not voided again."""
        return self.against_leading(who) | _when(one.voided, Why.STATE)

    # --- negotiation and award ----------------------------------------------------------------------------------------

    def against_logging_round(self, who: str) -> Reasons:
        """Once the client has the offer, against an acta in force."""
        ready = self.stage in SENT and self.acta_in_force() is not None
        return self.against_leading(who) | _when(not ready, Why.STATE)

    def round_steps(self, one: Round, by: str) -> list[Step]:
        """The Director signs what is given away; Workforce and IT where the seats leave the band; Dirección General
        where it weighs more: over five per cent, or what is of high risk."""
        if one.offer == SAME:
            return []
        same = [other for other in self.rounds[: self.rounds.index(one) + 1] if other.offer == one.offer]
        barred = {other.by for other in same} | {by}
        content = (one.acta, one.terms, self.waived())
        steps = [Step(DIRECTOR, DIRECTOR, content, barred)]
        if one.offer == MORE_SEATS:
            steps += [Step(role, role, (one.acta, one.terms.seats), barred) for role in (WORKFORCE, IT)]
        if one.offer == MUCH_LESS or one.acta.risky or self.waived():
            steps.append(Step(GENERAL, GENERAL, content, barred, 2))
        return steps

    def against_authorising(self, who: str, one: Round) -> Reasons:
        """A draft, of an open deal, against an acta that still rules, and while no change of the terms waits."""
        waits = any(other.state == IN_APPROVAL for other in self.changes)
        if one.state != DRAFT or self.stage == CLOSED or not one.acta.rules or waits:
            return self.against_leading(who) | {Why.STATE}
        return self.against_leading(who) | self._unsignable(one, self.round_steps(one, who))

    def authorise(self, who: str, one: Round) -> Request | None:
        """What gives nothing away needs no signature."""
        steps = self.round_steps(one, who)
        if not steps:
            one.state = AUTHORISED
            return None
        return self.submit(one, who, steps)

    def against_voiding_round(self, who: str, one: Round) -> Reasons:
        """What is being signed is taken back first."""
        return self.against_leading(who) | _when(one.state not in (DRAFT, AUTHORISED, TURNED_DOWN), Why.STATE)

    def against_new_terms(self, who: str, terms: Terms) -> Reasons:
        """Once an offer went out, one change or concession at a time; what leaves what was approved needs somebody to
        sign it."""
        waits = any(one.state == IN_APPROVAL for one in (*self.changes, *self.rounds))
        if self.stage == CLOSED or not self.sendings or waits or terms == self.figures:
            return self.against_leading(who) | {Why.STATE}
        if self.behind(terms):
            return self.against_leading(who)
        return self.against_leading(who) | self._unsignable(None, self.terms_steps(who))

    def terms_steps(self, by: str) -> list[Step]:
        """The Director signs the change, never who asks for it."""
        return [Step(DIRECTOR, DIRECTOR, None, {by})]

    def ask_new_terms(self, who: str, terms: Terms) -> NewTerms:
        """Inside what was approved they are in force at once."""
        made = NewTerms(terms=terms, before=self.figures, leaves=not self.behind(terms))
        self.changes.append(made)
        if made.leaves:
            self.submit(made, who, self.terms_steps(who))
        else:
            self._apply(made)
        return made

    def _apply(self, change: NewTerms) -> None:
        """What rested on the old terms falls: actas that were approved, and those that are being signed."""
        change.state = APPLIED
        self.figures = change.terms
        if change.leaves:
            for acta in self.actas():
                acta.outdated = acta.outdated or acta.was_approved
                if (request := self.running(acta)) is not None:
                    request.outdated = True

    def award(self) -> Award | None:
        """The award that stands."""
        return next((one for one in self.awards if not one.voided), None)

    def against_awarding(self, who: str, terms: Terms) -> Reasons:
        """A fact, recorded once the client has the offer; of what is won, only what was sold."""
        known = self.stage in SENT or (self.outcome == WON and terms == self.figures)
        return self.against_leading(who) | _when(not known or self.award() is not None, Why.STATE)

    def against_voiding_award(self, who: str, one: Award) -> Reasons:
        """The Coordinador or the Director voids an award."""
        return _when(not self.oversees(who), Why.RIGHT) | _when(one.voided, Why.STATE)

    # --- signatures ---------------------------------------------------------------------------------------------------

    def running(self, about: Any) -> Request | None:
        """The request by which something is being signed."""
        return next((one for one in self.requests if one.about is about and one.state == RUNNING), None)

    def grounds(self, who: str, role: str) -> Iterator[set[str]]:
        """Whose hands sign when somebody signs for a role: their own, or theirs and those of who gave it to them."""
        if role in self.roles[who]:
            yield {who}
        if self.roles[who] & MAY_STAND_IN[role]:
            for one in self.delegations:
                if not one.voided and one.to == who and one.role == role and role in self.roles[one.giver]:
                    yield {who, one.giver}

    def can_be_signed(self, asked: list[Step], signed: list[Step]) -> bool:
        """Whether there are people for all of `asked`, nobody for two roles, besides those who signed."""
        taken: dict[str, set[str]] = {}
        for step in signed:
            for hand in step.signed.hands if step.signed else ():
                taken.setdefault(hand, set()).add(step.role)
        return self._assign(asked, taken)

    def _assign(self, left: list[Step], taken: dict[str, set[str]]) -> bool:
        if not left:
            return True
        step = left[0]
        for who in self.roles:
            for hands in self.grounds(who, step.role):
                free = all(taken.get(hand, set()) <= {step.role} for hand in hands)
                if free and not hands & step.barred:
                    now = {**taken, **{hand: taken.get(hand, set()) | {step.role} for hand in hands}}
                    if self._assign(left[1:], now):
                        return True
        return False

    def _carried(self, about: Any, step: Step) -> Signature | None:
        """The last signature on the same part, if it approved the same content and its signer has not written since.
        After a rejection everybody is asked again."""
        kind = type(about)
        same = [one for one in self.requests if isinstance(one.about, kind) and one.state != REJECTED]
        if kind in (Round, NewTerms):
            same = [one for one in same if one.about is about]
        given = [
            (index, signature)
            for one in same
            for other in one.steps
            if other.key == step.key
            for signature in other.given
            if not signature.voided
            for index in [self._order.index(signature)]
        ]
        if not given:
            return None
        last = max(given, key=lambda pair: pair[0])[1]
        fits = last.decision == APPROVE and last.content == step.content and last.by not in step.barred
        return last if fits else None

    @property
    def _order(self) -> list[Signature]:
        found: list[Signature] = self.__dict__.setdefault("_signatures", [])
        return found

    def _unsignable(self, about: Any, steps: list[Step]) -> Reasons:
        for one in steps:
            one.signed = self._carried(about, one)
        asked, signed = [one for one in steps if one.signed is None], [one for one in steps if one.signed]
        return _when(not self.can_be_signed(asked, signed), Why.STATE)

    def submit(self, about: Any, by: str, steps: list[Step]) -> Request:
        """It goes to be signed; what was signed before and still fits is not asked again."""
        request = Request(about=about, by=by, steps=steps)
        for one in steps:
            one.signed = self._carried(about, one)
        self.requests.append(request)
        about.state = IN_APPROVAL
        if isinstance(about, Acta):
            about.version.state = IN_APPROVAL
            about.risky = self.waived()
            self.areas |= {WORKFORCE, IT}
        if not request.turn:
            self._end(request, APPROVED)
        return request

    def against_signing(self, who: str, request: Request, step: Step, decision: str) -> Reasons:
        """In turn, by a holder of the role, own or given; never what one wrote or submitted, never a second step."""
        if any(
            one.by == who and one.decision == decision and one.content == step.content and not one.voided
            for one in step.given
        ):
            return set()
        if request.state != RUNNING or step.signed is not None or step.turn != request.turn:
            return {Why.STATE}
        elsewhere: set[str] = set()
        for other in request.steps:
            if other.role != step.role and other.signed is not None:
                elsewhere |= other.signed.hands
        if who in step.barred or who in elsewhere:
            return {Why.HANDS}
        grounds = list(self.grounds(who, step.role))
        if not grounds:
            return {Why.RIGHT}
        if all(hands & (step.barred | elsewhere) for hands in grounds):
            return {Why.HANDS}
        last = [one for one in request.steps if one.signed is None] == [step]
        return _when(decision == APPROVE and last and self._overtaken(request), Why.STATE)

    def _overtaken(self, request: Request) -> bool:
        """What happened elsewhere while the signatures were awaited."""
        about = request.about
        if isinstance(about, Acta):
            return request.outdated
        if isinstance(about, NewTerms):
            return self.stage == CLOSED or about.before != self.figures
        if isinstance(about, Offer):
            return self.stage == CLOSED or about.acta.state != APPROVED
        return isinstance(about, Round) and not about.acta.rules

    def sign(self, who: str, request: Request, step: Step, decision: str) -> bool:
        """The last approval puts it in force; an adjustment or a rejection gives it back. False: it was signed."""
        if step.signed is not None and not step.signed.voided and step.signed in step.given:
            return False
        elsewhere: set[str] = set()
        for other in request.steps:
            if other.role != step.role and other.signed is not None:
                elsewhere |= other.signed.hands
        hands = next(one for one in self.grounds(who, step.role) if not one & (step.barred | elsewhere))
        giver = next(iter(hands - {who}), None)
        given = Signature(by=who, instead_of=giver, decision=decision, content=step.content)
        step.given.append(given)
        step.signed = given
        self._order.append(given)
        if decision != APPROVE:
            self._end(request, ADJUSTMENT if decision == ADJUST else REJECTED)
            request.ended_by = who
        elif not request.turn:
            self._end(request, APPROVED)
        return True

    def against_withdrawing(self, who: str, request: Request) -> Reasons:
        """Whoever submitted it, or leads the deal, takes back what is being signed."""
        if request.state == WITHDRAWN and request.ended_by == who:
            return set()
        mine = self.leads(who) or request.by == who
        return _when(not mine, Why.RIGHT) | _when(request.state != RUNNING, Why.STATE)

    def withdraw(self, who: str, request: Request) -> None:
        """A draft again."""
        if request.state == RUNNING:
            self._end(request, WITHDRAWN)
            request.ended_by = who

    def _end(self, request: Request, state: str) -> None:
        request.state = state
        about = request.about
        if isinstance(about, Acta):
            self._end_acta(about, state)
        elif isinstance(about, Offer):
            if state == APPROVED:
                for one in self.offers:
                    if one.state == APPROVED:
                        one.state = SUPERSEDED
                about.was_approved = True
                about.document = self.leads(about.created_by) or self.leads(self.owner)
            about.state = APPROVED if state == APPROVED else DRAFT
        elif isinstance(about, NewTerms):
            if state == APPROVED:
                self._apply(about)
            else:
                about.state = WITHDRAWN if state == WITHDRAWN else TURNED_DOWN
        else:
            about.state = {APPROVED: AUTHORISED, REJECTED: TURNED_DOWN}.get(state, DRAFT)

    def _end_acta(self, acta: Acta, state: str) -> None:
        if state == APPROVED:
            for one in self.versions:
                if one.state == APPROVED:
                    one.state = SUPERSEDED
                    assert one.acta is not None
                    one.acta.state = SUPERSEDED
            acta.state = acta.version.state = APPROVED
            acta.was_approved = True
        elif state == WITHDRAWN:
            acta.state = acta.version.state = DRAFT
        else:
            acta.state, acta.version.state = RETURNED, SUPERSEDED
            if state == ADJUSTMENT:
                self.new_version(acta.version)

    # --- people -------------------------------------------------------------------------------------------------------

    def against_delegating(self, giver: str, to: str, role: str) -> Reasons:
        """One gives a role that one holds, to who may stand in for it, to one person at a time."""
        if role not in self.roles[giver]:
            return {Why.RIGHT}
        standing = [one for one in self.delegations if one.giver == giver and one.role == role and not one.voided]
        taken = any(one.to != to for one in standing)
        fits = to != giver and bool(self.roles[to] & MAY_STAND_IN.get(role, set()))
        return _when(taken or not fits, Why.STATE)

    def against_ending_delegation(self, who: str, one: Delegation) -> Reasons:
        """Whoever gave it or holds it."""
        return _when(who not in (one.giver, one.to), Why.RIGHT)

    def against_changing_roles(self, who: str, person: str) -> Reasons:
        """An administrator, and never their own."""
        return _when(ADMINISTRATOR not in self.roles[who], Why.RIGHT) | _when(who == person, Why.STATE)


def _covers(approved: Terms, awarded: Terms, fewest: int, most: int) -> bool:
    return (
        awarded.unit_value >= approved.unit_value
        and awarded.months == approved.months
        and fewest <= awarded.seats <= most
    )


def _writers_of(key: str, writers: dict[str, set[str]]) -> set[str]:
    """Who wrote what a signature of an acta rests on: Dirección General rests on everything."""
    if key == WORKFORCE:
        return set(writers["sizing"])
    if key == IT:
        return set(writers["technology"])
    return set().union(*writers.values())
