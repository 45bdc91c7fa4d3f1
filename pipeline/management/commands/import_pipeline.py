"""Import a pipeline workbook from the shell: what the screens do, in one go."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from almacontact.accounts.models import User
from almacontact.refusals import Refused
from almacontact.web import search_index
from pipeline.imports.actions import NotWhole, Result, import_file
from pipeline.imports.answers import Said
from pipeline.imports.identity import NEW_DEAL
from pipeline.imports.models import ImportBatch
from pipeline.imports.planning import Plan, PlannedRow, Verdict
from pipeline.imports.reading import Finding
from pipeline.workbook.stages import MEANINGS, read_stage


class Command(BaseCommand):
    """`manage.py import_pipeline FILE --as EMAIL [--map HEADER=FIELD] [--accept ROW=ANSWER] [--dry-run]
    [--all-or-nothing] [--json]`.

    Exit 0 with refused rows; 1 when the file, the person or an answer is refused, or with `--all-or-nothing` any row
    is; 3 when the rest was imported and rows were left out whose stage or opportunity a person must say.
    """

    help = "Import a pipeline workbook (.xlsx) in the name of a coordinator or director."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", metavar="FILE", help="the workbook")
        parser.add_argument("--as", dest="email", metavar="EMAIL", required=True, help="in whose name")
        parser.add_argument(
            "--map", action="append", default=[], metavar="HEADER=FIELD", help="what a column is; none: leave it out"
        )
        parser.add_argument(
            "--accept",
            action="append",
            default=[],
            metavar="ROW=ANSWER",
            help="what a row is: the code of its opportunity, new, or its stage; may be said twice of a row",
        )
        parser.add_argument("--dry-run", action="store_true", help="try it all out, keep nothing")
        parser.add_argument("--all-or-nothing", action="store_true", help="import nothing if any row is refused")
        parser.add_argument("--json", action="store_true", help="print the result as JSON and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report."""
        person = User.objects.filter(email=options["email"].strip().lower(), is_active=True).first()
        with translation.override((person.language if person else "") or "es"):
            if person is None:
                raise CommandError(_("Nobody active has the e-mail %(email)s.") % {"email": options["email"]})
            file = Path(options["file"])
            try:
                data = file.read_bytes()
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}") from error
            modes = ImportBatch.Mode
            mode = modes.ALL_OR_NOTHING if options["all_or_nothing"] else modes.GOOD_ROWS
            try:
                said = Said(dict(_pairs(options["map"], "--map")), _rows(options["accept"]))
                result = import_file(
                    data=data, name=file.name, by=person, mode=mode, dry_run=options["dry_run"], said=said
                )
            except NotWhole as refusal:
                nothing = Result(refusal.plan)
                self._report(nothing, options["json"], written=False)
                raise CommandError(str(refusal)) from refusal
            except Refused as refusal:
                raise CommandError("\n".join(str(blocker.message) for blocker in refusal.blockers)) from refusal
            search_index.fill()
            self._report(result, options["json"], written=not options["dry_run"])
            if asked := len(result.plan.of(Verdict.ASKED)):
                raise CommandError(_left_out(asked), returncode=LEFT_OUT)

    def _report(self, result: Result, as_json: bool, *, written: bool) -> None:
        report = summary(result)
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        if not written:
            self.stdout.write(_("Nothing was written."))
        self.stdout.write(
            _("%(rows)s rows: %(created)s new, %(updated)s changed, %(unchanged)s equal, %(refused)s refused.")
            % {**report, "refused": len(report["refused"])}
        )
        for title, found in ((_("Refused"), report["refused"]), (_("Warnings"), report["warnings"])):
            for one in found:
                self.stdout.write(f"{title}: {one['row']} · {one['column']} · {one['value']} · {one['reason']}")


LEFT_OUT = 3
"""The exit code where everything else was imported and rows wait for an answer."""


def _left_out(count: int) -> str:
    return ngettext(
        "%(count)s row was left out until you say what it is: --accept ROW=CODE, ROW=new or ROW=STAGE.",
        "%(count)s rows were left out until you say what they are: --accept ROW=CODE, ROW=new or ROW=STAGE.",
        count,
    ) % {"count": count}


def _pairs(options: Iterable[str], name: str) -> Iterator[tuple[str, str]]:
    for option in options:
        left, mark, right = option.rpartition("=")
        if not mark or not left.strip():
            raise CommandError(_("%(option)s is written %(name)s LEFT=RIGHT.") % {"option": option, "name": name})
        yield left, right.strip()


def _rows(options: Iterable[str]) -> list[tuple[int, str]]:
    found = []
    for row, answer in _pairs(options, "--accept"):
        if not (row.strip().isascii() and row.strip().isdigit()):
            raise CommandError(_("“%(row)s” is no number of a row.") % {"row": row})
        found.append((int(row), answer))
    return found


def summary(result: Result) -> dict[str, Any]:
    """Return the report of an import: one entry for each refused row, one for each warning."""
    plan = result.plan
    return {
        "rows": len(plan.rows),
        "created": len(plan.of(Verdict.NEW)),
        "updated": len(plan.of(Verdict.CHANGED)),
        "unchanged": len(plan.of(Verdict.EQUAL)),
        "refused": _refused(plan),
        "warnings": [
            *(_told(finding) for finding in result.file_findings),
            *(_told(finding) for row in plan.rows for finding in row.read.findings if not finding.refuses),
        ],
    }


def _refused(plan: Plan) -> list[dict[str, Any]]:
    """Return one entry a row; a row with several problems tells the first and adds the reasons of the others."""
    entries = []
    for row in plan.rows:
        if row.verdict in (Verdict.REFUSED, Verdict.ASKED):
            first, *others = [finding for finding in row.read.findings if finding.refuses]
            entry = _told(first)
            entry["reason"] = "; ".join([first.reason, *(f"{other.column}: {other.reason}" for other in others)])
            if row.verdict == Verdict.ASKED:
                entry["reason"] += f" (--accept {row.row}={_answers(row)})"
            entries.append(entry)
        elif row.verdict == Verdict.CONFLICT:
            name, change = next((name, one) for name, one in row.changes.items() if one.conflict)
            reason = _("was changed on both sides: here “%(ours)s”, in the file “%(theirs)s”") % {
                "ours": change.ours,
                "theirs": change.theirs,
            }
            column = plan.headers.get(name, name)
            entries.append({"row": row.row, "column": column, "value": str(change.theirs or ""), "reason": reason})
    return entries


def _answers(row: PlannedRow) -> str:
    """Return what may be answered of a row that is asked about."""
    codes = {finding.code for finding in row.read.findings if finding.refuses}
    if "identity_asked" in codes:
        return "|".join([*(one.code for one in row.offered), NEW_DEAL])
    word = next(finding.value for finding in row.read.findings if finding.code == "stage_asked")
    read = read_stage(word)
    return read.meaning if read and read.meaning else "|".join(MEANINGS)


def _told(finding: Finding) -> dict[str, Any]:
    return {"row": finding.row, "column": finding.column, "value": finding.value, "reason": finding.reason}
