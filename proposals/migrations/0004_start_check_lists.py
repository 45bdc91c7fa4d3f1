"""The two check lists an installation starts with: for private clients and for public entities. The director edits them."""

from django.db import migrations

from ._start import start_check_lists


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_intake_and_check_list")]

    operations = [migrations.RunPython(start_check_lists, migrations.RunPython.noop)]
