"""What exists is compared anew: names of other scripts, or that differ by a sign, are not one company."""

from importlib import import_module

import pytest
from django.apps import apps

from pipeline.clients.models import name_key
from pipeline.models import Client
from tests.factories import make_client

MIGRATION = import_module("pipeline.migrations.0010_names_of_every_script")
NAMES = ["Uno+Dos", "Uno&Dos", "東京通信株式会社", "🌵", "Ñandú S.A.S.", "Ростелеком", "Pérez & Hijos Ltda."]


@pytest.mark.django_db
def test_the_keys_of_clients_that_exist_follow_from_their_names(director):
    made = [make_client(director, name=name, group=name) for name in NAMES]
    Client.objects.filter(pk__in=[one.pk for one in made]).update(name_key="", group_key="x")
    MIGRATION.compare_anew(apps, None)
    for one in made:
        one.refresh_from_db()
        assert one.name_key == one.group_key == name_key(one.name) != ""
    assert len({one.name_key for one in made}) == len(NAMES)
