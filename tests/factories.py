"""Records for tests, made through the actions people use."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.audit.versioning import save_as
from almacontact.calendar import today
from pipeline import plugs
from pipeline.models import Client, Contact, FollowUp, LossReason, Opportunity, Segment, Service
from pipeline.opportunities import gates
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.actions.moves import close_opportunity, move_opportunity
from pipeline.opportunities.actions.opportunities import create_opportunity
from pipeline.states import OPEN_STAGES, Outcome, Stage

_numbers = count(1)


def make_client(by: User, **values: Any) -> Client:
    """A client with a name of its own."""
    number = next(_numbers)
    return save_as(Client(created_by=by, **{"name": f"Cliente {number} S.A.S.", **values}), by=by)


def make_contact(by: User, client: Client, **values: Any) -> Contact:
    """A contact of `client`."""
    return save_as(Contact(created_by=by, client=client, **{"name": f"Contacto {next(_numbers)}", **values}), by=by)


def make_opportunity(by: User, **values: Any) -> Opportunity:
    """An opportunity in Hunting, owned by `by` unless `owner` says otherwise."""
    given = {
        "segment": Segment.objects.get(code="financiero"),
        "service": Service.objects.get(code="servicio-al-cliente"),
        "seats": 10,
        "unit_value": 5_000_000,
        "contract_months": 12,
        "expected_close_on": today() + timedelta(days=60),
        **values,
    }
    if "client" not in given:
        given["client"] = make_client(by)
    return create_opportunity(by=by, values=given)


def log_interest(opportunity: Opportunity, by: User) -> FollowUp:
    """Meet the gate to Qualification: a decision maker agreed to see the presentation."""
    contact = make_contact(by, opportunity.client, is_decision_maker=True)
    return log_follow_up(
        opportunity=opportunity,
        by=by,
        kind=FollowUp.Kind.CALL,
        summary="Acepta ver la presentación.",
        happened_at=timezone.now() - timedelta(hours=1),
        contact=contact,
        milestone=FollowUp.Milestone.PRESENTATION_AGREED,
    )


@contextmanager
def later_phases_absent() -> Iterator[None]:
    """Let the gates stand as where no later phase is installed: its conditions wait, a director may pass them."""
    kept = {move: dict(conditions) for move, conditions in gates._registry.items()}
    for conditions in gates._registry.values():
        conditions.clear()
    plugs.install_gates()
    try:
        yield
    finally:
        for move, conditions in kept.items():
            gates._registry[move].clear()
            gates._registry[move].update(conditions)


@later_phases_absent()
def make_opportunity_in(stage: str, by: User, director: User, **values: Any) -> Opportunity:
    """An opportunity that reached `stage`: the pipeline's gates met, later ones passed by the director's exception."""
    opportunity = make_opportunity(by, **values)
    for target in OPEN_STAGES[1:]:
        if opportunity.stage == stage:
            break
        if target == Stage.QUALIFICATION:
            log_interest(opportunity, by)
        if target == Stage.NEGOTIATION:
            log_follow_up(
                opportunity=opportunity,
                by=by,
                kind=FollowUp.Kind.EMAIL,
                summary="Nos invitan a negociar.",
                milestone=FollowUp.Milestone.NEGOTIATION_INVITED,
            )
        move_opportunity(opportunity=opportunity, to=target, by=director, reason="Prueba")
    return opportunity


@later_phases_absent()
def make_won_opportunity(by: User, director: User, **values: Any) -> Opportunity:
    """A won opportunity."""
    opportunity = make_opportunity_in(Stage.NEGOTIATION, by, director, **values)
    return close_opportunity(
        opportunity=opportunity, outcome=Outcome.WON, by=director, reason="Carta de adjudicación recibida"
    )


def make_lost_opportunity(by: User, director: User, **values: Any) -> Opportunity:
    """A lost opportunity."""
    opportunity = make_opportunity_in(Stage.PROPOSAL, by, director, **values)
    return close_opportunity(
        opportunity=opportunity,
        outcome=Outcome.LOST,
        by=by,
        loss_reason=LossReason.objects.get(code="price"),
        competitor="Desconocido",
    )
