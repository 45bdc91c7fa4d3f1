"""Records for tests, made through the actions people use."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.audit.versioning import save_as
from almacontact.calendar import today
from pipeline.models import Client, Contact, FollowUp, Opportunity, Segment, Service
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.actions.opportunities import create_opportunity

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
