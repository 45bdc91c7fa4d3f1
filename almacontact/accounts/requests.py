"""The request as a view gets it behind `requires` or `signed_in`."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from almacontact.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in: for the types alone, Django makes the object."""

    user: User
    htmx: HtmxDetails
