"""Writing down what came in from the client (process row 6)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from almacontact.calendar import add_working_days, today
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from pipeline.models import FollowUp
from pipeline.states import Stage
from proposals.intake.actions import edit_intake, void_intake
from proposals.intake.models import Intake as IntakeModel
from proposals.models import Intake, IntakeAttachment
from tests.attachments import samples
from tests.factories import make_contact, make_opportunity
from tests.proposals.intake.intake_records import make_intake
from tests.world import lost_deal

NOTICE = "CO1.NTC.1234567"
PAGE = f"https://community.secop.gov.co/Public/Tendering/OpportunityDetail/Index?noticeUID={NOTICE}"


@pytest.fixture
def opportunity(analyst):
    return make_opportunity(analyst)


def tender(**values):
    return {"kind": "tender", "source": "secop_ii", "received_on": today(), **values}


def form(**values):
    return {"kind": "tender", "source": "secop_ii", "received_on": today().isoformat(), **values}


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def codes(refused):
    return {(one.field, one.code) for one in refused.value.blockers}


def test_a_request_with_its_contact_logs_the_invitation_once(opportunity, analyst):
    contact = make_contact(analyst, opportunity.client)
    make_intake(opportunity, analyst, contact=contact)
    make_intake(opportunity, analyst, kind="rfi", contact=contact)
    invited = opportunity.follow_ups.filter(milestone=FollowUp.Milestone.INVITATION_RECEIVED)
    assert [one.contact for one in invited] == [contact]


def test_the_invitation_opens_the_gate_to_qualification(opportunity, analyst, client):
    contact = make_contact(analyst, opportunity.client)
    sign_in(client, analyst).post(
        reverse("proposals:intake_create", args=[opportunity.code]), form(notice_id=NOTICE, contact=contact.pk)
    )
    page = client.post(reverse("pipeline:opportunity_move", args=[opportunity.code]), {"to": "qualification"})
    assert page.status_code == 302
    opportunity.refresh_from_db()
    assert opportunity.stage == Stage.QUALIFICATION


def test_a_request_without_a_contact_logs_nothing(opportunity, analyst):
    make_intake(opportunity, analyst)
    assert not opportunity.follow_ups.exists()


def test_a_notice_number_gives_its_page_and_the_page_its_number(opportunity, analyst):
    assert make_intake(opportunity, analyst, **tender(notice_id=NOTICE)).link == PAGE
    assert make_intake(opportunity, analyst, **tender(link=PAGE)).notice_id == NOTICE


def test_notice_and_request_numbers_are_kept_apart(opportunity, analyst):
    intake = make_intake(opportunity, analyst, **tender(request_id="CO1.REQ.7654321"))
    assert (intake.notice_id, intake.link) == ("", "")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (tender(link="https://secop.example.com/notice"), "link"),
        (tender(link="https://community.secop.gov.co.evil.example/x"), "link"),
        (tender(link="http://community.secop.gov.co/x"), "link"),
        (tender(link="https://user@community.secop.gov.co/x"), "link"),
        (tender(link="javascript:alert(1)"), "link"),
        (tender(notice_id="1234567"), "notice_id"),
        (tender(notice_id="CO1.REQ.1234567"), "notice_id"),
        (tender(request_id=NOTICE), "request_id"),
        (tender(notice_id="CO1.NTC.7", link=PAGE), "link"),
        ({"source": "email", "notice_id": NOTICE}, "notice_id"),
        ({"kind": "rfp", "source": ""}, "source"),
        ({"received_on": today() + timedelta(days=1)}, "received_on"),
        ({"delivery_on": today() - timedelta(days=1)}, "delivery_on"),
        ({"questions_on": today() + timedelta(days=11)}, "questions_on"),
        ({"defence_on": today() + timedelta(days=3)}, "defence_on"),
        ({"aht_seconds": 0}, "aht_seconds"),
        ({"service_level": 101}, "service_level"),
        ({"kind": "letter"}, "kind"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_kept(opportunity, analyst, values, field):
    with pytest.raises(Refused) as refused:
        make_intake(opportunity, analyst, **values)
    assert field in {one.field for one in refused.value.blockers}
    assert not Intake.objects.exists()


def test_a_secop_link_of_another_host_stays_typed_with_the_reason_beside_it(opportunity, analyst, client):
    page = sign_in(client, analyst).post(
        reverse("proposals:intake_create", args=[opportunity.code]), form(link="https://other.example/tender")
    )
    assert page.status_code == 422
    assert page.context["form"].errors["link"]
    assert b"https://other.example/tender" in page.content
    assert not Intake.objects.exists()


def test_another_source_keeps_any_https_link(opportunity, analyst):
    assert make_intake(opportunity, analyst, source="purchasing_platform", link="https://ariba.example/x").link


def test_aht_zero_is_refused_at_its_field_on_the_page(opportunity, analyst, client):
    page = sign_in(client, analyst).post(
        reverse("proposals:intake_create", args=[opportunity.code]), form(notice_id=NOTICE, aht_seconds="0")
    )
    assert page.status_code == 422
    assert page.context["form"].errors["aht_seconds"]


def test_a_needs_survey_has_no_source(opportunity, analyst):
    assert make_intake(opportunity, analyst, kind="survey", source="").source == ""


def test_a_contact_of_another_client_is_refused(opportunity, analyst):
    stranger = make_contact(analyst, make_opportunity(analyst).client)
    with pytest.raises(Refused) as refused:
        make_intake(opportunity, analyst, contact=stranger)
    assert codes(refused) == {("contact", "contact_of_other_client")}


def test_documents_come_with_the_request_or_neither(opportunity, analyst, client):
    url = reverse("proposals:intake_create", args=[opportunity.code])
    sign_in(client, analyst).post(url, form(notice_id=NOTICE, uploads=samples.upload("rfp.eml", samples.eml())))
    assert IntakeAttachment.objects.get().intake.notice_id == NOTICE
    page = client.post(url, form(uploads=samples.upload("virus.exe", b"MZ" + b"0" * 200)))
    assert page.status_code == 422
    assert Intake.objects.count() == 1


@pytest.mark.parametrize("who", ["colleague", "it_leader", "general_manager", "auditor", "quality_lead"])
def test_only_who_may_change_the_opportunity_writes_requests(opportunity, everybody, client, who, analyst):
    intake = make_intake(opportunity, analyst)
    sign_in(client, everybody[who])
    for name, key in (("intake_create", opportunity.code), ("intake_edit", intake.pk), ("intake_void", intake.pk)):
        page = client.post(reverse(f"proposals:{name}", args=[key]), form(notice_id=NOTICE, reason="x"))
        assert page.status_code in (403, 404), name
    with pytest.raises(NotAllowed):
        make_intake(opportunity, everybody[who])
    with pytest.raises(NotAllowed):
        edit_intake(intake=intake, by=everybody[who], changes={"summary": "x"})
    assert Intake.objects.count() == 1
    assert Intake.objects.get().version == 0


def test_an_area_sees_requests_only_where_it_takes_part(opportunity, analyst, it_leader, client):
    intake = make_intake(opportunity, analyst)
    sign_in(client, it_leader)
    assert client.get(intake.get_absolute_url()).status_code == 404
    from almacontact.accounts.roles import Role
    from pipeline.opportunities.actions.opportunities import involve_areas

    involve_areas(opportunity=opportunity, by=analyst, roles=[Role.IT])
    assert client.get(intake.get_absolute_url()).status_code == 200


def test_a_closed_opportunity_takes_no_request(analyst, director):
    lost = lost_deal()
    with pytest.raises(Refused):
        make_intake(lost, analyst)


def test_two_people_at_once_each_see_both_values(opportunity, analyst, coordinator, client):
    intake = make_intake(opportunity, analyst)
    edit_intake(intake=intake, by=coordinator, changes={"seats": 40}, version=0)
    url = reverse("proposals:intake_edit", args=[intake.pk])
    mine = {"kind": "rfp", "source": "email", "received_on": today().isoformat(), "seats": "30", "version": "0"}
    page = sign_in(client, analyst).post(url, mine)
    assert page.status_code == 409
    assert [(one.yours, one.theirs) for one in page.context["form"].conflicts if one.name == "seats"] == [("30", "40")]
    with pytest.raises(StaleVersion):
        edit_intake(intake=Intake.objects.get(), by=analyst, changes={"seats": 30}, version=0)
    assert Intake.objects.get().seats == 40


def test_a_voided_request_stays_marked_and_is_not_edited(opportunity, analyst):
    intake = void_intake(intake=make_intake(opportunity, analyst), by=analyst, reason="Duplicada")
    with pytest.raises(Refused):
        edit_intake(intake=intake, by=analyst, changes={"seats": 3})
    with pytest.raises(Refused):
        void_intake(intake=make_intake(opportunity, analyst), by=analyst, reason=" ")
    assert Intake.objects.standing().count() == 1


def test_dates_count_down_in_working_days(opportunity, analyst):
    intake = make_intake(opportunity, analyst, delivery_on=add_working_days(today(), 3))
    assert intake.next_milestone.working_days == 3
    assert IntakeModel(received_on=today()).next_milestone is None


def test_the_list_shows_the_countdown_and_costs_the_same_for_many(analyst, client, django_assert_max_num_queries):
    sign_in(client, analyst)
    for _number in range(3):
        make_intake(make_opportunity(analyst), analyst, delivery_on=add_working_days(today(), 2))
    url = reverse("proposals:intake_list") + "?view=all"
    page = client.get(url)
    assert "2 " in page.content.decode()
    with django_assert_max_num_queries(40) as few:
        client.get(url)
    for _number in range(12):
        make_intake(make_opportunity(analyst), analyst)
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def test_the_page_and_the_panel_show_the_request(opportunity, analyst, client):
    intake = make_intake(opportunity, analyst, reference="RFP-77", monthly_volume=41120)
    sign_in(client, analyst)
    assert "41.120" in client.get(intake.get_absolute_url()).content.decode()
    panel = reverse("pipeline:opportunity_panel", args=[opportunity.code, "intake"])
    assert "RFP-77" in client.get(panel).content.decode()


def test_a_delivery_in_a_year_that_no_calendar_holds_is_refused_at_its_field(analyst):
    with pytest.raises(Refused) as refused:
        make_intake(make_opportunity(analyst), analyst, delivery_on=date(9999, 12, 31))
    assert [(one.code, one.field) for one in refused.value.blockers] == [("year", "delivery_on")]
