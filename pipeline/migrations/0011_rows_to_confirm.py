"""Rows of an import that wait for a person's word, and the opportunities that each may be."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pipeline", "0010_names_of_every_script"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="offered",
            field=models.JSONField(default=list, verbose_name="opportunities that it may be"),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("new", "New"),
                    ("changed", "Changed"),
                    ("equal", "Equal"),
                    ("asked", "To confirm"),
                    ("conflict", "Conflict"),
                    ("refused", "Refused"),
                ],
                max_length=10,
                verbose_name="verdict",
            ),
        ),
    ]
