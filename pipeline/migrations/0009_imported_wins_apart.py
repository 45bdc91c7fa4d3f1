"""Imported wins of months that are still open stand apart until Calidad accepts them; those of closed months stay."""

from django.db import migrations
from django.db.models import F
from django.utils import timezone

from almacontact.calendar import add_working_days, last_of_month, today

CLOSED_AFTER = 5
REASON = "Ganada por importación: queda aparte hasta que Calidad la acepte"


def set_apart(apps, schema_editor):
    """Mark them, with a row of history each."""
    opportunities = apps.get_model("pipeline", "Opportunity")
    history = apps.get_model("pipeline", "HistoricalOpportunity")
    won = opportunities.objects.filter(outcome="won", historical=True, gate_pass__isnull=True, apart=False)
    for one in won:
        if today() > add_working_days(last_of_month(one.closed_on), CLOSED_AFTER):
            continue
        opportunities.objects.filter(pk=one.pk).update(apart=True, version=F("version") + 1)
        one.refresh_from_db()
        kept = {field.attname for field in history._meta.fields} & {field.attname for field in one._meta.fields}
        history.objects.create(
            **{name: getattr(one, name) for name in kept},
            history_date=timezone.now(),
            history_type="~",
            history_change_reason=REASON,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("pipeline", "0008_terms_company_cut_over"),
    ]

    operations = [
        migrations.RunPython(set_apart, migrations.RunPython.noop),
    ]
