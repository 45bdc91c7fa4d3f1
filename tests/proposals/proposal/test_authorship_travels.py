"""Nobody signs what they wrote, wherever it was copied to: an alternative, a template, a reusable text, a round."""

import pytest
from django.test import Client
from django.urls import reverse

from almacontact.accounts.roles import Role
from almacontact.refusals import NotAllowed
from pipeline.states import Stage
from proposals.library.actions.library import add_text
from proposals.library.actions.templates import copy_proposal_template, edit_template_section
from proposals.models import PricingModel, ProposalTemplate, SectionKey
from proposals.negotiation.actions import authorise_round, log_round, void_round
from proposals.pricing.actions.pricing import add_scenario, choose_scenario, edit_model, edit_scenario
from proposals.proposal.actions.proposals import create_proposal
from proposals.proposal.actions.signing import submit_proposal
from proposals.proposal.authors import authors_of
from tests import world
from tests.approvals.test_decide_approval import sign as decide
from tests.approvals.test_show_approval_card import BACKEND
from tests.proposals.negotiation.negotiation_records import request_of, round_values
from tests.proposals.pricing.pricing_examples import DAY
from tests.proposals.pricing.pricing_records import (
    DECLARED,
    EXAMPLE_UNIT_VALUE,
    make_example,
    scenario_of,
    sign,
    submit,
)
from tests.proposals.proposal.signing_records import another

pytestmark = pytest.mark.django_db


def browser_of(person) -> Client:
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    return browser


@pytest.fixture
def sized(everybody):
    """A scenario whose volumes the planner wrote."""
    model = make_example(everybody["director"])
    scenario = scenario_of(model)
    line = {**scenario.inputs["services"][0], "aht_seconds": "200"}
    return edit_scenario(scenario=scenario, by=everybody["planner"], inputs={**scenario.inputs, "services": [line]})


def test_a_planner_does_not_sign_their_sizing_in_another_alternative(sized, everybody):
    director, planner = everybody["director"], everybody["planner"]
    opportunity = sized.pricing_model.alternative.opportunity
    second = another(Role.WORKFORCE_PLANNING)
    address = reverse("proposals:alternative_create", args=[opportunity.code])
    answer = browser_of(director).post(address, {"name": "Otra", "source": sized.pk, "parameters_on": DAY.isoformat()})
    assert answer.status_code == 302
    other = PricingModel.objects.with_parties().get(alternative__name="Otra")
    edit_model(pricing_model=other, by=director, parameters_on=DAY, declared=DECLARED)
    request = submit(other, director)
    with pytest.raises(NotAllowed):
        sign(request, "workforce", planner)
    sign(request, "workforce", second)


def test_a_planner_does_not_sign_their_sizing_in_a_scenario_copied_from_another_deal(sized, everybody):
    director, planner = everybody["director"], everybody["planner"]
    another(Role.WORKFORCE_PLANNING)
    other = make_example(director)
    copy = add_scenario(pricing_model=other, by=director, name="De la otra", source=sized)
    choose_scenario(scenario=copy, by=director)
    request = submit(PricingModel.objects.with_parties().get(pk=other.pk), director)
    with pytest.raises(NotAllowed):
        sign(request, "workforce", planner)


def test_who_wrote_a_template_does_not_sign_what_began_from_a_copy_of_it(everybody):
    director = everybody["director"]
    acta = world.approved_price()
    first = ProposalTemplate.objects.current().order_by("pk").first()
    written = first.sections.get(key=SectionKey.UNDERSTANDING)
    edit_template_section(section=written, by=everybody["second_director"], changes={"body": "Lo nuestro."})
    copy = copy_proposal_template(template=first, by=director, name="Copia")
    proposal = create_proposal(alternative=acta.pricing_model.alternative, by=everybody["analyst"], template=copy)
    wrote = authors_of(proposal, [f"{SectionKey.UNDERSTANDING}_text"])
    assert wrote == {everybody["analyst"].pk, everybody["second_director"].pk}


def test_who_wrote_a_reusable_text_does_not_sign_it_where_it_was_inserted(everybody):
    director = everybody["director"]
    proposal = world.written_proposal()
    text = add_text(by=director, values={"title": "Formación", "section": SectionKey.TRAINING, "body": "Diez días."})
    section = proposal.sections.get(key=SectionKey.TRAINING)
    address = reverse("proposals:section_edit", args=[section.pk])
    typed = {"title": section.title, "body": section.body, "included": "on", "insert": "1", "text": text.pk}
    assert browser_of(everybody["analyst"]).post(address, typed | {"version": section.version}).status_code == 302
    request = submit_proposal(proposal=proposal, by=everybody["analyst"])
    for step in request.steps.filter(state="pending"):
        decide(step, everybody[world.SIGNERS[step.role]])
    with pytest.raises(NotAllowed):
        decide(request.steps.get(key="director"), director)
    decide(request.steps.get(key="director"), everybody["second_director"])


def test_who_wrote_a_round_does_not_sign_the_same_offer_logged_again(everybody):
    director = everybody["director"]
    deal = world.deal_in(Stage.NEGOTIATION)
    values = round_values(unit_value=EXAMPLE_UNIT_VALUE - 100_000)
    mine = log_round(opportunity=deal, by=director, values=values)
    void_round(negotiation_round=mine, by=director, reason="La registra quien negocia.")
    again = authorise_round(
        negotiation_round=log_round(opportunity=deal, by=everybody["analyst"], values=values), by=everybody["analyst"]
    )
    step = request_of(again).steps.get(key="director")
    with pytest.raises(NotAllowed):
        decide(step, director)
    decide(step, everybody["second_director"])
