"""`manage.py setup_code`: print the address and the code with which the first administrator sets up an installation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from almacontact.accounts.first_steps import code_file, setup_code
from almacontact.accounts.models import User


class Command(BaseCommand):
    """Print the set-up code of an empty installation."""

    help = "Print the code with which the first administrator sets up an empty installation."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print address and code, or say that they are no longer needed."""
        if User.objects.exists():
            self.stdout.write("This installation has people already; add more with: manage.py add_person")
            return
        self.stdout.write("Nobody has an account yet. Add the first administrator:")
        self.stdout.write(f"  address      {settings.SITE_URL.rstrip('/')}{reverse('accounts:setup')}")
        self.stdout.write(f"  set-up code  {setup_code()}   (also in {code_file()})")
