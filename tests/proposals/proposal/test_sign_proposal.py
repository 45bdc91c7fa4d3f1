"""A proposal is signed: areas on their part, then the directors on the whole; nobody signs what they wrote."""

from typing import Any

import pytest
from django.db import models, transaction
from django.urls import reverse

from almacontact.accounts.roles import Role
from almacontact.approvals import actions as approvals
from almacontact.approvals import delegations
from almacontact.approvals.models import StepState
from almacontact.audit.doors import TESTS
from almacontact.audit.models import GatedFieldWrite
from almacontact.calendar import today
from almacontact.jobs.models import Job
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from pipeline.models import LossReason, Opportunity
from pipeline.opportunities.actions.moves import close_opportunity
from pipeline.states import Outcome
from proposals import events
from proposals.models import (
    OfferPolicy,
    PricingMinutes,
    PricingModel,
    Proposal,
    ProposalSection,
    ProposalSignature,
    ProposalState,
)
from proposals.pricing.actions.pricing import edit_model, edit_scenario, new_version, void_pricing
from proposals.proposal.actions.proposals import edit_proposal, next_version
from proposals.proposal.actions.sections import edit_section
from proposals.proposal.actions.signing import save_policy, submit_proposal
from tests.proposals.pricing.pricing_examples import example_deal
from tests.proposals.pricing.pricing_records import (
    DECLARED,
    approve,
    changed,
    make_priced_opportunity,
    make_pricing,
    scenario_of,
)
from tests.proposals.pricing.test_price_on_screen import signed_in, words
from tests.proposals.proposal.proposal_records import make_draft_proposal
from tests.proposals.proposal.signing_records import (
    AREA_STEPS,
    SIGNERS,
    another,
    approved,
    give_role,
    make_validated_draft,
    section_of,
    sent_to_sign,
    sign,
    sign_all,
    states,
)

pytestmark = pytest.mark.django_db


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def test_the_areas_validate_at_once_and_the_directors_approve_after_them(everybody):
    request = sent_to_sign(everybody)
    assert set(states(request)) == AREA_STEPS | {"director", "general"}
    assert {key for key, state in states(request).items() if state == StepState.PENDING} == AREA_STEPS
    with pytest.raises(Refused):
        sign(request, "director", everybody["director"])
    for key in sorted(AREA_STEPS):
        sign(request, key, everybody[SIGNERS[key.removeprefix("area_")]])
    assert states(request)["director"] == states(request)["general"] == StepState.PENDING
    sign(request, "general", everybody["general_manager"])
    assert fresh(request.subject).state == ProposalState.IN_APPROVAL, "the director is still missing"
    sign(request, "director", everybody["director"])
    assert fresh(request.subject).state == ProposalState.APPROVED


def test_each_area_rests_on_its_sections_and_operations_on_the_sizing_too(everybody):
    request = sent_to_sign(everybody)
    fields = dict(request.steps.values_list("key", "fields"))
    assert fields["area_human_resources"] == ["people_title", "people_text"]
    assert "sizing" in fields["area_operations"]
    assert not {"sizing", "monthly"} & set(fields["area_it"])
    assert {"title", "valid_until", "compliance", "supporting", "monthly", "people_text"} <= set(fields["director"])
    assert fields["director"] == fields["general"]


def test_what_is_signed_is_frozen_with_the_annex_and_the_rules_that_fired(everybody):
    proposal = sent_to_sign(everybody).subject
    proposal = fresh(proposal)
    assert proposal.annex["monthly"] == proposal.minutes.offered_monthly == proposal.content["monthly"]
    assert proposal.fired == proposal.minutes.fired
    assert proposal.annex["acta"] == proposal.minutes.number


def test_approving_supersedes_the_version_before_tells_the_others_and_asks_for_the_document(everybody):
    heard: list[Any] = []
    listen = lambda sender, proposal, by, **rest: heard.append((str(proposal), by))  # noqa: E731
    first = approved(everybody)
    second = next_version(proposal=first, by=everybody["analyst"], reason="El cliente pidió otro título")
    edit_proposal(proposal=second, by=everybody["analyst"], changes={"title": "Propuesta para su nuevo servicio"})
    events.proposal_approved.connect(listen)
    try:
        sign_all(submit_proposal(proposal=fresh(second), by=everybody["analyst"]), everybody)
    finally:
        events.proposal_approved.disconnect(listen)
    assert [fresh(first).state, fresh(second).state] == [ProposalState.SUPERSEDED, ProposalState.APPROVED]
    assert heard == [(str(second), everybody["general_manager"])]
    assert fresh(second).approved_at
    keys = Job.objects.filter(kind="proposals.make_document").order_by("pk").values_list("key", flat=True)
    assert list(keys) == [f"document:{first.pk}", f"document:{second.pk}"]


def test_what_a_version_does_not_change_stays_signed_in_the_next(everybody):
    first = approved(everybody)
    second = next_version(proposal=first, by=everybody["analyst"], reason="Se ajusta la formación")
    section = section_of(second, "training")
    edit_section(section=section, by=everybody["analyst"], changes={"body": "Doce días de formación inicial."})
    request = submit_proposal(proposal=fresh(second), by=everybody["analyst"])
    assert states(request) == {
        **dict.fromkeys(AREA_STEPS, StepState.CARRIED),
        "area_training_quality": StepState.PENDING,
        "director": StepState.WAITING,
        "general": StepState.WAITING,
    }


def test_a_version_that_changes_nothing_needs_nobody_again(everybody):
    first = approved(everybody)
    second = next_version(proposal=first, by=everybody["analyst"], reason="Nueva copia")
    request = submit_proposal(proposal=fresh(second), by=everybody["analyst"])
    assert set(states(request).values()) == {StepState.CARRIED}
    assert fresh(second).state == ProposalState.APPROVED


def test_another_price_lets_the_directors_fall_and_another_sizing_operations_too(everybody, director):
    first = approved(everybody)
    model = PricingModel.objects.with_parties().get(pk=first.minutes.pricing_model_id)
    cheaper = new_version(pricing_model=model, by=director, reason="Baja el margen")
    changed(cheaper, director, margin="0.10")
    approve(cheaper, director, everybody)
    second = next_version(proposal=fresh(first), by=everybody["analyst"], reason="Nuevo precio")
    request = submit_proposal(proposal=second, by=everybody["analyst"])
    assert {key for key, state in states(request).items() if state != StepState.CARRIED} == {"director", "general"}
    second = sign_all(request, everybody)

    model = PricingModel.objects.with_parties().get(pk=second.minutes.pricing_model_id)
    larger = new_version(pricing_model=model, by=director, reason="Sube el AHT")
    scenario = scenario_of(larger)
    line = {**scenario.inputs["services"][0], "aht_seconds": "240"}
    edit_scenario(scenario=scenario, by=director, inputs={**scenario.inputs, "services": [line]})
    approve(larger, director, everybody)
    third = next_version(proposal=fresh(second), by=everybody["analyst"], reason="Más volumen")
    request = submit_proposal(proposal=third, by=everybody["analyst"])
    fallen = {key for key, state in states(request).items() if state != StepState.CARRIED}
    assert fallen == {"area_operations", "director", "general"}


@pytest.mark.parametrize("ending", ["adjust", "reject", "withdraw"])
def test_sent_back_or_taken_back_it_is_a_draft_with_the_words_of_who_did_it(everybody, ending):
    request = sent_to_sign(everybody)
    if ending == "withdraw":
        approvals.withdraw(request=request, by=everybody["analyst"], reason="Falta una sección")
    else:
        sign(request, "area_it", everybody["it_leader"], ending, "Falta una sección")
    proposal = fresh(request.subject)
    assert proposal.state == ProposalState.DRAFT
    assert proposal.history.latest().history_change_reason == "Falta una sección"
    section = section_of(proposal, "technology")
    edit_section(section=section, by=everybody["analyst"], changes={"body": "Con centro alterno."})
    assert submit_proposal(proposal=fresh(proposal), by=everybody["analyst"]).is_running


def test_nobody_signs_what_they_wrote_whatever_role_delegation_or_superpower_they_hold(everybody):
    """Each signer writes one word of what they would sign: refused by the action and by the form, nothing changes."""
    proposal = make_validated_draft(everybody)
    keys = {section.area: section.key for section in proposal.sections.all() if section.area}
    writers = {}
    for role, part in SIGNERS.items():
        another(role)
        writer = give_role(everybody[part], Role.SALES_COORDINATOR)
        writer.is_superuser = writer.is_staff = True
        writer.save()
        writers[role] = writer
        section = section_of(proposal, keys.get(role, "letter"))
        edit_section(section=section, by=writer, changes={"body": f"{section.body} Con {writer.name}."})
    for role, writer in writers.items():
        delegations.delegate(
            by=another_of(role), to=writer, role=Role(role), starts_on=today(), ends_on=today(), reason="Vacaciones"
        )
    request = submit_proposal(proposal=fresh(proposal), by=everybody["analyst"])
    for order in (1, 2):
        for step in request.steps.filter(order=order).order_by("key"):
            before = states(request)
            writer = writers[step.role]
            with pytest.raises(NotAllowed), transaction.atomic():
                sign(request, step.key, writer)
            answer = signed_in(writer).post(request.get_absolute_url(), posted(step))
            assert answer.status_code in (403, 422), step.key
            assert states(request) == before
            assert not ProposalSignature.objects.filter(by=writer).exists()
        for step in request.steps.filter(order=order).order_by("key"):
            sign(request, step.key, another_of(step.role))
    assert fresh(proposal).state == ProposalState.APPROVED


def another_of(role: str) -> Any:
    from almacontact.accounts.models import User

    return User.objects.get(email=f"otra.{role}@almacontact.example")


def posted(step: Any) -> dict[str, Any]:
    """What the card sends to approve one step."""
    return {"steps": [f"{step.pk}:{step.content_hash}"], "decision": "approve", "comment": "", "password": ""}


def test_who_only_copied_a_version_is_no_author_of_it(everybody):
    first = approved(everybody)
    second = next_version(proposal=first, by=everybody["coordinator"], reason="Otra vuelta")
    request = submit_proposal(proposal=fresh(second), by=everybody["analyst"])
    excluded = set(request.steps.get(key="director").excluded)
    assert everybody["coordinator"].pk not in excluded
    assert everybody["analyst"].pk in excluded


def test_a_step_that_nobody_could_sign_stops_the_submission_and_is_named(everybody):
    proposal = make_validated_draft(everybody)
    writer = give_role(everybody["trainer"], Role.SALES_COORDINATOR)
    section = section_of(proposal, "quality")
    edit_section(section=section, by=writer, changes={"body": "Ocho monitoreos al mes."})
    with pytest.raises(Refused) as refused:
        submit_proposal(proposal=fresh(proposal), by=everybody["analyst"])
    assert [one.code for one in refused.value.blockers] == ["nobody_can_sign"]
    assert fresh(proposal).state == ProposalState.DRAFT
    assert fresh(proposal).annex == {}


def test_state_and_signatures_change_by_no_other_way(everybody):
    request = sent_to_sign(everybody)
    proposal = fresh(request.subject)
    rows = Proposal.objects.filter(pk=proposal.pk)
    for values in ({"state": "approved"}, {"annex": {}}, {"content": {}}, {"minutes": None}, {"document": None}):
        with pytest.raises(GatedFieldWrite):
            rows.update(**values)
    with pytest.raises(GatedFieldWrite):
        Proposal.objects.bulk_update([proposal], ["state"])
    with pytest.raises(TypeError):
        request.steps.update(state="approved")
    with pytest.raises(TypeError):
        ProposalSignature.objects.update(decision="approve")
    with pytest.raises(TypeError):
        ProposalSignature.objects.create(step=request.steps.first(), by=everybody["director"])
    assert fresh(proposal).state == ProposalState.IN_APPROVAL


def test_words_written_behind_the_signatures_back_stop_the_decision(everybody):
    request = sent_to_sign(everybody)
    rows = models.QuerySet(ProposalSection).filter(proposal=request.subject_id, key="people")
    with TESTS.open():
        rows.update(body="Otra cosa")
    with pytest.raises(StaleVersion):
        sign(request, "area_human_resources", everybody["people_leader"])
    sign(request, "area_it", everybody["it_leader"])


def test_by_policy_general_management_signs_only_what_is_of_high_risk(everybody, director):
    save_policy(by=everybody["general_manager"], values={"general_always": False, "volume_band_percent": 10})
    calm = submit_proposal(proposal=make_validated_draft(everybody), by=everybody["analyst"])
    assert not calm.subject.minutes.high_risk
    assert "general" not in states(calm)

    model = make_pricing(make_priced_opportunity(everybody["analyst"]), director, example_deal())
    declared = {**DECLARED, "unlimited_liability": "1"}
    edit_model(pricing_model=model, by=director, parameters_on=model.parameters_on, declared=declared)
    minutes = approve(PricingModel.objects.with_parties().get(pk=model.pk), director, everybody)
    risky = sent_to_sign(everybody, minutes)
    reasons = risky.steps.get(key="general").reason_words
    assert any("Responsabilidad" in reason for reason in reasons), reasons


def test_only_general_management_changes_the_policy_and_others_read_it(everybody):
    url = reverse("proposals:offer_policy")
    sent = {"volume_band_percent": "15"}
    for part in ("analyst", "director", "it_leader", "auditor"):
        assert signed_in(everybody[part]).get(url).status_code == 200
        assert signed_in(everybody[part]).post(url, sent).status_code == 403
    assert signed_in(everybody["outsider"]).get(url).status_code == 403
    boss = signed_in(everybody["general_manager"])
    assert boss.post(url, {"volume_band_percent": "51"}).status_code == 422
    assert boss.post(url, {**sent, "version": ""}).status_code == 302
    policy = OfferPolicy.current()
    assert (policy.general_always, policy.volume_band_percent) == (False, 15)
    assert boss.post(url, {**sent, "version": "9"}).status_code == 302, "nothing changes, nothing is in the way"
    assert boss.post(url, {"volume_band_percent": "20", "version": "9"}).status_code == 409


def test_the_page_says_what_is_missing_and_sends_what_is_complete(everybody):
    proposal = make_validated_draft(everybody)
    url = reverse("proposals:proposal_submit", args=[proposal.pk])
    section = section_of(proposal, "people")
    edit_section(section=section, by=everybody["analyst"], changes={"body": ""})
    client = signed_in(everybody["analyst"])
    assert client.get(url).context["blockers"]
    assert client.post(url, {"note": ""}).status_code == 422
    assert fresh(proposal).state == ProposalState.DRAFT
    edit_section(section=section_of(proposal, "people"), by=everybody["analyst"], changes={"body": "Cien agentes."})
    page = client.get(url)
    assert {step["role"] for step in page.context["steps"]} == {Role(role).label for role in SIGNERS}
    assert client.post(url, {"note": "Para el jueves"}).status_code == 302
    assert fresh(proposal).state == ProposalState.IN_APPROVAL
    assert signed_in(everybody["colleague"]).post(url, {"note": ""}).status_code == 403


def test_the_card_shows_the_amount_the_figures_and_what_changed_since_it_was_signed(everybody):
    first = approved(everybody)
    second = next_version(proposal=first, by=everybody["analyst"], reason="Se ajusta la formación")
    section = section_of(second, "training")
    edit_section(section=section, by=everybody["analyst"], changes={"body": "Doce días de formación inicial."})
    request = submit_proposal(proposal=fresh(second), by=everybody["analyst"])
    page = signed_in(everybody["trainer"]).get(request.get_absolute_url())
    shown = words(page)
    assert "$ 125.132.970" in shown
    assert "8.342.198" in shown
    assert "Doce días de formación inicial." in shown
    (_step, _signed, changes), *_rest = page.context["changed"]
    assert {change.field for change in changes} == {"training_text"}
    assert reverse("proposals:proposal_pdf", args=[second.pk]) in page.content.decode()
    address = f"{second.get_absolute_url()}#sections"
    assert address in page.content.decode()
    read = signed_in(everybody["trainer"]).get(address).content.decode()
    assert "<p>Doce días de formación inicial.</p>" in read.split('id="sections"')[1]
    assert reverse("proposals:section_edit", args=[section.pk]) not in read


def test_a_price_that_fell_or_a_debt_stops_the_submission(everybody, monkeypatch):
    from pipeline.opportunities import gates

    proposal = make_draft_proposal(everybody)
    debt = gates.Condition(code="debt_x", label="Lista", met=False, missing="Se anuló la lista.")
    monkeypatch.setattr(gates, "debts", lambda opportunity: [debt])
    with pytest.raises(Refused) as refused:
        submit_proposal(proposal=proposal, by=everybody["analyst"])
    assert [one.code for one in refused.value.blockers] == ["debt_x"]
    monkeypatch.undo()
    void_pricing(pricing_model=PricingModel.objects.get(), by=everybody["director"], reason="Error en los volúmenes")
    with pytest.raises(Refused) as refused:
        submit_proposal(proposal=fresh(proposal), by=everybody["analyst"])
    assert "no_acta" in {one.code for one in refused.value.blockers}


def test_who_may_not_see_the_margin_does_not_read_it_before_sending_to_be_signed(everybody):
    proposal = make_validated_draft(everybody)
    found = {"code": "thin", "metric": "ebitda", "comparison": "below", "threshold": "0.12", "value": "0.1144"}
    rows = models.QuerySet(PricingMinutes).filter(pk=proposal.minutes_id)
    with TESTS.open():
        rows.update(fired=[{**found, "points": 1, "mandatory": False}])
    page = reverse("proposals:proposal_submit", args=[proposal.pk])
    assert "11,44 %" in words(signed_in(everybody["director"]).get(page))
    for part in ("analyst", "coordinator"):
        hidden = words(signed_in(everybody[part]).get(page))
        assert "EBITDA" in hidden
        assert "11,44" not in hidden, part


def test_what_was_overtaken_while_it_was_signed_is_not_approved(everybody):
    request = sent_to_sign(everybody)
    opportunity = Opportunity.objects.get(pk=request.subject.opportunity.pk)
    why = LossReason.objects.get(code="price")
    close_opportunity(opportunity=opportunity, outcome=Outcome.WITHDRAWN, by=everybody["director"], loss_reason=why)
    with pytest.raises(Refused) as refused:
        sign_all(request, everybody)
    assert [one.code for one in refused.value.blockers] == ["closed"]
    assert Proposal.objects.get(pk=request.subject_id).state == "in_approval"
