"""Logging contacts, voiding a mistaken one, planning the next step."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.rights import Right
from pipeline.views.opportunities import opportunity_detail


@requires(Right.EDIT_OPPORTUNITIES)
@require_safe
def follow_up_create(request: HttpRequest, code: str) -> HttpResponse:
    """Show the opportunity whose contact is to be logged."""
    return opportunity_detail(request, code)
