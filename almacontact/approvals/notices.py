"""E-mails about approvals: asking, reminding, escalating, telling the result, what was signed in somebody's name and
what nobody can sign. Links open the card and never approve.

What has to be sent is a job written in the transaction of its cause; each e-mail is claimed before it goes out, so
that no run of a job sends it twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals.eligibility import signers_of
from almacontact.approvals.models import ApprovalRequest, ApprovalStep, RequestState, StepState
from almacontact.approvals.registry import Kind, all_kinds, by_key
from almacontact.calendar import is_working_day, local_day, today, working_days_between
from almacontact.jobs.actions import enqueue
from almacontact.jobs.leaving import tell_once
from almacontact.jobs.models import Job
from almacontact.outgoing import notice

REMIND_AFTER = 2
ESCALATE_AFTER = 4
"""Working days after a step was asked (Colombian holidays do not count)."""


def ask(*, kind_key: str, step_ids: list[int]) -> None:
    """Have an e-mail sent to everybody who may sign these steps."""
    enqueue(kind="approvals.ask", by=None, arguments={"kind_key": kind_key, "step_ids": step_ids, "why": "ask"})


def tell_result(*, kind_key: str, request_id: int) -> None:
    """Have the person who submitted told how it ended."""
    enqueue(kind="approvals.result", by=None, arguments={"kind_key": kind_key, "request_id": request_id})


def tell_principal(*, kind_key: str, signature_id: int) -> None:
    """Have the absent person told that something was signed in their name."""
    enqueue(kind="approvals.signed_for", by=None, arguments={"kind_key": kind_key, "signature_id": signature_id})


def tell_of_stuck() -> int:
    """Have submitters and administrators told of each request with a step that nobody left can sign, once on each
    working day until somebody can. Returns how many requests there are."""
    if not is_working_day(today()):
        return 0
    found = 0
    for kind in all_kinds():
        for request_id in stuck_requests(kind):
            found += 1
            enqueue(
                kind="approvals.stuck",
                by=None,
                arguments={"kind_key": kind.key, "request_id": request_id},
                key=f"{kind.key}:{request_id}:{today():%Y%m%d}",
            )
    return found


def stuck_requests(kind: Kind) -> list[int]:
    """Return the ids of the running requests of a kind with a step that nobody left can sign."""
    running = kind.request_model._default_manager.filter(state=RequestState.PENDING)
    beside = ("steps__signatures", "steps__carried_from")
    return [one.pk for one in running.prefetch_related(*beside) if stuck_steps(one)]


def stuck_steps(request: ApprovalRequest) -> list[ApprovalStep]:
    """Return the undecided steps of a running request that nobody left can sign."""
    if not request.is_running:
        return []
    steps = [step for step in request.steps.all() if step.state in (StepState.WAITING, StepState.PENDING)]
    for step in steps:
        step.request = request
    return [step for step in steps if not signers_of(step)]


def chase() -> dict[str, int]:
    """Remind of steps asked two working days ago, escalate those of four. Returns how many steps of each.

    Run any number of times a day: each step is reminded of once and escalated once.
    """
    done = {"reminded": 0, "escalated": 0}
    for kind in all_kinds():
        waiting = kind.step_model._default_manager.filter(
            state=StepState.PENDING, request__state=RequestState.PENDING, escalated_at__isnull=True
        )
        for step in waiting:
            days = working_days_between(local_day(step.asked_at), today()) if step.asked_at else 0
            if days >= ESCALATE_AFTER:
                done["escalated"] += _mark_and_send(kind.key, step, "escalated_at", "escalate")
            elif days >= REMIND_AFTER and step.reminded_at is None:
                done["reminded"] += _mark_and_send(kind.key, step, "reminded_at", "remind")
    return done


def send_for_steps(*, job: Job, kind_key: str, step_ids: list[int], why: str) -> int:
    """Send the e-mails about steps that still wait: one to each person for all their steps. Returns how many."""
    kind = by_key(kind_key)
    if kind is None:
        return 0
    steps = list(
        kind.step_model._default_manager.filter(pk__in=step_ids, state=StepState.PENDING)
        .select_related("request__subject", "request__submitted_by")
        .prefetch_related("request__steps__signatures", "request__steps__carried_from")
    )
    to_sign: dict[User, list[ApprovalStep]] = defaultdict(list)
    for step in steps:
        for ground in signers_of(step):
            to_sign[ground.user].append(step)
    sent = sum(_send(job, person, why, mine, signs=True) for person, mine in to_sign.items())
    if why == "escalate" and steps:
        above = {*User.objects.holders_of(Role.GENERAL_MANAGEMENT), *(step.request.submitted_by for step in steps)}
        sent += sum(_send(job, person, why, steps, signs=False) for person in above - set(to_sign))
    return sent


def send_result(*, job: Job, kind_key: str, request_id: int) -> int:
    """Tell the person who submitted how it ended. Returns how many e-mails went out."""
    kind = by_key(kind_key)
    if kind is None:
        return 0
    request = kind.request_model._default_manager.select_related("subject", "submitted_by").get(pk=request_id)
    if request.is_running:
        return 0
    key = f"approvals.result:{kind_key}:{request_id}"
    return _tell(job, key, request.submitted_by, request, "result", {"signature": _last_decision(request)})


def send_signed_for(*, job: Job, kind_key: str, signature_id: int) -> int:
    """Tell an absent person what was signed in their name, by whom. Returns how many e-mails went out."""
    kind = by_key(kind_key)
    if kind is None:
        return 0
    read = kind.signature_model._default_manager.select_related("step__request__subject", "on_behalf_of")
    signature = read.get(pk=signature_id)
    key = f"approvals.signed_for:{kind_key}:{signature_id}"
    return _tell(job, key, signature.on_behalf_of, signature.step.request, "signed_for", {"signature": signature})


def send_stuck(*, job: Job, kind_key: str, request_id: int) -> int:
    """Tell who submitted, and the administrators, which steps nobody left can sign. Returns how many e-mails."""
    kind = by_key(kind_key)
    if kind is None:
        return 0
    request = kind.request_model._default_manager.select_related("subject", "submitted_by").get(pk=request_id)
    steps = stuck_steps(request)
    if not steps:
        return 0
    people = {request.submitted_by, *User.objects.holders_of(Role.ADMINISTRATOR)}
    told = {"steps": steps}
    return sum(_tell(job, f"approvals.stuck:{job.key}:{one.pk}", one, request, "stuck", told) for one in people)


def _mark_and_send(kind_key: str, step: ApprovalStep, column: str, why: str) -> int:
    with transaction.atomic():
        rows = type(step)._base_manager.filter(pk=step.pk, state=StepState.PENDING, **{f"{column}__isnull": True})
        marked = models.QuerySet.update(rows, **{column: timezone.now()})
        if marked:
            enqueue(kind="approvals.ask", by=None, arguments={"kind_key": kind_key, "step_ids": [step.pk], "why": why})
    return marked


def _send(job: Job, person: User, why: str, steps: list[ApprovalStep], *, signs: bool) -> int:
    asked = max((step.asked_at for step in steps if step.asked_at), default=None)
    ids = ",".join(str(step.pk) for step in steps)
    table = steps[0]._meta.label_lower
    if asked is None:
        return 0
    key = f"approvals.{why}:{table}:{ids}:{asked:%Y%m%d%H%M%S%f}:{person.pk}"
    return _tell(job, key, person, steps[0].request, why, {"steps": steps, "signs": signs})


def _tell(job: Job, key: str, person: User, request: ApprovalRequest, why: str, context: Mapping[str, object]) -> int:
    return len(tell_once(job=job, keys=[key], mail=lambda _fresh: _mail(person, request, why, context)))


def _mail(person: User, request: ApprovalRequest, why: str, context: Mapping[str, object]) -> EmailMessage:
    with translation.override(person.language or "es"):
        subjects = {
            "ask": _("For your approval: %(subject)s"),
            "remind": _("Still waiting for your approval: %(subject)s"),
            "escalate": _("Not decided after four working days: %(subject)s"),
            "result": _("%(state)s: %(subject)s"),
            "signed_for": _("Signed in your name: %(subject)s"),
            "stuck": _("Nobody left can sign: %(subject)s"),
        }
        words = subjects[why] % {"subject": request.subject, "state": request.get_state_display()}
        body = render_to_string(
            f"approvals/email/{why}.txt",
            {
                "person": person,
                "request": request,
                "url": settings.SITE_URL.rstrip("/") + request.get_absolute_url(),
                **context,
            },
        )
        return notice(words, body, [person.email])


def _last_decision(request: ApprovalRequest) -> object:
    signed: Iterable[object] = (one for step in request.steps.all() for one in step.signatures.all())
    return max(signed, key=lambda one: one.at, default=None)  # type: ignore[attr-defined]
