"""Which tables of attachments there are, by the key that stands in their addresses.

The apps above fill it; this app never imports them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from almacontact.attachments.models import Attachment

A = TypeVar("A", bound=Attachment)
_models: dict[str, type[Attachment]] = {}


def attachments_of(key: str) -> Callable[[type[A]], type[A]]:
    """Decorate a concrete attachment: its files are served under ``/attachments/<key>/``. The key is never reused."""

    def register(model: type[A]) -> type[A]:
        if _models.get(key, model) is not model:
            raise ValueError(f"two tables of attachments have the key {key!r}")
        _models[key] = model
        return model

    return register


def model_for(key: str) -> type[Attachment] | None:
    """The table behind a key in an address, or None."""
    return _models.get(key)


def key_of(model: type[Attachment]) -> str:
    """The key of a registered table. Raises LookupError for one that is not."""
    for key, registered in _models.items():
        if registered is model:
            return key
    raise LookupError(f"{model.__name__} is not registered; decorate it with @attachments_of")


def attachment_models() -> tuple[type[Attachment], ...]:
    """Every registered table."""
    return tuple(_models.values())
