"""Names in other scripts than Latin, and those that differ by a sign alone, get keys of their own."""

from typing import Any

from django.db import migrations


def compare_anew(apps: Any, schema_editor: Any) -> None:
    """Write the keys by which clients and groups are compared as they follow from their names today."""
    from pipeline.clients.models import name_key

    clients = apps.get_model("pipeline", "Client").objects
    changed = []
    for client in clients.only("pk", "name", "group", "name_key", "group_key").iterator():
        keys = name_key(client.name)[:200], name_key(client.group)[:120]
        if keys != (client.name_key, client.group_key):
            client.name_key, client.group_key = keys
            changed.append(client)
    clients.bulk_update(changed, ["name_key", "group_key"], batch_size=500)


class Migration(migrations.Migration):
    """Derived columns alone: nothing to take back."""

    dependencies = [("pipeline", "0009_imported_wins_apart")]

    operations = [migrations.RunPython(compare_anew, migrations.RunPython.noop)]
