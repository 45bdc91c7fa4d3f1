"""Names in other scripts than Latin, and those that differ by a sign alone, get keys of their own."""

import re
from typing import Any

from django.db import migrations

from almacontact.text import clean, plainly, unaccented

_SIGN = re.compile(r"[&+@#%*]|[^\w\s.,;:'\"!¡?¿()\[\]{}/\\|<>_\u00b7-]")
_NOT_IN_NAMES = re.compile(r"[.,;:'\"!¡?¿()\[\]{}/\\|<>_\u00b7\s-]+")
_LEGAL_FORMS = re.compile(r"\b(s a s|s a|ltda|limitada|e s p|esp|sas|sa|s c a|bic|e u)\b")


def name_key(name: str) -> str:
    """Return the key of a name as clients have it from now on."""
    signs = " ".join(_SIGN.sub(r" \g<0> ", unaccented(plainly(clean(name)))).split())
    words = " ".join(_NOT_IN_NAMES.sub(" ", signs).split())
    return " ".join(_LEGAL_FORMS.sub(" ", words).split()) or words or signs


def compare_anew(apps: Any, schema_editor: Any) -> None:
    """Write the keys by which clients and groups are compared as they follow from their names today."""
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
