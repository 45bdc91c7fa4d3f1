"""Who wrote the words of the library: they travel with them into a proposal, and nobody signs what they wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from proposals.library.models import ProposalTemplateSection, ReusableText


def authors_of_text(text: ReusableText) -> set[int]:
    """Return the ids of everybody who wrote or changed the words of a reusable text."""
    rows = text.history.order_by("history_date", "history_id")
    return _authors((user, (body,)) for user, body in rows.values_list("history_user_id", "body"))


def authors_of_template(section: ProposalTemplateSection) -> set[int]:
    """Return the ids of everybody who wrote or changed title or words of a section of a template, or of the one it was
    copied from. Copying makes nobody an author."""
    found: set[int] = set()
    one: ProposalTemplateSection | None = section
    while one is not None:
        rows = one.history.order_by("history_date", "history_id")
        written = rows.values_list("history_user_id", "history_type", "title", "body")
        copied = one.copied_from_id is not None
        found |= _authors(
            (None if copied and kind == "+" else user, (title, body)) for user, kind, title, body in written
        )
        one = one.copied_from
    return found


def _authors(rows: Iterable[tuple[int | None, tuple[Any, ...]]]) -> set[int]:
    """Walk a history in time: whoever leaves the words other than they were is their author."""
    found, before = set(), None
    for user, words in rows:
        if words != before and user is not None:
            found.add(user)
        before = words
    return found
