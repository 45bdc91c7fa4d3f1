"""The sections "Requests" and "Check list" of the opportunity page."""

from __future__ import annotations

from typing import Any

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from pipeline.opportunities.models.opportunities import Opportunity
from proposals.checklist.documents import areas_of
from proposals.checklist.gates import check_list_of, is_no_go
from proposals.checklist.judging import DECISION_LABELS, Decision, Result
from proposals.checklist.models.requirements import areas_answered_by

DECISION_TONES = {
    Decision.PENDING: "info",
    Decision.GO: "ok",
    Decision.COMMITTEE: "warn",
    Decision.NO_GO: "bad",
}


def intake_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the section of requests: one query."""
    intakes = list(opportunity.intakes.select_related("contact"))
    for one in intakes:
        one.opportunity = opportunity
    return {
        "opportunity": opportunity,
        "intakes": intakes,
        "may_log": opportunity.is_open and opportunity.may_be_edited_by(user),
    }


def check_list_context(opportunity: Opportunity, user: User) -> dict[str, Any]:
    """Return the section of the check list: three queries, one where there is none."""
    check_list = check_list_of(opportunity)
    may_edit = opportunity.is_open and opportunity.may_be_edited_by(user)
    context: dict[str, Any] = {"opportunity": opportunity, "check_list": check_list, "may_make": may_edit}
    if check_list is not None:
        context |= {"areas": areas_of(check_list), **standing_context(opportunity, user, check_list.result())}
        context["decision"] = check_list.decision()
        context["no_go"] = opportunity.is_open and is_no_go(check_list)
    return context


def standing_context(opportunity: Opportunity, user: User, result: Result) -> dict[str, Any]:
    """Return where the check list stands, in words and figures, and what `user` may do about it."""
    return {
        "result": result,
        "score": None if result.score is None else round(result.score * 100),
        "verdict": DECISION_LABELS[result.decision],
        "verdict_tone": DECISION_TONES[result.decision],
        "may_answer": opportunity.is_open and bool(areas_answered_by(user)),
        "may_waive": opportunity.is_open and user.can(Right.WAIVE_REQUIREMENTS),
        "may_send": opportunity.is_open and opportunity.may_be_edited_by(user),
        "may_tell": opportunity.may_be_moved_by(user),
    }
