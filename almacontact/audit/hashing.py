"""What is hashed, in one form on every database, and the keys with which it is sealed (settings.SEAL_KEYS)."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models


class NoKey(LookupError):
    """The key of a seal is not among those of this installation: nothing can be said of the seal."""


def plain(value: Any) -> Any:
    """Return `value` as JSON knows it: moments in UTC, decimals and ids as text, a file by its name."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def digest(content: Any) -> str:
    """Return the SHA-256 of `content`, whatever the order of its keys."""
    canonical = json.dumps(plain(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def columns_of(record: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of the columns `names` of a row."""
    return {name: getattr(record, name) for name in names}


def current_key() -> str:
    """Return the id of the key that seals now: the first."""
    return str(next(iter(settings.SEAL_KEYS)))


def mac_of(hashed: str, key_id: str) -> str:
    """Return the HMAC-SHA256 of a hash under the key `key_id`. Raises `NoKey`."""
    key = settings.SEAL_KEYS.get(key_id)
    if key is None:
        raise NoKey(key_id)
    return hmac.new(str(key).encode(), hashed.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two hashes in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())
