"""Who wrote what a signature on a proposal rests on: nobody approves what they wrote.

See docs/process.md#segregation-of-duties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from proposals.proposal.content import section_of
from proposals.proposal.models.proposals import ComplianceLine, Proposal, ProposalSection, SupportingDocument


def authors_of(proposal: Proposal, fields: Sequence[str]) -> set[int]:
    """Return the ids of everybody who wrote or changed one of `fields` in any version of the alternative.

    Copying an earlier version into the next makes nobody its author; beginning one from a template does, and whoever
    wrote the template, or a reusable text that was brought in, is an author too. Prices and sizing are the acta's,
    which has signatures of its own. Five queries at most.
    """
    versions = dict(Proposal.objects.filter(alternative=proposal.alternative_id).values_list("pk", "based_on_id"))
    keys = dict(ProposalSection.objects.filter(proposal__in=versions).values_list("pk", "key"))
    found: set[int] = set()
    order = "sections" in fields
    if order or any(section_of(field) for field in fields):
        found |= _section_authors(versions, set(fields), order)
    if "compliance" in fields:
        found |= _authors(
            _rows(ComplianceLine, versions, ("requirement_id", "section_id", "evidence_id", "note")),
            versions,
            lambda row: (keys.get(row["section_id"]), row["evidence_id"], row["note"]),
            "requirement_id",
            blank=(None, None, ""),
        )
    if "supporting" in fields:
        rows = _rows(SupportingDocument, versions, ("evidence_id", "position"))
        found |= _authors(rows, versions, lambda row: row["position"], "evidence_id")
    if {"title", "valid_until"} & set(fields):
        found |= _head_authors(versions, fields)
    return found


def _section_authors(versions: dict[int, int | None], fields: set[str], order: bool) -> set[int]:
    """Who wrote the title or words of the sections named; who left one out or moved it where their order counts."""

    def written(row: dict[str, Any]) -> tuple[Any, ...]:
        title = row["title"] if f"{row['key']}_title" in fields else None
        body = row["body"] if f"{row['key']}_text" in fields else None
        return (title, body, row["included"] if order else None)

    rows = _rows(ProposalSection, versions, ("key", "title", "body", "included", "position", "brought_by"))
    found = _authors(rows, versions, written, "key")
    for row in rows:
        if {f"{row['key']}_title", f"{row['key']}_text"} & fields:
            found |= set(row["brought_by"] or ())
    places: dict[tuple[int, str], int] = {}
    for row in rows if order else ():
        place = (row["proposal_id"], row["key"])
        if places.get(place, row["position"]) != row["position"] and row["history_user_id"] is not None:
            found.add(row["history_user_id"])
        places[place] = row["position"]
    return found


def _head_authors(versions: dict[int, int | None], fields: Sequence[str]) -> set[int]:
    """Who wrote the title, or changed until when the offer is valid: the first validity is the acta's."""
    rows = Proposal.history.model.objects.filter(id__in=versions).order_by("history_date", "history_id")
    found: set[int] = set()
    titles: dict[int, str] = {}
    untils: dict[int, Any] = {}
    for pk, user, title, until in rows.values_list("id", "history_user_id", "title", "valid_until"):
        wrote_title = title != titles.get(pk, titles.get(versions.get(pk) or 0))
        moved_end = until != untils.get(pk, until)
        if user is not None and (("title" in fields and wrote_title) or ("valid_until" in fields and moved_end)):
            found.add(user)
        titles[pk], untils[pk] = title, until
    return found


def _rows(model: Any, versions: Iterable[int], names: Sequence[str]) -> list[dict[str, Any]]:
    history = model.history.model.objects.filter(proposal_id__in=list(versions)).order_by("history_date", "history_id")
    return list(history.values("proposal_id", "history_user_id", "history_type", *names))


def _authors(
    rows: Iterable[dict[str, Any]],
    versions: dict[int, int | None],
    written: Callable[[dict[str, Any]], Any],
    name: str,
    blank: Any = None,
) -> set[int]:
    """Walk a history in time: whoever leaves a row other than it was before is its author.

    Before its first row a record was what the version it was copied from holds under the same `name`, or `blank`.
    """
    now: dict[tuple[int, Any], Any] = {}
    found: set[int] = set()
    for row in rows:
        place = (row["proposal_id"], row[name])
        source = (versions.get(row["proposal_id"]) or 0, row[name])
        before = now.get(place, now.get(source, blank))
        after = None if row["history_type"] == "-" else written(row)
        if after != before and row["history_user_id"] is not None:
            found.add(row["history_user_id"])
        now[place] = after
    return found
