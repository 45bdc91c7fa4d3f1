"""Dirección General signs a proposal in the moment in which somebody changes it.

What is approved is what was signed, or the signature is refused; nobody hears of a deadlock. Each race is between
threads with connections of their own that have read before either acts.
"""

import time
from collections import Counter
from collections.abc import Callable
from itertools import cycle

import pytest
from django.utils import timezone

from almacontact.approvals import actions as approvals
from almacontact.approvals.content import digest, pick
from almacontact.audit import locking
from almacontact.jobs import actions as jobs
from proposals.models import PricingMinutes, Proposal, ProposalApproval
from proposals.proposal.actions import sections
from proposals.proposal.actions.proposals import next_version, void_proposal
from proposals.proposal.actions.sections import edit_section
from proposals.proposal.actions.signing import submit_proposal
from proposals.proposal.content import content_of
from tests.cast import cast_people
from tests.proof import rounds
from tests.proposals.proposal.proposal_records import make_approved_minutes, make_draft_proposal
from tests.proposals.proposal.signing_records import SIGNERS, sign
from tests.racing import Act, loaded, race, unclear

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


class Offer:
    """A draft, or a version that waits for Dirección General alone, on an acta that several races share."""

    def __init__(self, acta: PricingMinutes, *, signed: bool) -> None:
        self.people = cast_people(["analyst", "planner", *SIGNERS.values()])
        self.proposal = make_draft_proposal(self.people, acta)
        if signed:
            self._sign_all_but_the_last()

    def _sign_all_but_the_last(self) -> None:
        self.request = submit_proposal(proposal=self.proposal, by=self.people["analyst"])
        others = self.request.steps.exclude(role="general_management")
        while asked := list(others.filter(state="pending")):
            for step in asked:
                sign(self.request, step.key, self.people[SIGNERS[step.role]])

    def submit(self) -> Act:
        proposal = loaded(self.proposal)
        return lambda: submit_proposal(proposal=proposal, by=self.people["analyst"])

    def approve(self) -> Act:
        step = self.request.steps.select_related("request__subject", "carried_from").get(role="general_management")
        by = self.people["general_manager"]
        return lambda: approvals.decide(
            step=step, by=by, decision="approve", seen=step.content_hash, authenticated_at=timezone.now()
        )

    def edit_words(self) -> Act:
        section = self.proposal.sections.select_related("proposal__alternative__opportunity").first()
        return lambda: edit_section(section=section, by=self.people["analyst"], changes={"body": "Otras palabras"})

    def take_back_and_edit(self) -> Act:
        words = self.edit_words()

        def act() -> object:
            approvals.withdraw(request=self.request, by=self.people["analyst"], reason="Falta una cifra.")
            return words()

        return act

    def begin_version(self) -> Act:
        proposal = loaded(self.proposal)
        return lambda: next_version(proposal=proposal, by=self.people["analyst"], reason="El cliente pide otra.")

    def void(self) -> Act:
        proposal = loaded(self.proposal)
        return lambda: void_proposal(proposal=proposal, by=self.people["director"], reason="Un error.")

    def faults(self) -> set[str]:
        """Say what does not hold of a version that is being signed, or stands as approved."""
        proposal = Proposal.objects.with_parties().get(pk=self.proposal.pk)
        if proposal.state not in ("in_approval", "approved"):
            return set()
        found = set()
        if proposal.content != content_of(proposal, proposal.annex):
            found.add(f"{proposal.state}, and its words are other ones")
        if proposal.state == "approved":
            for step in self.request.steps.all():
                signature = step.standing_signature()
                if signature is None or signature.content_hash != digest(pick(proposal.content, step.fields)):
                    found.add("approved, and not what was signed")
        return found

    def clear(self) -> None:
        """Leave no open version, so that the next race begins with one."""
        for request in ProposalApproval.objects.filter(state="pending"):
            approvals.withdraw(request=request, by=self.people["analyst"], reason="Fin de la carrera.")
        for left in Proposal.objects.filter(state="draft"):
            void_proposal(proposal=left, by=self.people["director"], reason="Fin de la carrera.")


AGAINST: dict[str, tuple[Callable[[Offer], Act], ...]] = {
    "approved × edited × next version × voided": (
        Offer.approve,
        Offer.take_back_and_edit,
        Offer.begin_version,
        Offer.void,
    ),
    "submitted × edited": (Offer.submit, Offer.edit_words),
}


@pytest.fixture
def acta(monkeypatch):
    monkeypatch.setattr(jobs, "publish", lambda job_id: False)  # the document is laid out elsewhere
    return make_approved_minutes(cast_people(["analyst", "planner", *SIGNERS.values()]))


def run(acta: PricingMinutes, against: str, times: int) -> Counter[str]:
    contenders = AGAINST[against]
    wrong: Counter[str] = Counter()
    for _number in range(times):
        offer = Offer(acta, signed=contenders[0] is Offer.approve)
        answers = race(*(lambda act=act, offer=offer: act(offer) for act in contenders))
        for one in {*offer.faults(), *(repr(error) for error in unclear(answers))}:
            wrong[one] += 1
        offer.clear()
    return wrong


@pytest.mark.parametrize("against", AGAINST)
@rounds(short=25, long=200)
def test_what_is_approved_is_what_was_signed_whoever_changes_it_meanwhile(acta, against, rounds):
    assert not run(acta, against, rounds)


def test_without_the_locks_a_version_is_signed_whose_words_are_other_ones(acta, monkeypatch):
    """The words are written a moment after the version was judged to be a draft: with the locks that harms nobody."""

    waits = cycle(hundredth / 100 for hundredth in range(2, 14))

    def slowly(values):
        time.sleep(next(waits))
        return []

    monkeypatch.setattr(sections, "_blockers", slowly)
    assert not run(acta, "submitted × edited", 2)
    with monkeypatch.context() as patch:
        patch.setattr(locking, "_read_anew", lambda record, held: None)
        assert any(run(acta, "submitted × edited", 1) for _try in range(36))
