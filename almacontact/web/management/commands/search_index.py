"""`manage.py search_index`: the words of whatever the search does not know yet; `--anew` writes all of them again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from almacontact.web.search_index import fill


class Command(BaseCommand):
    """Write the words by which records are found."""

    help = "Write the words by which the search finds records: what it lacks, or everything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help="write all of it again")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{fill(anew=options['anew'])} rows were read for the search.")
