"""The template of proposals and the reusable texts an installation starts with. Comercial edits them."""

from django.db import migrations

from ._start import start_library


class Migration(migrations.Migration):
    dependencies = [("proposals", "0007_defence_parts_taken_out")]

    operations = [migrations.RunPython(start_library, migrations.RunPython.noop)]
