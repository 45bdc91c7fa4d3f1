"""Proposals on their way through the signatures, for tests: the analyst writes, everybody else signs.

Those on an acta of their own are recorded (see `tests.recording`).
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.utils import timezone

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import Role
from almacontact.approvals import actions as approvals
from almacontact.approvals.models import ApprovalRequest, Decision
from almacontact.audit.versioning import save_as
from proposals.library.models import VALIDATED_BY
from proposals.models import PricingMinutes, Proposal, ProposalSection
from proposals.proposal.actions.signing import submit_proposal
from tests.cast import PARTS, cast_people
from tests.proposals.proposal.proposal_records import make_draft_proposal
from tests.recording import Recorder

SIGNERS: dict[str, str] = {
    Role.OPERATIONS: "operations_leader",
    Role.HUMAN_RESOURCES: "people_leader",
    Role.TRAINING_QUALITY: "trainer",
    Role.IT: "it_leader",
    Role.REPORTING: "reporter",
    Role.SALES_DIRECTOR: "director",
    Role.GENERAL_MANAGEMENT: "general_manager",
}
"""Who of the cast signs for each role that a usual proposal asks."""

AREA_STEPS = {f"area_{role}" for role in SIGNERS if role not in (Role.SALES_DIRECTOR, Role.GENERAL_MANAGEMENT)}


def make_validated_draft(people: dict[str, User], minutes: PricingMinutes | None = None) -> Proposal:
    """A draft whose sections are validated by the areas that a usual template names."""
    return _validated(make_draft_proposal(people, minutes), people) if minutes else SIGNED.reach("validated")


def _validated(proposal: Proposal, people: dict[str, User]) -> Proposal:
    for section in proposal.sections.filter(key__in=VALIDATED_BY):
        section.area = VALIDATED_BY[section.key]
        save_as(section, by=people["analyst"], fields=["area"])
    return proposal


def sent_to_sign(people: dict[str, User], minutes: PricingMinutes | None = None) -> ApprovalRequest:
    """The running approval of such a draft, sent by the analyst."""
    if minutes is None:
        return SIGNED.reach("submitted")
    return submit_proposal(proposal=make_validated_draft(people, minutes), by=people["analyst"])


def sign(request: ApprovalRequest, key: str, person: User, decision: str = Decision.APPROVE, comment: str = "") -> None:
    """Decide one step as its signer would."""
    step = request.steps.get(key=key)
    approvals.decide(
        step=step,
        by=person,
        decision=decision,
        seen=step.content_hash,
        authenticated_at=timezone.now(),
        comment=comment,
    )


def sign_all(request: ApprovalRequest, people: dict[str, User]) -> Proposal:
    """Sign what is asked, turn by turn, until the version is approved."""
    while True:
        asked = list(request.steps.filter(state="pending").order_by("key"))
        if not asked:
            return Proposal.objects.with_parties().get(pk=request.subject_id)
        for step in asked:
            sign(request, step.key, people[SIGNERS[step.role]])


def approved(people: dict[str, User], minutes: PricingMinutes | None = None) -> Proposal:
    """A version signed by all, its document asked for."""
    return sign_all(sent_to_sign(people, minutes), people) if minutes else SIGNED.reach("signed")


def _signatures() -> Iterator[tuple[str, Model]]:
    people = cast_people(PARTS)
    draft = _validated(make_draft_proposal(people), people)
    yield "validated", draft

    request = submit_proposal(proposal=draft, by=people["analyst"])
    yield "submitted", request

    yield "signed", sign_all(request, people)


SIGNED = Recorder(_signatures, place=3)


def states(request: ApprovalRequest) -> dict[str, str]:
    """The state of each step by its key."""
    return dict(request.steps.values_list("key", "state"))


def section_of(proposal: Proposal, key: str) -> ProposalSection:
    """One section, with its version as it stands."""
    return proposal.sections.select_related("proposal__alternative__opportunity").get(key=key)


def give_role(person: User, *roles: Any) -> User:
    """The person, with more roles, read anew."""
    PersonRole.objects.bulk_create(PersonRole(user=person, role=role) for role in roles)
    return User.objects.get(pk=person.pk)


def another(role: str) -> User:
    """One more holder of a role."""
    person = User.objects.create(email=f"otra.{role}@almacontact.example", name=f"Otra persona de {role}")
    PersonRole.objects.create(user=person, role=role)
    return person
