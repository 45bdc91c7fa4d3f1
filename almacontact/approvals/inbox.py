"""What waits for a person's decision: the list "Por aprobar" and its number in the top bar."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from almacontact.accounts.models import User
from almacontact.approvals.awaiting import UNDECIDED, name_awaited, stuck_rows
from almacontact.approvals.delegations import roles_open_to
from almacontact.approvals.eligibility import Authority, IsAmong, authority_for
from almacontact.approvals.models import ApprovalRequest, ApprovalStep, Delegation, RequestState, StepState
from almacontact.approvals.registry import Card, Kind, all_kinds
from almacontact.calendar import today
from almacontact.web.waiting import count


@dataclass(frozen=True)
class Waiting:
    """One request that waits for a person, with the steps they may sign and on what ground."""

    kind: Kind
    request: ApprovalRequest
    card: Card
    steps: list[ApprovalStep]
    grounds: list[Authority]


@dataclass(frozen=True)
class Submitted:
    """One request that still waits for others: each step that is asked, with the names of who could sign it in
    `awaited`; nobody where nobody is left."""

    kind: Kind
    request: ApprovalRequest
    awaited: list[ApprovalStep]


def submitted_by(user: User) -> list[Submitted]:
    """Return what `user` submitted that still waits for a signature, the longest waiting first."""
    return _running(lambda kind: Q(request__submitted_by=user))


def all_running() -> list[Submitted]:
    """Return everything that waits for a signature, for whoever reads all of it."""
    return _running(lambda kind: Q())


def nobody_left() -> list[Submitted]:
    """Return what waits for a signature that nobody left can give, with those steps alone."""
    return [one for one in _running(lambda kind: Q(pk__in=stuck_rows(kind).values("pk"))) if one.awaited]


def _running(condition: Callable[[Kind], Q]) -> list[Submitted]:
    """The requests with undecided steps that meet a condition: four queries a kind, and four for the names."""
    asked: list[tuple[Kind, list[ApprovalStep]]] = []
    for kind in all_kinds():
        by_request: dict[int, list[ApprovalStep]] = defaultdict(list)
        steps = kind.step_model._default_manager.filter(
            condition(kind), state__in=UNDECIDED, request__state=RequestState.PENDING
        )
        read = ["request__submitted_by", "request__subject", *(f"request__subject__{name}" for name in kind.named_by)]
        beside = ("request__steps__signatures", "request__steps__carried_from")
        for step in steps.select_related(*read).prefetch_related(*beside).order_by("asked_at", "pk"):
            by_request[step.request_id].append(step)
        asked += [(kind, one) for one in by_request.values()]
    name_awaited([step for _kind, steps in asked for step in steps])
    found = [Submitted(kind, steps[0].request, _shown(steps)) for kind, steps in asked]
    return sorted(found, key=lambda one: one.request.submitted_at)


def _shown(steps: Iterable[ApprovalStep]) -> list[ApprovalStep]:
    """The steps that are asked now, and those to come that nobody left could sign."""
    return [step for step in steps if step.state == StepState.PENDING or not step.awaited]


def waiting_requests(user: User) -> list[QuerySet[Any]]:
    """Return the requests that wait for `user`, a queryset a kind, by the authors noted on the steps."""
    return [signable_steps(kind, user).values("request_id").distinct() for kind in all_kinds()]


def waiting_count(user: User) -> int:
    """Return how many requests wait for `user`: one query for all kinds."""
    return count(user, {"all": waiting_requests}).get("all", 0)


def waiting_for(user: User) -> list[Waiting]:
    """Return every request that `user` may decide on today, the longest waiting first."""
    found = []
    for kind in all_kinds():
        by_request: dict[int, list[ApprovalStep]] = defaultdict(list)
        steps = signable_steps(kind, user).select_related("request__subject", "request__submitted_by")
        steps = steps.prefetch_related("request__steps__signatures", "request__steps__carried_from")
        for step in steps.order_by("asked_at", "pk"):
            by_request[step.request_id].append(step)
        for steps_of_one in by_request.values():
            mine = signable(steps_of_one, user)
            if mine:
                request = mine[0][0].request
                found.append(
                    Waiting(kind, request, kind.card(request), [step for step, _g in mine], [g for _s, g in mine])
                )
    return sorted(found, key=lambda one: one.request.submitted_at)


def signable(steps: Iterable[ApprovalStep], user: User) -> list[tuple[ApprovalStep, Authority]]:
    """Return those of `steps` that wait and that `user` may sign, by the authors noted on them; what they sign in their
    own name first."""
    found = []
    for step in steps:
        if step.state == StepState.PENDING:
            ground = authority_for(step, user, set(step.excluded))
            if ground:
                found.append((step, ground))
    return sorted(found, key=lambda one: one[1].on_behalf_of is not None)


def signable_steps(kind: Kind, user: User) -> QuerySet[Any]:
    """Return the steps of a kind that wait and that `user` may sign, by the authors noted on them: `signable`, asked of
    the database. Whoever delegated still holds the role, and wrote nothing the step rests on; nobody fills a step of
    another role of the same request."""
    given = Delegation.objects.in_force(today()).to(user).held_by_delegator()
    given = given.filter(role=OuterRef("role"), role__in=roles_open_to(user))
    lent = given.exclude(IsAmong(OuterRef("excluded"), F("delegator_id")))
    theirs, carried = Q(by=user) | Q(on_behalf_of=user), Q(carried_from__by=user) | Q(carried_from__on_behalf_of=user)
    signed = kind.signature_model._default_manager.standing().filter(theirs, step__request=OuterRef("request_id"))
    kept = kind.step_model._default_manager.filter(carried, request=OuterRef("request_id"))
    found: QuerySet[Any] = kind.step_model._default_manager.filter(
        Q(role__in=user.roles) | Exists(lent),
        ~Exists(signed.exclude(step__role=OuterRef("role"))),
        ~Exists(kept.exclude(role=OuterRef("role"))),
        state=StepState.PENDING,
        request__state=RequestState.PENDING,
    )
    return found.exclude(IsAmong(F("excluded"), Value(user.pk)))
