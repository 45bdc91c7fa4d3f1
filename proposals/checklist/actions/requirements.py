"""The check list: making it from a template, answering its lines, waiving, and the committee's decision (row 6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from almacontact.accounts.models import User
from almacontact.accounts.rights import Right
from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.approvals.signing import password_blockers
from almacontact.audit.locking import holding, lock
from almacontact.audit.misfits import refuse
from almacontact.audit.seals import seal
from almacontact.audit.versioning import changing, save_as
from almacontact.calendar import today
from almacontact.refusals import Blocker, Refused, StaleVersion
from pipeline.opportunities.actions.opportunities import involve_areas
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.rights import demand_edit
from pipeline.rights import demand
from proposals.areas import ANSWERING_AREAS, area_label
from proposals.checklist.judging import Answer, Decision, Section
from proposals.checklist.models.requirements import CheckList, CheckListDecision, Requirement, areas_answered_by
from proposals.checklist.models.templates import RequirementTemplate, free_code
from proposals.checklist.sealing import DECIDED, REOPENED
from proposals.intake.models import Intake

_ANSWER_FIELDS = ["answer", "evidence", "plan", "plan_on", "reason", "answered_by", "answered_at"]
_WAIVER_FIELDS = ["waived_at", "waived_by", "waiver_reason"]


def create_check_list(
    *,
    opportunity: Opportunity,
    template: RequirementTemplate,
    by: User,
    intake: Intake | None = None,
    due_on: date | None = None,
) -> CheckList:
    """Make the check list of an opportunity from a template; its areas take part from now on. One an opportunity.

    `due_on` is the day by which the areas answer. Raises `NotAllowed`, or `Refused` when there is one already, the
    template has no line, or the request is of another opportunity.
    """
    with holding(opportunity):
        demand_edit(by, opportunity)
        refuse(opportunity.closed_blockers())
        lines = list(template.lines.filter(active=True))
        blockers = []
        if CheckList.objects.filter(opportunity=opportunity).exists():
            blockers.append(_there_already(opportunity))
        if not template.active or not lines:
            words = _("“%(template)s” is not in use or has no lines. Choose another template.") % {"template": template}
            blockers.append(Blocker(code="template", field="template", message=words))
        if intake is not None and (intake.opportunity_id != opportunity.pk or intake.voided_at):
            words = _("Choose a request of this opportunity that is not voided.")
            blockers.append(Blocker(code="intake", field="intake", message=words))
        if due_on and due_on < today():
            blockers.append(Blocker(code="past", field="due_on", message=_("The areas cannot answer in the past.")))
        if blockers:
            raise Refused(blockers)
        check_list = CheckList(opportunity=opportunity, template=template, intake=intake, created_by=by)
        save_as(check_list, by=by)
        bulk_create_with_history(
            [
                Requirement(
                    check_list=check_list,
                    code=one.code,
                    section=one.section,
                    text=one.text,
                    text_en=one.text_en,
                    area=one.area,
                    excluding=one.excluding,
                    internal=one.internal,
                    weight=one.weight,
                    position=place,
                    due_on=due_on,
                    created_by=by,
                )
                for place, one in enumerate(lines, start=1)
            ],
            Requirement,
            default_user=by,
        )
        _involve(opportunity, {one.area for one in lines}, by)
    return check_list


def add_requirement(
    *,
    check_list: CheckList,
    by: User,
    text: str,
    section: str,
    area: str,
    excluding: bool = False,
    internal: bool = False,
    weight: Decimal = Decimal(1),
    due_on: date | None = None,
) -> Requirement:
    """Add a line that this client asks beyond the template; its area takes part. A decision that stood is reopened.

    An `internal` line is never shown to the client: only the director adds one. Raises `NotAllowed` to who may not
    change the opportunity or add an internal line; `Refused` when the opportunity is closed, or at the field.
    """
    opportunity = check_list.opportunity
    with transaction.atomic():
        _hold(check_list)
        demand_edit(by, opportunity)
        if internal:
            _demand_internal(by)
        refuse(opportunity.closed_blockers())
        blockers = []
        if not text.strip():
            blockers.append(Blocker(code="text", field="text", message=_("Say what the client requires.")))
        if area not in ANSWERING_AREAS:
            blockers.append(Blocker(code="area", field="area", message=_("Choose the area that answers.")))
        if section not in list(Section):
            blockers.append(Blocker(code="section", field="section", message=_("Choose the section.")))
        if not 0 < weight < 1000:
            blockers.append(Blocker(code="weight", field="weight", message=_("The weight is more than zero.")))
        if blockers:
            raise Refused(blockers)
        places = [(one.position, one.code) for one in check_list.requirements.all()]
        line = Requirement(
            check_list=check_list,
            code=free_code(text, {code for _place, code in places}),
            section=section,
            text=text.strip()[:250],
            area=area,
            excluding=excluding,
            internal=internal,
            weight=weight,
            position=max((place for place, _code in places), default=0) + 1,
            due_on=due_on,
            created_by=by,
        )
        save_as(line, by=by)
        _involve(opportunity, {area}, by)
        _settle(check_list, by)
    return line


def assign_requirement(
    *,
    requirement: Requirement,
    by: User,
    owner: User | None,
    due_on: date | None,
    internal: bool | None = None,
    version: int | None = None,
) -> Requirement:
    """Say who answers a line and until when: Comercial, or who leads its area. It changes no decision.

    Whether it is `internal`, so that no client reads it, the director alone says; None leaves it as it is. Raises
    `NotAllowed` to anybody else; `Refused` when the opportunity is closed or the person does not answer for the area;
    `StaleVersion`.
    """
    opportunity = requirement.check_list.opportunity
    with transaction.atomic():
        _hold(requirement.check_list)
        demand(
            opportunity.may_be_edited_by(by) or requirement.may_be_answered_by(by),
            _("Only Comercial or the area that answers assigns this line."),
            code="not_your_line",
        )
        refuse(opportunity.closed_blockers())
        if owner is not None and requirement.area not in areas_answered_by(owner):
            words = _("%(person)s does not answer for %(area)s.")
            values = {"person": owner, "area": requirement.area_label}
            raise Refused(Blocker(code="other_area", field="owner", message=words % values))
        hidden = requirement.internal if internal is None else internal
        if hidden != requirement.internal:
            _demand_internal(by)
        with changing(requirement, version):
            requirement.owner, requirement.due_on, requirement.internal = owner, due_on, hidden
            save_as(requirement, by=by, fields=["owner", "due_on", "internal", "version"])
    return requirement


def answer_requirement(
    *,
    requirement: Requirement,
    by: User,
    answer: str,
    evidence: str = "",
    plan: str = "",
    plan_on: date | None = None,
    reason: str = "",
    version: int | None = None,
) -> Requirement:
    """Answer a line, for its own area. An answer that changes the check list after its decision reopens it.

    A *partial* on an excluding line needs a dated plan and an *n/a* a reason before the gate opens: both may follow.
    A waiver falls with the *no* it stood on. Raises `NotAllowed`, `Refused` or `StaleVersion`.
    """
    demand(
        requirement.area in areas_answered_by(by),
        _("%(area)s answers this line.") % {"area": requirement.area_label},
        code="not_your_line",
    )
    check_list = requirement.check_list
    with transaction.atomic():
        _hold(check_list)
        refuse(check_list.opportunity.closed_blockers())
        blockers = []
        if answer not in list(Answer):
            blockers.append(Blocker(code="answer", field="answer", message=_("Choose an answer.")))
        if plan_on and plan_on < today() and plan_on != requirement.plan_on:
            blockers.append(Blocker(code="past", field="plan_on", message=_("The plan ends on a day to come.")))
        if blockers:
            raise Refused(blockers)
        with changing(requirement, version):
            requirement.answer = answer
            requirement.evidence, requirement.plan, requirement.reason = evidence.strip(), plan.strip(), reason.strip()
            requirement.plan_on = plan_on
            requirement.answered_by, requirement.answered_at = by, timezone.now()
            if answer != Answer.NO:
                _drop_waiver(requirement)
            save_as(requirement, by=by, fields=[*_ANSWER_FIELDS, *_WAIVER_FIELDS, "version"])
        _settle(check_list, by)
    return requirement


def waive_requirement(*, requirement: Requirement, by: User, reason: str, version: int | None = None) -> Requirement:
    """Waive an excluding *no*: the Director Comercial alone, with a reason. It counts as risk in the pricing.

    Raises `NotAllowed` to anybody else; `Refused` when the opportunity is closed, for any other answer, a second time,
    or without a reason; `StaleVersion`.
    """
    demand(by.can(Right.WAIVE_REQUIREMENTS), _("Only the sales director waives a requirement."), code="waive")
    with transaction.atomic():
        _hold(requirement.check_list)
        with changing(requirement, version):
            refuse(requirement.check_list.opportunity.closed_blockers())
            blockers = []
            if not (requirement.excluding and requirement.answer == Answer.NO):
                words = _("Only an excluding requirement answered “no” is waived.")
                blockers.append(Blocker(code="not_excluding_no", message=words))
            if requirement.is_waived:
                blockers.append(Blocker(code="waived", message=_("It is already waived.")))
            if not reason.strip():
                blockers.append(Blocker(code="reason", field="reason", message=_("Say why it is waived.")))
            if blockers:
                raise Refused(blockers)
            requirement.waived_at, requirement.waived_by = timezone.now(), by
            requirement.waiver_reason = reason.strip()[:500]
            save_as(requirement, by=by, reason=reason.strip()[:100], fields=[*_WAIVER_FIELDS, "version"])
        _settle(requirement.check_list, by)
    return requirement


def decide_check_list(
    *,
    check_list: CheckList,
    by: User,
    outcome: str,
    reason: str,
    areas: Collection[str],
    seen: str,
    authenticated_at: datetime | None,
) -> CheckListDecision:
    """Sign the committee's decision where the score says *committee*: the director, with the areas concerned.

    `seen` is the digest of the answers that the director had before them; `authenticated_at` is when they last gave
    their password. Raises `NotAllowed`, `StaleVersion` when an answer changed meanwhile, or `Refused`.
    """
    demand(by.can(Right.WAIVE_REQUIREMENTS), _("Only the sales director signs for the committee."), code="committee")
    with transaction.atomic():
        _hold(check_list)
        refuse(check_list.opportunity.closed_blockers())
        if check_list.digest() != seen:
            answers = Requirement.history.filter(check_list=check_list).select_related("history_user")
            raise StaleVersion(check_list, row=answers.order_by("history_id").last())
        result = check_list.result()
        blockers = []
        if result.decision is not Decision.COMMITTEE or not result.complete or result.score is None:
            words = _("The committee decides once every line is answered and the score lies between 50 and 69 %.")
            blockers.append(Blocker(code="no_committee", message=words, url=check_list.get_absolute_url()))
        if check_list.decision() is not None:
            blockers.append(Blocker(code="decided", message=_("This check list already has a decision.")))
        if outcome not in CheckListDecision.Outcome.values:
            blockers.append(Blocker(code="outcome", field="outcome", message=_("Choose go or no-go.")))
        if not reason.strip():
            blockers.append(Blocker(code="reason", field="reason", message=_("Say why the committee decides so.")))
        blockers += _unheard(check_list, areas)
        blockers += password_blockers(authenticated_at)
        if blockers or result.score is None:
            raise Refused(blockers)
        decision = CheckListDecision(
            check_list=check_list,
            outcome=outcome,
            basis=CheckListDecision.Basis.COMMITTEE,
            score=round(result.score, 4),
            digest=seen,
            areas=[one for one in check_list.areas() if one in areas],
            reason=reason.strip(),
            signed_by=by,
            signed_at=timezone.now(),
            authenticated_at=authenticated_at,
            created_by=by,
        )
        save_as(decision, by=by)
        seal(DECIDED, decision)
        check_list.forget()
    return decision


def areas_concerned(check_list: CheckList) -> list[str]:
    """The areas that the committee hears: those that answered something other than *yes* or *n/a*."""
    told = {one.area for one in check_list.lines() if one.answer in (Answer.PARTIAL, Answer.NO)}
    return [one for one in check_list.areas() if one in told]


def _unheard(check_list: CheckList, areas: Collection[str]) -> list[Blocker]:
    missing = [one for one in areas_concerned(check_list) if one not in areas]
    if not missing:
        return []
    names = ", ".join(str(area_label(one)) for one in missing)
    words = _("The committee also hears the areas concerned: %(areas)s.") % {"areas": names}
    return [Blocker(code="unheard", field="areas", message=words)]


def _settle(check_list: CheckList, by: User) -> None:
    """Reopen the decision whose answers changed, and take the one that the score alone gives. The row is held."""
    check_list.forget()
    digest, result = check_list.digest(), check_list.result()
    standing = check_list.decision()
    if standing is not None and standing.digest != digest:
        with changing(standing):
            standing.voided_at, standing.void_reason = timezone.now(), _("An answer changed after the decision.")
            save_as(standing, by=by, fields=["voided_at", "void_reason", "version"])
            seal(REOPENED, standing)
        standing = None
    if standing is None and result.decision is Decision.GO and result.complete and result.score is not None:
        standing = CheckListDecision(
            check_list=check_list,
            outcome=CheckListDecision.Outcome.GO,
            basis=CheckListDecision.Basis.SCORE,
            score=round(result.score, 4),
            digest=digest,
            created_by=by,
        )
        save_as(standing, by=by)
        seal(DECIDED, standing)
    check_list.forget()


def _hold(check_list: CheckList) -> None:
    """Hold the row, so that of two answers at once each is counted, and read the lines afresh."""
    lock(check_list.opportunity, check_list)
    check_list.forget()


def _demand_internal(by: User) -> None:
    """Refuse to anybody but the director: what is internal is kept from the client, excluding or not."""
    words = _("Only the sales director says what the client is not shown.")
    demand(by.can(Right.WAIVE_REQUIREMENTS), words, code="internal")


def _drop_waiver(requirement: Requirement) -> None:
    requirement.waived_at, requirement.waived_by, requirement.waiver_reason = None, None, ""


def _involve(opportunity: Opportunity, areas: Collection[str], by: User) -> None:
    roles = [Role(one) for one in ANSWERING_AREAS if one in areas and one in AREA_ROLES]
    involve_areas(opportunity=opportunity, by=by, roles=roles, reason=_("Lines of the check list"))


def _there_already(opportunity: Opportunity) -> Blocker:
    return Blocker(
        code="there_already",
        message=_("%(code)s already has its check list.") % {"code": opportunity.code},
        url=opportunity.check_list.get_absolute_url() if hasattr(opportunity, "check_list") else "",
        link_label=_("Open it"),
    )
