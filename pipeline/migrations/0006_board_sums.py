"""An index that holds all that the board sums."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pipeline", "0005_plan_and_approvals"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                fields=["stage", "probability", "seats", "unit_value", "next_step_on"], name="opportunity_sums"
            ),
        ),
    ]
