"""Moving an opportunity: its gates, who may, and every way in."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from almacontact.accounts.models import PersonRole
from almacontact.accounts.roles import Role
from almacontact.audit.models import GatedFieldWrite
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from pipeline.models import FollowUp, GatePass, Opportunity
from pipeline.opportunities import gates
from pipeline.opportunities.actions.follow_ups import log_follow_up, void_follow_up
from pipeline.opportunities.actions.moves import move_opportunity, step_back_opportunity
from pipeline.opportunities.actions.opportunities import edit_opportunity
from pipeline.states import Move, Stage
from tests.factories import log_interest, make_client, make_contact, make_opportunity
from tests.pipeline.opportunities.unchanged import unchanged
from tests.world import deal_in, won_deal

MOVERS = {"analyst", "coordinator", "director", "second_director"}


def move_url(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.code}/move/"


def sent(opportunity: Opportunity, to: str, **values):
    return {"to": to, "version": opportunity.version, **values}


def log(opportunity: Opportunity, by, milestone: str, **values) -> FollowUp:
    return log_follow_up(
        opportunity=opportunity, by=by, kind="call", summary="Hablamos.", milestone=milestone, **values
    )


def codes(refusal) -> list[str]:
    return [blocker.code for blocker in refusal.value.blockers]


# --- The gate from Hunting to Qualification ---------------------------------------------------------------------------


def test_interest_of_a_decision_maker_opens_qualification(analyst):
    opportunity = make_opportunity(analyst)
    log_interest(opportunity, analyst)
    move_opportunity(opportunity=opportunity, to=Stage.QUALIFICATION, by=analyst)
    opportunity.refresh_from_db()
    passed = opportunity.gate_pass
    assert (opportunity.stage, opportunity.probability) == ("qualification", 25)
    assert (passed.move, passed.by, passed.by_exception) == (Move.QUALIFY, analyst, False)
    kept = {one["code"]: one for one in passed.conditions}
    assert [label for label, _pk in kept["interest_shown"]["records"]] == ["pipeline.contact", "pipeline.followup"]
    assert kept["interest_shown"]["label"] == "The prospect is interested", "kept in one language, shown in each"


def test_a_decision_maker_without_agreement_is_not_enough(analyst):
    opportunity = make_opportunity(analyst)
    make_contact(analyst, opportunity.client, is_decision_maker=True)
    with unchanged(), pytest.raises(Refused) as refused:
        move_opportunity(opportunity=opportunity, to=Stage.QUALIFICATION, by=analyst)
    assert codes(refused) == ["interest_shown"]
    assert (opportunity.stage, opportunity.version) == ("hunting", 0)


def test_an_invitation_with_its_contact_opens_qualification(analyst):
    opportunity = make_opportunity(analyst)
    contact = make_contact(analyst, opportunity.client)
    log(opportunity, analyst, "invitation_received", contact=contact)
    move_opportunity(opportunity=opportunity, to=Stage.QUALIFICATION, by=analyst)
    assert opportunity.stage == "qualification"


def test_a_need_opens_qualification_only_for_an_existing_client(analyst, director):
    stranger = make_opportunity(analyst)
    log(stranger, analyst, "need_logged")
    with pytest.raises(Refused):
        move_opportunity(opportunity=stranger, to=Stage.QUALIFICATION, by=analyst)
    known = make_opportunity(analyst, client=won_deal().client)
    log(known, analyst, "need_logged")
    assert move_opportunity(opportunity=known, to=Stage.QUALIFICATION, by=analyst).stage == "qualification"


def test_the_figures_must_be_known(analyst):
    opportunity = make_opportunity(analyst, expected_close_on=None, seats=0)
    log_interest(opportunity, analyst)
    with unchanged(), pytest.raises(Refused) as refused:
        move_opportunity(opportunity=opportunity, to=Stage.QUALIFICATION, by=analyst)
    assert codes(refused) == ["figures_complete"]
    assert refused.value.blockers[0].url == f"/opportunities/{opportunity.code}/edit/"


def test_a_refusal_names_every_missing_condition(analyst):
    opportunity = make_opportunity(analyst, expected_close_on=None)
    with pytest.raises(Refused) as refused:
        move_opportunity(opportunity=opportunity, to=Stage.QUALIFICATION, by=analyst)
    assert codes(refused) == ["interest_shown", "figures_complete"]
    assert all(blocker.url for blocker in refused.value.blockers)


# --- Exceptions while a later phase cannot record its part ------------------------------------------------------------


@pytest.fixture
def unrecordable(monkeypatch) -> str:
    """A condition that nobody can meet stands in the gate to Proposal, and nothing else does."""
    monkeypatch.setitem(gates._registry, Move.PROPOSE, {})
    gates.not_yet_available(Move.PROPOSE, "pricing_approved", "Pricing approved")
    return "pricing_approved"


def test_only_a_director_passes_what_cannot_be_recorded_yet(analyst, coordinator, director, unrecordable):
    opportunity = deal_in(Stage.QUALIFICATION)
    for person in (analyst, coordinator):
        with unchanged(), pytest.raises(Refused) as refused:
            move_opportunity(opportunity=opportunity, to=Stage.PROPOSAL, by=person, reason="Es urgente")
        assert codes(refused) == [unrecordable]
    with unchanged(), pytest.raises(Refused) as refused:
        move_opportunity(opportunity=opportunity, to=Stage.PROPOSAL, by=director)
    assert codes(refused) == ["exception_reason"]
    move_opportunity(opportunity=opportunity, to=Stage.PROPOSAL, by=director, reason="Se envió por correo")
    assert (opportunity.gate_pass.by_exception, opportunity.gate_pass.reason) == (True, "Se envió por correo")


def test_an_exception_does_not_excuse_what_can_be_recorded(monkeypatch, analyst, director):
    gate = {"negotiation_invited": gates._registry[Move.NEGOTIATE]["negotiation_invited"]}
    monkeypatch.setitem(gates._registry, Move.NEGOTIATE, gate)
    gates.not_yet_available(Move.NEGOTIATE, "defence_held", "Defence held")
    opportunity = deal_in(Stage.PROPOSAL)
    with unchanged(), pytest.raises(Refused) as refused:
        move_opportunity(opportunity=opportunity, to=Stage.NEGOTIATION, by=director, reason="Urge")
    assert codes(refused) == ["negotiation_invited"]


def test_the_exception_stands_on_the_timeline(client: Browser, analyst, director, unrecordable):
    opportunity = deal_in(Stage.QUALIFICATION)
    client.force_login(director)
    gate = client.get(f"{opportunity.get_absolute_url()}gate/").content.decode()
    assert 'name="reason"' in gate
    client.post(move_url(opportunity), sent(opportunity, "proposal", reason="Se envió por correo"))
    stream = client.get(f"{opportunity.get_absolute_url()}timeline/").content.decode()
    assert "Se envió por correo" in stream
    assert "tag-warn" in stream


# --- Debts ------------------------------------------------------------------------------------------------------------


def test_what_was_voided_later_is_a_debt_that_blocks_the_way_forward(analyst, director):
    opportunity = deal_in(Stage.PROPOSAL)
    agreed = opportunity.follow_ups.get(milestone="presentation_agreed")
    void_follow_up(follow_up=agreed, by=analyst, reason="Era de otro cliente")
    opportunity = Opportunity.objects.get()
    assert opportunity.stage == "proposal", "the stage stays"
    log(opportunity, analyst, "negotiation_invited")
    with unchanged(), pytest.raises(Refused) as refused:
        move_opportunity(opportunity=opportunity, to=Stage.NEGOTIATION, by=director, reason="Urge")
    assert "debt_interest_shown" in codes(refused)


def test_a_debt_survives_a_step_back_and_is_mended_by_recording_it_again(analyst, coordinator, director):
    opportunity = deal_in(Stage.PROPOSAL)
    agreed = opportunity.follow_ups.get(milestone="presentation_agreed")
    void_follow_up(follow_up=agreed, by=analyst, reason="Era de otro cliente")
    opportunity = Opportunity.objects.get()
    step_back_opportunity(opportunity=opportunity, by=coordinator, reason="Falta información")
    gates.forget(opportunity)
    assert [one.code for one in gates.debts(opportunity)] == ["debt_interest_shown"]
    log(opportunity, analyst, "presentation_agreed")
    gates.forget(opportunity)
    assert gates.debts(opportunity) == []


# --- Back -------------------------------------------------------------------------------------------------------------


def test_a_step_back_needs_a_written_reason_and_a_coordinator(analyst, coordinator, director):
    opportunity = deal_in(Stage.QUALIFICATION)
    with unchanged(), pytest.raises(NotAllowed):
        move_opportunity(opportunity=opportunity, to=Stage.HUNTING, by=analyst, reason="Me equivoqué")
    with unchanged(), pytest.raises(Refused) as refused:
        move_opportunity(opportunity=opportunity, to=Stage.HUNTING, by=coordinator, reason="  ")
    assert codes(refused) == ["reason"]
    move_opportunity(opportunity=opportunity, to=Stage.HUNTING, by=coordinator, reason="No era el decisor")
    assert (opportunity.stage, opportunity.gate_pass.move) == ("hunting", Move.STEP_BACK)


@pytest.mark.parametrize(("stage", "to"), [("hunting", "proposal"), ("hunting", "negotiation"), ("hunting", "closed")])
def test_nobody_skips_a_stage(director, stage, to):
    opportunity = make_opportunity(director)
    with unchanged(), pytest.raises(Refused):
        move_opportunity(opportunity=opportunity, to=Stage(to), by=director, reason="Urge")


# --- Every way in -----------------------------------------------------------------------------------------------------


def test_who_moves_it_forward_by_page_board_and_action(client: Browser, everybody):
    opportunity = make_opportunity(everybody["analyst"])
    log_interest(opportunity, everybody["analyst"])
    opportunity.refresh_from_db()
    for part, person in everybody.items():
        if part in MOVERS:
            continue
        client.force_login(person)
        with unchanged():
            ways = {
                "page": client.post(move_url(opportunity), sent(opportunity, "qualification")),
                "htmx": client.post(move_url(opportunity), sent(opportunity, "qualification"), HTTP_HX_REQUEST="true"),
                "board": client.post(f"/board/{opportunity.code}/move/", sent(opportunity, "qualification")),
            }
            let_in = {way: answer.status_code for way, answer in ways.items() if answer.status_code not in (403, 404)}
            assert let_in == {}, part
            fresh = Opportunity.objects.get(pk=opportunity.pk)
            with pytest.raises(NotAllowed):
                move_opportunity(opportunity=fresh, to=Stage.QUALIFICATION, by=person)


@pytest.mark.parametrize("part", sorted(MOVERS))
def test_the_page_moves_it_for(client: Browser, everybody, part):
    opportunity = make_opportunity(everybody["analyst"])
    log_interest(opportunity, everybody["analyst"])
    opportunity.refresh_from_db()
    client.force_login(everybody[part])
    assert client.post(move_url(opportunity), sent(opportunity, "qualification")).status_code == 302
    assert Opportunity.objects.get().stage == "qualification"


@pytest.mark.parametrize("way", ["page", "htmx", "board"])
def test_every_way_in_refuses_an_unmet_gate_and_says_all_that_is_missing(client: Browser, director, way):
    opportunity = make_opportunity(director, expected_close_on=None)
    client.force_login(director)
    url = f"/board/{opportunity.code}/move/" if way == "board" else move_url(opportunity)
    headers = {"HTTP_HX_REQUEST": "true"} if way == "htmx" else {}
    with unchanged():
        answer = client.post(url, sent(opportunity, "qualification"), **headers)
    assert answer.status_code == 422
    said = answer.json()["dialog"] if way == "board" else answer.content.decode()
    for milestone in ("presentation_agreed", "invitation_received", "need_logged"):
        assert f"?milestone={milestone}" in said
    assert f"/opportunities/{opportunity.code}/edit/" in said


def test_the_board_answers_with_the_card_as_it_now_stands(client: Browser, analyst):
    opportunity = make_opportunity(analyst, client=make_client(analyst, name="<b>Banco</b>"))
    log_interest(opportunity, analyst)
    opportunity.refresh_from_db()
    client.force_login(analyst)
    answer = client.post(f"/board/{opportunity.code}/move/", sent(opportunity, "qualification")).json()
    assert answer["stage"] == "qualification"
    assert f'data-version="{opportunity.version + 1}"' in answer["card"]
    assert "&lt;b&gt;Banco" in answer["card"]
    assert set(answer["heads"]) == {"hunting", "qualification", "proposal", "negotiation"}


@pytest.mark.parametrize("way", ["page", "board"])
def test_a_stale_move_is_refused_and_shows_the_present_state(client: Browser, analyst, coordinator, way):
    opportunity = make_opportunity(analyst)
    log_interest(opportunity, analyst)
    opportunity.refresh_from_db()
    seen = sent(opportunity, "qualification", reason="Lo que escribí")
    edit_opportunity(opportunity=opportunity, by=coordinator, changes={"seats": 77})
    client.force_login(analyst)
    url = f"/board/{opportunity.code}/move/" if way == "board" else move_url(opportunity)
    with unchanged():
        answer = client.post(url, seen)
    assert answer.status_code == 409
    assert f"{opportunity.version}" in answer.content.decode()
    with unchanged(), pytest.raises(StaleVersion):
        move_opportunity(opportunity=opportunity, to=Stage.QUALIFICATION, by=analyst, version=seen["version"])


@pytest.mark.parametrize("field", ["stage", "outcome", "gate_pass", "historical", "new_client", "version", "code"])
def test_update_and_bulk_update_do_not_write_gated_fields(analyst, field):
    opportunity = make_opportunity(analyst)
    with unchanged():
        with pytest.raises(GatedFieldWrite):
            Opportunity.objects.update(**{field: None})
        with pytest.raises(GatedFieldWrite):
            Opportunity.objects.filter(pk=opportunity.pk).update(**{field: None})
        with pytest.raises(GatedFieldWrite):
            Opportunity.objects.bulk_update([opportunity], [field])


def test_the_stage_is_not_assigned_by_hand_and_stays_so_after_a_refresh(analyst):
    opportunity = make_opportunity(analyst)
    for _attempt in range(2):
        with pytest.raises(AttributeError):
            opportunity.stage = Stage.NEGOTIATION
        opportunity.refresh_from_db()


def test_the_database_itself_holds_a_stage_without_proof_back(analyst):
    opportunity = make_opportunity(analyst)
    from django.db import models

    with unchanged(), pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Opportunity).filter(pk=opportunity.pk).update(stage="proposal")


def test_a_gate_pass_is_never_rewritten(analyst, director):
    passed = deal_in(Stage.QUALIFICATION).gate_pass
    with unchanged():
        for rewrite in (passed.save, passed.delete, GatePass.objects.all().delete):
            with pytest.raises(TypeError):
                rewrite()
        with pytest.raises(TypeError):
            GatePass.objects.update(reason="otro")


def test_the_technical_administration_changes_nothing(client: Browser, administrator, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(administrator)
    with unchanged():
        for way in ("change", "delete"):
            url = reverse(f"admin:pipeline_opportunity_{way}", args=[opportunity.pk])
            assert client.post(url, {"stage": "proposal", "post": "yes"}).status_code in (302, 403)
        listed = client.get(reverse("admin:pipeline_opportunity_changelist"))
        assert listed.status_code in (302, 403), "running the installation gives no business right"


def test_an_administrator_who_also_directs_sees_them_there_and_changes_nothing(client: Browser, administrator, analyst):
    opportunity = make_opportunity(analyst)
    PersonRole.objects.create(user=administrator, role=Role.SALES_DIRECTOR)
    client.force_login(administrator)
    with unchanged():
        assert client.get(reverse("admin:pipeline_opportunity_changelist")).status_code == 200
        for way in ("change", "delete"):
            url = reverse(f"admin:pipeline_opportunity_{way}", args=[opportunity.pk])
            assert client.post(url, {"stage": "proposal", "post": "yes"}).status_code == 403


def test_moving_costs_the_same_however_much_there_is(analyst, director, django_assert_max_num_queries):
    opportunity = make_opportunity(analyst)
    log_interest(opportunity, analyst)
    for _number in range(12):
        log(opportunity, analyst, "presentation_agreed")
    fresh = Opportunity.objects.select_related("client").get()
    with django_assert_max_num_queries(14):
        move_opportunity(opportunity=fresh, to=Stage.QUALIFICATION, by=analyst)
