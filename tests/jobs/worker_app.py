"""What the workers started by tests run: the application's Celery with kinds of job of our own."""

import os
import time
from pathlib import Path

import django

django.setup()

from almacontact.accounts.models import User  # noqa: E402
from almacontact.celery import app  # noqa: E402
from almacontact.jobs import actions  # noqa: E402
from almacontact.jobs.kinds import Outcome, job  # noqa: E402
from almacontact.jobs.progress import Progress  # noqa: E402

__all__ = ["app"]


@job("test.greet", label="Greeting")
def greet(progress: Progress, *, name: str) -> Outcome:
    """Say hello from whatever process runs this."""
    return Outcome(message=f"Hello {name}", data={"pid": os.getpid()})


@job("test.slow_effect", label="A slow effect")
def slow_effect(progress: Progress, *, marker: str, email: str) -> Outcome:
    """Add a person once, then wait at the first run until somebody kills the worker."""
    path = Path(marker)
    first = not path.exists()
    if actions.claim_effect(job=progress.job, key=f"person {email}"):
        User.objects.create_user(email, name="Made by a job")
    path.write_text(str(os.getpid()))
    if first:
        time.sleep(60)
    return Outcome(message="finished")
