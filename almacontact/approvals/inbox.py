"""What waits for a person's decision: the list "Por aprobar" and its number in the top bar."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from almacontact.accounts.models import User
from almacontact.approvals.delegations import roles_open_to
from almacontact.approvals.eligibility import Authority, authority_for
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
    """One request that a person submitted and that still waits: each step that is asked, and who could sign it."""

    kind: Kind
    request: ApprovalRequest
    awaited: list[tuple[ApprovalStep, list[str]]]


def submitted_by(user: User) -> list[Submitted]:
    """Return what `user` submitted that still waits for a signature, the longest waiting first: a query a kind, and
    two for the names."""
    asked: list[tuple[Kind, list[ApprovalStep]]] = []
    for kind in all_kinds():
        by_request: dict[int, list[ApprovalStep]] = defaultdict(list)
        steps = kind.step_model._default_manager.filter(
            state=StepState.PENDING, request__state=RequestState.PENDING, request__submitted_by=user
        )
        read = ["request__subject", *(f"request__subject__{name}" for name in kind.named_by)]
        for step in steps.select_related(*read).order_by("asked_at", "pk"):
            by_request[step.request_id].append(step)
        asked += [(kind, one) for one in by_request.values()]
    roles = {step.role for _kind, steps in asked for step in steps}
    holders = User.objects.filter(is_active=True, held_roles__role__in=roles).prefetch_related("held_roles")
    people = list(holders.distinct().order_by("name")) if roles else []
    found = [
        Submitted(kind, steps[0].request, [(step, _names(step, people)) for step in steps]) for kind, steps in asked
    ]
    return sorted(found, key=lambda one: one.request.submitted_at)


def _names(step: ApprovalStep, people: Iterable[User]) -> list[str]:
    """Who holds the role of a step and wrote nothing it rests on."""
    return [one.name for one in people if step.role in one.roles and one.pk not in step.excluded]


def waiting_requests(user: User) -> list[QuerySet[Any]]:
    """Return the requests that wait for `user`, a queryset a kind, by the authors noted on the steps."""
    return [signable_steps(kind, user).values("request_id").distinct() for kind in all_kinds()]


def waiting_count(user: User) -> int:
    """Return how many requests wait for `user`: one query for all kinds."""
    return count(user, {"all": waiting_requests}).get("all", 0)


class _IsAmong(Func):
    """Whether a JSON list of ids holds an id, which Django can ask of PostgreSQL alone."""

    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Look through the list."""
        template = "EXISTS(SELECT 1 FROM JSON_EACH(%(expressions)s)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=") WHERE value = ", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Ask whether one contains the other."""
        return super().as_sql(
            compiler, connection, template="(%(expressions)s))", arg_joiner=" @> to_jsonb(", **context
        )


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
    lent = given.exclude(_IsAmong(OuterRef("excluded"), F("delegator_id")))
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
    return found.exclude(_IsAmong(F("excluded"), Value(user.pk)))
