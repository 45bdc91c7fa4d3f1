"""Refusals that escape a view become pages, parts or JSON, with the words and links that mend them."""

import pytest

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
