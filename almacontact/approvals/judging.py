"""Why a decision or a submission cannot be taken now, in words for people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals.eligibility import Authority, eligible, hands_of
from almacontact.approvals.models import ApprovalStep, Decision, Signature, StepState
from almacontact.approvals.signing import password_blockers
from almacontact.refusals import Blocker, Refused, StaleVersion


class NotReady(Refused):
    """What is to be signed may not be submitted as it stands: its blockers are all that its kind holds against it."""


def refuse_unsignable(steps: Sequence[ApprovalStep], filled: Iterable[ApprovalStep] = ()) -> None:
    """Raise `Refused` naming each of `steps` that no eligible person could sign, beside those that are `filled`; and
    where there is somebody for each but too few people for all, since nobody fills the steps of two roles."""
    taken: dict[int, set[str]] = defaultdict(set)
    for step in filled:
        if signature := step.standing_signature():
            for person in hands_of(signature):
                taken[person].add(step.role)
    offered = [(step, eligible(step.role, set(step.excluded) | _elsewhere(taken, step.role))) for step in steps]
    blockers = [
        Blocker(
            code="nobody_can_sign",
            message=_(
                "Nobody could sign “%(step)s”: every holder of %(role)s wrote or edited it or signed another step, or "
                "there is none. Ask an administrator for another holder of that role, or for a delegation."
            )
            % {"step": step.title_words, "role": Role(step.role).label},
        )
        for step, grounds in offered
        if not grounds
    ]
    if not blockers and not _people_suffice(offered):
        words = _(
            "Too few people could sign “%(steps)s”: nobody fills two steps of one approval, and the same people would "
            "have to. Ask an administrator for other holders of those roles, or for delegations."
        )
        named = "”, “".join(step.title_words for step, _grounds in offered)
        blockers.append(Blocker(code="too_few_people", message=words % {"steps": named}))
    if blockers:
        raise Refused(blockers)


def _elsewhere(taken: Mapping[int, set[str]], role: str) -> set[int]:
    return {person for person, roles in taken.items() if roles - {role}}


def _people_suffice(offered: Sequence[tuple[ApprovalStep, Sequence[Authority]]]) -> bool:
    """Tell whether each step can be given a signer so that nobody signs for two roles."""
    wanted: dict[int, set[str]] = defaultdict(set)
    for step, grounds in offered:
        for person in (person for ground in grounds for person in ground.hands):
            wanted[person].add(step.role)
    # Where somebody could sign who is wanted for nothing else, the step is settled; what is left is a handful.
    contested = [
        (step.role, grounds)
        for step, grounds in offered
        if not any(all(wanted[person] == {step.role} for person in ground.hands) for ground in grounds)
    ]
    return _assign(sorted(contested, key=lambda one: len(one[1])), {})


def _assign(left: Sequence[tuple[str, Sequence[Authority]]], given: Mapping[int, str]) -> bool:
    if not left:
        return True
    role, grounds = left[0]
    return any(
        _assign(left[1:], {**given, **dict.fromkeys(ground.hands, role)})
        for ground in grounds
        if all(given.get(person, role) == role for person in ground.hands)
    )


def same_signature(step: ApprovalStep, by: User, decision: Decision, seen: str) -> Signature | None:
    """Return the standing signature of the same person that says the same on the same content, or None."""
    return next(
        (
            one
            for one in step.signatures.all()
            if one.by_id == by.pk and one.decision == decision and one.content_hash == seen and one.is_standing
        ),
        None,
    )


def refuse_undecidable(step: ApprovalStep, seen: str) -> None:
    """Raise why `step` cannot be decided now: somebody was faster, its turn has not come, or it changed."""
    decided = step.standing_signature()
    if decided:
        raise Refused(
            Blocker(
                code="already_decided",
                message=_(
                    "%(person)s was faster: “%(step)s” was decided (%(decision)s). Nothing of yours was recorded."
                )
                % {"person": decided.name, "step": step.title_words, "decision": decided.decided_words},
                url=step.request.get_absolute_url(),
                link_label=_("See the decision"),
            )
        )
    if step.state == StepState.CLOSED or not step.request.is_running:
        raise Refused(
            Blocker(code="ended", message=_("This approval has already ended. Nothing of yours was recorded."))
        )
    if step.content_hash != seen:
        raise content_changed(step)
    if step.state != StepState.PENDING:
        raise Refused(
            Blocker(
                code="not_its_turn",
                message=_("“%(step)s” waits until the steps before it are signed.") % {"step": step.title_words},
            )
        )


def content_changed(step: ApprovalStep) -> StaleVersion:
    """Return the refusal of a decision on content that is no longer what the person saw."""
    return StaleVersion(
        step,
        Blocker(
            code="content_changed",
            message=_("“%(step)s” was changed while you were reading it. Look at what changed and decide again.")
            % {"step": step.title_words},
            url=step.request.get_absolute_url(),
            link_label=_("See what changed"),
        ),
        row=_latest_change(step),
    )


def _latest_change(step: ApprovalStep) -> Any:
    """Return the newest row in the history of what is approved: who changed it, and when."""
    history = step.request.subject.history.select_related("history_user")
    return history.order_by("history_id").last()


def refuse_unsigned(decision: Decision, comment: str, authenticated_at: datetime | None) -> None:
    """Raise `Refused` for a missing comment, or a password given too long ago."""
    blockers = []
    if decision != Decision.APPROVE and not comment:
        blockers.append(
            Blocker(
                code="comment",
                field="comment",
                message=_("Say what has to be adjusted.")
                if decision == Decision.ADJUST
                else _("Say why you reject it."),
            )
        )
    if blockers := [*blockers, *password_blockers(authenticated_at)]:
        raise Refused(blockers)
