import logging
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)


class AuditConfig(AppConfig):
    """History, versions and numbering of business records; what the database itself refuses."""

    name = "almacontact.audit"
    label = "audit"
    verbose_name = _("Record keeping")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Plug it in, and say what holds of every record.

        Migrations take the rules down; afterwards what is there is sealed, once, and the rules are put back.
        """
        from almacontact.audit import database, plugs, rules

        plugs.install()
        rules.register(database.rules)
        pre_migrate.connect(_take_down, sender=self, dispatch_uid="audit.take_down")
        post_migrate.connect(_seal_present, sender=self, dispatch_uid="audit.seal_present")
        post_migrate.connect(_put_up, sender=self, dispatch_uid="audit.put_up")


def _take_down(plan: Any, **_told: Any) -> None:
    from almacontact.audit import triggers

    if plan:
        triggers.take_down()


def _put_up(plan: Any = (), **_told: Any) -> None:
    from almacontact.audit import triggers

    if told := triggers.told_missing():
        if not plan:
            log.warning("%s This has now been done.", told)
        triggers.put_up()


def _seal_present(using: str, plan: Any = None, **_told: Any) -> None:
    """Seal, once, what was signed before this installation sealed. Not while tables are still to be brought up, nor
    where they were only emptied (then there is no plan, not even one of nothing)."""
    from django.db import connections, transaction
    from django.db.migrations.executor import MigrationExecutor

    from almacontact.audit.seals import seal_present

    if plan is None:
        return
    executor = MigrationExecutor(connections[using])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    with transaction.atomic():
        seal_present()
