"""The opportunity: its list, its page, its forms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.rights import Right
from pipeline.models import Opportunity


@requires(Right.VIEW_OPPORTUNITIES)
@require_safe
def opportunity_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one opportunity."""
    visible = Opportunity.objects.visible_to(request.user).with_parties()  # type: ignore[arg-type]
    opportunity = get_object_or_404(visible, code=code)
    return render(request, "pipeline/opportunity_detail.html", {"opportunity": opportunity, "title": opportunity.code})


@requires(Right.EDIT_OPPORTUNITIES)
@require_safe
def opportunity_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Show one opportunity to be edited."""
    return opportunity_detail(request, code)
