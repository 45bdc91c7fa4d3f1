"""The secret address of a person's calendar subscription: made, renewed, revoked. The secret is told once."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256

from django.db import transaction

from almacontact.accounts.models import User
from proposals.defence.models import CalendarFeed

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def open_feed(*, by: User) -> str:
    """Make the subscription of a person and return its secret; "" where they have one already, which nobody can tell
    any more: only its hash is kept."""
    secret = _secret()
    _found, made = CalendarFeed.objects.get_or_create(user=by, defaults={"digest": _digest(secret)})
    return secret if made else ""


def renew_feed(*, by: User) -> str:
    """Give the subscription another secret and return it: the earlier address leads nowhere from now on."""
    secret = _secret()
    with transaction.atomic():
        CalendarFeed.objects.update_or_create(user=by, defaults={"digest": _digest(secret)})
    return secret


def revoke_feed(*, by: User) -> None:
    """Close the subscription: its address leads nowhere."""
    CalendarFeed.objects.filter(user=by).delete()


def feed_of(*, token: str) -> CalendarFeed | None:
    """Return the subscription behind a secret; None for one not in use, or whose person no longer works here."""
    if not _SECRET.fullmatch(token):
        return None
    return CalendarFeed.objects.filter(digest=_digest(token), user__is_active=True).select_related("user").first()


def _secret() -> str:
    return secrets.token_urlsafe(32)


def _digest(secret: str) -> str:
    """The secret is 256 random bits: a plain hash of it cannot be guessed back, and finds its row by itself."""
    return sha256(secret.encode()).hexdigest()
