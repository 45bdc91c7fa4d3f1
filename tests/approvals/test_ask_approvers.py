"""E-mails: asking every approver, reminding after two working days, escalating after four, once each."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from almacontact.approvals import notices
from almacontact.approvals.models import Decision
from almacontact.calendar import add_working_days
from almacontact.jobs.models import Job
from pipeline.models import PlanSignature
from pipeline.plan.actions.plans import submit_plan
from tests.approvals.test_decide_approval import sign
from tests.pipeline.plan.plan_factories import make_draft_plan

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 10, 9, 15, tzinfo=UTC)  # Monday the 12th is a holiday in Colombia


@pytest.fixture
def asked(director, general_manager, second_general_manager):
    with time_machine.travel(FRIDAY, tick=False):
        yield submit_plan(plan=make_draft_plan(director), by=director)


def at_working_day(count: int):
    day = add_working_days(FRIDAY.date(), count)
    return time_machine.travel(datetime(day.year, day.month, day.day, 15, tzinfo=UTC), tick=False)


def test_each_approver_gets_one_e_mail_for_all_parts_with_a_link_to_the_card(asked, run_jobs, mailoutbox):
    run_jobs()
    assert sorted(mail.to[0] for mail in mailoutbox) == ["gloria@almacontact.example", "gustavo@almacontact.example"]
    link = re.search(r"https?://\S+", mailoutbox[0].body).group()
    assert link.endswith(asked.get_absolute_url())


def test_opening_the_link_approves_nothing(asked, run_jobs, client, general_manager):
    client.force_login(general_manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    for method in (client.get, client.head):
        assert method(asked.get_absolute_url()).status_code == 200
    assert client.get(asked.get_absolute_url(), {"decision": "approve"}).status_code == 200
    assert not PlanSignature.objects.exists()


def test_the_same_job_run_twice_sends_nothing_twice(asked, run_jobs, mailoutbox):
    run_jobs()
    Job.objects.update(state=Job.State.QUEUED)
    run_jobs()
    assert len(mailoutbox) == 2


def test_a_reminder_after_two_working_days_not_before_and_once(asked, run_jobs, mailoutbox):
    run_jobs()
    mailoutbox.clear()
    with time_machine.travel(FRIDAY + timedelta(days=3, hours=20), tick=False):  # one working day later, by the holiday
        assert notices.chase() == {"reminded": 0, "escalated": 0}
    with at_working_day(2):
        assert notices.chase() == {"reminded": 3, "escalated": 0}
        assert notices.chase() == {"reminded": 0, "escalated": 0}
    run_jobs()
    assert {mail.to[0] for mail in mailoutbox} == {"gloria@almacontact.example", "gustavo@almacontact.example"}


def test_an_escalation_after_four_working_days_tells_who_submitted_too(asked, run_jobs, mailoutbox):
    run_jobs()
    mailoutbox.clear()
    with at_working_day(4):
        assert notices.chase()["escalated"] == 3
        assert notices.chase()["escalated"] == 0
    run_jobs()
    assert "diana@almacontact.example" in {mail.to[0] for mail in mailoutbox}


def test_nobody_is_reminded_of_what_is_decided(asked, general_manager, run_jobs):
    for step in asked.steps.all():
        sign(step, general_manager)
    with at_working_day(5):
        assert notices.chase() == {"reminded": 0, "escalated": 0}


def test_whoever_submitted_hears_the_result_with_the_comment(asked, general_manager, run_jobs, mailoutbox):
    sign(asked.steps.get(key="targets"), general_manager, Decision.ADJUST, comment="La meta es baja")
    run_jobs()
    (mail,) = [mail for mail in mailoutbox if mail.to == ["diana@almacontact.example"]]
    assert "La meta es baja" in mail.body


def test_beat_chases_every_hour(settings):
    assert any(entry["task"] == "approvals.chase" for entry in settings.CELERY_BEAT_SCHEDULE.values())
    assert reverse("approvals:inbox") == "/approvals/"
