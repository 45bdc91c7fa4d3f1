"""A round is authorised in the moment in which it is changed or voided: what is authorised is what was judged."""

from collections import Counter
from collections.abc import Callable

import pytest

from almacontact.audit import locking
from proposals.models import NegotiationRound
from proposals.negotiation import actions, approval
from proposals.negotiation.actions import _judge, authorise_round, edit_round, void_round
from tests.cast import cast_people
from tests.proof import rounds
from tests.proposals.negotiation.negotiation_records import make_offered, make_round
from tests.proposals.pricing.pricing_records import EXAMPLE_UNIT_VALUE
from tests.racing import Act, loaded, race, unclear

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


class Talk:
    """A draft at the approved terms, which needs nobody's signature."""

    def __init__(self, deal, people) -> None:
        self.by = people["analyst"]
        self.round = make_round(deal, people)

    def authorise(self) -> Act:
        one = loaded(self.round)
        return lambda: authorise_round(negotiation_round=one, by=self.by)

    def concede(self) -> Act:
        one = loaded(self.round)
        changes = {"unit_value": EXAMPLE_UNIT_VALUE * 7 // 10}
        return lambda: edit_round(negotiation_round=one, by=self.by, changes=changes)

    def void(self) -> Act:
        one = loaded(self.round)
        return lambda: void_round(negotiation_round=one, by=self.by, reason="Un error.")

    def faults(self) -> set[str]:
        one = NegotiationRound.objects.with_parties().get(pk=self.round.pk)
        found = set()
        if (one.state == "void") != (one.voided_at is not None):
            found.add(f"{one.state}, voided at {one.voided_at}")
        before = (one.figures, one.concessions)
        _judge(one)
        if (one.figures, one.concessions) != before:
            found.add("its figures are of other terms")
        if one.state == "authorised" and one.needs_signature:
            found.add("authorised without the signature that its terms need")
        return found


CHANGES: dict[str, Callable[[Talk], Act]] = {"concede": Talk.concede, "void": Talk.void}


@pytest.fixture
def world():
    people = cast_people(["analyst", "director", "general_manager"])
    return make_offered(people), people


def run(world, change: str, times: int) -> Counter[str]:
    wrong: Counter[str] = Counter()
    for _number in range(times):
        talk = Talk(*world)
        answers = race(talk.authorise, lambda talk=talk: CHANGES[change](talk))
        for one in {*talk.faults(), *(repr(error) for error in unclear(answers))}:
            wrong[one] += 1
        if NegotiationRound.objects.get(pk=talk.round.pk).state in ("draft", "authorised"):
            void_round(negotiation_round=loaded(talk.round), by=talk.by, reason="Fin de la carrera.")
    return wrong


@pytest.mark.parametrize("change", CHANGES)
@rounds(short=25, long=200)
def test_what_is_authorised_is_what_was_judged_whoever_changes_it_meanwhile(world, change, rounds):
    assert not run(world, change, rounds)


def test_without_the_locks_terms_are_authorised_that_nobody_judged(world, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(locking, "_read_anew", lambda record, held: None)
        for module in (actions, approval):  # a version that is claimed would stop most of it by itself
            patch.setattr(module, "claim", lambda record, version: None)
        assert run(world, "concede", 10) + run(world, "void", 10)
