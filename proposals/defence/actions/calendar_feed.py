"""The secret address of a person's calendar subscription: made, renewed, revoked."""

from __future__ import annotations

import re
import secrets

from django.db import transaction
from django.utils.crypto import constant_time_compare

from almacontact.accounts.models import User
from proposals.defence.models import CalendarFeed

SELECTOR = 12
"""How much of the secret finds the row; all of it is then compared in constant time."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def open_feed(*, by: User) -> CalendarFeed:
    """Return the subscription of a person, made when first asked for."""
    found, _made = CalendarFeed.objects.get_or_create(user=by, defaults={"token": _secret()})
    return found


def renew_feed(*, by: User) -> CalendarFeed:
    """Give the subscription another secret: the earlier address leads nowhere from now on."""
    with transaction.atomic():
        found = open_feed(by=by)
        found.token = _secret()
        found.save(update_fields=["token"])
    return found


def revoke_feed(*, by: User) -> None:
    """Close the subscription: its address leads nowhere."""
    CalendarFeed.objects.filter(user=by).delete()


def feed_of(*, token: str) -> CalendarFeed | None:
    """Return the subscription behind a secret; None for one not in use, or whose person no longer works here."""
    if not _SECRET.fullmatch(token):
        return None
    near = CalendarFeed.objects.filter(token__startswith=token[:SELECTOR], user__is_active=True).select_related("user")
    return next((one for one in near if constant_time_compare(one.token, token)), None)


def _secret() -> str:
    return secrets.token_urlsafe(32)
