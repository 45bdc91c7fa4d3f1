import django.db.models.deletion
from django.db import migrations, models


def forget_those_without_a_job(apps, schema_editor):
    """The release before has none."""
    apps.get_model("jobs", "Effect").objects.filter(job=None).delete()


class Migration(migrations.Migration):
    """What was told once stays told when the row of its job is deleted."""

    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="effect",
            name="job",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="effects",
                to="jobs.job",
                verbose_name="job",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_those_without_a_job),
    ]
