"""The project summary that goes to the areas, and what people are reminded of (process row 6)."""

import pytest
from django.core import mail
from django.urls import reverse

from almacontact.calendar import add_working_days, today
from almacontact.jobs.models import Job
from almacontact.refusals import NotAllowed, Refused
from pipeline.duties import duties
from pipeline.models import OpportunityAttachment
from proposals.checklist import duties as reminders
from proposals.checklist.actions.notices import send_summary
from proposals.models import ProjectSummary
from tests.factories import make_opportunity
from tests.proposals.intake.intake_records import (
    answer_all,
    make_check_list,
    make_intake,
    with_noes,
)


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_summary_goes_to_the_leaders_of_the_areas_once_and_is_logged(
    check_list, opportunity, analyst, it_leader, operations_leader, planner, run_jobs, client
):
    make_intake(opportunity, analyst, monthly_volume=41120)
    url = reverse("proposals:summary_detail", args=[opportunity.code])
    assert sign_in(client, analyst).post(url, {"message": "Por favor respondan hoy."}).status_code == 302
    run_jobs()
    Job.objects.update(state=Job.State.QUEUED)
    run_jobs()
    (sent,) = mail.outbox
    assert sorted(sent.to) == sorted([it_leader.email, operations_leader.email])
    assert sent.attachments[0][1].startswith(b"%PDF")
    assert ProjectSummary.objects.get().sent_at is not None
    assert sorted(OpportunityAttachment.objects.values_list("kind", flat=True)) == ["document", "email"]
    assert opportunity.follow_ups.filter(kind="note").exists()


def test_the_summary_is_one_page(check_list, opportunity, analyst, director, client):
    from io import BytesIO

    from pypdf import PdfReader

    make_intake(opportunity, analyst, monthly_volume=41120, summary="Línea de atención. " * 60)
    answer_all(check_list, director, with_noes(12))
    url = reverse("proposals:summary_download", args=[opportunity.code])
    page = sign_in(client, analyst).get(url)
    reader = PdfReader(BytesIO(page.content))
    assert len(reader.pages) == 1
    assert "41.120" in reader.pages[0].extract_text()


@pytest.mark.parametrize("who", ["colleague", "it_leader", "general_manager", "auditor"])
def test_only_who_may_change_the_opportunity_sends_the_summary(check_list, opportunity, everybody, client, who):
    url = reverse("proposals:summary_detail", args=[opportunity.code])
    assert sign_in(client, everybody[who]).post(url, {}).status_code == 403
    with pytest.raises(NotAllowed):
        send_summary(opportunity=opportunity, by=everybody[who])
    assert not ProjectSummary.objects.exists()


def test_nothing_to_sum_up_and_nobody_to_send_to_are_refused(opportunity, analyst):
    with pytest.raises(Refused) as refused:
        send_summary(opportunity=opportunity, by=analyst)
    assert {one.code for one in refused.value.blockers} == {"nothing", "no_leader"}
    assert not ProjectSummary.objects.exists()


def test_dates_and_lines_are_reminded_of_two_working_days_before_and_once(opportunity, analyst, it_leader, run_jobs):
    make_intake(opportunity, analyst, delivery_on=add_working_days(today(), 2), award_on=add_working_days(today(), 9))
    make_check_list(opportunity, analyst, due_on=add_working_days(today(), 1))
    reminders.ask()
    reminders.ask()
    run_jobs()
    assert sorted(one.to[0] for one in mail.outbox) == sorted([analyst.email, it_leader.email])
    Job.objects.update(state=Job.State.QUEUED)
    run_jobs()
    assert len(mail.outbox) == 2


def test_a_date_three_working_days_away_is_not_yet_reminded_of(opportunity, analyst, run_jobs):
    make_intake(opportunity, analyst, delivery_on=add_working_days(today(), 3))
    reminders.ask()
    run_jobs()
    assert mail.outbox == []
    assert duties(analyst, [reminders.DATES, reminders.LINES]) == []


def test_the_director_is_told_of_committees_and_no_goes(committee, director, analyst):
    other = make_check_list(make_opportunity(analyst), analyst)
    answer_all(other, director, {"security": "no"})
    links = {duty.url for duty in duties(director, [reminders.DECISIONS])}
    decide = reverse("proposals:checklist_decide", args=[committee.opportunity.code])
    assert links == {decide, other.get_absolute_url()}
