"""What can be done with an approval: submit, decide, take back, and void what an edit left behind.

One order of locks everywhere (see `audit.locking`), so that two people never wait for each other: the subject with what
its kind judges along with it, its request, its steps. Every
decision is one conditional UPDATE on "still pending, and still the content that was seen": of two people at once one
wins and the other is told who was faster. The same act sent twice does nothing the second time.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from almacontact.accounts.models import User
from almacontact.approvals import notices
from almacontact.approvals.content import digest, pick
from almacontact.approvals.eligibility import authority_for, excluded_from, signing_blockers
from almacontact.approvals.judging import (
    NotReady,
    content_changed,
    refuse_undecidable,
    refuse_unsignable,
    refuse_unsigned,
    same_signature,
)
from almacontact.approvals.models import (
    MEANINGS,
    ApprovalRequest,
    ApprovalStep,
    Decision,
    RequestState,
    Signature,
    StepState,
)
from almacontact.approvals.registry import Kind, StepSpec, kind_of
from almacontact.approvals.sealing import ASKED, ENDED, SETTLED, SIGNED, VOIDED
from almacontact.audit.seals import seal
from almacontact.refusals import Blocker, NotAllowed, Refused

Subject = TypeVar("Subject", bound=models.Model)
UNDECIDED = (StepState.WAITING, StepState.PENDING)
_CARRYING = (RequestState.PENDING, RequestState.APPROVED, RequestState.ADJUSTMENT, RequestState.WITHDRAWN)
"""Requests whose signatures carry over. After a rejection everybody is asked again: the whole was turned down."""


def submit(
    *,
    subject: models.Model,
    by: User,
    note: str = "",
    freeze: Callable[[Any], dict[str, Any]] | None = None,
) -> ApprovalRequest:
    """Ask for the signatures that `subject` needs. What was signed before and did not change is carried over.

    Its kind judges it once, with its row held; then `freeze` writes down what the signatures rest on and returns it.
    Without one that is the content as it stands. Submitting again what is already in approval returns the running
    request. Raises `NotReady` with what its kind holds against it, and `Refused` at once when no eligible person could
    sign a step, naming the step.
    """
    kind = kind_of(subject)
    with transaction.atomic():
        subject = lock(subject)
        running: ApprovalRequest | None = kind.request_model.objects.filter(
            subject=subject, state=RequestState.PENDING
        ).first()
        if running and running.submitted_by_id == by.pk:
            return running
        if running:
            raise Refused(
                Blocker(
                    code="in_approval",
                    message=_("%(subject)s is already in approval, submitted by %(person)s.")
                    % {"subject": subject, "person": running.submitted_by},
                    url=running.get_absolute_url(),
                    link_label=_("See its approval"),
                )
            )
        if blockers := kind.submit_blockers(subject, by):
            raise NotReady(blockers)
        content = freeze(subject) if freeze else kind.content(subject)
        request: ApprovalRequest = kind.request_model(subject=subject, submitted_by=by, note=note.strip())
        steps = _prepared_steps(kind, subject, request, content)
        request.save(force_insert=True)
        for step in steps:
            step.request = request
            step.save(force_insert=True)
        seal(ASKED, request)
        kind.on_submitted(request, by)
        _go_on(kind, request, by)
    return request


def decide(
    *,
    step: ApprovalStep,
    by: User,
    decision: Decision | str,
    seen: str,
    authenticated_at: datetime | None,
    comment: str = "",
) -> Signature:
    """Sign a decision on one step. `seen` is the content hash that the person had before them.

    `authenticated_at` is when they last gave their password: within `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds.
    Asking for an adjustment and rejecting need a comment and end the request; the last approval puts the subject in
    force. The same decision by the same person on the same content returns the signature that is there.

    Raises `NotAllowed` to who wrote, edited or submitted it, to who holds no such role, and to who filled another step
    of the request in their own name or another's; `StaleVersion` when the content changed since it was seen; `Refused`
    when somebody was faster, without a comment or without a password.
    """
    decision, comment = Decision(decision), comment.strip()
    kind = kind_of(step)
    with transaction.atomic():
        step = locked_step(step)
        if repeated := same_signature(step, by, decision, seen):
            return repeated
        refuse_undecidable(step, seen)
        if blockers := signing_blockers(step, by):
            raise NotAllowed(blockers)
        refuse_unsigned(decision, comment, authenticated_at)
        # The lock makes those wait who come through an action; the comparison and the conditional write also notice
        # what was written past it.
        if not still_seen(step) or not take(step, seen, _STATE_AFTER[decision]):
            refuse_undecidable(_read_again(step), seen)
            raise content_changed(step)
        signature = _sign(step, by, decision, comment, authenticated_at)
        request = step.request
        if decision == Decision.APPROVE:
            _go_on(kind, request, by)
        else:
            ending = RequestState.ADJUSTMENT if decision == Decision.ADJUST else RequestState.REJECTED
            _end(kind, request, ending, by, comment)
    return signature


def withdraw(*, request: ApprovalRequest, by: User, reason: str) -> ApprovalRequest:
    """Take a running request back, with a reason. Its signatures stay, and carry over if nothing changes.

    Raises `NotAllowed` to anybody but its submitter (or whom its kind names), `Refused` when it has ended or without a
    reason.
    """
    kind = kind_of(request)
    with transaction.atomic():
        lock(request.subject)
        request = _row(request)
        if request.state == RequestState.WITHDRAWN and request.closed_by_id == by.pk:
            return request
        if not kind.may_withdraw(by, request):
            raise NotAllowed(
                Blocker(code="not_yours", message=_("Only whoever submitted it takes it back from approval."))
            )
        if not request.is_running:
            raise Refused(Blocker(code="ended", message=_("This approval has already ended.")))
        if not reason.strip():
            raise Refused(Blocker(code="reason", field="reason", message=_("Say why it is taken back.")))
        _end(kind, request, RequestState.WITHDRAWN, by, reason.strip())
    return request


def void_changed_steps(*, subject: models.Model, by: User) -> list[ApprovalStep]:
    """Compare a subject that was just edited with what its steps pinned; void and ask again only those that changed.

    Every action that edits a subject calls this in its transaction, after saving, whether or not an approval runs.
    Returns the steps that changed. Raises `Refused` when the edit leaves a step that nobody could sign: then the edit
    is undone as well.
    """
    kind = kind_of(subject)
    request = kind.request_model.objects.filter(subject_id=subject.pk, state=RequestState.PENDING).first()
    if request is None:
        return []
    changed = []
    request.subject = subject
    content = kind.content(subject)
    for step in request.steps.select_related("carried_from"):
        part = pick(content, step.fields)
        pinned = digest(part)
        if pinned == step.content_hash:
            continue
        if step.state == StepState.APPROVED:
            _void(step, by)
        _write(
            step,
            content=part,
            content_hash=pinned,
            excluded=sorted(excluded_from(kind, subject, step.fields, request.submitted_by_id)),
            state=StepState.WAITING,
            carried_from=None,
            asked_at=None,
            reminded_at=None,
            escalated_at=None,
        )
        changed.append(step)
    if changed:
        refuse_unsignable(changed, filled=[step for step in request.steps.all() if step.is_satisfied])
        _go_on(kind, request, by)
    return changed


# --- locks and conditional writes: the tests turn these off to show the race they stop ------------------------------


def lock(subject: Subject) -> Subject:
    """Read `subject` again and hold it, with all that a decision on it judges or writes, until the transaction ends."""
    subject = type(subject)._default_manager.get(pk=subject.pk)
    kind_of(subject).hold(subject)
    return subject


def take(step: ApprovalStep, seen: str, state: StepState) -> bool:
    """Decide `step` if it is still pending on the content that was seen. Of two at once, one gets True."""
    rows = type(step)._base_manager.filter(pk=step.pk, state=StepState.PENDING, content_hash=seen)
    won = models.QuerySet.update(rows, state=state) == 1
    if won:
        step.state = state
    return won


def still_seen(step: ApprovalStep) -> bool:
    """Tell whether the subject itself still is what the step pinned, whatever way it may have been written."""
    content = kind_of(step).content(step.request.subject)
    return digest(pick(content, step.fields)) == step.content_hash


def locked_step(step: ApprovalStep) -> ApprovalStep:
    """Lock the subject of `step` and read the step as it now stands."""
    subject = lock(step.request.subject)
    step = _read_again(step)
    step.request.subject = subject
    return step


# --- inside -----------------------------------------------------------------------------------------------------------

_STATE_AFTER = {
    Decision.APPROVE: StepState.APPROVED,
    Decision.ADJUST: StepState.ADJUSTMENT,
    Decision.REJECT: StepState.REJECTED,
}


def _prepared_steps(
    kind: Kind, subject: models.Model, request: ApprovalRequest, content: dict[str, Any]
) -> list[ApprovalStep]:
    """Return the steps of a new request, unsaved. Raises `Refused` naming each one that nobody could sign."""
    steps = [_prepared_step(kind, subject, request, spec, content) for spec in kind.steps(subject)]
    refuse_unsignable(
        [step for step in steps if not step.is_satisfied], filled=[step for step in steps if step.is_satisfied]
    )
    return steps


def _prepared_step(
    kind: Kind, subject: models.Model, request: ApprovalRequest, spec: StepSpec, content: dict[str, Any]
) -> ApprovalStep:
    part = pick(content, spec.fields)
    pinned = digest(part)
    excluded = excluded_from(kind, subject, list(spec.fields), request.submitted_by_id)
    step = kind.step_model(
        key=spec.key,
        title=spec.title,
        role=spec.role,
        order=spec.order,
        reasons=[[reason.message, reason.values] for reason in spec.reasons],
        fields=list(spec.fields),
        content=part,
        content_hash=pinned,
        excluded=sorted(excluded),
    )
    earlier = (
        kind.signature_model.objects.standing()
        .filter(
            step__request__subject__in=kind.lineage(subject),
            step__request__state__in=_CARRYING,
            step__key=spec.key,
            step__role=spec.role,
        )
        .order_by("-at", "-pk")
        .first()
    )
    # The latest signature decides, and it must be of the same content. Whoever signed it and has written in the subject
    # since is no longer independent of it: their signature stays behind.
    if (
        earlier
        and earlier.decision == Decision.APPROVE
        and earlier.content_hash == pinned
        and earlier.by_id not in excluded
    ):
        step.state, step.carried_from = StepState.CARRIED, earlier
    return step


def _go_on(kind: Kind, request: ApprovalRequest, by: User) -> None:
    """Ask the steps whose turn it is; when none is left, end the request as approved and put the subject in force."""
    steps = list(request.steps.all())
    undecided = [step for step in steps if step.state in UNDECIDED]
    if not undecided:
        _end(kind, request, RequestState.APPROVED, by, "")
        return
    turn = min(step.order for step in undecided)
    asked = []
    for step in undecided:
        if step.order == turn and step.state == StepState.WAITING:
            _write(step, state=StepState.PENDING, asked_at=timezone.now())
            asked.append(step.pk)
        elif step.order != turn and step.state == StepState.PENDING:
            _write(step, state=StepState.WAITING, asked_at=None)
    if asked:
        notices.ask(kind_key=kind.key, step_ids=asked)


def _end(kind: Kind, request: ApprovalRequest, state: RequestState, by: User, reason: str) -> None:
    """End a running request once, whoever comes second, and let its kind draw the consequence."""
    rows = type(request)._base_manager.filter(pk=request.pk, state=RequestState.PENDING)
    if models.QuerySet.update(rows, state=state, closed_at=timezone.now(), closed_by=by) != 1:
        raise Refused(Blocker(code="ended", message=_("This approval has already ended.")))
    open_steps = kind.step_model._base_manager.filter(request_id=request.pk, state__in=UNDECIDED)
    models.QuerySet.update(open_steps, state=StepState.CLOSED)
    subject = request.subject
    request.refresh_from_db()
    request.subject = subject
    seal(ENDED, request)
    if state == RequestState.APPROVED:
        kind.on_approved(request, by)
        seal(SETTLED, subject)
    else:
        kind.on_returned(request, by, reason)
    notices.tell_result(kind_key=kind.key, request_id=request.pk)


def _sign(
    step: ApprovalStep, by: User, decision: Decision, comment: str, authenticated_at: datetime | None
) -> Signature:
    ground = authority_for(step, by, set(step.excluded))
    if ground is None:
        raise NotAllowed(signing_blockers(step, by))
    other = ground.on_behalf_of
    signature: Signature = kind_of(step).signature_model(
        step=step,
        decision=decision,
        by=by,
        name=by.name,
        role=step.role,
        meaning=MEANINGS[decision],
        on_behalf_of=other,
        on_behalf_of_name=other.name if other else "",
        comment=comment,
        authenticated_at=authenticated_at,
        content=step.content,
        content_hash=step.content_hash,
    )
    signature.save(force_insert=True)
    seal(SIGNED, signature)
    if other is not None:
        notices.tell_principal(kind_key=kind_of(step).key, signature_id=signature.pk)
    return signature


def _void(step: ApprovalStep, by: User) -> None:
    standing = kind_of(step).signature_model._base_manager.filter(step=step, voided_at__isnull=True)
    fallen = list(standing)
    rows = kind_of(step).signature_model._base_manager.filter(pk__in=[one.pk for one in fallen])
    models.QuerySet.update(
        rows,
        voided_at=timezone.now(),
        voided_by=by,
        void_reason=gettext_noop("The content was changed after it was signed."),
    )
    seal(VOIDED, *fallen)


def _write(step: ApprovalStep, **values: Any) -> None:
    """Write columns of a step that nothing but these actions writes. The subject is locked."""
    models.QuerySet.update(type(step)._base_manager.filter(pk=step.pk), **values)
    for name, value in values.items():
        setattr(step, name, value)


def _row(request: ApprovalRequest) -> ApprovalRequest:
    found: ApprovalRequest = kind_of(request).request_model._base_manager.select_related("subject").get(pk=request.pk)
    return found


def _read_again(step: ApprovalStep) -> ApprovalStep:
    rows = kind_of(step).step_model._base_manager.select_related(
        "request__subject", "request__submitted_by", "carried_from"
    )
    found: ApprovalStep = rows.prefetch_related("signatures").get(pk=step.pk)
    return found
