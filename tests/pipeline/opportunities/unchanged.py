"""To hold a refusal to its word: nothing in the tables of an app is different afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps


def snapshot(*labels: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of some apps, history included."""
    return {
        model._meta.label: sorted(model._base_manager.values_list(), key=repr)
        for label in labels
        for model in apps.get_app_config(label).get_models()
    }


@contextmanager
def unchanged(*labels: str) -> Iterator[None]:
    """Fail when what happens inside leaves a trace in the tables of `labels`, the pipeline's where none is named."""
    named = labels or ("pipeline",)
    before = snapshot(*named)
    yield
    after = snapshot(*named)
    touched = [label for label in before if before[label] != after[label]]
    assert not touched, f"changed: {touched}"
