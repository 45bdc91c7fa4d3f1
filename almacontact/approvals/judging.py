"""Why a decision or a submission cannot be taken now, in words for people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals.eligibility import eligible
from almacontact.approvals.models import ApprovalStep, Decision, Signature, StepState
from almacontact.approvals.signing import password_blockers
from almacontact.refusals import Blocker, Refused, StaleVersion


class NotReady(Refused):
    """What is to be signed may not be submitted as it stands: its blockers are all that its kind holds against it."""


def refuse_unsignable(steps: Sequence[ApprovalStep]) -> None:
    """Raise `Refused` naming each of `steps` that no eligible person could sign."""
    blockers = [
        Blocker(
            code="nobody_can_sign",
            message=_(
                "Nobody could sign “%(step)s”: every holder of %(role)s wrote or edited it, or there is none. "
                "Ask an administrator for another holder of that role, or for a delegation."
            )
            % {"step": step.title_words, "role": Role(step.role).label},
        )
        for step in steps
        if not eligible(step.role, set(step.excluded))
    ]
    if blockers:
        raise Refused(blockers)


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
                % {"person": decided.name, "step": step.title_words, "decision": decided.get_decision_display()},
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
