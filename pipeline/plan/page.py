"""What the page of a Plan Comercial says above its sections: where it stands and what may be done with it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.approvals.models import ApprovalRequest
from pipeline.plan.approval import completeness_blockers
from pipeline.plan.models.plans import CommercialPlan, PlanState


def head_context(plan: CommercialPlan, user: User, approval: ApprovalRequest | None) -> dict[str, Any]:
    """Return the head of the page, as far as `user` may go from there, and what is missing before it can be sent."""
    writes = user.can(Right.WRITE_PLAN) or (user.can(Right.PROPOSE_PLAN) and plan.state == PlanState.DRAFT)
    open_revision = CommercialPlan.objects.open().filter(year=plan.year).exclude(pk=plan.pk).first()
    return {
        "title": _("Commercial plan %(plan)s") % {"plan": plan},
        "subtitle": plan.change_reason,
        "crumbs": [(_("Commercial plans"), reverse("pipeline:plan_list"))],
        "badge": {"label": plan.get_state_display(), "tone": plan.tone},
        "primary": _next(plan, user, approval),
        "menu": _menu(plan, user, open_revision),
        "menu_label": _("More"),
        "editable": plan.is_open and writes,
        "blockers": completeness_blockers(plan) if plan.state == PlanState.DRAFT else [],
        "open_revision": open_revision,
    }


def _next(plan: CommercialPlan, user: User, approval: ApprovalRequest | None) -> dict[str, Any] | None:
    """Return the one action that comes next in the life of the plan."""
    if plan.state == PlanState.DRAFT and user.can(Right.WRITE_PLAN):
        url = reverse("pipeline:plan_submit", args=[plan.year, plan.revision])
        return {"label": _("Send to approval"), "url": url, "icon": "send"}
    if plan.state == PlanState.IN_FORCE:
        url = reverse("pipeline:plan_follow_up", args=[plan.year])
        return {"label": _("Follow-up"), "url": url, "icon": "graph-up"}
    if plan.state == PlanState.IN_APPROVAL and approval:
        return {"label": _("See its approval"), "url": approval.get_absolute_url(), "icon": "patch-check"}
    return None


def _menu(plan: CommercialPlan, user: User, open_revision: CommercialPlan | None) -> list[dict[str, Any]]:
    """Return the secondary actions: a new version where none is being written, the differences, the documents."""
    found = []
    if plan.state == PlanState.IN_FORCE and user.can(Right.WRITE_PLAN) and not open_revision:
        found.append((_("Amend the plan"), "plan_amend", "pencil-square"))
    if plan.amends_id:
        found.append((_("Differences from the version before"), "plan_changes", "file-diff"))
    found.append((_("Presentation (PPTX)"), "plan_pptx", "file-earmark-slides"))
    found.append((_("Presentation (PDF)"), "plan_pdf", "file-earmark-pdf"))
    return [
        {"label": label, "url": reverse(f"pipeline:{name}", args=[plan.year, plan.revision]), "icon": icon}
        for label, name, icon in found
    ]
