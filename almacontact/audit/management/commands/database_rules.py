"""``manage.py database_rules [--put-up]``: does the database itself refuse what it should?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from almacontact.audit import triggers


class Command(BaseCommand):
    """Exit status 1 where a rule is missing, altered or switched off, and was not put back."""

    help = "Compare the triggers of the database with the rules of the program."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option."""
        parser.add_argument("--put-up", action="store_true", help="Put every rule back as the program has it.")

    def handle(self, *args: Any, put_up: bool, **options: Any) -> None:
        """Name what does not stand, and put it back where asked."""
        for name in triggers.missing():
            self.stdout.write(name)
        if put_up:
            triggers.put_up()
        if told := triggers.told_missing():
            raise CommandError(told)
        self.stdout.write(f"{len(triggers.triggers())} triggers stand.")
