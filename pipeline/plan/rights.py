"""Who may write a plan, and when."""

from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.refusals import Blocker, Refused
from pipeline.plan.models.plans import CommercialPlan, PlanState
from pipeline.rights import demand_right


def demand_plan_edit(plan: CommercialPlan, by: User) -> None:
    """Refuse unless `by` may change `plan` now: coordinators a draft, directors also what is in approval."""
    demand_right(by, Right.PROPOSE_PLAN if plan.state == PlanState.DRAFT else Right.WRITE_PLAN)
    if not plan.is_open:
        raise Refused(
            Blocker(
                code="approved",
                message=_("%(plan)s was approved and does not change. Amend it: what stays the same stays signed.")
                % {"plan": plan},
                url=plan.get_absolute_url(),
                link_label=_("Open the plan"),
            )
        )
