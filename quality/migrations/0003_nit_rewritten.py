from django.db import migrations, models


class Migration(migrations.Migration):
    """One more thing that touches a closed period: its client got another NIT."""

    dependencies = [("quality", "0002_closed_period_effects")]

    operations = [
        migrations.AlterField(
            model_name="closedperiodeffect",
            name="what",
            field=models.CharField(
                choices=[
                    ("closed", "Closed"),
                    ("reopened", "Reopened"),
                    ("not_new", "No longer a new client"),
                    ("imported", "Imported as closed"),
                    ("undone", "Import undone"),
                    ("accepted", "Imported wins accepted"),
                    ("nit", "NIT of the client rewritten"),
                ],
                max_length=12,
                verbose_name="what happened",
            ),
        )
    ]
