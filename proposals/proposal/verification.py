"""Whether what an approved acta or proposal says is still what was signed (see `audit.seals`)."""

import re
from collections.abc import Callable
from typing import Any

from almacontact.accounts.models import User
from almacontact.attachments.store import file_finding
from almacontact.audit import seals
from almacontact.audit.seals import CHANGED, Finding, Verdict
from proposals.pricing.minutes import approval as minutes_approval
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal import approval as proposal_approval
from proposals.proposal.models.proposals import Proposal

Signed = PricingMinutes | Proposal

CODE_DIGITS = 16


def as_printed(typed: str) -> str:
    """Write a code as it is printed, in groups of four, whatever stands between the digits that were typed; what is no
    code stays as it was typed."""
    digits = re.sub(r"[^0-9A-Z]", "", typed.upper())
    if len(digits) != CODE_DIGITS:
        return typed.replace("\0", "").strip().upper()
    return "-".join(digits[start : start + 4] for start in range(0, CODE_DIGITS, 4))


def find_signed(code: str) -> Signed | None:
    """Return the acta or the version of a proposal that a printed code belongs to; None for none."""
    minutes: PricingMinutes | None = PricingMinutes.objects.with_parties().filter(verification_code=code).first()
    if minutes is not None:
        return minutes
    proposal: Proposal | None = Proposal.objects.with_parties().filter(verification_code=code).first()
    return proposal


def verdict_of(signed: Signed) -> Verdict:
    """Compute again all that was signed: content, steps, signatures, the printed code, and the kept document."""
    verdict = seals.verify(signed)
    if not _gives_its_code(signed):
        verdict.findings.append(Finding(CHANGED, signed._meta.db_table, str(signed.pk), seals.chain_of(signed)))
    if isinstance(signed, Proposal) and signed.document is not None:
        verdict.findings += seals.verify(signed.document).findings
        if finding := file_finding(signed.document):
            verdict.findings.append(finding)
    return verdict


def _gives_its_code(signed: Signed) -> bool:
    request = signed.approvals.filter(state="approved").first()
    code_of: Callable[[Any, Any], str] = (
        proposal_approval.code_of if isinstance(signed, Proposal) else minutes_approval.code_of
    )
    try:
        return request is not None and code_of(signed, request) == signed.verification_code
    except KeyError:  # what was changed no longer holds the figures of the code
        return False


def may_read_price(user: User, signed: Signed) -> bool:
    """Tell whether `user` may read the figures of what was signed."""
    return type(signed).objects.visible_to(user).filter(pk=signed.pk).exists()
