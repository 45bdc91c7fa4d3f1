"""How each act of a deal is done: the actions that people use, for the machine that tries them all.

Nothing is judged here. Each function takes the person, and the keys of the rows that the act is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import count
from re import match
from typing import Any

from django.db import connection
from django.utils import timezone

from almacontact.accounts.actions import change_roles
from almacontact.accounts.models import User
from almacontact.accounts.roles import AREA_ROLES, Role
from almacontact.approvals import actions as approvals
from almacontact.approvals.delegations import delegate, end_delegation
from almacontact.approvals.models import Delegation
from almacontact.calendar import today
from almacontact.jobs import actions as jobs
from almacontact.refusals import NotAllowed, Refused
from pipeline.clients.actions.contacts import add_contact
from pipeline.models import FollowUp, LossReason, Opportunity
from pipeline.opportunities.actions.follow_ups import log_follow_up, void_follow_up
from pipeline.opportunities.actions.moves import (
    close_opportunity,
    move_opportunity,
    reopen_opportunity,
    step_back_opportunity,
)
from pipeline.opportunities.actions.opportunities import create_opportunity, edit_opportunity
from pipeline.opportunities.gates import GateRefused
from pipeline.states import Outcome, Stage
from proposals.award.actions import record_award, void_award
from proposals.checklist.actions.requirements import (
    answer_requirement,
    create_check_list,
    decide_check_list,
    waive_requirement,
)
from proposals.clarifications.actions import (
    answer_clarification,
    log_clarification,
    record_answer_sent,
    void_clarification,
)
from proposals.defence.actions.defence import hold_defence, not_required, plan_defence, void_defence
from proposals.library.placeholders import fill, unfilled
from proposals.models import (
    Award,
    CheckList,
    Clarification,
    NegotiationRound,
    PricingMinutes,
    PricingModel,
    Proposal,
    ProposalDefence,
    ProposalSending,
    Requirement,
    RequirementTemplate,
    Scenario,
    SectionKey,
    SendingChannel,
    TermsChange,
)
from proposals.negotiation.actions import authorise_round, log_round, void_round
from proposals.new_terms.actions import change_terms
from proposals.pricing.actions.pricing import create_alternative, edit_model, edit_scenario, new_version, void_pricing
from proposals.pricing.engine.snapshot import to_data
from proposals.pricing.minutes.actions import open_minutes, submit_minutes
from proposals.proposal.actions.compliance import place_lines, refresh_compliance
from proposals.proposal.actions.proposals import create_proposal, next_version, renew_acta, void_proposal
from proposals.proposal.actions.sections import edit_section
from proposals.proposal.actions.signing import document_job, submit_proposal
from proposals.proposal.sending.actions import record_publication, void_sending
from tests.attachments import samples
from tests.cast import PARTS, cast_person
from tests.proposals.award.award_records import letter
from tests.proposals.case import rules_of_a_deal as rules
from tests.proposals.case.rules_of_a_deal import Answer, Inputs, Terms, Why
from tests.proposals.defence.defence_records import defence_values
from tests.proposals.negotiation.negotiation_records import asked, round_values
from tests.proposals.pricing.pricing_examples import DAY, example_deal, example_terms, hourly, voice_line
from tests.proposals.pricing.pricing_records import DECLARED, minutes_values
from tests.world import award_values

ROLES: dict[str, Role] = {
    rules.ANALYST: Role.SALES_ANALYST,
    rules.COORDINATOR: Role.SALES_COORDINATOR,
    rules.DIRECTOR: Role.SALES_DIRECTOR,
    rules.GENERAL: Role.GENERAL_MANAGEMENT,
    rules.WORKFORCE: Role.WORKFORCE_PLANNING,
    rules.IT: Role.IT,
    rules.PEOPLE: Role.HUMAN_RESOURCES,
    rules.OPERATIONS: Role.OPERATIONS,
    rules.TRAINING: Role.TRAINING_QUALITY,
    rules.REPORTING: Role.REPORTING,
    rules.LEGAL: Role.ADMINISTRATION,
    rules.IMPLEMENTATION: Role.IMPLEMENTATION,
    rules.QUALITY: Role.QUALITY_LEAD,
    rules.AUDITOR: Role.AUDITOR,
    rules.ADMINISTRATOR: Role.ADMINISTRATOR,
}
NAMES = {role: name for name, role in ROLES.items()}

_OWN_HANDS = {"own_work", "one_step", "one_step_of_delegator", "own_work_of_delegator"}
_WHY = "Lo pide el caso."
_numbers = count(1)


def roles_of_cast(part: str) -> set[str]:
    """The roles that somebody of the cast holds, as the rules name them."""
    return {NAMES[role] for role in PARTS[part].roles}


def person(part: str) -> User:
    """Somebody of the cast, read anew: roles count from the next request."""
    return User.objects.get(email=PARTS[part].email)


def why(refused: Refused) -> Why:
    """What kind of refusal it is."""
    if isinstance(refused, NotAllowed):
        return Why.HANDS if {one.code for one in refused.blockers} & _OWN_HANDS else Why.RIGHT
    return Why.GATE if isinstance(refused, GateRefused) else Why.STATE


@contextmanager
def written() -> Iterator[list[tuple[str, str]]]:
    """What is written meanwhile and not taken back: the verb and the table of each statement."""
    kept: list[tuple[str, str]] = []
    marks: list[tuple[str, int]] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if sql.startswith("SELECT"):
            return done
        if found := match(r'(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', sql):
            kept.append((found[1].split()[0], found[2]))
        elif found := match(r'SAVEPOINT "?(\w+)', sql):
            marks.append((found[1], len(kept)))
        elif found := match(r'ROLLBACK TO SAVEPOINT "?(\w+)', sql):
            del kept[dict(marks)[found[1]] :]
        return done

    with connection.execute_wrapper(watch):
        yield kept


# --- the deal ---------------------------------------------------------------------------------------------------------


def deal_of(pk: int) -> Opportunity:
    """The deal as it now stands."""
    return Opportunity.objects.get(pk=pk)


def create(who: str, like: Opportunity) -> Opportunity:
    """Begin another deal of the same client."""
    values = {name: getattr(like, name) for name in ("client", "segment", "service", "seats", "unit_value")}
    return create_opportunity(by=person(who), values=values)


def log(who: str, deal: Opportunity, milestone: str) -> FollowUp:
    """Log a call."""
    return log_follow_up(
        opportunity=deal, by=person(who), kind=FollowUp.Kind.CALL, summary="Llamada.", milestone=milestone
    )


def void_contact(who: str, pk: int) -> None:
    """Void what was logged."""
    void_follow_up(follow_up=FollowUp.objects.get(pk=pk), by=person(who), reason=_WHY)


def name_decision_maker(who: str, deal: Opportunity) -> None:
    """Add who decides at the client."""
    add_contact(client=deal.client, by=person(who), values={"name": "Decide", "is_decision_maker": True})


def edit(who: str, deal: Opportunity, **changes: Any) -> None:
    """Change fields of the deal."""
    edit_opportunity(opportunity=deal, by=person(who), changes=changes)


def move(who: str, deal: Opportunity, to: str) -> None:
    """Move it on."""
    move_opportunity(opportunity=deal, to=Stage(to), by=person(who))


def step_back(who: str, deal: Opportunity) -> None:
    """Take it a stage back."""
    step_back_opportunity(opportunity=deal, by=person(who), reason=_WHY)


def close(who: str, deal: Opportunity, outcome: str) -> None:
    """Close it, with what a loss asks for."""
    said = (
        {}
        if outcome == Outcome.WON
        else {
            "loss_reason": LossReason.objects.get(code="price"),
            "competitor": "Desconocido",
        }
    )
    close_opportunity(opportunity=deal, outcome=Outcome(outcome), by=person(who), **said)


def reopen(who: str, deal: Opportunity) -> None:
    """Reopen it."""
    reopen_opportunity(opportunity=deal, by=person(who), reason=_WHY)


# --- the check list ---------------------------------------------------------------------------------------------------


def make_check_list(who: str, deal: Opportunity) -> CheckList:
    """Make the check list of a private client."""
    template = RequirementTemplate.objects.get(code="private")
    return create_check_list(opportunity=deal, template=template, by=person(who))


def answer(who: str, deal: Opportunity, code: str, said: Answer) -> None:
    """Answer a line."""
    plan = {"plan": "Contratar.", "plan_on": today() + timedelta(days=30)} if said.planned else {}
    line = Requirement.objects.get(check_list__opportunity=deal, code=code)
    reason = "No aplica a este servicio." if said.explained else ""
    answer_requirement(requirement=line, by=person(who), answer=said.said, reason=reason, **plan)


def waive(who: str, deal: Opportunity, code: str) -> None:
    """Waive an excluding no."""
    line = Requirement.objects.get(check_list__opportunity=deal, code=code)
    waive_requirement(requirement=line, by=person(who), reason=_WHY)


def decide_for_committee(who: str, deal: Opportunity, go: bool) -> int:
    """Sign what the committee decided."""
    found = CheckList.objects.get(opportunity=deal)
    return decide_check_list(
        check_list=found,
        by=person(who),
        outcome="go" if go else "no_go",
        reason=_WHY,
        areas=found.areas(),
        seen=found.digest(),
        authenticated_at=timezone.now(),
    ).pk


# --- the pricing ------------------------------------------------------------------------------------------------------


def inputs_of(inputs: Inputs) -> dict[str, Any]:
    """The worked example, with the variants that were chosen."""
    days = voice_line().days
    if inputs.sizing:
        grown = hourly((7, 11, "230"), (11, 19, "138"))
        days = (days[0].__class__(name="Lunes a viernes", days_a_month=Decimal(22), volumes=grown), days[1])
    line = voice_line(
        days=days,
        technology_per_seat=Decimal(280_000 + 1_000 * inputs.technology),
        wage=Decimal(1_750_905 + 1_000 * inputs.cost),
    )
    terms = example_terms(payment_days=Decimal(60 - 15 * inputs.terms))
    return to_data(example_deal(services=(line,), terms=terms))


def price(who: str, deal: Opportunity) -> int:
    """Open the pricing, which the director makes that of the worked example, changing each of its parts."""
    model = create_alternative(opportunity=deal, by=person(who), name="Oferta base", parameters_on=DAY)
    for inputs in (Inputs(1, 1, 1, 1), Inputs()):
        edit_scenario(scenario=model.scenarios.get(), by=cast_person("director"), inputs=inputs_of(inputs))
    edit_model(pricing_model=_version(model.pk), by=person(who), parameters_on=DAY, declared=DECLARED)
    return model.pk


def _version(pk: int) -> PricingModel:
    return PricingModel.objects.with_parties().get(pk=pk)


def edit_price(who: str, version: int, inputs: Inputs) -> None:
    """Change the chosen scenario."""
    scenario = Scenario.objects.with_parties().get(pricing_model=version, chosen=True)
    edit_scenario(scenario=scenario, by=person(who), inputs=inputs_of(inputs))


def begin_version(who: str, version: int) -> int:
    """Begin the next version."""
    return new_version(pricing_model=_version(version), by=person(who), reason=_WHY).pk


def void_price(who: str, version: int) -> None:
    """Void a version."""
    void_pricing(pricing_model=_version(version), by=person(who), reason=_WHY)


def write_acta(who: str, version: int) -> int:
    """Write the acta."""
    attendees = [{"role": Role.SALES_DIRECTOR.value, "user": cast_person("director").pk}]
    return open_minutes(pricing_model=_version(version), by=person(who), values=minutes_values(attendees=attendees)).pk


def submit_acta(who: str, acta: int) -> int:
    """Send the acta to be signed."""
    return submit_minutes(minutes=PricingMinutes.objects.with_parties().get(pk=acta), by=person(who)).pk


# --- the proposal -----------------------------------------------------------------------------------------------------


def offer_of(pk: int) -> Proposal:
    """A version of the proposal as it now stands."""
    return Proposal.objects.with_parties().select_related("document").get(pk=pk)


def write_offer(who: str, deal: Opportunity) -> int:
    """Write the proposal; whoever begins it fills what the templates leave open."""
    by = person(who)
    proposal = create_proposal(alternative=deal.alternatives.get(), by=by)
    for section in proposal.sections.all():
        if names := unfilled(section.body):
            edit_section(section=section, by=by, changes={"body": fill(section.body, dict.fromkeys(names, "Texto"))})
    complete_matrix(who, proposal.pk)
    return proposal.pk


def complete_matrix(who: str, pk: int) -> None:
    """Draw the matrix again and place what stands nowhere."""
    proposal = offer_of(pk)
    refresh_compliance(proposal=proposal, by=person(who))
    answered_in = proposal.sections.get(key=SectionKey.OPERATING_MODEL)
    for part in proposal.compliance.order_by().values_list("requirement__section", flat=True).distinct():
        place_lines(proposal=proposal, by=person(who), part=part, section=answered_in)


def edit_offer(who: str, pk: int, section: str, variant: int) -> None:
    """Change the words of a section, there and back."""
    found = offer_of(pk).sections.get(key=section)
    words = found.body.removesuffix("\n\nAdemás.") + ("\n\nAdemás." if variant else "")
    edit_section(section=found, by=person(who), changes={"body": words})


def renew(who: str, pk: int) -> None:
    """Put a draft on the acta in force."""
    renew_acta(proposal=offer_of(pk), by=person(who))


def begin_offer(who: str, pk: int) -> int:
    """Begin the next version of the proposal."""
    return next_version(proposal=offer_of(pk), by=person(who), reason=_WHY).pk


def void_offer(who: str, pk: int) -> None:
    """Void a version of the proposal."""
    void_proposal(proposal=offer_of(pk), by=person(who), reason=_WHY)


def submit_offer(who: str, pk: int) -> int:
    """Send the proposal to be signed."""
    return submit_proposal(proposal=offer_of(pk), by=person(who)).pk


def make_document(pk: int) -> bool:
    """Let the job of the document run; tell whether there is one."""
    job = document_job(offer_of(pk))
    if job is not None and not job.is_finished:
        jobs.run(job_id=job.pk)
    return offer_of(pk).document_id is not None


def send(who: str, pk: int) -> int:
    """Record that it was handed in, with another receipt each time."""
    return record_publication(
        proposal=offer_of(pk),
        by=person(who),
        channel=SendingChannel.IN_PERSON,
        place="Ventanilla",
        sent_at=timezone.now(),
        receipt=samples.upload("sello.pdf", samples.PDF + b"\n%" + str(next(_numbers)).encode()),
    ).pk


def take_sending_back(who: str, pk: int) -> None:
    """Void a sending."""
    void_sending(sending=ProposalSending.objects.get(pk=pk), by=person(who), reason=_WHY)


# --- clarifications and defence ---------------------------------------------------------------------------------------


def ask(who: str, deal: Opportunity, area: str, late: bool) -> int:
    """Log a question of the client."""
    day = today() - timedelta(days=1)
    dates = {"asked_on": day, "due_on": day} if late else {}
    return log_clarification(opportunity=deal, by=person(who), values=asked(area=str(ROLES[area]), **dates)).pk


def _question(pk: int) -> Clarification:
    return Clarification.objects.select_related("opportunity").get(pk=pk)


def answer_question(who: str, pk: int, alters: bool) -> None:
    """Answer it."""
    effect = "price" if alters else "none"
    answer_clarification(clarification=_question(pk), by=person(who), answer="Sí.", effect=effect)


def send_answer(who: str, deal: Opportunity, pk: int) -> None:
    """Record that the answer was published."""
    record_answer_sent(
        opportunity=deal,
        by=person(who),
        clarifications=[_question(pk)],
        sent_on=today(),
        receipt=samples.upload("constancia.pdf", samples.PDF),
    )


def void_question(who: str, pk: int) -> None:
    """Void a question."""
    void_clarification(clarification=_question(pk), by=person(who), reason=_WHY)


def dispense(who: str, deal: Opportunity) -> int:
    """Write down that no defence is required."""
    return not_required(opportunity=deal, by=person(who), reason=_WHY).pk


def plan(who: str, deal: Opportunity) -> int:
    """Plan a defence that began two hours ago."""
    begins = timezone.now() - timedelta(hours=2)
    values = defence_values(starts_at=begins, ends_at=begins + timedelta(hours=1))
    return plan_defence(opportunity=deal, by=person(who), values=values).pk


def defend(who: str, pk: int) -> None:
    """Write down how it went."""
    hold_defence(
        defence=ProposalDefence.objects.with_parties().get(pk=pk), by=person(who), held_on=today(), outcome="Bien."
    )


def take_defence_back(who: str, pk: int) -> None:
    """Void a defence."""
    void_defence(defence=ProposalDefence.objects.with_parties().get(pk=pk), by=person(who), reason=_WHY)


# --- negotiation and award --------------------------------------------------------------------------------------------


def log_offer(who: str, deal: Opportunity, words: str, terms: Terms, payment_days: int) -> int:
    """Log a round."""
    values = round_values(
        we_offer=words,
        seats=terms.seats,
        unit_value=terms.unit_value,
        term_months=terms.months,
        payment_days=payment_days,
    )
    return log_round(opportunity=deal, by=person(who), values=values).pk


def _round(pk: int) -> NegotiationRound:
    return NegotiationRound.objects.with_parties().get(pk=pk)


def authorise(who: str, pk: int) -> int | None:
    """Have a round authorised; the key of its request, where it needs signatures."""
    one = authorise_round(negotiation_round=_round(pk), by=person(who))
    return None if one.state == "authorised" and not one.needs_signature else one.approvals.latest("pk").pk


def take_round_back(who: str, pk: int) -> None:
    """Void a round."""
    void_round(negotiation_round=_round(pk), by=person(who), reason=_WHY)


def change(who: str, deal: Opportunity, terms: Terms) -> TermsChange:
    """Ask that the deal go on with other terms."""
    values = {"seats": terms.seats, "unit_value": terms.unit_value, "contract_months": terms.months}
    return change_terms(opportunity=deal, by=person(who), values=values, reason=_WHY)


def award(who: str, deal: Opportunity, terms: Terms, accepted: int | None) -> int:
    """Record what the client awarded."""
    values = award_values(
        offer_of(accepted) if accepted else None,
        seats=terms.seats,
        unit_value=terms.unit_value,
        contract_months=terms.months,
    )
    return record_award(opportunity=deal, by=person(who), document=letter(), values=values).pk


def take_award_back(who: str, pk: int) -> None:
    """Void an award."""
    void_award(award=Award.objects.with_parties().get(pk=pk), by=person(who), reason=_WHY)


# --- signatures and people --------------------------------------------------------------------------------------------


def sign(who: str, step: Any, decision: str) -> Any:
    """Decide one step on what it says now."""
    return approvals.decide(
        step=step,
        by=person(who),
        decision=decision,
        seen=step.content_hash,
        authenticated_at=timezone.now(),
        comment="" if decision == "approve" else _WHY,
    )


def withdraw(who: str, request: Any) -> None:
    """Take something back from approval."""
    approvals.withdraw(request=request, by=person(who), reason=_WHY)


def give(giver: str, to: str, role: str) -> int:
    """Delegate a role for ten days."""
    end = today() + timedelta(days=10)
    return delegate(by=person(giver), to=person(to), role=ROLES[role], starts_on=today(), ends_on=end, reason=_WHY).pk


def end(who: str, pk: int) -> None:
    """End a delegation."""
    end_delegation(delegation=Delegation.objects.get(pk=pk), by=person(who))


def set_roles(who: str, whom: str, roles: set[str]) -> None:
    """Let somebody hold these roles."""
    change_roles(person=person(whom), roles=[ROLES[one] for one in roles], by=person(who), reason=_WHY)


AREAS = sorted(NAMES[role] for role in AREA_ROLES)
