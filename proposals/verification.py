"""Whether what an approved acta says is still what its verification code was made over."""

from proposals.minutes_approval import code_of
from proposals.models import PricingMinutes


def is_intact(minutes: PricingMinutes) -> bool:
    """Tell whether number, figures and signatures of an approved acta still give its code."""
    request = minutes.approvals.filter(state="approved").first()
    return request is not None and code_of(minutes, request) == minutes.verification_code
