from hashlib import sha256

from django.db import migrations, models


def hash_secrets(apps, schema_editor):
    """Keep of each secret only what recognises it; the addresses people have go on working. There is no way back."""
    feeds = apps.get_model("proposals", "CalendarFeed").objects
    for feed in feeds.exclude(digest__regex=r"^[0-9a-f]{64}$"):
        feeds.filter(pk=feed.pk).update(digest=sha256(feed.digest.encode()).hexdigest())


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0012_authors_of_copies"),
    ]

    operations = [
        migrations.RenameField(model_name="calendarfeed", old_name="token", new_name="digest"),
        migrations.AlterField(
            model_name="calendarfeed",
            name="digest",
            field=models.CharField(max_length=64, unique=True, verbose_name="hash of the secret"),
        ),
        migrations.RunPython(hash_secrets, migrations.RunPython.noop),
    ]
