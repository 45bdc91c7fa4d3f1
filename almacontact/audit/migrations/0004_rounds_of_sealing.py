from django.db import migrations, models


def forget_later_rounds(apps, schema_editor):
    """What sealed but one kind of things knew of one start."""
    apps.get_model("audit", "SealingStart").objects.filter(pk__gt=1).delete()


class Migration(migrations.Migration):
    """An installation seals what was there before once for each round of kinds, not once for all."""

    dependencies = [("audit", "0003_seals")]

    operations = [
        migrations.AlterModelOptions(
            name="sealingstart",
            options={"ordering": ["pk"], "verbose_name": "start of sealing", "verbose_name_plural": "start of sealing"},
        ),
        migrations.RemoveConstraint(model_name="sealingstart", name="sealing_start_single"),
        migrations.RunPython(migrations.RunPython.noop, forget_later_rounds),
        migrations.AddConstraint(
            model_name="sealingstart",
            constraint=models.CheckConstraint(condition=models.Q(("pk__gte", 1)), name="sealing_start_numbered"),
        ),
    ]
