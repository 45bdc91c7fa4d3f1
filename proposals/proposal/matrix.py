"""The compliance matrix as its pages, its gaps and the document read it: which lines, how far each is, what plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from proposals.checklist.judging import Answer
from proposals.checklist.models.requirements import Requirement
from proposals.proposal.models.proposals import ComplianceLine, Proposal, ProposalSection


class Place(StrEnum):
    """How far a line of the matrix is."""

    PLACED = "placed"
    """A section or a piece of evidence answers it."""
    OPEN = "open"
    """It must be answered somewhere, and is not."""
    UNANSWERED = "unanswered"
    """The check list has no answer yet: whether it needs a place is not known."""
    NOT_NEEDED = "not_needed"
    """It does not apply, or is a *no* that excludes nothing."""

    @property
    def tone(self) -> str:
        """The class of the words that say it."""
        return {Place.PLACED: "is-ok", Place.NOT_NEEDED: "muted"}.get(self, "is-warn")


SETTLED = (Place.PLACED, Place.NOT_NEEDED)
"""Places of a line with which nothing is left to do."""


def matrix_of(owner: Proposal | ProposalSection) -> QuerySet[ComplianceLine]:
    """Return the lines of a version, or those answered in a section, that the client reads, in the order of the check
    list. A requirement that is internal, or became so, is not among them."""
    lines: QuerySet[ComplianceLine] = owner.compliance.filter(requirement__internal=False)
    return lines.select_related("requirement", "section", "evidence").order_by("requirement__position", "pk")


def requirements_of(proposal: Proposal) -> QuerySet[Requirement]:
    """Return the requirements of the check list that belong in the matrix, in order."""
    asked = Requirement.objects.filter(check_list__opportunity=proposal.opportunity).for_client()
    return asked.order_by("position", "pk")


def needs_place(line: ComplianceLine) -> bool:
    """Tell whether a requirement must be answered somewhere: what we claim, in full or in part, and what is excluding
    whatever we say. What does not apply needs no place; a *no* that excludes nothing has nothing to show."""
    if line.answer == Answer.NOT_APPLICABLE:
        return False
    return line.requirement.excluding or line.answer in (Answer.YES, Answer.PARTIAL)


def place_of(line: ComplianceLine) -> Place:
    """Return how far a line is."""
    if line.section_id is not None or line.evidence_id is not None:
        return Place.PLACED
    if needs_place(line):
        return Place.OPEN
    return Place.NOT_NEEDED if line.answer else Place.UNANSWERED


def settled(lines: Iterable[ComplianceLine]) -> int:
    """Return how many of `lines` have their place or need none: the count that every page shows."""
    return sum(1 for one in lines if place_of(one) in SETTLED)


def plan_of(line: ComplianceLine) -> tuple[str, date | None]:
    """Return how a *partial* will be complied with in full and until when, as the check list says it; nothing for any
    other answer."""
    if line.answer != Answer.PARTIAL:
        return "", None
    return line.requirement.plan.strip(), line.requirement.plan_on


def plan_content(line: ComplianceLine) -> dict[str, Any]:
    """Return the plan of a line in plain JSON values, as it is frozen with what is signed."""
    plan, until = plan_of(line)
    return {"plan": plan, "plan_on": until.isoformat() if until else ""}
