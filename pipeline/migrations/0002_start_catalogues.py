"""The lists an installation starts with. The director edits them afterwards."""

from django.db import migrations

from ._start import start_catalogues


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0001_initial")]
    operations = [migrations.RunPython(start_catalogues, migrations.RunPython.noop)]
