"""The check list: made from a template, answered by its areas, waived by the director (process row 6)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from almacontact.accounts.roles import AREA_ROLES
from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from proposals.areas import COMERCIAL
from proposals.checklist.actions.requirements import answer_requirement, assign_requirement, waive_requirement
from proposals.checklist.actions.templates import edit_template, edit_template_line
from proposals.checklist.gates import waived_count
from proposals.checklist.models.requirements import RequirementAttachment, areas_answered_by
from proposals.models import CheckList, Requirement, RequirementTemplate, RequirementTemplateLine
from proposals.pricing.actions.pricing import create_alternative
from proposals.pricing.engine.risk import Metric
from proposals.pricing.risk_facts import surroundings_of
from tests.attachments import samples
from tests.factories import make_opportunity
from tests.proposals.intake.intake_records import answer_all, line_of, make_check_list, make_intake
from tests.world import lost_deal

ANSWERING = {
    "analyst": {COMERCIAL},
    "coordinator": {COMERCIAL},
    "director": {COMERCIAL, *AREA_ROLES},
    "it_leader": {"it"},
    "people_leader": {"human_resources"},
    "operations_leader": {"operations"},
    "administrative": {"administration"},
    "general_manager": set(),
    "quality_lead": set(),
    "auditor": set(),
    "administrator": set(),
    "outsider": set(),
}


THE_CHECK_LIST = (
    (
        "legal",
        "administration",
        "existence* rup*+ no_disqualification* sarlaft data_processor* bid_bond* other_bonds penalty_cap",
    ),
    ("finance", "administration", "solvency* returns* budget* payment_term indexation stamps"),
    ("technical", "sales_coordinator", "experience* iso channels service_levels"),
    ("it", "it", "crm recording continuity security*"),
    ("people", "human_resources", "profiles parafiscal*"),
    ("operations", "operations", "capacity* round_the_clock ley_2300* transition"),
)
"""The lines of both templates by section and area: `*` excludes, `+` is asked in public tenders alone."""


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def unanswered():
    return not Requirement.objects.exclude(answer="", version=0).exists()


@pytest.mark.parametrize("public", [True, False])
def test_the_templates_are_those_of_the_document(db, public):
    template = RequirementTemplate.objects.get(public=public)
    kept = [(line.code, line.section, line.area, line.excluding, line.weight) for line in template.lines.all()]
    asked = [
        (code.rstrip("*+"), section, area, "*" in code, 1)
        for section, area, codes in THE_CHECK_LIST
        for code in codes.split()
        if public or "+" not in code
    ]
    assert kept == asked


def test_making_it_copies_the_lines_and_lets_the_areas_take_part(check_list, opportunity, it_leader, planner, client):
    assert check_list.requirements.count() == 27
    roles = set(opportunity.participations.values_list("role", flat=True))
    assert roles == {"administration", "it", "human_resources", "operations"}
    assert sign_in(client, it_leader).get(check_list.get_absolute_url()).status_code == 200
    assert sign_in(client, planner).get(check_list.get_absolute_url()).status_code == 404


def test_there_is_one_check_list_an_opportunity(check_list, opportunity, analyst):
    with pytest.raises(Refused) as refused:
        make_check_list(opportunity, analyst)
    assert refused.value.blockers[0].url == check_list.get_absolute_url()
    assert CheckList.objects.count() == 1


def test_a_template_out_of_use_and_a_foreign_request_are_refused(opportunity, analyst, director):
    template = RequirementTemplate.objects.get(code="private")
    edit_template(template=template, by=director, name=template.name, name_en="", active=False)
    foreign = make_intake(make_opportunity(analyst), analyst)
    with pytest.raises(Refused) as refused:
        make_check_list(opportunity, analyst, intake=foreign, due_on=today() - timedelta(days=1))
    assert {one.field for one in refused.value.blockers} == {"template", "intake", "due_on"}
    assert not CheckList.objects.exists()


@pytest.mark.parametrize("who", list(ANSWERING))
def test_each_area_answers_its_own_lines_alone(check_list, everybody, client, who):
    person = everybody[who]
    assert areas_answered_by(person) == ANSWERING[who]
    sign_in(client, person)
    for code in ("experience", "crm", "profiles", "capacity", "existence"):
        line = line_of(check_list, code)
        mine = line.area in ANSWERING[who]
        for name in ("requirement_answer", "requirement_edit"):
            page = client.post(reverse(f"proposals:{name}", args=[line.pk]), {"answer": "no"}, HTTP_HX_REQUEST="true")
            assert (page.status_code in (200, 302)) == mine, (name, code, page.status_code)
        if not mine:
            with pytest.raises(NotAllowed):
                answer_requirement(requirement=line, by=person, answer="yes")
            assert line_of(check_list, code).answer == ""
            assert line_of(check_list, code).version == 0


@pytest.mark.parametrize(
    "values",
    [{"answer": "maybe"}, {"answer": ""}, {"answer": "partial", "plan": "x", "plan_on": today() - timedelta(days=1)}],
)
def test_an_answer_that_is_none_is_refused(check_list, it_leader, values):
    with pytest.raises(Refused):
        answer_requirement(requirement=line_of(check_list, "crm"), by=it_leader, **values)
    assert unanswered()


def test_a_closed_opportunity_is_not_answered(director, analyst):
    opportunity = make_opportunity(analyst)
    check_list = make_check_list(opportunity, analyst)
    line = line_of(check_list, "crm")
    lost = lost_deal()
    with pytest.raises(Refused):
        make_check_list(lost, analyst)
    from pipeline.models import LossReason
    from pipeline.opportunities.actions.moves import close_opportunity

    close_opportunity(
        opportunity=opportunity,
        outcome="cancelled",
        by=analyst,
        loss_reason=LossReason.objects.get(code="cancelled-by-client"),
    )
    with pytest.raises(Refused):
        answer_requirement(requirement=Requirement.objects.get(pk=line.pk), by=director, answer="yes")
    line.refresh_from_db()
    assert (line.answer, line.version) == ("", 0)


def test_two_leaders_at_once_each_see_both_answers(check_list, it_leader, director, client):
    line = line_of(check_list, "crm")
    answer_requirement(requirement=line, by=director, answer="yes", version=0)
    url = reverse("proposals:requirement_edit", args=[line.pk])
    page = sign_in(client, it_leader).post(url, {"answer": "no", "version": "0"})
    assert page.status_code == 409
    tap = client.post(
        reverse("proposals:requirement_answer", args=[line.pk]),
        {"answer": "no", "version": "0"},
        HTTP_HX_REQUEST="true",
    )
    assert tap.status_code == 409
    with pytest.raises(StaleVersion):
        answer_requirement(requirement=line_of(check_list, "crm"), by=it_leader, answer="no", version=0)
    assert line_of(check_list, "crm").answer == "yes"


def test_one_tap_keeps_what_was_written_beside_the_answer(check_list, it_leader, client):
    line = line_of(check_list, "crm")
    answer_requirement(requirement=line, by=it_leader, answer="partial", evidence="API", plan="Conector")
    url = reverse("proposals:requirement_answer", args=[line.pk])
    page = sign_in(client, it_leader).post(url, {"answer": "yes", "version": line.version}, HTTP_HX_REQUEST="true")
    assert page.status_code == 200
    line = line_of(check_list, "crm")
    assert (line.answer, line.evidence, line.plan, line.answered_by) == ("yes", "API", "Conector", it_leader)


def test_evidence_is_attached_by_who_answers(check_list, it_leader, people_leader):
    from almacontact.attachments.actions import attach

    line = line_of(check_list, "crm")
    file = samples.upload("prueba.eml", samples.eml())
    with pytest.raises(NotAllowed):
        attach(model=RequirementAttachment, by=people_leader, file=file, requirement=line)
    assert attach(model=RequirementAttachment, by=it_leader, file=file, requirement=line).requirement == line


# --- The waiver ------------------------------------------------------------------------------------------------------


@pytest.fixture
def refused_line(check_list, director):
    return answer_requirement(requirement=line_of(check_list, "security"), by=director, answer="no")


def test_the_director_waives_an_excluding_no_and_it_counts_as_risk(check_list, refused_line, director, client):
    assert waived_count(check_list.opportunity) == 0
    url = reverse("proposals:requirement_waive", args=[refused_line.pk])
    page = sign_in(client, director).post(url, {"reason": "El cliente acepta compensar"})
    assert page.status_code == 302
    line = line_of(check_list, "security")
    assert (line.waived_by, line.waiver_reason) == (director, "El cliente acepta compensar")
    assert waived_count(check_list.opportunity) == 1


@pytest.mark.parametrize(
    "who", ["analyst", "coordinator", "it_leader", "general_manager", "quality_lead", "auditor", "administrator"]
)
def test_nobody_else_waives(check_list, refused_line, everybody, client, who):
    url = reverse("proposals:requirement_waive", args=[refused_line.pk])
    assert sign_in(client, everybody[who]).post(url, {"reason": "x"}).status_code == 403
    with pytest.raises(NotAllowed):
        waive_requirement(requirement=refused_line, by=everybody[who], reason="x")
    assert line_of(check_list, "security").waived_at is None


@pytest.mark.parametrize(("code", "reason"), [("crm", "x"), ("existence", "x"), ("security", " ")])
def test_only_an_excluding_no_is_waived_with_a_reason(check_list, refused_line, director, code, reason):
    answer_requirement(requirement=line_of(check_list, "crm"), by=director, answer="no")
    with pytest.raises(Refused):
        waive_requirement(requirement=line_of(check_list, code), by=director, reason=reason)
    assert waived_count(check_list.opportunity) == 0


def test_a_waiver_falls_with_its_no(check_list, refused_line, director, it_leader):
    waive_requirement(requirement=refused_line, by=director, reason="Acordado")
    answer_requirement(requirement=line_of(check_list, "security"), by=it_leader, answer="yes")
    assert waived_count(check_list.opportunity) == 0


def test_the_waiver_is_a_fact_of_the_offers_risk(check_list, refused_line, director):
    model = create_alternative(opportunity=check_list.opportunity, by=director, name="Base")
    assert surroundings_of(model).said[Metric.WAIVED_REQUIREMENTS] == 0
    waive_requirement(requirement=refused_line, by=director, reason="Acordado")
    assert surroundings_of(model).said[Metric.WAIVED_REQUIREMENTS] == 1


# --- Lines, owners and templates -------------------------------------------------------------------------------------


def test_a_line_of_this_client_lets_its_area_take_part(check_list, opportunity, analyst, colleague, client):
    line = {"text": "Tableros en línea", "section": "technical", "area": "reporting", "weight": "2"}
    url = reverse("proposals:requirement_create", args=[opportunity.code])
    assert sign_in(client, colleague).post(url, line).status_code == 403
    assert check_list.requirements.count() == 27
    assert sign_in(client, analyst).post(url, line).status_code == 302
    assert check_list.requirements.filter(text="Tableros en línea", area="reporting").exists()
    assert opportunity.participations.filter(role="reporting").exists()


def test_a_line_is_assigned_within_its_area(check_list, analyst, it_leader, people_leader, colleague):
    line = line_of(check_list, "crm")
    with pytest.raises(Refused):
        assign_requirement(requirement=line, by=analyst, owner=people_leader, due_on=None)
    with pytest.raises(NotAllowed):
        assign_requirement(requirement=line, by=colleague, owner=it_leader, due_on=None)
    assign_requirement(requirement=line, by=it_leader, owner=it_leader, due_on=today())
    assert line_of(check_list, "crm").owner == it_leader


def test_the_director_keeps_the_templates_and_lists_made_before_stay(check_list, director, coordinator, client):
    template = RequirementTemplate.objects.get(code="private")
    line = template.lines.get(code="crm")
    values = {"text": "Otra", "section": "it", "area": "it", "weight": "3", "excluding": "on", "version": "0"}
    url = reverse("proposals:template_line_edit", args=[line.pk])
    assert sign_in(client, coordinator).post(url, values).status_code == 403
    with pytest.raises(NotAllowed):
        edit_template_line(line=line, by=coordinator, changes={"text": "x"})
    sign_in(client, director)
    assert client.post(url, values).status_code == 302
    line.refresh_from_db()
    assert (line.text, line.excluding, line.active) == ("Otra", True, False)
    assert line_of(check_list, "crm").text == "Integración con el CRM del cliente"
    assert client.post(url, {**values, "version": "1", "weight": "0"}).status_code == 422
    new = reverse("proposals:template_line_create", args=["private"])
    assert client.post(new, {**values, "text": "Nueva", "active": "on"}).status_code == 302
    assert client.post(reverse("proposals:checklist_template_create"), {"name": "Cobranza"}).status_code == 302
    assert RequirementTemplateLine.objects.filter(template__name="Cobranza", text="Nueva").exists()


# --- The page of one's own lines -------------------------------------------------------------------------------------


def test_my_lines_are_those_of_my_area_and_cost_the_same_for_many(
    analyst, it_leader, client, django_assert_max_num_queries
):
    for _number in range(2):
        make_check_list(make_opportunity(analyst), analyst)
    url = reverse("proposals:requirement_list")
    page = sign_in(client, it_leader).get(url)
    shown = [card["line"].area for group in page.context["groups"] for card in group["cards"]]
    assert len(shown) == 8
    assert set(shown) == {"it"}
    with django_assert_max_num_queries(30) as few:
        client.get(url)
    for _number in range(6):
        make_check_list(make_opportunity(analyst), analyst)
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def test_the_day_of_a_leader_names_what_waits(check_list, it_leader, planner):
    from pipeline.duties import duties
    from proposals.checklist.duties import LINES

    (duty,) = duties(it_leader, [LINES])
    assert check_list.opportunity.code in str(duty.detail)
    assert str(duty.title).startswith(f"{check_list.opportunity.client.name}:"), "a phone cuts the end"
    assert duties(planner, [LINES]) == []


def test_the_check_list_page_costs_the_same_with_every_answer(
    check_list, director, client, django_assert_max_num_queries
):
    sign_in(client, director)
    client.get(check_list.get_absolute_url())
    with django_assert_max_num_queries(40) as empty:
        client.get(check_list.get_absolute_url())
    answer_all(check_list, director)
    with django_assert_max_num_queries(len(empty)):
        client.get(check_list.get_absolute_url())
