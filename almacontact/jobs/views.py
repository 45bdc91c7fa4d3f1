"""The pages that follow background jobs."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from almacontact.accounts.access import signed_in
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.jobs import actions
from almacontact.jobs.models import Job

JOBS_PER_PAGE = 50


@signed_in
@require_GET
def job_list(request: SignedInRequest) -> HttpResponse:
    """Show the person's jobs, newest first; everybody's to whoever runs the installation or audits."""
    jobs = Job.objects.visible_to(request.user).select_related("created_by").defer("result", "arguments")
    if (state := request.GET.get("state", "")) in Job.State.values:
        jobs = jobs.filter(state=state)
    page = Paginator(jobs, JOBS_PER_PAGE).get_page(request.GET.get("page"))
    for job in page:
        job.with_progress()
    return render(
        request,
        "jobs/job_list.html",
        {
            "title": _("Background jobs"),
            "page": page,
            "tabs": [
                {"label": label, "url": f"?state={value}", "current": value == state}
                for value, label in [("", _("All")), *Job.State.choices]
            ],
            "of_everybody": request.user.can(Right.MANAGE_PEOPLE) or request.user.can(Right.VIEW_EVERYTHING),
        },
    )


@signed_in
@require_GET
@never_cache
def job_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one job; asked by htmx, only the part that changes while it runs."""
    job = get_object_or_404(Job.objects.visible_to(request.user).select_related("created_by"), pk=pk).with_progress()
    if request.htmx and job.is_finished and job.url and request.htmx.current_url_abs_path == job.url:
        # The page that waits is the page of the result: what it says all around the job is no longer so.
        return HttpResponseClientRefresh()
    template = "jobs/_job.html" if request.htmx else "jobs/job_detail.html"
    context = {
        "title": job.label,
        "crumbs": [(_("Background jobs"), reverse("jobs:list"))],
        "job": job,
        "runs_the_system": request.user.can(Right.MANAGE_PEOPLE),
        "only_reads": not Job.objects.steered_by(request.user).filter(pk=job.pk).exists(),
    }
    return render(request, template, context)


@signed_in
@require_POST
def job_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask again for a job that failed or was cancelled."""
    job = get_object_or_404(Job.objects.steered_by(request.user), pk=pk)
    return redirect(actions.retry(job=job, by=request.user))


@signed_in
@require_POST
def job_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel a waiting job or ask a running one to stop."""
    job = get_object_or_404(Job.objects.steered_by(request.user), pk=pk)
    return redirect(actions.cancel(job=job, by=request.user))
