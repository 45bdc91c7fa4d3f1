"""Fill an empty installation with the demo."""

from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from almacontact.accounts.models import User
from almacontact.audit.locking import one_act_after_another
from almacontact.calendar import today
from pipeline.demo.clients import load_clients
from pipeline.demo.deals import load_deals
from pipeline.demo.people import DEMO_PASSWORD, PEOPLE, email_of, load_people
from pipeline.demo.plans import load_plans
from proposals.demo.intake import load_requests
from proposals.demo.library import load_library
from proposals.demo.offers import load_offers
from proposals.demo.pricing import load_proposals
from quality.indicators.actions import compute_indicators, periods_of


class Command(BaseCommand):
    """`manage.py seed_demo`: two years of invented work up to today, the same for the same day."""

    help = "Fill an empty installation with two years of demo data up to today."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--clients", type=int, default=110, help="how many clients to invent")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing, quietly, when there are people already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError(
                "There are people in this installation already: the demo goes into an empty database only."
                " Point DATABASE_URL at a new one, or delete var/almacontact.sqlite3."
            )
        day = today()
        random = Random(day.isoformat())  # noqa: S311  (invented data, no secret)
        with transaction.atomic(), one_act_after_another():
            people = load_people()
            director = people["marcela.duque"]
            clients = load_clients(random, director, options["clients"], day)
            load_deals(random, people, clients, day)
            load_plans(director, day)
            load_requests(random, people, day)
            load_library(people, day)
            load_proposals(random, people, day)
            load_offers(random, people, day)
            compute_indicators(periods=[*periods_of(day.year - 1), *periods_of(day.year)])
        self.stdout.write(f"Demo people (password for all: {DEMO_PASSWORD})")
        for key, name, roles in PEOPLE:
            self.stdout.write(f"  {email_of(key):40} {name:28} {', '.join(role.value for role in roles)}")
