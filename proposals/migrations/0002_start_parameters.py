"""The dated parameters of 2026 and the risk rules that an installation starts with. People edit both afterwards."""

from django.db import migrations

from ._start import start_parameters


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]

    operations = [migrations.RunPython(start_parameters, migrations.RunPython.noop)]
