"""Two versions of a proposal side by side: words, price, compliance and supporting documents.

Texts are compared word by word, on their plain text. What is long and wholly different is shown as replaced: comparing
it word by word would take long and say little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from almacontact.refusals import Words
from almacontact.web.formats import day
from almacontact.web.richtext import plain
from proposals.library.models import SectionKey
from proposals.proposal.matrix import matrix_of
from proposals.proposal.models.proposals import ComplianceLine, Proposal, ProposalSection
from proposals.proposal.staleness import quoted

MOST_PAIRS = 250_000
"""Words of one side × words of the other, up to which two blocks are compared word by word."""

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one side's text. `kind`: same, added (only in the later) or removed (only in the earlier)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class SectionDiff:
    """One section on both sides. `state`: same, changed, added or removed; each side's pieces in order."""

    label: Words
    state: str
    earlier: list[Piece]
    later: list[Piece]

    @property
    def icon(self) -> str:
        """The sign beside the state in words."""
        return {ADDED: "plus-lg", REMOVED: "dash-lg"}.get(self.state, "pencil")

    @property
    def state_label(self) -> Words:
        """The state in words; '' where nothing changed."""
        return {CHANGED: pgettext("section", "Changed"), ADDED: _("New"), REMOVED: _("Taken out")}.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Row:
    """One fact on both sides, in words; '' where one side does not have it."""

    label: Words
    earlier: str
    later: str

    @property
    def differs(self) -> bool:
        """Tell whether the sides say different things."""
        return self.earlier != self.later


@dataclass(frozen=True, slots=True)
class Rows:
    """Facts of one kind, in order."""

    rows: list[Row]

    @property
    def changed(self) -> list[Row]:
        """Return those that differ."""
        return [one for one in self.rows if one.differs]

    @property
    def unchanged(self) -> list[Row]:
        """Return those that say the same."""
        return [one for one in self.rows if not one.differs]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything two versions say, side by side; `earlier` and `later` are the versions."""

    earlier: Proposal
    later: Proposal
    sections: list[SectionDiff]
    figures: Rows
    compliance: Rows
    supporting: Rows

    @property
    def changed(self) -> list[SectionDiff]:
        """Return the sections that differ."""
        return [one for one in self.sections if one.state != SAME]

    @property
    def unchanged(self) -> list[SectionDiff]:
        """Return the sections that say the same."""
        return [one for one in self.sections if one.state == SAME]

    @property
    def count(self) -> int:
        """Return how many things differ."""
        return len(self.changed) + sum(len(one.changed) for one in (self.figures, self.compliance, self.supporting))


def compare(earlier: Proposal, later: Proposal) -> Comparison:
    """Compare two versions: six queries."""
    return Comparison(
        earlier=earlier,
        later=later,
        sections=list(_sections(earlier, later)),
        figures=Rows(_figures(earlier, later)),
        compliance=Rows(_compliance(earlier, later)),
        supporting=Rows(_supporting(earlier, later)),
    )


def compare_texts(earlier: str, later: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces: line by line, and word by word inside the lines that changed."""
    left, right = earlier.splitlines(keepends=True), later.splitlines(keepends=True)
    before: list[Piece] = []
    after: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        old, new = "".join(left[a:b]), "".join(right[c:d])
        if tag == "equal":
            before.append(Piece(SAME, old))
            after.append(Piece(SAME, new))
        else:
            _compare_words(old, new, before, after)
    return _joined(before), _joined(after)


def _compare_words(old: str, new: str, before: list[Piece], after: list[Piece]) -> None:
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    if len(left) * len(right) > MOST_PAIRS:
        before.append(Piece(REMOVED, old))
        after.append(Piece(ADDED, new))
        return
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        gone, come = "".join(left[a:b]), "".join(right[c:d])
        before.append(Piece(SAME if tag == "equal" else REMOVED, gone))
        after.append(Piece(SAME if tag == "equal" else ADDED, come))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Join neighbours of one kind, and drop the empty ones."""
    found: list[Piece] = []
    for one in pieces:
        if not one.text:
            continue
        if found and found[-1].kind == one.kind:
            found[-1] = Piece(one.kind, found[-1].text + one.text)
        else:
            found.append(one)
    return found


def _sections(earlier: Proposal, later: Proposal) -> Iterator[SectionDiff]:
    old, new = (_by_key(one.sections.all()) for one in (earlier, later))
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        before, after = compare_texts(_text(was), _text(now))
        label = (now or was).title if (now or was) else SectionKey(key).label  # type: ignore[union-attr]
        yield SectionDiff(label, _state(was, now), before, after)


def _by_key(sections: Iterable[ProposalSection]) -> dict[str, ProposalSection]:
    return {one.key: one for one in sections if one.included}


def _text(section: ProposalSection | None) -> str:
    """The title and the words of a section, as they are read."""
    return f"{section.title}\n{plain(section.body)}" if section is not None else ""


def _state(was: ProposalSection | None, now: ProposalSection | None) -> str:
    if was is None:
        return ADDED
    if now is None:
        return REMOVED
    return SAME if _text(was) == _text(now) else CHANGED


def _figures(earlier: Proposal, later: Proposal) -> list[Row]:
    """The head and what the client is quoted: the figures of each version's acta, as its annex shows them."""
    old, new = quoted(earlier.minutes), quoted(later.minutes)
    return [
        Row(_("Title"), earlier.title, later.title),
        Row(_("Acta"), earlier.minutes.number, later.minutes.number),
        *(Row(label, old[label], new[label]) for label in new),
        Row(_("Offer valid until"), day(earlier.valid_until), day(later.valid_until)),
    ]


def _compliance(earlier: Proposal, later: Proposal) -> list[Row]:
    old, new = (_lines(one) for one in (earlier, later))
    return [Row(label, old.get(pk, ("", ""))[1], new.get(pk, ("", ""))[1]) for pk, label in _labels(old, new).items()]


def _lines(proposal: Proposal) -> dict[int, tuple[str, str]]:
    """Of each requirement: its words, and how the version answers it."""
    return {one.requirement_id: (str(one.requirement), _answer(one)) for one in matrix_of(proposal)}


def _answer(line: ComplianceLine) -> str:
    parts: Sequence[Any] = (line.get_answer_display() or _("No answer"), line.section, line.evidence, line.note)
    return " · ".join(str(part) for part in parts if part)


def _supporting(earlier: Proposal, later: Proposal) -> list[Row]:
    old, new = (_documents(one) for one in (earlier, later))
    return [Row(label, old.get(pk, ("", ""))[1], new.get(pk, ("", ""))[1]) for pk, label in _labels(old, new).items()]


def _documents(proposal: Proposal) -> dict[int, tuple[str, str]]:
    return {one.evidence_id: (str(one.evidence),) * 2 for one in proposal.supporting.select_related("evidence")}


def _labels(*sides: dict[int, tuple[str, str]]) -> dict[int, str]:
    return {pk: label for side in sides for pk, (label, _shown) in side.items()}
