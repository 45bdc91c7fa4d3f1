"""Whether what an approved acta or proposal says is still what its verification code was made over."""

from collections.abc import Callable
from typing import Any

from almacontact.accounts.models import User
from proposals.pricing.minutes import approval as minutes_approval
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal import approval as proposal_approval
from proposals.proposal.models.proposals import Proposal

Signed = PricingMinutes | Proposal


def find_signed(code: str) -> Signed | None:
    """Return the acta or the version of a proposal that a printed code belongs to; None for none."""
    minutes: PricingMinutes | None = PricingMinutes.objects.with_parties().filter(verification_code=code).first()
    if minutes is not None:
        return minutes
    proposal: Proposal | None = Proposal.objects.with_parties().filter(verification_code=code).first()
    return proposal


def is_intact(signed: Signed) -> bool:
    """Tell whether name, figures and signatures of what was approved still give its code."""
    request = signed.approvals.filter(state="approved").first()
    code_of: Callable[[Any, Any], str] = (
        proposal_approval.code_of if isinstance(signed, Proposal) else minutes_approval.code_of
    )
    return request is not None and code_of(signed, request) == signed.verification_code


def may_read_price(user: User, signed: Signed) -> bool:
    """Tell whether `user` may read the figures of what was signed."""
    return type(signed).objects.visible_to(user).filter(pk=signed.pk).exists()
