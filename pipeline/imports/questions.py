"""What an import asks of a person about words: stages that were guessed, people and entries that are none of ours."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from pipeline.imports.planning import EMPTY, Plan, PlannedRow, Verdict
from pipeline.imports.reading import Finding
from pipeline.workbook.stages import read_stage, stage_key
from pipeline.workbook.words import fold


def open_questions(plan: Plan) -> list[dict[str, Any]]:
    """Return what a person may decide: words, columns in doubt, clients that look like others."""
    questions: list[dict[str, Any]] = [*_stage_questions(plan), *plan.reading.questions]
    for name, rows in plan.emptied.items():
        questions.append({
            "question": "empty", "key": name, "text": plan.headers.get(name, name), "count": len(rows),
            "taken_for": _("what we have is kept"),
            "options": [["keep", _("Keep what we have")], [EMPTY, _("Empty it in these rows")]],
        })  # fmt: skip
    for name, lookup in plan.lookups.items():
        for unknown in lookup.unknown.values():
            questions.append({
                "question": name, "key": fold(unknown.text), "text": unknown.text, "taken_for": unknown.taken_for,
                "count": len(set(unknown.rows)), "may_create": lookup.may_create(),
            })  # fmt: skip
    for group in plan.clients.lookalikes():
        pk, client = group.lookalike or (0, "")
        questions.append({
            "question": "client", "key": group.key, "text": group.name, "taken_for": client if group.pk else "",
            "lookalike": pk, "lookalike_name": client, "joined": group.pk == pk, "count": len(group.rows),
        })  # fmt: skip
    return questions


def _stage_findings(plan: Plan) -> Iterator[tuple[PlannedRow, Finding]]:
    for row in plan.rows:
        for finding in row.read.findings:
            if finding.field == "stage" and finding.code in ("unknown_stage", "stage_asked", "bad_stage"):
                yield row, finding


def _stage_questions(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield one question for each word of a stage that was guessed or is not known; `asked` ones keep rows out."""
    questions: dict[str, dict[str, Any]] = {}
    for _row, finding in _stage_findings(plan):
        key = stage_key(finding.value)
        if key not in questions:
            read = read_stage(finding.value)
            questions[key] = {
                "question": "stage", "key": key, "text": finding.value, "taken_for": read.meaning if read else "",
                "count": 0, "asked": finding.refuses, "may_create": False,
            }  # fmt: skip
        questions[key]["count"] += 1
    yield from sorted((one for key, one in questions.items() if key), key=lambda one: not one["asked"])


def taken_stages(plan: Plan) -> dict[str, str]:
    """Return the mistyped words that were taken for a stage, as it is remembered that a person let them in."""
    taken: dict[str, str] = {}
    for row, finding in _stage_findings(plan):
        if finding.code == "unknown_stage" and row.verdict in (Verdict.NEW, Verdict.CHANGED, Verdict.EQUAL):
            taken[stage_key(finding.value)] = row.read.values["outcome"] or row.read.values["stage"]
    return taken


def _of_the_kind(finding: Finding) -> str:
    """Return what findings of one kind have in common where their words differ, "" for most."""
    return {
        "identity_asked": _("which opportunity is it, or is it a new one?"),
        "stage_asked": _("which stage is it?"),
        "total_differs": _("does not multiply: what is computed is kept"),
        "check_digit": _("has another check digit"),
        "outside_band": _("lies outside what is usual in its stage"),
        "client_lookalike": _("looks like another client"),
        "client_spelling": _("is written in more than one way"),
        "derived": _("is not written: it follows from the others"),
    }.get(finding.code, "")


WARNED = "warned"
"""The tab of the rows with warnings, beside those of the verdicts."""
_LISTED = 2_000


def finding_groups(plan: Plan) -> list[dict[str, Any]]:
    """Return the kinds of findings among the rows that were refused, are asked about or have warnings.

    One entry a tab (`group`) and kind, the most frequent first: what is said, of which column, in how many rows, and
    which (the first 2,000).
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in plan.rows:
        verdict = str(row.verdict)
        for finding in row.read.findings:
            if finding.refuses and verdict in (Verdict.REFUSED, Verdict.ASKED):
                tab = verdict
            elif not finding.refuses and not finding.code.startswith("unknown_"):
                tab = WARNED
            else:
                continue
            kind = f"{finding.code}:{finding.field}"
            group = found.setdefault(
                (tab, kind),
                {
                    "group": tab, "kind": kind, "column": finding.column, "reason": finding.reason,
                    "count": 0, "rows": [],
                },
            )  # fmt: skip
            if group["reason"] != finding.reason:
                group["reason"] = _of_the_kind(finding) or f"{group['reason'].removesuffix('…')}…"
            if not group["rows"] or group["rows"][-1] != row.row:
                group["count"] += 1
                if len(group["rows"]) < _LISTED:
                    group["rows"].append(row.row)
    return sorted(found.values(), key=lambda group: -group["count"])
