"""The pages of a defence, as people use them."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.html import escape

from almacontact.accounts.models import PersonRole
from almacontact.accounts.roles import Role
from almacontact.calendar import BOGOTA, now, today
from proposals.case.timeline import entries_of
from proposals.defence.actions.agenda import set_topics
from proposals.defence.actions.defence import cancel_defence, edit_defence, hold_defence, not_required
from proposals.defence.forms import speaker_choices
from proposals.defence.gates import panel_context
from proposals.models import DefenceTopic, ProposalDefence
from tests.attachments import samples
from tests.factories import make_opportunity
from tests.proposals.defence.defence_records import (
    agenda,
    fresh,
    in_days,
    make_begun,
    make_defence,
    make_planned,
    make_rehearsal,
    topic,
)
from tests.proposals.proposal.proposal_records import PDF, make_sent_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def defence(everybody):
    return make_defence(make_sent_proposal(everybody), everybody)


def address(name: str, *args) -> str:
    return reverse(f"proposals:{name}", args=args)


def when(days: int, hour: int) -> str:
    return in_days(days, hour).astimezone(BOGOTA).strftime("%Y-%m-%dT%H:%M")


def planned(**values) -> dict:
    return {"starts_at": when(5, 9), "ends_at": when(5, 11), "place": "Sala 1", **values}


def lines_of(defence, **changes) -> dict:
    """What the page of the agenda posts when nothing is changed."""
    topics = list(DefenceTopic.objects.kept().filter(defence=defence))
    data = {"topics-TOTAL_FORMS": len(topics) + 1, "topics-INITIAL_FORMS": len(topics), "version": defence.version}
    for index, one in enumerate(topics):
        row = {"id": one.pk, "area": one.area, "title": one.title, "speaker": one.speaker_id, "minutes": one.minutes}
        data |= {f"topics-{index}-{name}": value for name, value in (row | {"ORDER": index + 1}).items()}
    return {**data, **changes}


def test_from_the_opportunity_to_a_planned_defence_with_its_agenda(client, analyst, operations_leader):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    panel = client.get(reverse("pipeline:opportunity_panel", args=[opportunity.code, "defence"])).content.decode()
    assert address("defence_create", opportunity.code) in panel
    answer = client.post(address("defence_create", opportunity.code), planned())
    made = ProposalDefence.objects.get()
    assert answer.url == address("defence_topics", made.pk)
    assert made.starts_at == in_days(5, 9)
    assert client.get(answer.url).context["lines"].forms[1].initial["area"] == "operations", "the usual is offered"
    row = {"title": "Modelo operativo", "area": "operations", "speaker": operations_leader.pk, "minutes": 20}
    sent = {"topics-TOTAL_FORMS": 2, "topics-INITIAL_FORMS": 0, "version": made.version, "topics-0-ORDER": 1}
    assert client.post(answer.url, sent | {f"topics-0-{name}": value for name, value in row.items()}).status_code == 302
    page = client.get(made.get_absolute_url()).content.decode()
    assert "09:00" in page
    assert "Óscar Luna" in page


def test_what_was_typed_stays_with_the_reason_beside_it(client, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    page = client.post(
        address("defence_create", opportunity.code), planned(ends_at=when(5, 8), link="http://x.example")
    )
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"ends_at", "link"}
    assert "http://x.example" in page.content.decode()
    assert not ProposalDefence.objects.exists()


def test_a_defence_in_the_past_is_planned_only_when_it_is_meant(client, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    past = planned(starts_at=when(-1, 9), ends_at=when(-1, 10))
    assert client.post(address("defence_create", opportunity.code), past).status_code == 422
    again = client.post(address("defence_create", opportunity.code), {**past, "confirm_warnings": "past"})
    assert again.status_code == 302


def test_of_two_editors_the_slower_sees_both_values_in_bogota_time(client, defence, analyst, coordinator):
    seen = defence.version
    client.force_login(coordinator)
    url = address("defence_edit", defence.pk)
    first = {**planned(place="Sala 4", starts_at=when(5, 8)), "proposal": defence.proposal.pk, "version": seen}
    assert client.post(url, first).status_code == 302
    client.force_login(analyst)
    page = client.post(url, {**planned(place="Sala 5"), "proposal": defence.proposal.pk, "version": seen})
    assert page.status_code == 409
    told = page.content.decode()
    assert "Sala 4" in told
    assert "Sala 5" in told
    assert f'value="{when(5, 8)}"' in told, "the beginning that only they changed is taken over"


def test_the_agenda_is_turned_round_and_shortened_on_one_page(client, defence, analyst):
    client.force_login(analyst)
    data = lines_of(defence, **{"topics-0-ORDER": 9, "topics-2-DELETE": "on"})
    assert client.post(address("defence_topics", defence.pk), data).status_code == 302
    standing = DefenceTopic.objects.kept().filter(defence=defence)
    assert [one.title for one in standing] == ["Modelo operativo", "Quiénes somos"]


def test_a_refused_speaker_stands_at_its_box_and_nothing_is_saved(client, defence, analyst, everybody):
    client.force_login(analyst)
    wrong = lines_of(defence, **{"topics-1-speaker": everybody["trainer"].pk, "topics-0-title": "Otra cosa"})
    page = client.post(address("defence_topics", defence.pk), wrong)
    assert page.status_code == 422
    assert "Otra cosa" in page.content.decode()
    assert page.context["lines"].forms[1].errors["speaker"]
    assert not DefenceTopic.objects.filter(title="Otra cosa").exists()


def test_an_agenda_that_somebody_changed_first_is_not_overwritten(client, defence, analyst, everybody):
    data = lines_of(defence, **{"topics-0-title": "Lo mío"})
    set_topics(defence=fresh(defence), by=analyst, topics=[topic("it", "Lo de otra persona", None)])
    client.force_login(analyst)
    page = client.post(address("defence_topics", defence.pk), data)
    assert page.status_code == 409
    assert "Lo de otra persona" in page.content.decode()
    assert "Lo mío" in page.content.decode()


def test_an_agenda_longer_than_the_defence_is_kept_with_a_warning(client, defence, analyst, everybody):
    client.force_login(analyst)
    assert "más de los que" not in client.get(defence.get_absolute_url()).content.decode()
    set_topics(defence=defence, by=analyst, topics=[topic("it", "Todo", everybody["it_leader"], 130)])
    page = client.get(defence.get_absolute_url())
    assert (page.context["over"], page.context["total_minutes"]) == (10, 130)


def test_an_area_leader_sees_the_defence_and_adds_material_to_the_own_topic_alone(client, defence, everybody):
    client.force_login(everybody["it_leader"])
    page = client.get(defence.get_absolute_url()).content.decode()
    own, other = (DefenceTopic.objects.get(defence=defence, area=area) for area in ("it", "operations"))
    assert address("topic_material", own.pk) in page
    assert address("topic_material", other.pk) not in page
    for hidden in ("defence_edit", "defence_topics", "defence_hold", "defence_invite", "defence_cancel"):
        assert address(hidden, defence.pk) not in page
    sent = client.post(address("topic_material", own.pk), {"upload": samples.upload("demo.pdf", PDF)})
    assert sent.status_code == 302
    assert b"demo.pdf" in client.get(defence.get_absolute_url()).content
    assert client.post(address("topic_material", other.pk), {}).status_code == 403


def test_invitation_presentation_and_outcome_from_the_page(client, defence, analyst, run_jobs):
    client.force_login(analyst)
    client.post(address("defence_invite", defence.pk))
    run_jobs()
    assert sum("text/calendar" in str(one.message()) for one in mail.outbox) == 1
    client.post(address("defence_presentation", defence.pk))
    assert ".pptx" in client.get(defence.get_absolute_url()).content.decode()
    begins = now() - timedelta(hours=1)
    edit_defence(defence=fresh(defence), by=analyst, changes={"starts_at": begins, "ends_at": now()})
    held = {"held_on": today().isoformat(), "outcome": "Gustó.", "questions": "¿Turnos?\n¿Plan B?"}
    page = client.post(address("defence_hold", defence.pk), {**held, "version": fresh(defence).version})
    assert page.status_code == 302
    told = client.get(defence.get_absolute_url()).content.decode()
    assert "¿Plan B?" in told
    assert client.post(address("defence_hold", defence.pk), held).status_code == 422


def main_button(page) -> str:
    """Where the one primary action of a page leads."""
    head = page.content.decode().split('class="page-actions"')[1]
    before, _class, after = head.partition("btn btn-primary")
    return re.findall(r'(?:action|href)="([^"]+)"', before + after.split(">")[0])[-1]


def test_the_main_button_follows_what_is_next(client, defence, analyst, run_jobs):
    client.force_login(analyst)
    url = defence.get_absolute_url()
    assert main_button(client.get(url)) == address("defence_invite", defence.pk)
    client.post(address("defence_invite", defence.pk))
    run_jobs()
    page = client.get(url)
    assert main_button(page) == address("defence_topics", defence.pk)
    assert address("defence_hold", defence.pk) not in page.content.decode()
    begins = now() - timedelta(minutes=5)
    changes = {"starts_at": begins, "ends_at": now() + timedelta(hours=1)}
    edit_defence(defence=fresh(defence), by=analyst, changes=changes)
    assert main_button(client.get(url)) == address("defence_hold", defence.pk)


def test_calling_off_and_voiding_say_how_they_differ(client, defence, analyst):
    client.force_login(analyst)
    meanings = {
        name: client.get(address(name, defence.pk)).context["meaning"] for name in ("defence_cancel", "defence_void")
    }
    assert len(set(meanings.values())) == 2
    for name, words in meanings.items():
        assert words in client.get(address(name, defence.pk)).content.decode()


def test_a_question_asked_becomes_a_clarification_once(client, everybody, analyst):
    defence = make_begun(make_sent_proposal(everybody), everybody)
    asked = "¿Turnos & noches?"
    hold_defence(defence=defence, by=analyst, held_on=today(), outcome="Gustó.", questions=f"{asked}\n¿Plan B?")
    client.force_login(analyst)
    first, _second = client.get(defence.get_absolute_url()).context["questions"]
    form = client.get(first["url"])
    assert form.context["form"]["question"].value() == asked
    given = {**form.context["form"].initial, "question": asked, "area": "operations"}
    given = {name: getattr(value, "isoformat", lambda value=value: value)() for name, value in given.items()}
    assert client.post(first["url"], given).status_code == 302
    page = client.get(defence.get_absolute_url())
    logged, waiting = page.context["questions"]
    assert (logged["logged"].question, waiting["logged"]) == (asked, None)
    assert logged["logged"].get_absolute_url() in page.content.decode()
    assert escape(first["url"]) not in page.content.decode()
    client.force_login(everybody["operations_leader"])
    assert {one["url"] for one in client.get(defence.get_absolute_url()).context["questions"]} == {""}


def test_an_address_carries_a_question_of_limited_length(client, analyst):
    client.force_login(analyst)
    url = address("clarification_create", make_opportunity(analyst).code)
    assert len(client.get(url, {"question": "¿" + "a" * 3000}).context["form"]["question"].value()) == 1000


def test_a_speaker_with_two_areas_is_offered_once_among_eight_more_lines(client, defence, analyst, everybody):
    PersonRole.objects.create(user=everybody["it_leader"], role=Role.REPORTING)
    client.force_login(analyst)
    lines = client.get(address("defence_topics", defence.pk)).context["lines"]
    assert len(lines.forms) == 3 + 8
    offered = [pk for _label, group in speaker_choices() for pk, _name in group]
    assert offered.count(str(everybody["it_leader"].pk)) == 1
    assert len(offered) == len(set(offered))


def test_the_section_leads_to_all_defences(client, defence, analyst):
    client.force_login(analyst)
    panel = reverse("pipeline:opportunity_panel", args=[defence.opportunity.code, "defence"])
    assert f'href="{address("defence_list")}"' in client.get(panel).content.decode()


def test_a_defence_stands_in_the_stream_when_it_was_over_and_never_ahead(everybody, analyst):
    begins = now() - timedelta(minutes=30)
    defence = make_begun(
        make_sent_proposal(everybody), everybody, starts_at=begins, ends_at=begins + timedelta(hours=9)
    )
    hold_defence(defence=defence, by=analyst, held_on=today(), outcome="Terminó antes.")
    held = next(one for one in entries_of(defence.opportunity, 9) if one.tone == "ok" and one.icon == "easel")
    assert begins < held.at <= now()


def test_every_page_is_kept_from_who_may_not_and_answers_who_may(client, defence, everybody):
    forms = ("defence_edit", "defence_topics", "defence_hold", "defence_cancel", "defence_void", "rehearsal_create")
    for part in ("analyst", "director"):
        client.force_login(everybody[part])
        assert {client.get(address(name, defence.pk)).status_code for name in forms} == {200}, part
    for part in ("colleague", "operations_leader", "auditor", "administrator", "outsider"):
        client.force_login(everybody[part])
        assert {client.get(address(name, defence.pk)).status_code for name in forms} == {403}, part
    client.force_login(everybody["outsider"])
    assert client.get(defence.get_absolute_url()).status_code == 403


def test_rehearsals_are_planned_changed_and_taken_out(client, defence, analyst):
    client.force_login(analyst)
    client.post(address("rehearsal_create", defence.pk), {"starts_at": when(1, 15), "minutes": 45, "place": "Sala 2"})
    made = defence.rehearsals.get()
    assert made.starts_at == in_days(1, 15)
    page = client.post(
        address("rehearsal_edit", made.pk),
        {"starts_at": when(1, 16), "minutes": 30, "notes": "Más corto.", "version": made.version},
    )
    assert page.status_code == 302
    assert "Más corto." in client.get(defence.get_absolute_url()).content.decode()
    client.post(address("rehearsal_remove", made.pk))
    assert client.get(address("rehearsal_edit", made.pk)).status_code == 404


def test_voided_and_called_off_are_shown_as_such(client, defence, analyst):
    client.force_login(analyst)
    assert client.post(address("defence_cancel", defence.pk), {"reason": " "}).status_code == 422
    client.post(address("defence_cancel", defence.pk), {"reason": "Se aplazó."})
    assert fresh(defence).state == "cancelled"
    assert client.get(address("defence_ics", defence.pk)).status_code == 404
    client.post(address("defence_void", defence.pk), {"reason": "Error de digitación."})
    assert "Error de digitación." in client.get(defence.get_absolute_url()).content.decode()


def test_that_none_is_required_is_written_on_its_page(client, analyst):
    opportunity = make_opportunity(analyst)
    client.force_login(analyst)
    client.post(address("defence_not_required", opportunity.code), {"reason": "Compra directa."})
    made = ProposalDefence.objects.get()
    assert "Compra directa." in client.get(made.get_absolute_url()).content.decode()


def test_the_list_shows_the_next_first_narrows_and_exports(client, defence, analyst, everybody, colleague):
    make_planned(defence.proposal, everybody, starts_at=in_days(2, 9), ends_at=in_days(2, 10), place="Cerca")
    not_required(opportunity=make_opportunity(colleague), by=colleague, reason="No la pide.")
    client.force_login(analyst)
    page = client.get(address("defence_list"))
    assert [one.place for one in page.context["page"].object_list] == ["Cerca", "Calle 100 # 8A-55", ""]
    mine = client.get(address("defence_list"), {"mine": "true"}).context["page"].object_list
    assert len(mine) == 2
    assert client.get(address("defence_list"), {"export": "xlsx"}).status_code == 200
    client.force_login(everybody["trainer"])
    assert len(client.get(address("defence_list")).context["page"].object_list) == 2, "every area takes part in it"


def test_page_and_list_take_the_same_queries_however_much_there_is(
    client, defence, analyst, everybody, django_assert_max_num_queries
):
    rows = [topic("it", f"Tema {number}", everybody["it_leader"], 3) for number in range(20)]
    set_topics(defence=defence, by=analyst, topics=[*agenda(everybody), *rows])
    for number in range(3):
        make_rehearsal(defence, analyst, starts_at=in_days(number + 1, 8))
        other = make_planned(defence.proposal, everybody, starts_at=in_days(6, 9 + number), ends_at=in_days(6, 20))
        cancel_defence(defence=other, by=analyst, reason="Se aplazó.")
    client.force_login(analyst)
    with django_assert_max_num_queries(16):
        assert client.get(defence.get_absolute_url()).status_code == 200
    with django_assert_max_num_queries(10):
        assert client.get(address("defence_list")).status_code == 200
    with django_assert_max_num_queries(10):
        assert client.get(address("defence_topics", defence.pk)).status_code == 200


def test_what_people_wrote_is_escaped(client, defence, analyst, everybody):
    nasty = "<script>alert(1)</script>"
    set_topics(defence=defence, by=analyst, topics=[topic("it", nasty, everybody["it_leader"])])
    client.force_login(analyst)
    for url in (defence.get_absolute_url(), address("defence_topics", defence.pk)):
        assert nasty not in client.get(url).content.decode()


def test_the_section_of_the_opportunity_takes_one_query(defence, analyst, django_assert_num_queries):
    opportunity = type(defence.opportunity).objects.get(pk=defence.opportunity_id)
    make_planned(defence.proposal, {"analyst": analyst})
    assert analyst.roles
    with django_assert_num_queries(1):
        shown = panel_context(opportunity, analyst)
    assert [one.topic_count for one in shown["defences"]] == [0, 3]
    assert (shown["may_plan"], shown["may_dispense"]) == (False, False)
