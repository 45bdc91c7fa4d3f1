"""To hold a refusal to its word: nothing in the tables of an app is different afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps

from tests.fingerprints import fingerprint


@contextmanager
def unchanged(*labels: str) -> Iterator[None]:
    """Fail when what happens inside leaves a trace in the tables of `labels`, history included: the pipeline's where
    none is named."""
    tables = [
        model._meta.db_table
        for label in labels or ("pipeline",)
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    before = fingerprint(tables)
    yield
    after = fingerprint(tables)
    touched = [table for table in tables if before[table] != after[table]]
    assert not touched, f"changed: {touched}"
