"""Lines of the check list that no client reads: that of the budget names our floor price."""

from django.db import migrations, models

BUDGET = "budget"
"""The code of the line that compares the client's budget with our floor price."""


def hide_floor_price(apps, schema_editor):
    """Keep the line of the floor price from the client, in the templates and in the check lists made from them."""
    for model in ("RequirementTemplateLine", "Requirement"):
        apps.get_model("proposals", model).objects.filter(code=BUDGET).update(internal=True)


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
