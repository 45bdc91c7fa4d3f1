"""Anybody tries anything at any point of a deal's life: it goes as the rules of the process say, and no otherwise.

Hypothesis draws who does what. `rules_of_a_deal` says what must come of it, `doors` does it. What is allowed where the
rules refuse, or the reverse, fails with the acts that led there.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from almacontact.approvals.content import digest, pick
from almacontact.approvals.registry import kind_of
from almacontact.refusals import Refused
from pipeline.models import FollowUp, GatePass, Opportunity
from pipeline.states import Stage
from proposals.award.models import Award as AwardRow
from proposals.models import (
    CheckListDecision,
    NegotiationRound,
    PricingMinutes,
    PricingModel,
    Proposal,
    ProposalSending,
    Requirement,
    TermsChange,
)
from proposals.proposal import document
from tests import world
from tests.attachments import samples
from tests.cast import FIRST_KEY, KEYS_APART, PARTS, cast_people, cast_person
from tests.factories import make_opportunity
from tests.fingerprints import every_table, fingerprint
from tests.proposals.case import doors
from tests.proposals.case import rules_of_a_deal as rules
from tests.proposals.case.rules_of_a_deal import Answer, Contact, Deal, Line, Terms
from tests.proposals.pricing.pricing_examples import DAY
from tests.proposals.pricing.pricing_records import target_in_force

PEOPLE = (
    "analyst",
    "colleague",
    "coordinator",
    "director",
    "second_director",
    "general_manager",
    "planner",
    "it_leader",
    "people_leader",
    "operations_leader",
    "trainer",
    "reporter",
    "administrative",
    "quality_lead",
    "auditor",
    "administrator",
    "outsider",
)
WORKERS = ("analyst", "coordinator", "director")
SIGNERS = ("director", "second_director", "general_manager", "planner", "it_leader")
anybody = st.one_of(st.sampled_from(WORKERS), st.sampled_from(WORKERS), st.sampled_from(PEOPLE))
"""Who acts: two times of three somebody whose work it mostly is."""
yes_or_no = st.booleans()
LINES = ("security", "crm", "profiles", "experience")
SAID = (
    Answer(rules.YES),
    Answer(rules.YES),
    Answer(rules.PARTIAL),
    Answer(rules.PARTIAL, planned=True),
    Answer(rules.NO),
    Answer(rules.NOT_APPLICABLE),
    Answer(rules.NOT_APPLICABLE, explained=True),
)
NOWHERE = "nowhere"
POINTS = (
    "hunting",
    *("interested", "checked", "priced", "written", "approved", "sent", "proposal", "negotiation"),
    "awarded",
    "won",
)


SIGNED = re.compile(r"proposals_(pricing|scenario|proposal|compliance|supporting|minutes|negotiation|round|terms)")
"""Tables of what is signed, and of its signatures."""

Act = Callable[..., None]


def act(often: int = 1, **drawn: st.SearchStrategy[Any]) -> Callable[[Act], Act]:
    """Mark an act, what is drawn for it, and how often it is tried beside the others."""

    def mark(one: Act) -> Act:
        vars(one).update(often=often, drawn=st.fixed_dictionaries(drawn), possible=lambda _machine: True)
        return one

    return mark


def when(possible: Callable[[Any], object]) -> Callable[[Act], Act]:
    """Leave an act out while there is nothing that it could be about."""

    def mark(one: Act) -> Act:
        vars(one).update(possible=possible)
        return one

    return mark


class LifeOfADeal(RuleBasedStateMachine):
    """One deal, from a point of its life on."""

    length = 25
    """How many acts are tried: some that are drawn are several."""

    thorough = False
    """Whether each refusal is held against the bytes of every table, and not only against what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.tried = 0
        self.changed = self.signed_for = True
        self._undone: Any = transaction.atomic()
        self._undone._from_testcase = True  # so that each act is a transaction of its own to the locks
        self._undone.__enter__()
        self.deal = Deal(roles={one: doors.roles_of_cast(one) for one in PEOPLE})

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undone.__exit__(None, None, None)

    # --- what is tried ------------------------------------------------------------------------------------------------

    @rule(data=st.data())
    def somebody_acts(self, data: st.DataObject) -> None:
        """Hypothesis, if it chose, would leave out half of the acts in each run: too few lives would get anywhere."""
        if not hasattr(self, "key") or self.tried >= self.length:
            return
        possible = [one for one in ACTS if one.possible(self)]  # type: ignore[attr-defined]
        chosen = data.draw(st.sampled_from([one for one in possible for _ in range(one.often)]), label="act")
        given = data.draw(chosen.drawn, label=chosen.__name__)
        chosen(self, **given)

    # --- how an act is tried ------------------------------------------------------------------------------------------

    def attempt(
        self, reasons: rules.Reasons, act: Callable[[], Any], effect: Callable[[Any], object] = lambda _done: None
    ) -> None:
        """Do it; it must be refused for one of `reasons`, and change nothing, or be done where there is none."""
        self.tried += 1
        before = fingerprint(every_table()) if self.thorough else {}
        told = sorted(reasons)
        try:
            with doors.written() as written:
                done = act()
        except Refused as refused:
            found = doors.why(refused)
            words = f"{[one.code for one in refused.blockers]} {refused}"
            assert reasons, f"Refused ({found}), and the rules allow it: {words}"
            assert found in reasons, f"Refused for another reason ({found}) than the rules give ({told}): {words}"
            assert not written, f"A refusal wrote: {written}"
            if self.thorough:
                assert fingerprint(every_table()) == before, "A refusal changed the database."
        else:
            assert not reasons, f"Done, and the rules refuse it: {told}"
            self.changed = True
            self.signed_for = self.signed_for or any(SIGNED.match(table) for _verb, table in written)
            self._grew_by(written)
            effect(done)

    def _grew_by(self, written: list[tuple[str, str]]) -> None:
        """What is kept with its history is written with it, and history only grows."""
        tables = {table for _verb, table in written}
        for verb, table in written:
            kept = f"{table[: table.index('_')]}_historical{table[table.index('_') + 1 :]}"
            if kept in every_table():
                assert kept in tables, f"{verb} {table} left no history"
            assert "_historical" not in table or verb == "INSERT", f"{verb} of history: {table}"
            assert table != GatePass._meta.db_table or verb == "INSERT", f"{verb} of a pass"

    @property
    def row(self) -> Opportunity:
        """The deal as it now stands in the database."""
        return doors.deal_of(self.key)

    # --- where it begins ----------------------------------------------------------------------------------------------

    @initialize(point=st.sampled_from([NOWHERE, *POINTS * 5]))
    def begin(self, point: str) -> None:
        """Take a deal at a point of its life."""
        if point == NOWHERE:
            return
        if point == "hunting":
            self.key = make_opportunity(cast_person("analyst"), expected_billing_on=DAY).pk
        else:
            self.key = world.RECORDER.reach(point).pk
        self.deal.estimate = self._first_figures()
        self.deal.figures = self.deal.estimate
        if point != "hunting":
            self._live_until(point)

    def _live_until(self, point: str) -> None:
        """Live in the rules what the world did in the database."""
        deal, row = self.deal, self.row
        call = FollowUp.objects.filter(opportunity=row, milestone=rules.AGREED).get()
        deal.decision_maker = True
        deal.contacts.append(Contact(key=call.pk, milestone=rules.AGREED))
        deal.move(rules.QUALIFICATION)
        if point == "interested":
            return
        self._take_lines()
        for code in deal.lines:
            deal.answer(code, Answer(rules.YES))
        if point == "checked":
            return
        deal.areas = set(rules.AREAS)
        deal.price("director", [])
        version = deal.versions[0]
        version.key = PricingModel.objects.get(alternative__opportunity=row).pk
        version.acta = rules.Acta(version=version, key=PricingMinutes.objects.of(row).get().pk)
        self._signed(version.acta, "director", deal.acta_steps(version.acta, "director"))
        if point == "priced":
            return
        offer = deal.write_offer("analyst")
        offer.key = Proposal.objects.get(alternative__opportunity=row).pk
        if point == "written":
            return
        self._signed(offer, "analyst", deal.offer_steps(offer, "analyst"))
        if point == "approved":
            return
        deal.send(offer).key = ProposalSending.objects.get(proposal=offer.key).pk
        if point == "sent":
            return
        deal.move(rules.PROPOSAL)
        if point == "proposal":
            return
        deal.defences.append(rules.Defence(key=row.defences.get().pk, state=rules.NOT_REQUIRED))
        invited = FollowUp.objects.get(opportunity=row, milestone=rules.INVITED)
        deal.contacts.append(Contact(key=invited.pk, milestone=rules.INVITED))
        deal.move(rules.NEGOTIATION)
        if point == "negotiation":
            return
        award = AwardRow.objects.get(opportunity=row)
        deal.awards.append(rules.Award(key=award.pk, terms=self._terms(award.terms), accepted=offer))
        if point == "won":
            deal.win()

    def _signed(self, about: Any, by: str, steps: list[rules.Step]) -> None:
        request = self.deal.submit(about, by, steps)
        request.key = self._latest_request(about)
        self._frozen(about)
        for step in sorted(steps, key=lambda one: one.turn):
            name = next(one for one in SIGNERS_OF_WORLD if step.role in self.deal.roles[one])
            self.deal.sign(name, request, step, rules.APPROVE)
        self._carried(about)

    def _take_lines(self) -> None:
        rows = Requirement.objects.filter(check_list__opportunity=self.key)
        for one in rows:
            area = rules.COORDINATOR if one.area == "sales_coordinator" else doors.NAMES[one.area]
            self.deal.lines[one.code] = Line(area, one.excluding)
            self.deal.answers[one.code] = Answer()

    def _first_figures(self) -> Terms:
        first = self.row.history.order_by("history_id").first()
        return Terms(first.seats, first.unit_value, first.contract_months)

    @staticmethod
    def _terms(terms: Any) -> Terms:
        return Terms(terms.seats, terms.unit_value, terms.months)

    # --- the deal -----------------------------------------------------------------------------------------------------

    @act(who=anybody)
    def create(self, who: str) -> None:
        self.attempt(self.deal.against_creating(who), lambda: doors.create(who, self.row))

    @act(who=anybody, milestone=st.sampled_from([rules.AGREED, rules.INVITED, rules.NEED, rules.TALK]))
    def log_contact(self, who: str, milestone: str) -> None:
        self.attempt(
            self.deal.against_leading(who),
            lambda: doors.log(who, self.row, milestone),
            lambda made: self.deal.contacts.append(Contact(key=made.pk, milestone=milestone)),
        )

    @when(lambda self: self.deal.contacts)
    @act(who=anybody, which=st.integers(0, 9))
    def void_contact(self, who: str, which: int) -> None:
        one = self._of(self.deal.contacts, which)
        self.attempt(
            self.deal.against_voiding_contact(who, one),
            lambda: doors.void_contact(who, one.key),
            lambda _done: setattr(one, "voided", True),
        )

    @when(lambda self: not self.deal.decision_maker)
    @act(who=anybody)
    def name_decision_maker(self, who: str) -> None:
        self.attempt(
            self.deal.against_creating(who),
            lambda: doors.name_decision_maker(who, self.row),
            lambda _done: setattr(self.deal, "decision_maker", True),
        )

    @act(who=anybody, seats=st.integers(8, 14))
    def edit_deal(self, who: str, seats: int) -> None:
        self.attempt(
            self.deal.against_editing(who, seats),
            lambda: doors.edit(who, self.row, seats=seats),
            lambda _done: self.deal.edit(seats),
        )

    @act(who=anybody, to=st.sampled_from(["analyst", "colleague", "coordinator", "planner"]))
    def reassign(self, who: str, to: str) -> None:
        self.attempt(
            self.deal.against_reassigning(who, to),
            lambda: doors.edit(who, self.row, owner=doors.person(to)),
            lambda _done: setattr(self.deal, "owner", to),
        )

    @when(lambda self: self.deal.stage in rules.OPEN[:-1])
    @act(often=3, who=anybody)
    def move_on(self, who: str) -> None:
        to = rules.OPEN[rules.OPEN.index(self.deal.stage) + 1]
        self._move(who, to)

    @act(who=anybody, to=st.sampled_from([rules.PROPOSAL, rules.NEGOTIATION]))
    def skip_to(self, who: str, to: str) -> None:
        stage = self.deal.stage
        if stage == rules.CLOSED or rules.OPEN.index(to) > rules.OPEN.index(stage):
            self._move(who, to)

    def _move(self, who: str, to: str) -> None:
        self.attempt(
            self.deal.against_moving(who, to),
            lambda: doors.move(who, self.row, to),
            lambda _done: self.deal.move(to),
        )

    @act(who=anybody)
    def step_back(self, who: str) -> None:
        self.attempt(
            self.deal.against_stepping_back(who),
            lambda: doors.step_back(who, self.row),
            lambda _done: self.deal.step_back(),
        )

    @act(often=2, who=anybody)
    def win(self, who: str) -> None:
        self.attempt(
            self.deal.against_winning(who),
            lambda: doors.close(who, self.row, rules.WON),
            lambda _done: self.deal.win(),
        )

    @act(who=anybody, outcome=st.sampled_from(["lost", "withdrawn", "cancelled"]))
    def give_up(self, who: str, outcome: str) -> None:
        self.attempt(
            self.deal.against_giving_up(who),
            lambda: doors.close(who, self.row, outcome),
            lambda _done: self.deal.give_up(outcome),
        )

    @when(lambda self: self.deal.stage == rules.CLOSED)
    @act(who=anybody)
    def reopen(self, who: str) -> None:
        self.attempt(
            self.deal.against_reopening(who), lambda: doors.reopen(who, self.row), lambda _done: self.deal.reopen()
        )

    # --- the check list -----------------------------------------------------------------------------------------------

    @when(lambda self: not self.deal.lines)
    @act(who=anybody)
    def make_check_list(self, who: str) -> None:
        def made(_done: Any) -> None:
            self._take_lines()
            self.deal.areas |= {one.area for one in self.deal.lines.values()} & rules.AREAS

        self.attempt(
            self.deal.against_leading(who) | self.deal.against_closed(),
            lambda: doors.make_check_list(who, self.row),
            made,
        )

    @when(lambda self: self.deal.lines)
    @act(
        who=st.sampled_from(["director", "it_leader", "people_leader", *PEOPLE]),
        code=st.sampled_from(LINES),
        said=st.sampled_from(SAID),
    )
    def answer(self, who: str, code: str, said: Answer) -> None:
        self.attempt(
            self.deal.against_answering(who, code),
            lambda: doors.answer(who, self.row, code, said),
            lambda _done: self.deal.answer(code, said),
        )

    @when(lambda self: self.deal.lines and self.deal.stage != rules.CLOSED)
    @act(noes=st.sampled_from([0, 0, 10, 14]))
    def answer_all(self, noes: int) -> None:
        """The director answers everything: a go, what a committee decides, or a no-go by its score."""
        if not self.deal.directs("director"):
            return
        soft = [code for code, line in self.deal.lines.items() if not line.excluding][:noes]
        for code in self.deal.lines:
            said = Answer(rules.NO if code in soft else rules.YES)
            if self.deal.answers[code] != said:
                self.answer_one(code, said)

    def answer_one(self, code: str, said: Answer) -> None:
        """A line, by the director."""
        self.attempt(
            set(),
            lambda: doors.answer("director", self.row, code, said),
            lambda _done: self.deal.answer(code, said),
        )

    @when(lambda self: self.deal.lines)
    @act(who=anybody)
    def waive(self, who: str) -> None:
        refused = [code for code, one in self.deal.answers.items() if one.said == rules.NO]
        code = next((one for one in refused if self.deal.lines[one].excluding), "security")
        self.attempt(
            self.deal.against_waiving(who, code),
            lambda: doors.waive(who, self.row, code),
            lambda _done: self.deal.waive(code),
        )

    @when(lambda self: self.deal.lines)
    @act(who=anybody, go=yes_or_no)
    def decide_for_committee(self, who: str, go: bool) -> None:
        self.attempt(
            self.deal.against_deciding(who),
            lambda: doors.decide_for_committee(who, self.row, go),
            lambda _done: self.deal.decide(go),
        )

    @when(lambda self: self.deal.lines)
    @act(often=2, who=anybody, noes=st.sampled_from([0, 10, 14]))
    def turn_down_and_waive(self, who: str, noes: int) -> None:
        """An excluding *no*, its waiver, what a committee says, and the next move."""
        if noes and self.deal.stage != rules.CLOSED:
            self.answer_all(noes)
        self.answer("it_leader", "security", Answer(rules.NO))
        self.waive(who)
        self.decide_for_committee(who, True)
        if self.deal.stage in rules.OPEN[:-1]:
            self.move_on("director")

    # --- the pricing --------------------------------------------------------------------------------------------------

    @when(lambda self: not self.deal.versions and self.deal.directs("director"))
    @act(who=anybody)
    def price(self, who: str) -> None:
        def made(key: int) -> None:
            self.deal.price(who, ["director"])
            self.deal.versions[0].key = key

        self.attempt(self.deal.against_pricing(who), lambda: doors.price(who, self.row), made)

    @when(lambda self: self.deal.versions)
    @act(who=st.one_of(anybody, st.sampled_from(["planner", "it_leader"])), part=st.sampled_from(rules.PARTS))
    def edit_price(self, who: str, part: str) -> None:
        version = self.deal.versions[-1]
        variant = 1 - getattr(version.inputs, part)

        def edited(_done: Any) -> None:
            self.deal.edit_price(who, version, part, variant)
            self._frozen(version.acta)

        self.attempt(
            self.deal.against_editing_price(who, version, part, variant),
            lambda: doors.edit_price(who, version.key, rules.with_part(version.inputs, part, variant)),
            edited,
        )

    @when(lambda self: self.deal.versions)
    @act(who=anybody)
    def new_version(self, who: str) -> None:
        source = self.deal.versions[-1]
        self.attempt(
            self.deal.against_new_version(who),
            lambda: doors.begin_version(who, source.key),
            lambda key: setattr(self.deal.new_version(source), "key", key),
        )

    @when(lambda self: self.deal.versions)
    @act(who=anybody, which=st.integers(0, 3))
    def void_price(self, who: str, which: int) -> None:
        version = self._of(self.deal.versions, which)
        self.attempt(
            self.deal.against_voiding_price(who, version),
            lambda: doors.void_price(who, version.key),
            lambda _done: self.deal.void_price(version),
        )

    @when(lambda self: self.deal.versions)
    @act(who=anybody)
    def write_acta(self, who: str) -> None:
        version = self.deal.versions[-1]

        def made(key: int) -> None:
            version.acta = rules.Acta(key=key, version=version)

        self.attempt(self.deal.against_writing_acta(who, version), lambda: doors.write_acta(who, version.key), made)

    @when(lambda self: self.deal.actas())
    @act(often=2, who=anybody)
    def submit_acta(self, who: str) -> None:
        acta = self.deal.actas()[-1]
        self.attempt(
            self.deal.against_submitting_acta(who, acta),
            lambda: doors.submit_acta(who, acta.key),
            lambda key: self._submitted(acta, who, self.deal.acta_steps(acta, who), key),
        )

    @when(lambda self: self.deal.versions)
    @act(often=2, who=st.sampled_from(WORKERS), part=st.sampled_from(rules.PARTS))
    def price_anew(self, who: str, part: str) -> None:
        """All the way to the signatures, as far as it goes."""
        self.new_version(who)
        self.edit_price(who, part)
        self.write_acta(who)
        if self.deal.actas():
            self.submit_acta(who)

    # --- the proposal -------------------------------------------------------------------------------------------------

    @when(lambda self: self.deal.versions)
    @act(often=2, who=st.sampled_from(WORKERS), section=st.sampled_from(sorted(rules.SECTIONS)))
    def offer_anew(self, who: str, section: str) -> None:
        """All the way to the signatures, as far as it goes."""
        if not self.deal.offers:
            self.write_offer(who)
        else:
            self.next_offer(who)
            self.edit_offer(who, section)
        if self.deal.offers:
            self.submit_offer(who)

    @when(lambda self: self.deal.versions)
    @act(who=anybody)
    def write_offer(self, who: str) -> None:
        self.attempt(
            self.deal.against_writing_offer(who),
            lambda: doors.write_offer(who, self.row),
            lambda key: setattr(self.deal.write_offer(who), "key", key),
        )

    @when(lambda self: self.deal.offers)
    @act(who=anybody, section=st.sampled_from(sorted(rules.SECTIONS)))
    def edit_offer(self, who: str, section: str) -> None:
        offer = self.deal.offers[-1]
        variant = 1 - offer.words[section]
        self.attempt(
            self.deal.against_editing_offer(who, offer),
            lambda: doors.edit_offer(who, offer.key, section, variant),
            lambda _done: self.deal.edit_offer(who, offer, section, variant),
        )

    @when(lambda self: self.deal.offers)
    @act(who=anybody)
    def renew_offer(self, who: str) -> None:
        offer = self.deal.offers[-1]
        self.attempt(
            self.deal.against_renewing(who, offer),
            lambda: doors.renew(who, offer.key),
            lambda _done: setattr(offer, "acta", self.deal.acta_in_force()),
        )

    @when(lambda self: self.deal.offers)
    @act(who=anybody)
    def complete_matrix(self, who: str) -> None:
        offer = self.deal.offers[-1]

        def drawn(_done: Any) -> None:
            offer.matrix = self.deal.matrix()
            offer.writers["whole"].add(who)

        self.attempt(self.deal.against_editing_offer(who, offer), lambda: doors.complete_matrix(who, offer.key), drawn)

    @when(lambda self: self.deal.offers)
    @act(who=anybody)
    def next_offer(self, who: str) -> None:
        source = self.deal.offers[-1]
        self.attempt(
            self.deal.against_next_offer(who),
            lambda: doors.begin_offer(who, source.key),
            lambda key: setattr(self.deal.next_offer(who, source), "key", key),
        )

    @when(lambda self: self.deal.offers)
    @act(who=anybody, which=st.integers(0, 3))
    def void_offer(self, who: str, which: int) -> None:
        offer = self._of(self.deal.offers, which)

        def voided(_done: Any) -> None:
            offer.state, offer.voided = rules.VOID, True

        self.attempt(self.deal.against_voiding_offer(who, offer), lambda: doors.void_offer(who, offer.key), voided)

    @when(lambda self: self.deal.offers)
    @act(often=2, who=anybody)
    def submit_offer(self, who: str) -> None:
        offer = self.deal.offers[-1]
        self.attempt(
            self.deal.against_submitting_offer(who, offer),
            lambda: doors.submit_offer(who, offer.key),
            lambda key: self._submitted(offer, who, self.deal.offer_steps(offer, who), key),
        )

    @when(lambda self: self.deal.offers)
    @act(often=3, who=anybody, which=st.integers(0, 3))
    def send(self, who: str, which: int) -> None:
        offer = self._of(self.deal.offers, which)
        self.attempt(
            self.deal.against_sending(who, offer),
            lambda: doors.send(who, offer.key),
            lambda key: setattr(self.deal.send(offer), "key", key),
        )

    @when(lambda self: self.deal.sendings)
    @act(who=anybody, which=st.integers(0, 3))
    def void_sending(self, who: str, which: int) -> None:
        one = self._of(self.deal.sendings, which)
        self.attempt(
            self.deal.against_voiding_sending(who, one),
            lambda: doors.take_sending_back(who, one.key),
            lambda _done: setattr(one, "voided", True),
        )

    # --- clarifications and defence -----------------------------------------------------------------------------------

    @act(who=anybody, area=st.sampled_from([rules.IT, rules.COORDINATOR]), late=yes_or_no)
    def ask(self, who: str, area: str, late: bool) -> None:
        def asked(key: int) -> None:
            about = self.deal.client_has()
            self.deal.questions.append(rules.Question(key=key, area=area, late=late, about=about))

        self.attempt(
            self.deal.against_leading(who) | self.deal.against_closed(),
            lambda: doors.ask(who, self.row, area, late),
            asked,
        )

    @when(lambda self: self.deal.questions)
    @act(who=st.one_of(anybody, st.just("it_leader")), which=st.integers(0, 3), alters=yes_or_no)
    def answer_question(self, who: str, which: int, alters: bool) -> None:
        one = self._of(self.deal.questions, which)

        def answered(_done: Any) -> None:
            one.answered, one.alters = True, alters

        self.attempt(
            self.deal.against_answering_question(who, one),
            lambda: doors.answer_question(who, one.key, alters),
            answered,
        )

    @when(lambda self: self.deal.questions)
    @act(who=anybody, which=st.integers(0, 3))
    def send_answer(self, who: str, which: int) -> None:
        one = self._of(self.deal.questions, which)
        self.attempt(
            self.deal.against_sending_answer(who, one),
            lambda: doors.send_answer(who, self.row, one.key),
            lambda _done: setattr(one, "sent", True),
        )

    @when(lambda self: self.deal.questions)
    @act(who=anybody, which=st.integers(0, 3))
    def void_question(self, who: str, which: int) -> None:
        one = self._of(self.deal.questions, which)
        self.attempt(
            self.deal.against_voiding_question(who, one),
            lambda: doors.void_question(who, one.key),
            lambda _done: setattr(one, "voided", True),
        )

    @act(who=anybody)
    def dispense_with_defence(self, who: str) -> None:
        self.attempt(
            self.deal.against_dispensing(who),
            lambda: doors.dispense(who, self.row),
            lambda key: self.deal.defences.append(rules.Defence(key=key, state=rules.NOT_REQUIRED)),
        )

    @act(who=anybody)
    def plan_defence(self, who: str) -> None:
        self.attempt(
            self.deal.against_planning_defence(who),
            lambda: doors.plan(who, self.row),
            lambda key: self.deal.defences.append(rules.Defence(key=key)),
        )

    @when(lambda self: self.deal.defences)
    @act(who=anybody, which=st.integers(0, 3))
    def hold_defence(self, who: str, which: int) -> None:
        one = self._of(self.deal.defences, which)
        self.attempt(
            self.deal.against_holding_defence(who, one),
            lambda: doors.defend(who, one.key),
            lambda _done: setattr(one, "state", rules.HELD),
        )

    @when(lambda self: self.deal.defences)
    @act(who=anybody, which=st.integers(0, 3))
    def void_defence(self, who: str, which: int) -> None:
        one = self._of(self.deal.defences, which)
        self.attempt(
            self.deal.against_voiding_defence(who, one),
            lambda: doors.take_defence_back(who, one.key),
            lambda _done: setattr(one, "voided", True),
        )

    @when(lambda self: self.deal.stage == rules.PROPOSAL)
    @act(often=2, who=st.sampled_from(WORKERS), late=yes_or_no, alters=yes_or_no, answered=yes_or_no)
    def enter_negotiation(self, who: str, late: bool, alters: bool, answered: bool) -> None:
        """With a question of the client that may still stand in the way."""
        self.dispense_with_defence(who)
        self.log_contact(who, rules.INVITED)
        self.ask(who, rules.IT, late)
        if answered and self.deal.questions:
            self.answer_question("it_leader", -1, alters)
            self.send_answer(who, -1)
        self.move_on(who)

    # --- negotiation and award ----------------------------------------------------------------------------------------

    @when(lambda self: self.deal.actas())
    @act(who=anybody, what=st.sampled_from(rules.OFFERS))
    def log_round(self, who: str, what: str) -> None:
        acta = self.deal.acta_in_force()
        terms = rules.terms_of(what, acta.terms) if acta and acta.terms else Terms(1, 1, 1)
        days = 60 - 15 * (acta.version.inputs.terms if acta else 0)

        def logged(key: int) -> None:
            assert acta is not None
            self.deal.rounds.append(rules.Round(key=key, acta=acta, offer=what, by=who))

        self.attempt(
            self.deal.against_logging_round(who), lambda: doors.log_offer(who, self.row, what, terms, days), logged
        )

    @when(lambda self: self.deal.rounds)
    @act(often=2, who=anybody, which=st.integers(0, 3))
    def authorise_round(self, who: str, which: int) -> None:
        one = self._of(self.deal.rounds, which)

        def authorised(key: int | None) -> None:
            request = self.deal.authorise(who, one)
            assert (request is None) == (key is None), f"It needs signatures: {request is not None}, {key is not None}"
            if request is not None:
                request.key = key

        self.attempt(self.deal.against_authorising(who, one), lambda: doors.authorise(who, one.key), authorised)

    @when(lambda self: self.deal.stage in rules.SENT and self.deal.acta_in_force())
    @act(often=2, who=st.sampled_from(WORKERS), what=st.sampled_from(rules.OFFERS))
    def negotiate(self, who: str, what: str) -> None:
        """A round, and its authorisation."""
        self.log_round(who, what)
        if self.deal.rounds:
            self.authorise_round(who, -1)

    @when(lambda self: self.deal.rounds)
    @act(who=anybody, which=st.integers(0, 3))
    def void_round(self, who: str, which: int) -> None:
        one = self._of(self.deal.rounds, which)

        def voided(_done: Any) -> None:
            one.state, one.voided = rules.VOID, True

        self.attempt(self.deal.against_voiding_round(who, one), lambda: doors.take_round_back(who, one.key), voided)

    @act(often=2, who=anybody, what=st.sampled_from((*rules.AWARDS, rules.MUCH_LESS)))
    def change_terms(self, who: str, what: str) -> None:
        acta = self.deal.acta_in_force()
        terms = rules.terms_of(what, acta.terms if acta and acta.terms else self.deal.figures)

        def asked(made: Any) -> None:
            one = self.deal.ask_new_terms(who, terms)
            one.key = made.pk
            assert bool(made.leaves) == one.leaves, f"It leaves what was approved: {made.leaves}"
            if one.leaves:
                self.deal.requests[-1].key = made.approvals.get().pk

        self.attempt(self.deal.against_new_terms(who, terms), lambda: doors.change(who, self.row, terms), asked)

    @when(lambda self: self.deal.stage not in rules.OPEN[:2])
    @act(often=2, who=anybody, what=st.sampled_from(rules.AWARDS))
    def award(self, who: str, what: str) -> None:
        accepted = self.deal.client_has()
        base = accepted.acta.terms if accepted and accepted.acta.terms else self.deal.figures
        terms = rules.terms_of(what, base)

        def awarded(key: int) -> None:
            self.deal.awards.append(rules.Award(key=key, terms=terms, accepted=accepted))

        self.attempt(
            self.deal.against_awarding(who, terms),
            lambda: doors.award(who, self.row, terms, accepted.key if accepted else None),
            awarded,
        )

    @when(lambda self: self.deal.stage in rules.SENT)
    @act(often=3, who=st.sampled_from(WORKERS), what=st.sampled_from(rules.AWARDS))
    def award_and_win(self, who: str, what: str) -> None:
        """A win rests on what somebody approved, whatever the client awarded."""
        self.award(who, what)
        self.win(who)

    @when(lambda self: self.deal.awards)
    @act(who=anybody, which=st.integers(0, 3))
    def void_award(self, who: str, which: int) -> None:
        one = self._of(self.deal.awards, which)
        self.attempt(
            self.deal.against_voiding_award(who, one),
            lambda: doors.take_award_back(who, one.key),
            lambda _done: setattr(one, "voided", True),
        )

    # --- signatures ---------------------------------------------------------------------------------------------------

    @when(lambda self: self._asked())
    @act(often=3, first=st.integers(0, 4), decision=st.sampled_from([*[rules.APPROVE] * 9, rules.ADJUST, rules.REJECT]))
    def sign_as_asked(self, first: int, decision: str) -> None:
        """A step whose turn it is, by somebody who holds its role."""
        request = self._asked()[-1]
        step = next(one for one in request.steps if one.signed is None and one.turn == request.turn)
        holders = [one for one in PEOPLE if any(True for _ in self.deal.grounds(one, step.role))] or ["outsider"]
        self._sign(self._of(holders, first), request, step, decision)

    @when(lambda self: self._asked())
    @act(often=6)
    def sign_by_all(self) -> None:
        """Whoever may, signs what is asked, turn by turn."""
        request = self._asked()[-1]
        for step in sorted(request.steps, key=lambda one: one.turn):
            if step.signed is None and request.state == rules.RUNNING:
                who = next(
                    (one for one in PEOPLE if not self.deal.against_signing(one, request, step, rules.APPROVE)), None
                )
                if who is not None:
                    self._sign(who, request, step, rules.APPROVE)

    @when(lambda self: self._asked())
    @act(often=2, who=st.sampled_from(SIGNERS), giver=st.sampled_from(SIGNERS))
    def sign_with_one_hand(self, who: str, giver: str) -> None:
        """Somebody tries every step, also in the name of somebody else."""
        self.delegate(giver, who, "", own=True)
        request = self._asked()[-1]
        for step in sorted(request.steps, key=lambda one: one.turn):
            self._sign(who, request, step, rules.APPROVE)

    @when(lambda self: self.deal.requests)
    @act(
        who=st.sampled_from(PEOPLE),
        back=st.integers(0, 2),
        which=st.integers(0, 6),
        decision=st.sampled_from([rules.APPROVE, rules.APPROVE, rules.ADJUST, rules.REJECT]),
    )
    def sign_anything(self, who: str, back: int, which: int, decision: str) -> None:
        """Any step, by anybody."""
        request = self._of(self.deal.requests[::-1], back)
        self._sign(who, request, self._of(request.steps, which), decision)

    def _sign(self, who: str, request: rules.Request, step: rules.Step, decision: str) -> None:
        row = self._step_row(request, step)

        def signed(_done: Any) -> None:
            versions = len(self.deal.versions)
            if not self.deal.sign(who, request, step, decision):
                return
            if len(self.deal.versions) > versions:
                newest = PricingModel.objects.filter(alternative__opportunity=self.key).order_by("-pk").first()
                self.deal.versions[-1].key = newest.pk
            self._carried(request.about)

        self.attempt(
            self.deal.against_signing(who, request, step, decision), lambda: doors.sign(who, row, decision), signed
        )

    @when(lambda self: self.deal.requests)
    @act(who=anybody, back=st.integers(0, 2))
    def withdraw(self, who: str, back: int) -> None:
        request = self._of(self.deal.requests[::-1], back)
        self.attempt(
            self.deal.against_withdrawing(who, request),
            lambda: doors.withdraw(who, self._request_row(request)),
            lambda _done: self.deal.withdraw(who, request),
        )

    # --- people -------------------------------------------------------------------------------------------------------

    @act(
        giver=st.sampled_from(SIGNERS),
        to=st.sampled_from(["coordinator", *SIGNERS, "quality_lead", "outsider"]),
        role=st.sampled_from([rules.DIRECTOR, rules.GENERAL, rules.WORKFORCE, rules.IT]),
        own=yes_or_no,
    )
    def delegate(self, giver: str, to: str, role: str, own: bool) -> None:
        if own:
            role = next(iter(sorted(self.deal.roles[giver])))
        same = [
            one
            for one in self.deal.delegations
            if (one.giver, one.to, one.role, one.voided) == (giver, to, role, False)
        ]

        def given(key: int) -> None:
            if not same:
                self.deal.delegations.append(rules.Delegation(key=key, giver=giver, to=to, role=role))

        self.attempt(self.deal.against_delegating(giver, to, role), lambda: doors.give(giver, to, role), given)

    @when(lambda self: self.deal.delegations)
    @act(who=st.sampled_from(SIGNERS), which=st.integers(0, 3))
    def end_delegation(self, who: str, which: int) -> None:
        one = self._of(self.deal.delegations, which)
        self.attempt(
            self.deal.against_ending_delegation(who, one),
            lambda: doors.end(who, one.key),
            lambda _done: setattr(one, "voided", True),
        )

    @act(
        who=st.sampled_from(["administrator", "administrator", "director", "outsider"]),
        whom=st.sampled_from([*SIGNERS, "analyst", "coordinator"]),
    )
    def take_or_give_back_a_role(self, who: str, whom: str) -> None:
        """What somebody held goes and they report; or what they held comes back."""
        own = doors.roles_of_cast(whom)
        wanted = {rules.REPORTING} if self.deal.roles[whom] == own else own
        self.attempt(
            self.deal.against_changing_roles(who, whom),
            lambda: doors.set_roles(who, whom, wanted),
            lambda _done: self.deal.roles.update({whom: wanted}),
        )

    # --- what always holds --------------------------------------------------------------------------------------------

    @invariant()
    def it_holds(self) -> None:
        """Asked after each act that was done: one that was refused has written nothing."""
        if hasattr(self, "key") and self.changed:
            self._the_records_are_what_the_rules_say()
            self._a_stage_has_its_pass()
            if self.signed_for or self.thorough:
                self._what_is_approved_is_what_was_signed()
                self._an_approved_price_is_the_one_that_was_offered()
            self.changed = self.signed_for = False

    def _the_records_are_what_the_rules_say(self) -> None:
        row, deal = self.row, self.deal
        assert (row.stage, row.outcome) == (deal.stage, deal.outcome)
        assert Terms(row.seats, row.unit_value, row.contract_months) == deal.figures
        for model, told in (
            (PricingModel, deal.versions),
            (PricingMinutes, deal.actas()),
            (Proposal, deal.offers),
            (NegotiationRound, deal.rounds),
            (TermsChange, deal.changes),
        ):
            if told:
                states = dict(model.objects.filter(pk__in=[one.key for one in told]).values_list("pk", "state"))
                assert states == {one.key: one.state for one in told}
        if deal.lines:
            found = CheckListDecision.objects.filter(check_list__opportunity=row, voided_at=None).first()
            decision = deal.decision()
            assert (found and found.outcome) == (decision and ("go" if decision.go else "no_go"))
            for one, made in zip(
                deal.decisions,
                CheckListDecision.objects.filter(check_list__opportunity=row).order_by("pk"),
                strict=True,
            ):
                assert one.voided == (made.voided_at is not None)

    def _what_is_approved_is_what_was_signed(self) -> None:
        for request in self._worth_a_look():
            row = self._request_row(request)
            assert row.state == request.state
            kind = kind_of(row)
            content = kind.content(row.subject)
            hands: dict[int, str] = {}
            for step in row.steps.select_related("carried_from").prefetch_related("signatures"):
                told, signature = self._told(request, step), step.standing_signature()
                assert (signature is None) == (told.signed is None), step.key
                if signature is None or told.signed is None:
                    continue
                assert signature.by_id == cast_person_key(told.signed.by)
                assert not told.signed.hands & told.barred, "Signed by who wrote it."
                assert digest(pick(content, step.fields)) == signature.content_hash == step.content_hash
                for hand in {signature.by_id, signature.on_behalf_of_id} - {None}:
                    assert hands.setdefault(hand, step.role) == step.role, "Two steps by the same hand."
                if self.thorough and request.state == rules.RUNNING:
                    assert signature.by_id not in kind.editors(row.subject, step.fields) | {row.submitted_by_id}

    def _worth_a_look(self) -> list[rules.Request]:
        """What is being signed, and what all signed: the last of each kind, daily."""
        running = [one for one in self.deal.requests if one.state == rules.RUNNING]
        approved = [one for one in self.deal.requests if one.state == rules.APPROVED]
        return running + (approved if self.thorough else list({type(one.about): one for one in approved}.values()))

    def _a_stage_has_its_pass(self) -> None:
        row = self.row
        if row.stage == Stage.HUNTING and row.gate_pass_id is None:
            return
        assert row.gate_pass.to_stage == row.stage
        stage = row.stage if row.is_open else row.left_stage
        passed = set(row.gate_passes.values_list("move", flat=True))
        for one in rules.OPEN[1 : rules.OPEN.index(stage) + 1]:
            assert rules.FORWARD[one] in passed

    def _an_approved_price_is_the_one_that_was_offered(self) -> None:
        for one in self.deal.offers if self.thorough else self.deal.offers[-2:]:
            if one.was_approved:
                row = doors.offer_of(one.key)
                told = Terms(row.annex["seats"], row.annex["unit_value"], row.annex["months"])
                assert told == one.acta.terms == self._terms(row.minutes.terms)

    # --- inside -------------------------------------------------------------------------------------------------------

    @staticmethod
    def _of(found: Any, which: int) -> Any:
        return found[which % len(found)]

    def _asked(self) -> list[rules.Request]:
        return [one for one in self.deal.requests if one.state == rules.RUNNING]

    def _submitted(self, about: Any, who: str, steps: list[rules.Step], key: int) -> None:
        self.deal.submit(about, who, steps).key = key
        self._frozen(about)
        self._carried(about)

    def _frozen(self, about: Any) -> None:
        """Take the facts of an acta that was just frozen: its numbers, which are no rule."""
        if isinstance(about, rules.Acta) and about.state in (rules.IN_APPROVAL, rules.APPROVED):
            row = PricingMinutes.objects.get(pk=about.key)
            about.terms = self._terms(row.terms)
            assert row.high_risk == about.risky, f"High risk: {row.high_risk} {row.fired}"

    def _carried(self, about: Any) -> None:
        """Once something is approved: an acta gives its figures to an open deal, a proposal gets its document."""
        if isinstance(about, rules.Acta) and about.state == rules.APPROVED and self.deal.stage != rules.CLOSED:
            assert about.terms is not None
            self.deal.figures = about.terms
        if isinstance(about, rules.Offer) and about.state == rules.APPROVED:
            assert doors.make_document(about.key) == about.document

    def _latest_request(self, about: Any) -> int:
        model = PricingMinutes if isinstance(about, rules.Acta) else Proposal
        return model.objects.get(pk=about.key).approvals.latest("pk").pk

    def _request_row(self, request: rules.Request) -> Any:
        kinds = {
            rules.Acta: PricingMinutes,
            rules.Offer: Proposal,
            rules.Round: NegotiationRound,
            rules.NewTerms: TermsChange,
        }
        model = kinds[type(request.about)]._meta.get_field("approvals").related_model
        return model.objects.select_related("subject", "submitted_by").get(pk=request.key)

    def _step_row(self, request: rules.Request, step: rules.Step) -> Any:
        return self._request_row(request).steps.select_related("request__subject").get(role=doors.ROLES[step.role])

    def _told(self, request: rules.Request, row: Any) -> rules.Step:
        return next(one for one in request.steps if doors.ROLES[one.role] == row.role)


def cast_person_key(part: str) -> int:
    """The key of somebody of the cast, without asking."""
    return FIRST_KEY + KEYS_APART * list(PARTS).index(part)


ACTS = [one for one in vars(LifeOfADeal).values() if hasattr(one, "often")]
SIGNERS_OF_WORLD = tuple(world.SIGNERS.values())


def _begin() -> LifeOfADeal:
    """Hypothesis reads the source of whatever begins a run: of this it is a line, of the class a second in all."""
    return LifeOfADeal()


LIVES: dict[str, tuple[str, Sequence[tuple[Any, ...]]]] = {
    "an acta does not come back when the one after it is voided": (
        "approved",
        [("price_anew", "director", "terms"), ("sign_by_all",), ("void_price", "director", 1), ("send", "analyst", 0)],
    ),
    "what was current when it was sent opens the gate": (
        "sent",
        [("price_anew", "director", "terms"), ("sign_by_all",), ("void_price", "director", 1), ("move_on", "analyst")],
    ),
    "what alters the offer is priced and sent again": (
        "proposal",
        [
            ("enter_negotiation", "analyst", True, True, True),
            ("price_anew", "director", "terms"),
            ("sign_by_all",),
            ("offer_anew", "analyst", "people"),
            ("sign_by_all",),
            ("send", "analyst", 1),
            ("move_on", "analyst"),
            ("void_sending", "director", 1),
            ("award_and_win", "analyst", rules.SAME),
        ],
    ),
    "a discount beyond five per cent goes up": (
        "negotiation",
        [("negotiate", "analyst", rules.MUCH_LESS), ("sign_by_all",), ("change_terms", "analyst", rules.MUCH_LESS)],
    ),
    "more seats are signed, won, and no longer behind a win once their round is voided": (
        "negotiation",
        [
            ("negotiate", "analyst", rules.MORE_SEATS),
            ("sign_by_all",),
            ("award_and_win", "analyst", rules.MORE_SEATS),
            ("reopen", "director"),
            ("void_round", "analyst", 0),
            ("award_and_win", "analyst", rules.MORE_SEATS),
        ],
    ),
    "nobody signs in the name of who lost the role": (
        "priced",
        [
            ("delegate", "general_manager", "second_director", rules.GENERAL, False),
            ("price_anew", "analyst", "sizing"),
            ("sign_as_asked", 0, rules.APPROVE),
            ("sign_as_asked", 0, rules.APPROVE),
            ("take_or_give_back_a_role", "administrator", "general_manager"),
            ("sign_anything", "second_director", 0, 2, rules.APPROVE),
        ],
    ),
    "an acta that was submitted on the old terms is not approved": (
        "negotiation",
        [
            ("price_anew", "director", "terms"),
            ("change_terms", "analyst", rules.MORE_SEATS),
            ("sign_by_all",),
            ("sign_with_one_hand", "planner", "planner"),
            ("sign_with_one_hand", "it_leader", "it_leader"),
            ("sign_with_one_hand", "general_manager", "general_manager"),
            ("withdraw", "analyst", 1),
            ("submit_acta", "analyst"),
            ("sign_by_all",),
        ],
    ),
    "whoever edits a price while it is signed asks the signatures anew": (
        "priced",
        [
            ("price_anew", "director", "sizing"),
            ("sign_as_asked", 0, rules.APPROVE),
            ("delegate", "it_leader", "planner", rules.IT, False),
            ("edit_price", "planner", "sizing"),
            ("edit_price", "director", "technology"),
            ("edit_price", "director", "cost"),
            ("sign_by_all",),
        ],
    ),
}
"""Lives in which something went wrong, or nearly: an act and what it takes, from a point on."""


@pytest.mark.django_db
def test_lives_that_went_wrong_go_by_the_rules(monkeypatch):
    monkeypatch.setattr(document, "proposal_pdf", lambda proposal, progress=None: samples.PDF)
    world.RECORDER.prepare()
    cast_people(PEOPLE)
    with target_in_force():
        for told, (point, acts) in LIVES.items():
            life = LifeOfADeal()
            try:
                life.begin(point)
                for name, *given in acts:
                    getattr(life, name)(*given)
                    life.it_holds()
            except AssertionError as error:
                error.add_note(f"In the life: {told}")
                raise
            finally:
                life.teardown()


@pytest.mark.parametrize(
    "rounds", [pytest.param(60, marks=pytest.mark.alike), pytest.param(500, marks=pytest.mark.proof)]
)
@pytest.mark.django_db
def test_nobody_does_what_the_rules_of_a_deal_refuse_nor_is_refused_what_they_allow(rounds, monkeypatch):
    """Each life is a run of its own: within one run Hypothesis tries its last life again and again, little changed."""
    monkeypatch.setattr(document, "proposal_pdf", lambda proposal, progress=None: samples.PDF)
    daily = rounds == 60
    monkeypatch.setattr(LifeOfADeal, "thorough", not daily)
    monkeypatch.setattr(LifeOfADeal, "length", 25 if daily else 40)
    one_life = settings(
        max_examples=2,  # the first of a run is the simplest: nothing happens in it
        stateful_step_count=LifeOfADeal.length,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    world.RECORDER.prepare()
    cast_people(PEOPLE)
    with target_in_force():
        for number in range(rounds):
            seed(number if daily else random.getrandbits(64))(_begin)
            run_state_machine_as_test(_begin, settings=one_life)
