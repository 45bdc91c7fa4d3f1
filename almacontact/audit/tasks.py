"""The nightly look at the rules of the database."""

import logging

from celery import shared_task

from almacontact.audit import triggers

log = logging.getLogger(__name__)


@shared_task(name="audit.look_at_rules")
def look_at_rules() -> None:
    """Say in the log, as an error, which rules of the database do not stand; by beat."""
    if told := triggers.told_missing():
        log.error(told)
