"""`manage.py add_person EMAIL --name NAME --role ROLE [--role …]`: add a person, print the link to set a password."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from almacontact.accounts.actions import add_person
from almacontact.accounts.links import days_valid, password_link
from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.refusals import Refused


class Command(BaseCommand):
    """Add a person from the shell of the installation."""

    help = "Add a person and print a link with which they set their password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read address, name and roles."""
        parser.add_argument("email", metavar="EMAIL", help="the address the person signs in with")
        parser.add_argument("--name", required=True, help="the name as it should stand on signatures")
        parser.add_argument(
            "--role", action="append", required=True, metavar="ROLE", help=f"one of: {', '.join(Role.values)}"
        )
        parser.add_argument("--language", choices=User.Language.values, default=User.Language.SPANISH)

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the person, or say what is wrong with which argument."""
        if unknown := [role for role in options["role"] if role not in Role.values]:
            raise CommandError(f"No role is called {', '.join(unknown)}. Roles: {', '.join(Role.values)}.")
        email = options["email"]
        if holder := User.objects.filter(email=email.strip().lower()).first():
            state = "an account" if holder.is_active else "a closed account"
            raise CommandError(
                f"{holder.name} already has {state} with {holder.email}."
                " An administrator changes roles, reactivates and sends links on the page People and roles (/people/)."
            )
        try:
            person = add_person(
                email=email,
                name=options["name"],
                roles=[Role(role) for role in options["role"]],
                language=options["language"],
                by=None,
            )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{person.name} <{person.email}>: {', '.join(sorted(person.roles))}")
        self.stdout.write(f"Link to set the password, valid for {days_valid()} days and once:")
        self.stdout.write(password_link(person))
