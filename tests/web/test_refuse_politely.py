"""Refusals that escape a view become pages, parts or JSON, with the words and links that mend them."""

import json

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]


@pytest.fixture
def visit(client, analyst):
    client.force_login(analyst)
    return client


@pytest.mark.parametrize(("how", "status"), [("refused", 422), ("not-allowed", 403), ("stale", 409)])
def test_a_refusal_has_its_status_and_a_page(visit, how, status):
    response = visit.get(f"/test/refuse/{how}/")
    assert response.status_code == status
    assert "<html" in response.content.decode()


def test_the_page_gives_the_reason_escaped_and_the_link(visit):
    text = visit.get("/test/refuse/refused/").content.decode()
    assert "Falta &lt;b&gt;el acta&lt;/b&gt;." in text
    assert '<a class="blocker-link" href="/acta/">Hacerla</a>' in text


def test_htmx_gets_the_reason_for_the_dialog(visit):
    response = visit.get("/test/refuse/refused/", headers={"HX-Request": "true"})
    assert response.headers["HX-Retarget"] == "#dialog-body"
    assert "<html" not in response.content.decode()


def test_a_caller_of_json_gets_the_blockers(visit):
    answer = visit.get("/test/refuse/refused/", headers={"Accept": "application/json"}).json()
    assert answer["blockers"][0]["code"] == "missing"


def test_a_stale_version_shows_both_values(visit):
    text = visit.post("/test/refuse/stale/", {"name": "Otra Ana", "theme": "auto", "password": "x"}).content.decode()
    assert "Otra Ana" in text
    assert "Ana Lozano" in text
    assert "pbkdf2" not in text


def test_the_language_is_the_persons_and_never_the_browsers(visit, analyst):
    ask = {"Accept-Language": "en-US,en;q=0.9"}
    assert visit.get("/test/words/", headers=ask).content == b"es-co"
    analyst.language = "en"
    analyst.save()
    assert visit.get("/test/words/", headers={"Accept-Language": "es"}).content == b"en"


def test_htmx_goes_to_sign_in_and_comes_back_when_the_session_has_ended(client, analyst):
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/board/?x=1"}
    response = client.post("/test/notify/", headers=here)
    assert response.headers["HX-Redirect"].endswith("/?next=%2Fboard%2F%3Fx%3D1&ended=yes")
    assert response.content == b""


def test_a_caller_of_json_is_told_that_the_session_has_ended(client, analyst):
    response = client.post("/test/notify/", headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert response.json()["error"]


def test_a_browser_without_session_goes_to_sign_in(client, analyst):
    assert client.get("/test/notify/").status_code == 302


def test_messages_of_a_htmx_answer_come_with_it_and_not_again_later(visit):
    response = visit.get("/test/notify/", headers={"HX-Request": "true"})
    toasts = json.loads(response.headers["HX-Trigger"])["toast"]["toasts"]
    assert toasts == [{"level": "success", "text": "Guardó «ñandú»"}]
    assert "ñandú" not in visit.get("/style-guide/").content.decode()


def test_messages_of_a_page_wait_for_the_next_page(visit):
    assert "HX-Trigger" not in visit.get("/test/notify/").headers
    assert "ñandú" in visit.get("/style-guide/").content.decode()


@pytest.fixture
def strict(analyst):
    """A browser that signed in again in another tab: what its old page sends carries the token of before."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(analyst)
    return client


def test_a_form_of_before_the_sign_in_leads_back_to_its_page(strict):
    referer = {"Referer": "http://testserver/board/?x=1"}
    response = strict.post("/test/notify/", {"csrfmiddlewaretoken": "a" * 64}, headers=referer)
    assert response.status_code == 403
    text = response.content.decode()
    assert '<a class="blocker-link" href="/board/?x=1">Abrir la página de nuevo</a>' in text
    assert "está guardado en este equipo" in text


def test_htmx_and_json_of_before_the_sign_in_hear_it_too(strict):
    part = strict.post("/test/notify/", headers={"HX-Request": "true"})
    assert part.status_code == 403
    assert part.headers["HX-Retarget"] == "#dialog-body"
    answer = strict.post("/test/notify/", headers={"Accept": "application/json"})
    assert answer.json()["blockers"][0]["code"] == "stale_page"


def test_a_form_without_session_or_token_is_refused_as_politely(strict):
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x", "password": "y"})
    assert response.status_code == 403
    text = response.content.decode()
    assert 'href="/account/login/"' in text
    assert "guardado en este equipo" not in text
