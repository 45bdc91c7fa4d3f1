"""The dated parameters of 2026 and the risk rules that an installation starts with. People edit both afterwards."""

from django.db import migrations

from proposals.pricing.engine.parameters import STARTING_PARAMETERS
from proposals.pricing.engine.risk import STARTING_RULES


def start(apps, schema_editor):
    """Write the starting values."""
    dated = apps.get_model("proposals", "DatedParameter")
    dated.objects.bulk_create(
        dated(
            key=str(one.key),
            value=one.value,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            source=one.source,
            confirmed=one.confirmed,
        )
        for one in STARTING_PARAMETERS
    )
    rules = apps.get_model("proposals", "RiskRule")
    rules.objects.bulk_create(
        rules(
            code=one.code,
            metric=str(one.metric),
            comparison=str(one.comparison),
            threshold=one.threshold,
            points=one.points,
            mandatory=one.mandatory,
            position=position,
        )
        for position, one in enumerate(STARTING_RULES, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]

    operations = [migrations.RunPython(start, migrations.RunPython.noop)]
