"""The compliance matrix of a proposal: requirement → section → evidence; its supporting documents (process row 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from almacontact.accounts.models import User
from almacontact.audit.versioning import changing, claim, save_as
from almacontact.refusals import Blocker, Refused
from proposals.library.models import Evidence
from proposals.proposal.matrix import matrix_of, requirements_of
from proposals.proposal.models.proposals import ComplianceLine, Proposal, ProposalSection, SupportingDocument
from proposals.proposal.rules import writing

LINE_FIELDS = ("section", "evidence", "note")
"""What `edit_compliance_line` may change: the answer is the check list's."""


def draw_matrix(*, proposal: Proposal, by: User) -> list[ComplianceLine]:
    """Add one line for each requirement of the check list that the client reads and the matrix lacks, with its answer.
    Call it inside the transaction that holds the draft. Returns the lines added."""
    held = set(proposal.compliance.values_list("requirement_id", flat=True))
    lines = [
        ComplianceLine(proposal=proposal, requirement=one, answer=one.answer, created_by=by)
        for one in requirements_of(proposal)
        if one.pk not in held
    ]
    bulk_create_with_history(lines, ComplianceLine, default_user=by)
    return lines


def copy_matrix(*, source: Proposal, target: Proposal, by: User) -> None:
    """Carry the matrix of an earlier version over, with the answers as the check list now gives them."""
    places = {one.key: one for one in target.sections.all()}
    lines = [
        ComplianceLine(
            proposal=target,
            requirement=one.requirement,
            answer=one.requirement.answer,
            section=places.get(one.section.key) if one.section else None,
            evidence=one.evidence,
            note=one.note,
            created_by=by,
        )
        for one in matrix_of(source)
    ]
    bulk_create_with_history(lines, ComplianceLine, default_user=by)
    draw_matrix(proposal=target, by=by)


def refresh_compliance(*, proposal: Proposal, by: User) -> int:
    """Draw the matrix of a draft again: new requirements come in, answers become the check list's. What was placed
    stays. Returns how many lines are new or read differently."""
    with writing(proposal, by):
        added = draw_matrix(proposal=proposal, by=by)
        changed = [one for one in matrix_of(proposal) if one.answer != one.requirement.answer]
        for one in changed:
            claim(one, None)
            one.answer = one.requirement.answer
            save_as(one, by=by, reason=_("Drawn from the check list"), fields=["answer", "version"])
    return len(added) + len(changed)


def edit_compliance_line(
    *, line: ComplianceLine, by: User, changes: Mapping[str, Any], version: int | None = None
) -> ComplianceLine:
    """Say in which section, with what evidence a requirement is answered. Raises `Refused` for a section of another
    proposal, or evidence that is out of use."""
    values = {name: changes[name] for name in LINE_FIELDS if name in changes}
    with writing(line.proposal, by):
        section, evidence = values.get("section"), values.get("evidence")
        blockers = []
        if section is not None and section.proposal_id != line.proposal_id:
            words = _("Choose a section of this proposal.")
            blockers.append(Blocker(code="section", field="section", message=words))
        if evidence is not None and evidence != line.evidence and not evidence.active:
            blockers.append(_out_of_use(evidence))
        if blockers:
            raise Refused(blockers)
        if all(getattr(line, name) == value for name, value in values.items()):
            return line
        with changing(line, version):
            for name, value in values.items():
                setattr(line, name, value.strip()[:300] if name == "note" else value)
            save_as(line, by=by, fields=[*values, "version"])
    return line


def place_lines(*, proposal: Proposal, by: User, part: str, section: ProposalSection) -> int:
    """Put every line of one part of the check list that has neither section nor evidence into one section.

    `part` is a section of the check list (legal, finance, …). Lines that do not apply stay as they are. Returns how
    many lines were placed. Raises `NotAllowed` to who does not write it, `Refused` for a section of another proposal or
    one that is no draft.
    """
    with writing(proposal, by):
        if section.proposal_id != proposal.pk:
            words = _("Choose a section of this proposal.")
            raise Refused(Blocker(code="section", field="section", message=words))
        bare = matrix_of(proposal).filter(requirement__section=part, section=None, evidence=None)
        lines = list(bare.exclude(answer="n/a"))
        for one in lines:
            claim(one, None)
            one.section = section
            save_as(one, by=by, fields=["section", "version"])
    return len(lines)


def add_supporting(*, proposal: Proposal, by: User, evidence: Evidence) -> SupportingDocument:
    """Send a piece of evidence along with a draft, as its last supporting document. There already: nothing happens.

    Raises `NotAllowed` to who does not write it, `Refused` for evidence out of use or a proposal that is no draft.
    """
    with writing(proposal, by):
        there: SupportingDocument | None = proposal.supporting.filter(evidence=evidence).first()
        if there is not None:
            return there
        if not evidence.active:
            raise Refused(_out_of_use(evidence))
        last = proposal.supporting.aggregate(last=Max("position"))["last"] or 0
        made = SupportingDocument(proposal=proposal, evidence=evidence, position=last + 1, created_by=by)
        return save_as(made, by=by)


def remove_supporting(*, document: SupportingDocument, by: User) -> None:
    """Take a supporting document out of a draft. The evidence stays in the library, the removal in the history."""
    with writing(document.proposal, by):
        document._history_user = by  # type: ignore[attr-defined]
        document.delete()


def _out_of_use(evidence: Evidence) -> Blocker:
    words = _("“%(evidence)s” is no longer in use. Choose another one.") % {"evidence": evidence}
    return Blocker(code="evidence", field="evidence", message=words)
