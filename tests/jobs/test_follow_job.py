"""People follow their own jobs; whoever runs the installation follows everybody's."""

import pytest

from almacontact.jobs import actions, kinds, live
from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_kind(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    job("test.report", label="Informe de prueba")(lambda progress: Outcome(message="Listo", url="/informe/"))


@pytest.fixture
def of_analyst(analyst) -> Job:
    return actions.enqueue(kind="test.report", by=analyst)


def test_a_person_finds_their_job_and_its_result(client, analyst, of_analyst, run_jobs):
    run_jobs()
    client.force_login(analyst)
    assert "Informe de prueba" in client.get("/jobs/").content.decode()
    page = client.get(of_analyst.get_absolute_url()).content.decode()
    assert "Listo" in page
    assert 'href="/informe/"' in page
    assert 'hx-trigger="every 1s"' not in page, "a finished job asks no more"


def test_a_running_job_shows_how_far_it_is_and_asks_again(client, analyst, of_analyst):
    Job.objects.update(state="running", worker="elsewhere:1")
    live.report(of_analyst.pk, 30, 120, "Leyendo filas")
    client.force_login(analyst)
    part = client.get(of_analyst.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "30 / 120" in part
    assert "Leyendo filas" in part
    assert 'hx-trigger="every 1s"' in part


def test_nobody_sees_or_stops_the_job_of_another(client, colleague, of_analyst):
    client.force_login(colleague)
    assert "Informe de prueba" not in client.get("/jobs/").content.decode()
    assert client.get(of_analyst.get_absolute_url()).status_code == 404
    assert client.post(f"/jobs/{of_analyst.pk}/cancel/").status_code == 404
    of_analyst.refresh_from_db()
    assert of_analyst.state == "queued"


def test_the_administrator_sees_all_jobs_and_the_trace_that_others_do_not(client, administrator, analyst, of_analyst):
    Job.objects.update(state="failed", error="Traceback: ZeroDivisionError", message="No se pudo")
    client.force_login(administrator)
    assert "ZeroDivisionError" in client.get(of_analyst.get_absolute_url()).content.decode()
    client.force_login(analyst)
    assert "ZeroDivisionError" not in client.get(of_analyst.get_absolute_url()).content.decode()


def test_a_failed_job_is_tried_again_from_its_page(client, analyst, of_analyst):
    Job.objects.update(state="failed", attempts=3)
    client.force_login(analyst)
    assert client.post(f"/jobs/{of_analyst.pk}/retry/").status_code == 302
    of_analyst.refresh_from_db()
    assert (of_analyst.state, of_analyst.attempts) == ("queued", 0)


def test_a_job_that_has_ended_refuses_to_be_stopped_and_says_so(client, analyst, of_analyst):
    Job.objects.update(state="done")
    client.force_login(analyst)
    answer = client.post(f"/jobs/{of_analyst.pk}/cancel/")
    assert answer.status_code == 422
    of_analyst.refresh_from_db()
    assert of_analyst.state == "done"


def test_a_page_that_waits_for_its_own_result_is_read_anew_when_the_job_ends(client, analyst, of_analyst):
    client.force_login(analyst)
    waiting = {"HX-Request": "true", "HX-Current-URL": "http://testserver/imports/7/"}
    Job.objects.update(url="/imports/7/")
    assert "HX-Refresh" not in client.get(of_analyst.get_absolute_url(), headers=waiting)
    Job.objects.update(state="done")
    assert client.get(of_analyst.get_absolute_url(), headers=waiting)["HX-Refresh"] == "true"
    elsewhere = {**waiting, "HX-Current-URL": f"http://testserver{of_analyst.get_absolute_url()}"}
    assert "HX-Refresh" not in client.get(of_analyst.get_absolute_url(), headers=elsewhere)


def test_the_list_makes_as_many_queries_for_fifty_jobs_as_for_five(
    client, analyst, of_analyst, django_assert_max_num_queries
):
    client.force_login(analyst)
    client.get("/jobs/")
    with django_assert_max_num_queries(50) as few:
        client.get("/jobs/")
    for _ in range(49):
        actions.enqueue(kind="test.report", by=analyst)
    with django_assert_max_num_queries(len(few)):
        client.get("/jobs/")
