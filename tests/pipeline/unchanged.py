"""To hold a refusal to its word: nothing in the pipeline's tables is different afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the pipeline, history included."""
    return {
        model._meta.label: sorted(model._base_manager.values_list(), key=repr)
        for model in apps.get_app_config("pipeline").get_models()
    }


@contextmanager
def unchanged() -> Iterator[None]:
    """Fail when what happens inside leaves a trace in the pipeline's tables."""
    before = snapshot()
    yield
    after = snapshot()
    touched = [label for label in before if before[label] != after[label]]
    assert not touched, f"changed: {touched}"
