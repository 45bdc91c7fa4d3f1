"""Delegations that outlast the longest one end at the limit, counted from today; both people are told."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

from almacontact.calendar import today

LONGEST = 90
REASON = f"Limitada a {LONGEST} días por la política de firmas"


def shorten(apps, schema_editor):
    """Cut what lasts longer than the limit and goes on beyond it. What was signed under it stays."""
    delegations = apps.get_model("approvals", "Delegation")
    history = apps.get_model("approvals", "HistoricalDelegation")
    jobs = apps.get_model("jobs", "Job")
    for one in delegations.objects.filter(revoked_at__isnull=True, ends_on__gte=today()):
        last = max(one.starts_on, today()) + timedelta(days=LONGEST - 1)
        if one.ends_on <= last:
            continue
        before, one.ends_on, one.version = one.ends_on, last, one.version + 1
        one.save(update_fields=["ends_on", "version"])
        kept = {field.attname for field in history._meta.fields} & {field.attname for field in one._meta.fields}
        history.objects.create(
            **{name: getattr(one, name) for name in kept},
            history_date=timezone.now(),
            history_type="~",
            history_change_reason=REASON,
        )
        jobs.objects.create(
            kind="approvals.delegation_cut",
            key=f"cut:{one.pk}",
            arguments={"delegation_id": one.pk, "ended_on": before.isoformat()},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0002_approval_policy"),
        ("jobs", "0001_initial"),
    ]

    operations = [migrations.RunPython(shorten, migrations.RunPython.noop)]
