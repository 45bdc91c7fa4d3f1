"""How often a password may be tried, so that nobody guesses it and no stranger keeps its owner out.

Wrong passwords are counted by where they come from. A device that this person signed in on before has an allowance of
its own: whatever strangers try elsewhere, it is asked for nothing more. From anywhere else a network address has few
tries for one account, and all such addresses together have a limit that grows slower the longer it goes on. Somebody
who is kept out on a new device by thousands of strangers asks for a link by e-mail, which lets them in at once.
"""

from __future__ import annotations

import hashlib
import secrets

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "device"
KEPT_FOR = 400 * 24 * 3600
"""Seconds; browsers keep no cookie longer."""
PEOPLE = 8
"""How many people one device remembers, the latest."""

OF_A_DEVICE = "5/5m/key,60/d/key"
OF_A_NETWORK = "10/m/ip"
OF_A_NETWORK_FOR_ONE = "5/5m/key,10/h/key,20/d/key"
OF_ALL_FOR_ONE = "100/h/key,300/d/key,900/7d/key"
"""More than any one network address may use up in the same time, ten times over. At 130 guesses a day no password of
ten characters that is not among the common ones is found."""


def take(request: HttpRequest, login: str) -> ratelimit.RateLimitUsage | None:
    """Count one try for the account `login`. Returns what to give back where the password was right, None where there
    were too many. Of those that strangers have in common nothing is taken by a try that is refused for its own."""
    taken = ratelimit.RateLimitUsage(usage=[])
    for rates, key in _limits(request, login):
        used = ratelimit.consume(
            request, app="allauth.account", action="login_failed", config={"login_failed": rates}, key=key
        )
        if used is None:
            return None
        taken.usage += used.usage
    return taken


def forget(request: HttpRequest, login: str) -> None:
    """Begin to count anew for an account: its owner set a new password by a link."""
    for rates, key in _limits(request, login):
        config = {"login_failed": ",".join(one for one in rates.split(",") if one.endswith("/key"))}
        ratelimit.clear(request, app="allauth.account", action="login_failed", config=config, key=key)


def remember(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """Let the browser show from now on that the owner of `login` signed in on it."""
    device, people = _shown(request)
    known = [one for one in people if one != _mark(login)]
    told = {"device": device or secrets.token_urlsafe(16), "people": [_mark(login), *known][:PEOPLE]}
    response.set_cookie(
        COOKIE,
        signing.dumps(told, salt=COOKIE),
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _limits(request: HttpRequest, login: str) -> list[tuple[str, str]]:
    """What is asked of a try, in order: rates, and whose tries they count."""
    mark = _mark(login)
    device, people = _shown(request)
    if mark in people:
        return [(OF_A_DEVICE, f"{device}:{mark}")]
    network = ratelimit.truncate_ip(get_adapter().get_client_ip(request))
    return [(OF_A_NETWORK, mark), (OF_A_NETWORK_FOR_ONE, f"{network}:{mark}"), (OF_ALL_FOR_ONE, mark)]


def _shown(request: HttpRequest) -> tuple[str, list[str]]:
    """The name of the device and whom it knows, as its cookie says; nobody where that is not ours."""
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KEPT_FOR)
    except signing.BadSignature:
        return "", []
    return told["device"], told["people"]


def _mark(login: str) -> str:
    """What stands for an address in a cookie and a count."""
    return hashlib.sha256(login.strip().lower().encode()).hexdigest()[:32]
