"""What an acta must know before it is sent, what it prints as unknown, and what a voided price leaves behind."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from almacontact.calendar import today
from almacontact.refusals import Refused
from pipeline.models import Opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from proposals.models import PricingMinutes, PricingModel
from proposals.pricing.actions.pricing import edit_model, new_version, void_pricing
from proposals.pricing.minutes.actions import submit_minutes
from tests.proposals.pricing.pricing_examples import DAY, example_deal
from tests.proposals.pricing.pricing_records import (
    DECLARED,
    approve,
    changed,
    make_example,
    make_minutes,
    make_priced_opportunity,
    make_pricing,
    make_submitted_example,
    sign,
    target_in_force,
)
from tests.proposals.pricing.test_price_on_screen import signed_in, words

pytestmark = pytest.mark.django_db


def figures_of(opportunity: Opportunity) -> tuple[int, int, int]:
    now = Opportunity.objects.get(pk=opportunity.pk)
    return (now.seats, now.unit_value, now.contract_months)


def test_a_voided_price_of_the_principal_leaves_the_opportunity_its_estimate_of_before(director, everybody):
    model = make_example(director)
    estimate = figures_of(model.opportunity)
    approve(model, director, everybody)
    following = new_version(pricing_model=PricingModel.objects.get(pk=model.pk), by=director, reason="Baja el margen")
    changed(following, director, margin="0.10")
    minutes = approve(following, director, everybody)
    assert figures_of(model.opportunity)[1] == minutes.unit_value
    following = PricingModel.objects.with_parties().get(pk=following.pk)
    void_pricing(pricing_model=following, by=director, reason="Error en los volúmenes")
    assert figures_of(model.opportunity) == estimate
    assert minutes.number in Opportunity.objects.get().history.latest().history_change_reason


def test_a_voided_price_takes_nothing_that_came_from_elsewhere(director, everybody):
    model = make_example(director)
    approve(model, director, everybody)
    deal = Opportunity.objects.get(pk=model.opportunity.pk)
    edit_opportunity(opportunity=deal, by=director, changes={"seats": 40})
    void_pricing(pricing_model=PricingModel.objects.with_parties().get(), by=director, reason="Error")
    assert figures_of(deal)[0] == 40


@pytest.mark.parametrize("missing", sorted(DECLARED))
def test_what_a_rule_that_decides_alone_needs_is_declared_before_the_acta_is_sent(director, everybody, missing):
    declared = {name: value for name, value in DECLARED.items() if name != missing}
    model = make_pricing(make_priced_opportunity(director), director, example_deal(), declared=declared)
    minutes = make_minutes(model, director)
    with pytest.raises(Refused) as refused:
        submit_minutes(minutes=minutes, by=director)
    assert [one.code for one in refused.value.blockers] == ["undeclared"]
    page = words(signed_in(director).get(reverse("proposals:minutes_submit", args=[minutes.number])))
    assert reverse("proposals:pricing_edit", args=[model.pk]) in page
    model = PricingModel.objects.with_parties().get()
    edit_model(pricing_model=model, by=director, parameters_on=DAY, declared=DECLARED)
    minutes = PricingMinutes.objects.with_parties().get()
    assert submit_minutes(minutes=minutes, by=director)
    with pytest.raises(Refused) as refused:
        edit_model(
            pricing_model=PricingModel.objects.with_parties().get(), by=director, parameters_on=DAY, declared=declared
        )
    assert [one.field for one in refused.value.blockers] == [missing]


def test_what_is_unknown_is_printed_and_without_a_target_general_management_decides(director, everybody):
    with target_in_force():
        calm = approve(make_example(director), director, everybody)
    assert not calm.high_risk
    with override("es"):
        request = make_submitted_example()
    for key in ("workforce", "it"):
        sign(request, key, everybody["planner" if key == "workforce" else "it_leader"])
    minutes = PricingMinutes.objects.with_parties().get(pk=request.subject_id)
    assert minutes.high_risk
    assert "share_of_target" in minutes.content["unknown"]
    browser = signed_in(everybody["general_manager"])
    for page in (minutes.get_absolute_url(), request.get_absolute_url()):
        answer = words(browser.get(page))
        year = (minutes.opportunity.expected_close_on or today()).year
        assert f"no hay meta vigente para {year}, el año del cierre esperado" in answer
        assert "nadie lo declaró" in answer, "the points rules that nobody could ask"
    opened = words(browser.get(minutes.get_absolute_url()))
    assert "No se activó ninguna regla de riesgo" not in opened
    assert browser.get(reverse("proposals:minutes_pdf", args=[minutes.number])).status_code == 200
