"""Import a pipeline workbook from the shell: what the screens do, in one go."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.refusals import Refused
from almacontact.web import search_index
from pipeline.imports.actions import NotWhole, Result, import_file
from pipeline.imports.models import ImportBatch
from pipeline.imports.planning import Plan, Verdict
from pipeline.imports.reading import Finding


class Command(BaseCommand):
    """`manage.py import_pipeline FILE --as EMAIL [--dry-run] [--all-or-nothing] [--json]`.

    Exit 0 with refused rows; 1 when the file or the person is refused, or with `--all-or-nothing` any row is.
    """

    help = "Import a pipeline workbook (.xlsx) in the name of a coordinator or director."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", metavar="FILE", help="the workbook")
        parser.add_argument("--as", dest="email", metavar="EMAIL", required=True, help="in whose name")
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
                result = import_file(data=data, name=file.name, by=person, mode=mode, dry_run=options["dry_run"])
            except NotWhole as refusal:
                nothing = Result(refusal.plan)
                self._report(nothing, options["json"], written=False)
                raise CommandError(str(refusal)) from refusal
            except Refused as refusal:
                raise CommandError("\n".join(str(blocker.message) for blocker in refusal.blockers)) from refusal
            search_index.fill()
            self._report(result, options["json"], written=not options["dry_run"])

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
        if row.verdict == Verdict.REFUSED:
            first, *others = [finding for finding in row.read.findings if finding.refuses]
            entry = _told(first)
            entry["reason"] = "; ".join([first.reason, *(f"{other.column}: {other.reason}" for other in others)])
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


def _told(finding: Finding) -> dict[str, Any]:
    return {"row": finding.row, "column": finding.column, "value": finding.value, "reason": finding.reason}
