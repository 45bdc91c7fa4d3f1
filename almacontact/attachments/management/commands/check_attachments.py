"""``manage.py check_attachments [--remove-orphans]``: does the file store hold what the records say?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from almacontact.attachments.store import check_store


class Command(BaseCommand):
    """Exit status 1 when a file is missing or is no longer what came in."""

    help = "Compare every attached file with its record (SHA-256) and list files that belong to none."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument(
            "--remove-orphans", action="store_true", help="Delete files older than a day that belong to no record."
        )

    def handle(self, *args: Any, remove_orphans: bool, **options: Any) -> None:
        """Print a line for each fault, then the counts."""
        report = check_store(remove_orphans=remove_orphans)
        for word, records in (("missing", report.missing), ("changed", report.changed)):
            for record in records:
                self.stdout.write(f"{word}: {record._meta.label} {record.pk} {record.original_name}")
        for path in report.orphans:
            self.stdout.write(f"{'removed' if remove_orphans else 'orphan'}: {path}")
        self.stdout.write(f"{report.checked} checked, {len(report.orphans)} without a record")
        if report.missing or report.changed:
            raise CommandError(f"{len(report.missing)} missing, {len(report.changed)} changed")
