"""The defence of a proposal before the client: planned, rehearsed, held, or not required (process row 9)."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from almacontact.calendar import now, today
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from almacontact.web.formats import day_and_time
from pipeline import duties
from pipeline.models import FollowUp
from pipeline.opportunities import gates
from pipeline.states import Move
from proposals.defence.actions.agenda import (
    add_rehearsal,
    attach_material,
    edit_rehearsal,
    remove_rehearsal,
    set_topics,
)
from proposals.defence.actions.defence import (
    cancel_defence,
    edit_defence,
    hold_defence,
    not_required,
    plan_defence,
    void_defence,
)
from proposals.defence.duties import DEFENCES, REHEARSALS
from proposals.models import DefenceState, DefenceTopic, ProposalDefence, ProposalFileKind
from tests.attachments import samples
from tests.factories import make_contact, make_opportunity
from tests.proposals.defence.defence_records import (
    agenda,
    defence_values,
    fresh,
    in_days,
    make_begun,
    make_defence,
    make_planned,
    make_rehearsal,
    topic,
)
from tests.proposals.proposal.proposal_records import PDF, make_draft_proposal, make_sent_proposal
from tests.world import lost_deal

pytestmark = pytest.mark.django_db

PREPARE = {"analyst", "coordinator", "director", "second_director"}
SEE = PREPARE | {"colleague", "general_manager", "second_general_manager", "quality_lead", "auditor"}
AREAS = {
    "planner",
    "it_leader",
    "trainer",
    "reporter",
    "people_leader",
    "operations_leader",
    "implementer",
    "administrative",
}


@pytest.fixture
def opportunity(analyst):
    return make_opportunity(analyst)


@pytest.fixture
def proposal(everybody):
    return make_sent_proposal(everybody)


@pytest.fixture
def defence(proposal, everybody):
    return make_defence(proposal, everybody)


@pytest.fixture
def begun(proposal, everybody):
    return make_begun(proposal, everybody)


def codes(refused) -> set:
    return {(one.field, one.code) for one in refused.value.blockers}


def rows() -> dict:
    models = [*apps.get_app_config("proposals").get_models(), *apps.get_app_config("pipeline").get_models()]
    return {one._meta.label: sorted(map(repr, one._base_manager.values_list())) for one in models}


def plan(opportunity, by, **values):
    return plan_defence(opportunity=opportunity, by=by, values=defence_values(**values))


# --- Planning ---------------------------------------------------------------------------------------------------------


def test_a_defence_is_planned_for_the_proposal_that_was_sent_last(proposal, analyst):
    made = plan(proposal.opportunity, analyst)
    assert (made.state, made.proposal, made.sequence, made.slot_minutes) == ("planned", proposal, 0, 120)
    assert made.history.get().history_user == analyst


def test_before_anything_was_sent_it_is_planned_without_a_proposal(opportunity, analyst):
    assert plan(opportunity, analyst).proposal is None


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"starts_at": None}, ("starts_at", "time")),
        ({"ends_at": in_days(5, 9)}, ("ends_at", "order")),
        ({"ends_at": in_days(6, 9)}, ("ends_at", "too_long")),
        ({"place": " "}, ("place", "where")),
        ({"place": "x" * 201}, ("place", "place")),
        ({"link": "http://meet.example/a"}, ("link", "link")),
        ({"link": "javascript:alert(1)"}, ("link", "link")),
        ({"link": "https://user@meet.example/a"}, ("link", "link")),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_leaves_no_trace(opportunity, analyst, values, problem):
    before = rows()
    with pytest.raises(Refused) as refused:
        plan(opportunity, analyst, **values)
    assert codes(refused) == {problem}
    assert rows() == before


def test_a_contact_of_another_client_and_a_proposal_not_sent_are_refused(everybody, analyst):
    draft = make_draft_proposal(everybody)
    stranger = make_contact(analyst, make_opportunity(analyst).client)
    with pytest.raises(Refused) as refused:
        plan(draft.opportunity, analyst, contact=stranger, proposal=draft)
    assert codes(refused) == {("contact", "contact_of_other_client"), ("proposal", "not_sent")}


def test_a_closed_opportunity_is_defended_no_more(analyst, director):
    lost = lost_deal()
    for verb in (lambda: plan(lost, analyst), lambda: not_required(opportunity=lost, by=analyst, reason="x")):
        with pytest.raises(Refused) as refused:
            verb()
        assert codes(refused) == {("", "closed")}


def test_only_who_writes_its_proposals_prepares_it_and_nobody_else_leaves_a_trace(defence, everybody):
    before = rows()
    others = set(everybody) - PREPARE
    for part in others:
        by = everybody[part]
        for verb in (
            lambda by=by: plan(defence.opportunity, by),
            lambda by=by: not_required(opportunity=defence.opportunity, by=by, reason="No lo pide"),
            lambda by=by: edit_defence(defence=fresh(defence), by=by, changes={"place": "Otro"}),
            lambda by=by: hold_defence(defence=fresh(defence), by=by, held_on=today(), outcome="Bien"),
            lambda by=by: cancel_defence(defence=fresh(defence), by=by, reason="x"),
            lambda by=by: void_defence(defence=fresh(defence), by=by, reason="x"),
            lambda by=by: set_topics(defence=fresh(defence), by=by, topics=[]),
            lambda by=by: make_rehearsal(fresh(defence), by),
        ):
            with pytest.raises(NotAllowed):
                verb()
    assert rows() == before
    for part in PREPARE:
        edit_defence(defence=fresh(defence), by=everybody[part], changes={"place": f"Sala de {part}"})


def test_a_change_raises_the_sequence_and_of_two_editors_one_is_told(defence, analyst, coordinator):
    mine, theirs = fresh(defence), fresh(defence)
    edit_defence(defence=mine, by=analyst, changes={"place": "Sala 4"}, version=mine.version)
    assert (mine.sequence, mine.place) == (defence.sequence + 1, "Sala 4")
    with pytest.raises(StaleVersion):
        edit_defence(defence=theirs, by=coordinator, changes={"place": "Sala 5"}, version=theirs.version)
    assert fresh(defence).place == "Sala 4"


def test_gated_fields_change_only_through_an_action(defence):
    for values in ({"state": "held"}, {"voided_at": None}, {"opportunity": defence.opportunity}):
        with pytest.raises(TypeError):
            ProposalDefence.objects.filter(pk=defence.pk).update(**values)


# --- Agenda -----------------------------------------------------------------------------------------------------------


def test_the_agenda_keeps_its_order_and_marks_what_is_taken_out(defence, analyst, everybody):
    kept = list(DefenceTopic.objects.kept().filter(defence=defence))
    turned = [{**agenda(everybody)[2], "id": kept[2].pk}, {**agenda(everybody)[0], "id": kept[0].pk}]
    set_topics(defence=defence, by=analyst, topics=turned)
    standing = DefenceTopic.objects.kept().filter(defence=defence)
    assert [one.title for one in standing] == ["Tecnología", "Quiénes somos"]
    assert DefenceTopic.objects.get(pk=kept[1].pk).removed_at is not None


def test_the_areas_of_the_agenda_take_part_in_the_opportunity(opportunity, analyst, everybody):
    made = plan(opportunity, analyst)
    assert not ProposalDefence.objects.visible_to(everybody["operations_leader"]).exists()
    set_topics(defence=made, by=analyst, topics=agenda(everybody))
    assert ProposalDefence.objects.visible_to(everybody["operations_leader"]).get() == made
    assert not ProposalDefence.objects.visible_to(everybody["trainer"]).exists()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"area": "legal"}, ("topics.0.area", "area")),
        ({"speaker": "trainer"}, ("topics.0.speaker", "speaker")),
        ({"speaker": "auditor"}, ("topics.0.speaker", "speaker")),
        ({"title": " "}, ("topics.0.title", "title")),
        ({"title": "x" * 161}, ("topics.0.title", "title")),
        ({"minutes": 0}, ("topics.0.minutes", "minutes")),
        ({"minutes": None}, ("topics.0.minutes", "minutes")),
        ({"minutes": 601}, ("topics.0.minutes", "minutes")),
        ({"id": 10**9}, ("topics.0.title", "gone")),
    ],
)
def test_a_topic_that_does_not_fit_is_refused_at_its_box(opportunity, analyst, everybody, change, problem):
    made = plan(opportunity, analyst)
    given = topic("operations", "Modelo", everybody["operations_leader"]) | change
    if isinstance(given["speaker"], str):
        given["speaker"] = everybody[given["speaker"]]
    before = rows()
    with pytest.raises(Refused) as refused:
        set_topics(defence=made, by=analyst, topics=[given])
    assert codes(refused) == {problem}
    assert rows() == before


def test_comercial_may_speak_for_any_area_and_an_area_not_for_comercial(opportunity, analyst, everybody):
    made = plan(opportunity, analyst)
    set_topics(defence=made, by=analyst, topics=[topic("it", "Tecnología", everybody["director"])])
    with pytest.raises(Refused):
        set_topics(defence=made, by=analyst, topics=[topic("sales_coordinator", "Precio", everybody["planner"])])


def test_who_presents_a_topic_adds_its_material_and_nobody_else_does(defence, everybody):
    by_area = {one.area: one for one in DefenceTopic.objects.filter(defence=defence)}
    own = by_area["it"]
    for part in set(everybody) - PREPARE - {"it_leader"}:
        with pytest.raises(NotAllowed):
            attach_material(topic=own, by=everybody[part], file=samples.upload("demo.pdf", PDF))
    for part in ("it_leader", "analyst"):
        file = samples.upload("demo.pdf", PDF)
        kept = attach_material(topic=own, by=everybody[part], file=file).material
        assert (kept.kind, kept.proposal, kept.uploaded_by) == ("material", defence.proposal, everybody[part])


def test_material_that_lies_about_its_type_is_refused_and_without_a_proposal_too(defence, opportunity, everybody):
    own = DefenceTopic.objects.get(defence=defence, area="it")
    with pytest.raises(Refused):
        attach_material(topic=own, by=everybody["it_leader"], file=samples.upload("demo.pdf", b"MZ" + b"0" * 200))
    bare = plan(opportunity, everybody["analyst"])
    [made] = set_topics(defence=bare, by=everybody["analyst"], topics=agenda(everybody)[2:])
    with pytest.raises(Refused) as refused:
        attach_material(topic=made, by=everybody["it_leader"], file=samples.upload("demo.pdf", PDF))
    assert codes(refused) == {("", "no_proposal")}
    assert own.defence.proposal.attachments.filter(kind=ProposalFileKind.MATERIAL).count() == 0


# --- Rehearsals -------------------------------------------------------------------------------------------------------


def test_a_rehearsal_is_before_the_defence_changes_and_is_taken_out(defence, analyst):
    made = make_rehearsal(defence, analyst)
    edit_rehearsal(rehearsal=made, by=analyst, changes={"notes": "Más corto."}, version=made.version)
    assert (made.notes, made.version) == ("Más corto.", 1)
    for values, problem in (
        ({"starts_at": in_days(5, 9)}, ("starts_at", "after")),
        ({"starts_at": None}, ("starts_at", "time")),
        ({"minutes": 0}, ("minutes", "minutes")),
    ):
        with pytest.raises(Refused) as refused:
            add_rehearsal(defence=defence, by=analyst, values={"starts_at": in_days(1), "minutes": 30, **values})
        assert codes(refused) == {problem}
    remove_rehearsal(rehearsal=made, by=analyst)
    assert made.removed_at
    with pytest.raises(Refused):
        remove_rehearsal(rehearsal=made, by=analyst)


# --- How it ends ------------------------------------------------------------------------------------------------------


def test_a_defence_that_was_held_keeps_outcome_and_questions_and_counts_as_a_contact(begun, analyst):
    asked = " ¿Turnos nocturnos? \n\n¿Plan de contingencia?"
    hold_defence(defence=begun, by=analyst, held_on=today(), outcome="Gustó el modelo.", questions=asked)
    held = fresh(begun)
    assert (held.state, held.held_on) == (DefenceState.HELD, today())
    assert held.questions == "¿Turnos nocturnos?\n¿Plan de contingencia?"
    contact = held.opportunity.follow_ups.get(kind=FollowUp.Kind.MEETING)
    assert "Gustó el modelo." in contact.summary
    with pytest.raises(Refused) as refused:
        edit_defence(defence=held, by=analyst, changes={"place": "Otra"})
    assert codes(refused) == {("", "settled")}


def test_it_is_not_held_before_its_hour_until_its_time_is_changed(defence, analyst):
    before = rows()
    with pytest.raises(Refused) as refused:
        hold_defence(defence=defence, by=analyst, held_on=today(), outcome="Bien.")
    [blocker] = refused.value.blockers
    assert (blocker.code, blocker.url) == ("not_begun", reverse("proposals:defence_edit", args=[defence.pk]))
    assert day_and_time(defence.starts_at) in blocker.message
    assert rows() == before
    edit_defence(defence=defence, by=analyst, changes={"starts_at": now() - timedelta(minutes=1), "ends_at": now()})
    assert hold_defence(defence=defence, by=analyst, held_on=today(), outcome="Bien.").state == DefenceState.HELD


def test_it_is_not_held_tomorrow_nor_without_an_outcome(begun, analyst):
    before = rows()
    with pytest.raises(Refused) as refused:
        hold_defence(defence=begun, by=analyst, held_on=today() + timedelta(days=1), outcome=" ")
    assert codes(refused) == {("held_on", "future"), ("outcome", "outcome")}
    assert rows() == before


def test_that_none_is_required_has_a_reason_and_stands_alone(opportunity, analyst):
    for reason in ("", "  "):
        with pytest.raises(Refused) as refused:
            not_required(opportunity=opportunity, by=analyst, reason=reason)
        assert codes(refused) == {("reason", "reason")}
    made = not_required(opportunity=opportunity, by=analyst, reason="El comité decide por escrito.")
    assert (made.state, made.not_required_reason) == ("not_required", "El comité decide por escrito.")
    for verb in (
        lambda: plan(opportunity, analyst),
        lambda: not_required(opportunity=opportunity, by=analyst, reason="Otra vez"),
    ):
        with pytest.raises(Refused) as refused:
            verb()
        assert codes(refused) == {("", "standing")}
    void_defence(defence=made, by=analyst, reason="Sí la pide.")
    assert plan(opportunity, analyst).state == "planned"


def test_none_is_required_only_where_none_is_planned(defence, analyst):
    with pytest.raises(Refused) as refused:
        not_required(opportunity=defence.opportunity, by=analyst, reason="No hace falta")
    assert codes(refused) == {("", "standing")}
    cancel_defence(defence=defence, by=analyst, reason="El cliente desistió.")
    assert not_required(opportunity=defence.opportunity, by=analyst, reason="No hace falta").pk


# --- The gate ---------------------------------------------------------------------------------------------------------


def condition(opportunity):
    found = gates.check(opportunity, Move.NEGOTIATE).conditions
    return next(one for one in found if one.code == "defence_held")


def test_the_gate_says_what_is_missing_with_the_link_that_mends_it(opportunity, analyst):
    bare = condition(opportunity)
    assert (bare.met, bare.url) == (False, reverse("proposals:defence_create", args=[opportunity.code]))
    made = plan(opportunity, analyst)
    planned = condition(opportunity)
    assert (planned.met, planned.url) == (False, made.get_absolute_url()), "its hour has not come"
    edit_defence(defence=made, by=analyst, changes={"starts_at": now() - timedelta(minutes=1), "ends_at": now()})
    assert condition(opportunity).url == reverse("proposals:defence_hold", args=[made.pk])
    hold_defence(defence=made, by=analyst, held_on=today(), outcome="Bien.")
    met = condition(opportunity)
    assert (met.met, met.records) == (True, (made,))
    void_defence(defence=made, by=analyst, reason="Fue otra reunión.")
    assert not condition(opportunity).met


def test_one_that_is_not_required_meets_the_gate_and_one_called_off_does_not(opportunity, analyst):
    cancel_defence(defence=plan(opportunity, analyst), by=analyst, reason="Se aplazó.")
    assert not condition(opportunity).met
    made = not_required(opportunity=opportunity, by=analyst, reason="Compra directa.")
    assert condition(opportunity).records == (made,)


# --- The day and the opportunity page ---------------------------------------------------------------------------------


def test_speakers_and_owner_are_told_a_week_ahead(defence, everybody, django_assert_num_queries):
    make_rehearsal(defence, everybody["analyst"])
    for part in ("analyst", "operations_leader", "it_leader"):
        person = everybody[part]
        assert person.roles
        with django_assert_num_queries(1):
            told = duties.duties(person, [DEFENCES, REHEARSALS])
        assert [one.due_on for one in told] == [today() + timedelta(days=1), today() + timedelta(days=5)]
        assert defence.get_absolute_url() in {one.url for one in duties.duties(person)}
    for part in ("colleague", "trainer", "director", "outsider"):
        assert not duties.duties(everybody[part], [DEFENCES, REHEARSALS])


def test_a_defence_in_ten_days_waits(proposal, everybody):
    make_planned(proposal, everybody, starts_at=in_days(10, 9), ends_at=in_days(10, 10))
    assert not duties.duties(everybody["analyst"], [DEFENCES, REHEARSALS])
