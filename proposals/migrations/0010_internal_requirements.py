"""Lines of the check list that no client reads: that of the budget names our floor price."""

from django.db import migrations, models

from ._start import hide_floor_price


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0009_proposal_verification_code"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalrequirement",
            name="internal",
            field=models.BooleanField(
                default=False,
                help_text="Never shown to the client: it stays out of the compliance matrix.",
                verbose_name="internal",
            ),
        ),
        migrations.AddField(
            model_name="historicalrequirementtemplateline",
            name="internal",
            field=models.BooleanField(
                default=False,
                help_text="Never shown to the client: it stays out of the compliance matrix.",
                verbose_name="internal",
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="internal",
            field=models.BooleanField(
                default=False,
                help_text="Never shown to the client: it stays out of the compliance matrix.",
                verbose_name="internal",
            ),
        ),
        migrations.AddField(
            model_name="requirementtemplateline",
            name="internal",
            field=models.BooleanField(
                default=False,
                help_text="Never shown to the client: it stays out of the compliance matrix.",
                verbose_name="internal",
            ),
        ),
        migrations.RunPython(hide_floor_price, migrations.RunPython.noop),
    ]
