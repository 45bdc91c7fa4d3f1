"""Clarifications and rounds of negotiation for tests, made through the actions people use."""

from typing import Any

from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.approvals import actions as approvals
from almacontact.approvals.models import ApprovalRequest, Decision
from almacontact.calendar import add_working_days, today
from pipeline.models import Opportunity
from proposals.areas import COMERCIAL
from proposals.clarifications.actions import log_clarification
from proposals.models import Clarification, NegotiationRound
from proposals.negotiation.actions import log_round
from tests.proposals.pricing.pricing_records import EXAMPLE_SEATS, EXAMPLE_UNIT_VALUE
from tests.world import offered_in


def make_offered(people: dict[str, User], stage: str = "negotiation") -> Opportunity:
    """An opportunity of the analyst in `stage`, whose client has the proposal of the worked example."""
    return Opportunity.objects.get(pk=offered_in(stage).opportunity.pk)


def asked(**changes: Any) -> dict[str, Any]:
    """What the client asks, as the form and the action take it."""
    return {
        "kind": "question",
        "question": "¿Incluye grabación?",
        "contact": None,
        "asked_on": today(),
        "due_on": add_working_days(today(), 5),
        "area": str(COMERCIAL),
        **changes,
    }


def make_clarification(opportunity: Opportunity, people: dict[str, User], **changes: Any) -> Clarification:
    """A question of the client, logged by the analyst."""
    return log_clarification(opportunity=opportunity, by=people["analyst"], values=asked(**changes))


def round_values(**changes: Any) -> dict[str, Any]:
    """A round at the approved terms of the worked example."""
    return {
        "held_on": today(),
        "contact": None,
        "they_ask": "Piden bajar el precio.",
        "we_offer": "Mantenemos las condiciones.",
        "seats": EXAMPLE_SEATS,
        "unit_value": EXAMPLE_UNIT_VALUE,
        "term_months": 24,
        "payment_days": 60,
        "clause": "ipc",
        **changes,
    }


def make_round(opportunity: Opportunity, people: dict[str, User], **changes: Any) -> NegotiationRound:
    """A draft of a round, logged by the analyst."""
    return log_round(opportunity=opportunity, by=people["analyst"], values=round_values(**changes))


def request_of(one: NegotiationRound) -> ApprovalRequest:
    """The last submission of a round."""
    return one.approvals.latest("pk")


def decide(one: NegotiationRound, key: str, by: User, decision: str = Decision.APPROVE, comment: str = "") -> None:
    """Decide one step of a round as its signer would."""
    step = request_of(one).steps.get(key=key)
    approvals.decide(
        step=step,
        by=by,
        decision=decision,
        seen=step.content_hash,
        authenticated_at=timezone.now(),
        comment=comment,
    )
