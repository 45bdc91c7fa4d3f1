"""Sign-in, people and preferences in a real browser: the whole way of a new person, and nothing that axe finds."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from almacontact.accounts.first_steps import setup_code
from almacontact.accounts.links import password_link
from almacontact.accounts.models import User
from tests.cast import cast_person

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.django_db(transaction=True)]

CHOSEN = "una-clave-bien-larga-9"
POLICY = re.compile("Content Security Policy|Content-Security-Policy")


@pytest.fixture
def refused_by_policy(page: Page) -> list[str]:
    """What the browser refused because of the content policy."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if POLICY.search(message.text) else None)
    return found


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def test_a_new_person_sets_a_password_and_a_second_step_and_comes_back_with_both(
    live_server, page: Page, refused_by_policy, assert_accessible
):
    analyst = cast_person("analyst")
    page.goto(live_server.url + path_of(password_link(analyst)))
    assert_accessible(page)
    page.fill("[name=password1]", CHOSEN)
    page.fill("[name=password2]", CHOSEN)
    page.click("form.form button.btn-primary")
    expect(page.locator("nav.rail")).to_be_visible()

    page.goto(live_server.url + "/account/2fa/totp/activate/")
    page.fill("[name=password]", CHOSEN)
    page.click("form.form button.btn-primary")
    picture = page.locator("img.totp-code")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0
    assert_accessible(page)
    secret = page.inner_text(".secret")
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))
    page.click("form.form button.btn-primary")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert_accessible(page)
    spare = page.locator(".recovery-codes li").first.inner_text()

    page.context.clear_cookies()
    page.goto(live_server.url + "/preferences/")
    assert_accessible(page)
    page.fill("[name=login]", analyst.email)
    page.fill("[name=password]", CHOSEN)
    page.click("form.form button.btn-primary")
    assert_accessible(page)
    page.fill("[name=code]", spare)
    page.click("form.form button.btn-primary")
    expect(page).to_have_url(live_server.url + "/preferences/")
    assert refused_by_policy == []


@pytest.mark.parametrize(
    "address",
    [
        "/people/?q=nadie-se-llama-asi",
        "/account/password/set/",
        "/account/logout/",
        "/account/2fa/",
    ],
)
def test_nothing_is_found_by_axe_where_every_page_does_not_look(
    live_server, page: Page, sign_in, assert_accessible, refused_by_policy, address
):
    sign_in(page, cast_person("administrator"))
    page.goto(live_server.url + address)
    assert_accessible(page)
    assert refused_by_policy == []


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/account/password/reset/key/1-x/"])
def test_nothing_is_found_by_axe_before_sign_in(live_server, page: Page, assert_accessible, address):
    cast_person("analyst")
    page.goto(live_server.url + address)
    assert_accessible(page)


def test_the_first_steps_of_an_empty_installation(live_server, page: Page, assert_accessible, refused_by_policy):
    User.objects.all().delete()
    page.goto(live_server.url + "/")
    assert_accessible(page)
    page.fill("[name=code]", setup_code())
    page.fill("[name=name]", "Marta Ruiz")
    page.fill("[name=email]", "marta@almacontact.example")
    page.fill("[name=password1]", CHOSEN)
    page.fill("[name=password2]", CHOSEN)
    page.click("form.form button.btn-primary")
    expect(page).to_have_url(live_server.url + "/people/")
    assert_accessible(page)
    assert refused_by_policy == []


def test_the_technical_administration_obeys_the_content_policy(live_server, page: Page, sign_in, refused_by_policy):
    sign_in(page, cast_person("administrator"))
    for address in ("/admin/", "/admin/accounts/user/", "/admin/accounts/user/?q=ana"):
        page.goto(live_server.url + address)
        expect(page.locator("#header")).to_be_visible()
    assert refused_by_policy == []
