"""The presentations of the plan and of the pipeline: a PPTX to edit and a PDF to read."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.pdf import render_pdf
from pipeline.plan.models.plans import CommercialPlan
from pipeline.plan.views.plans import detail_context

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@requires(Right.VIEW_PLAN)
@require_safe
def plan_pptx(request: SignedInRequest, year: int, revision: int) -> HttpResponse:
    """Send the Presentación Plan Comercial with charts that can be edited."""
    from pipeline.plan import presentations

    plan = get_object_or_404(CommercialPlan, year=year, revision=revision)
    return _file(presentations.plan_deck(plan), PPTX, f"Plan Comercial {plan}.pptx")


@requires(Right.VIEW_PLAN)
@require_safe
def plan_pdf(request: SignedInRequest, year: int, revision: int) -> HttpResponse:
    """Send the plan as a PDF, with its signatures."""
    plan = get_object_or_404(CommercialPlan.objects.select_related("amends"), year=year, revision=revision)
    context = {**detail_context(plan), "language": get_language()}
    html = render_to_string("pipeline/plan/pdf.html", context)
    return _file(render_pdf(html), "application/pdf", f"Plan Comercial {plan}.pdf")


@requires(Right.VIEW_PLAN)
@require_safe
def pipeline_pptx(request: SignedInRequest) -> HttpResponse:
    """Send the Presentación de Pipeline with charts that can be edited."""
    from pipeline.plan import presentations

    review = presentations.pipeline_review()
    return _file(presentations.pipeline_deck(review), PPTX, f"Pipeline {review.day.isoformat()}.pptx")


@requires(Right.VIEW_PLAN)
@require_safe
def pipeline_pdf(request: SignedInRequest) -> HttpResponse:
    """Send the Presentación de Pipeline as a PDF."""
    from pipeline.plan import presentations

    review = presentations.pipeline_review()
    html = render_to_string("pipeline/plan/pipeline_pdf.html", {"review": review, "language": get_language()})
    return _file(render_pdf(html), "application/pdf", f"Pipeline {review.day.isoformat()}.pdf")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
