"""How a Plan Comercial is approved: general management signs targets, strategy and resources (process row 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import Role
from almacontact.approvals.models import ApprovalRequest
from almacontact.approvals.registry import Card, Figure, Kind, Reason, StepSpec
from almacontact.audit.locking import lock
from almacontact.audit.versioning import claim, save_as
from almacontact.money import cop, cop_short
from almacontact.refusals import Blocker
from almacontact.web.formats import percent
from pipeline.events import targets_changed
from pipeline.plan import content as plan_content
from pipeline.plan.models.approvals import PlanApproval
from pipeline.plan.models.parts import BudgetLine, PlanObjective, PlanTactic
from pipeline.plan.models.plans import CommercialPlan, PlanState
from pipeline.plan.results import target_blockers
from pipeline.rights import demand_right

TARGET_FIELDS = ("yearly_target", "monthly_targets", "projected_sales", "projection_note", "last_year")
STRATEGY_FIELDS = ("summary", "swot", "objectives", "tactics", "activities", "kpis", "profiles")
RESOURCE_FIELDS = ("people", "tools", "budget")


class PlanKind(Kind):
    """The Plan Comercial as something to approve."""

    key = "plan"
    label = gettext_lazy("Commercial plan")
    request_model = PlanApproval
    heading_reads: ClassVar[Mapping[str, str]] = {"year": "year", "revision": "revision"}

    def steps(self, subject: CommercialPlan) -> Sequence[StepSpec]:
        """Return the three signatures of general management, each on its part."""
        year = {"year": subject.year}
        return (
            StepSpec(
                "targets",
                gettext_noop("Targets and projection"),
                Role.GENERAL_MANAGEMENT,
                TARGET_FIELDS,
                (Reason(gettext_noop("General management approves the sales targets of %(year)s."), year),),
            ),
            StepSpec(
                "strategy",
                gettext_noop("Strategy and schedule"),
                Role.GENERAL_MANAGEMENT,
                STRATEGY_FIELDS,
                (Reason(gettext_noop("General management approves the strategy of %(year)s."), year),),
            ),
            StepSpec(
                "resources",
                gettext_noop("People, tools and budget"),
                Role.GENERAL_MANAGEMENT,
                RESOURCE_FIELDS,
                (Reason(gettext_noop("General management approves what the plan of %(year)s costs."), year),),
            ),
        )

    def content(self, subject: CommercialPlan) -> dict[str, Any]:
        """Return the whole content of the plan."""
        return plan_content.content_of(subject)

    def editors(self, subject: CommercialPlan, fields: Sequence[str]) -> set[int]:
        """Return who wrote or changed those fields in any revision of the year."""
        return plan_content.editors_of(subject, fields)

    def lineage(self, subject: CommercialPlan) -> "models.QuerySet[Any]":
        """Return the revisions of the year up to this one."""
        return plan_content.lineage_of(subject)

    def show(self, path: str, value: Any) -> str:
        """Return a value of the plan in words."""
        return plan_content.words_for(path, value)

    def field_label(self, path: str) -> str:
        """Return the name of a field of the plan."""
        return plan_content.label_of(path)

    def visible_to(self, user: User, subject: CommercialPlan) -> bool:
        """Whoever may read plans reads their approval."""
        return user.can(Right.VIEW_PLAN)

    def may_withdraw(self, user: User, request: ApprovalRequest) -> bool:
        """Any director takes a plan back."""
        return user.can(Right.WRITE_PLAN)

    def submit_blockers(self, subject: CommercialPlan, by: User) -> list[Blocker]:
        """A director submits a complete draft."""
        demand_right(by, Right.WRITE_PLAN)
        if subject.state != PlanState.DRAFT:
            return [
                Blocker(
                    code="not_draft",
                    message=_("Plan %(plan)s is not a draft: only a draft is sent to approval.") % {"plan": subject},
                    url=subject.get_absolute_url(),
                )
            ]
        return completeness_blockers(subject)

    def hold(self, subject: CommercialPlan) -> None:
        """Lock the plan with the one of its year that is in force, which it may supersede."""
        in_force = CommercialPlan.objects.filter(year=subject.year, state=PlanState.IN_FORCE)
        lock(subject, *in_force.exclude(pk=subject.pk))

    def on_submitted(self, request: ApprovalRequest, by: User) -> None:
        """The plan is in approval."""
        plan = request.subject
        claim(plan, None)
        plan._submit()
        save_as(plan, by=by, reason=request.note, fields=["state", "version"])

    def on_approved(self, request: ApprovalRequest, by: User) -> None:
        """The plan is in force; the one before it is superseded in the same transaction."""
        plan = request.subject
        before = CommercialPlan.objects.filter(year=plan.year, state=PlanState.IN_FORCE).first()
        if before is not None:
            claim(before, None)
            before._supersede()
            save_as(before, by=by, reason=f"v{plan.revision}", fields=["state", "version"])
        claim(plan, None)
        plan._put_in_force()
        plan.approval = request
        save_as(plan, by=by, fields=["state", "approval", "version"])
        targets_changed.send(CommercialPlan, years={plan.year})

    def on_returned(self, request: ApprovalRequest, by: User, reason: str) -> None:
        """The plan is a draft again."""
        plan = request.subject
        claim(plan, None)
        plan._return()
        save_as(plan, by=by, reason=reason, fields=["state", "version"])

    def heading(self, **named: Any) -> str:
        """Return the plan by its year and revision."""
        return _("Commercial plan %(plan)s") % {"plan": CommercialPlan(**named)}

    def card(self, request: ApprovalRequest) -> Card:
        """Return the head of the approval card."""
        plan: CommercialPlan = request.subject
        budget = BudgetLine.objects.of(plan).aggregate(sum=models.Sum("planned"))["sum"] or 0
        results = plan.last_year
        attainment = results.get("attainment") if results else None
        return Card(
            title=self.heading(year=plan.year, revision=plan.revision),
            summary=plan.change_reason or plan.summary,
            amount=cop(plan.yearly_target),
            amount_label=_("Yearly target of new clients, COP a month without IVA"),
            figures=(
                Figure(_("Projection"), cop_short(plan.projected_sales), cop(plan.projected_sales)),
                Figure(_("Budget"), cop_short(budget), cop(budget)),
                Figure(
                    _("Attainment %(year)s") % {"year": plan.year - 1},
                    percent(attainment, 1),
                    cop(results.get("won_new")) if results else "",
                ),
            ),
            documents=(
                (_("Whole plan"), plan.get_absolute_url()),
                (_("Presentation (PDF)"), reverse("pipeline:plan_pdf", args=[plan.year, plan.revision])),
            ),
        )


def completeness_blockers(plan: CommercialPlan) -> list[Blocker]:
    """Return what a plan lacks before it can be submitted, each with the page that mends it (process row 1, result)."""
    targets_url = reverse("pipeline:plan_targets", args=[plan.year, plan.revision])
    found = [
        replace(blocker, url=targets_url, link_label=_("Correct the targets"))
        for blocker in target_blockers(plan.yearly_target, dict(plan.monthly_targets.values_list("month", "amount")))
    ]
    if not plan.last_year:
        found.append(
            Blocker(
                code="last_year",
                message=_("The results of last year have not been drawn from the data."),
                url=targets_url,
                link_label=_("Draw them"),
            )
        )
    for section in plan_content.SECTIONS.values():
        if section.required and not section.model.objects.of(plan).exists():
            found.append(
                Blocker(
                    code=f"empty_{section.key}",
                    message=_("“%(section)s” has no line yet.") % {"section": section.label},
                    url=section_url(plan, section.key),
                    link_label=_("Fill it in"),
                )
            )
    with_strategy = set(PlanTactic.objects.of(plan).values_list("objective_key", flat=True))
    found += [
        Blocker(
            code="objective_without_strategy",
            message=_("The objective “%(objective)s” has no strategy or tactic.") % {"objective": objective},
            url=section_url(plan, "tactics"),
            link_label=_("Add one"),
        )
        for objective in PlanObjective.objects.of(plan)
        if with_strategy and objective.key not in with_strategy
    ]
    return found


def section_url(plan: CommercialPlan, section: str) -> str:
    """Return the page that edits one section of `plan`."""
    return reverse("pipeline:plan_section", args=[plan.year, plan.revision, section])
