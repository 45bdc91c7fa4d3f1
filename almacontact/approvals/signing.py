"""When a person last gave their password in this session: what a signature rests on (Ley 527)."""

from datetime import UTC, datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from almacontact.refusals import Blocker, Refused


def authenticated_at(request: HttpRequest) -> datetime | None:
    """Return when the person last gave their password again, after signing in; None when they have not.

    A code of the second factor, or a recovery code, is no password: whoever holds the phone would sign with it.
    """
    moments = [
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record.get("reauthenticated") and record.get("method") == "password"
    ]
    return datetime.fromtimestamp(moments[-1], tz=UTC) if moments else None


def password_is_due(request: HttpRequest) -> bool:
    """Tell whether a signature now would need the password."""
    moment = authenticated_at(request)
    limit = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    # A minute in hand, so that a card opened in time can still be signed without being asked twice.
    return moment is None or timezone.now() - moment > limit - timedelta(minutes=1)


def reauthenticate(request: HttpRequest, password: str) -> datetime:
    """Check the password and note the moment in the session. Raises `Refused` when it is wrong, or tried too often.

    Only what this person tries counts: wrong passwords at the sign-in page, which anybody may give, do not.
    """
    user = request.user
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        raise Refused(
            Blocker(
                code="too_many_tries",
                field="password",
                message=_("Too many wrong passwords. Wait a few minutes and try again."),
            )
        )
    if not get_adapter(request).reauthenticate(user, password):
        raise Refused(Blocker(code="wrong_password", field="password", message=_("That is not your password.")))
    reauthenticate_by_password(request)
    moment = authenticated_at(request)
    assert moment is not None  # just recorded
    return moment


def password_blockers(moment: datetime | None) -> list[Blocker]:
    """What stands against signing when the password was last given at `moment`: nothing within five minutes."""
    limit = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    if moment is not None and timedelta(0) <= timezone.now() - moment <= limit:
        return []
    words = _("Give your password to sign.")
    if moment is not None:
        words = _("Give your password to sign: the last time was more than five minutes ago.")
    return [Blocker(code="password_due", field="password", message=words)]
