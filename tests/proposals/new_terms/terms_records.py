"""Changes of terms for tests, made through the action people use."""

from typing import Any

from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.approvals import actions as approvals
from almacontact.approvals.models import Decision
from pipeline.models import Opportunity
from proposals.models import TermsChange
from proposals.new_terms.actions import change_terms

REASON = "Lo pidió el cliente por correo"


def fresh(deal: Opportunity) -> Opportunity:
    """The deal as it now stands."""
    return Opportunity.objects.get(pk=deal.pk)


def ask(deal: Opportunity, by: User, reason: str = REASON, **values: Any) -> TermsChange:
    """A change of terms that `by` asks for."""
    return change_terms(opportunity=fresh(deal), by=by, values=values, reason=reason)


def sign(change: TermsChange, by: User, decision: str = Decision.APPROVE, comment: str = "") -> TermsChange:
    """Decide a change that waits, as its signer would."""
    step = change.approvals.latest("pk").steps.get()
    approvals.decide(
        step=step,
        by=by,
        decision=decision,
        seen=step.content_hash,
        authenticated_at=timezone.now(),
        comment=comment,
    )
    return TermsChange.objects.with_parties().get(pk=change.pk)
