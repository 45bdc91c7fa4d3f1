"""Signing in by e-mail and password."""

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.urls import reverse

from almacontact.accounts.links import password_link
from almacontact.accounts.tries import take
from tests.cast import PASSWORD

LOGIN = "/account/login/"


@pytest.fixture
def analyst_with_password(analyst):
    analyst.set_password(PASSWORD)
    analyst.save()
    return analyst


def sign_in(client: Client, email: str, password: str, **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:preferences")).status_code == 200


def error_code(answer) -> str:
    """The code of what the sign-in form says is wrong."""
    return answer.context["form"].errors.as_data()["__all__"][0].code


def test_a_person_signs_in_with_the_address_in_any_case(client, analyst_with_password):
    answer = sign_in(client, "ANA@Almacontact.example", PASSWORD)
    assert answer.status_code == 302
    assert is_signed_in(client)


def test_sign_in_leads_back_to_the_page_that_was_asked_for(client, analyst_with_password):
    asked = client.get("/preferences/")
    assert asked.url == "/account/login/?next=/preferences/"
    answer = client.post(
        asked.url, {"login": analyst_with_password.email, "password": PASSWORD, "next": "/preferences/"}
    )
    assert answer.url == "/preferences/"


def test_sign_in_leads_to_no_foreign_site(client, analyst_with_password):
    answer = sign_in(client, analyst_with_password.email, PASSWORD, QUERY_STRING="next=https://evil.example/")
    assert answer.url == "/"


def test_the_sixth_wrong_password_is_refused_and_so_is_then_the_right_one(client, analyst_with_password):
    for _attempt in range(5):
        answer = sign_in(client, analyst_with_password.email, "equivocada")
        assert error_code(answer) == "email_password_mismatch"
    answer = sign_in(client, analyst_with_password.email, "equivocada")
    assert error_code(answer) == "too_many_login_attempts"
    assert "enlace" in answer.content.decode(), "what lets the owner in at once"
    sign_in(client, analyst_with_password.email, PASSWORD)
    assert not is_signed_in(client)


def guess(email: str, network: int, times: int) -> list[str]:
    """Try wrong passwords from one network address; return what each was answered."""
    return [
        error_code(sign_in(Client(), email, f"adivino {number}", REMOTE_ADDR=f"203.0.{network // 250}.{network % 250}"))
        for number in range(times)
    ]


def test_strangers_keep_nobody_out_who_signs_in_from_elsewhere(client, analyst_with_password):
    for network in range(9):
        assert guess(analyst_with_password.email, network, 6)[-1] == "too_many_login_attempts"
    assert sign_in(client, analyst_with_password.email, PASSWORD).status_code == 302


def test_a_device_that_signed_in_before_is_let_in_whatever_strangers_try(client, analyst_with_password):
    sign_in(client, analyst_with_password.email, PASSWORD)
    client.post(reverse("account_logout"))
    for network in range(25):
        answers = guess(analyst_with_password.email, network, 5)
    assert answers[-1] == "too_many_login_attempts", "all together have used up what they have"
    assert error_code(sign_in(Client(), analyst_with_password.email, PASSWORD)) == "too_many_login_attempts"
    guess(analyst_with_password.email, 1, 6)
    assert sign_in(client, analyst_with_password.email, PASSWORD, REMOTE_ADDR="203.0.0.1").status_code == 302


def test_the_cookie_of_a_device_has_few_tries_and_helps_nobody_else(client, analyst_with_password, director):
    sign_in(client, analyst_with_password.email, PASSWORD)
    client.post(reverse("account_logout"))
    told = [error_code(sign_in(client, analyst_with_password.email, "adivino")) for _try in range(6)]
    assert told == ["email_password_mismatch"] * 5 + ["too_many_login_attempts"]
    guess(director.email, 7, 5)
    assert error_code(sign_in(client, director.email, "adivino", REMOTE_ADDR="203.0.0.7")) == "too_many_login_attempts"
    forged = Client()
    forged.cookies["device"] = client.cookies["device"].value.replace(":", "x:", 1)
    guess(analyst_with_password.email, 8, 5)
    answer = sign_in(forged, analyst_with_password.email, PASSWORD, REMOTE_ADDR="203.0.0.8")
    assert error_code(answer) == "too_many_login_attempts"


def test_all_networks_together_guess_a_few_hundred_times_a_week(analyst_with_password):
    """The limit grows slower the longer it goes on: what a thousand addresses try in seven days."""
    tried = 0
    with time_machine.travel("2026-03-02 08:00", tick=False) as clock:
        for hour in range(7 * 24):
            for network in range(40):
                where = f"10.{hour}.{network}.1"
                request = RequestFactory().post(LOGIN, REMOTE_ADDR=where)
                got = [take(request, analyst_with_password.email) for _try in range(4)]
                tried += sum(one is not None for one in got)
                if got[0] is None:
                    break
            clock.shift(3600)
    assert 500 < tried <= 900


def test_a_link_by_mail_lets_in_whom_strangers_keep_out_on_a_new_device(client, analyst_with_password):
    for network in range(25):
        guess(analyst_with_password.email, network, 5)
    answer = client.get(password_link(analyst_with_password), follow=True)
    client.post(answer.request["PATH_INFO"], {"password1": "otra clave larga", "password2": "otra clave larga"})
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert sign_in(Client(), analyst_with_password.email, "otra clave larga").status_code == 302


def test_one_address_on_the_network_tries_ten_accounts_a_minute_not_eleven(client, analyst):
    for number in range(10):
        sign_in(client, f"persona{number}@almacontact.example", "equivocada")
    answer = sign_in(client, "persona10@almacontact.example", "equivocada")
    assert error_code(answer) == "too_many_login_attempts"


def test_a_forged_forwarding_header_does_not_start_a_new_count(client, analyst):
    for number in range(10):
        sign_in(client, f"p{number}@x.example", "equivocada", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    answer = sign_in(client, "p11@x.example", "equivocada", HTTP_X_FORWARDED_FOR="10.0.0.99")
    assert error_code(answer) == "too_many_login_attempts"


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(client, analyst_with_password):
    unknown = sign_in(client, "quien@almacontact.example", "equivocada").context["form"].errors
    wrong = sign_in(client, analyst_with_password.email, "equivocada").context["form"].errors
    assert unknown == wrong


def test_nobody_signs_up(client, analyst):
    answer = client.post(
        reverse("account_signup"), {"email": "intruso@x.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert answer.status_code == 404
    assert type(analyst).objects.count() == 1


def test_nobody_changes_their_own_address(client, analyst):
    client.force_login(analyst)
    answer = client.post(reverse("account_email"), {"email": "otra@x.example", "action_add": ""})
    assert answer.status_code == 404


def test_a_person_without_a_password_cannot_sign_in(client, analyst):
    sign_in(client, analyst.email, "")
    sign_in(client, analyst.email, "!")
    assert not is_signed_in(client)


def test_signing_in_leaves_no_row_in_the_history_of_the_person(client, analyst_with_password):
    before = analyst_with_password.history.count()
    sign_in(client, analyst_with_password.email, PASSWORD)
    assert is_signed_in(client)
    assert analyst_with_password.history.count() == before


def test_the_sign_in_page_is_spanish_even_for_an_english_browser(client, analyst):
    page = client.get(LOGIN, HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")
    assert '<html lang="es' in page.content.decode()


def test_who_chooses_english_before_signing_in_reads_english(client, analyst):
    answer = client.post(reverse("accounts:set_language"), {"language": "en", "next": LOGIN})
    assert answer.url == LOGIN
    page = client.get(LOGIN)
    assert '<html lang="en' in page.content.decode()
    assert "Sign in" in page.content.decode()


def test_the_session_cookie_is_kept_from_scripts_and_from_other_sites(client, analyst_with_password):
    sign_in(client, analyst_with_password.email, PASSWORD)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_new_session_starts_at_sign_in(client, analyst_with_password):
    client.get(LOGIN)
    client.session["planted"] = "by an attacker"
    before = client.session.session_key
    sign_in(client, analyst_with_password.email, PASSWORD)
    assert client.session.session_key != before


def test_signing_out_needs_a_post_and_ends_the_session(client, analyst):
    client.force_login(analyst)
    client.get(reverse("account_logout"))
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_the_sign_in_page_runs_no_inline_script_or_style(client, analyst):
    page = client.get(LOGIN)
    policy = page.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    assert "script-src 'self'" in policy
    assert "<style" not in page.content.decode()
    assert " style=" not in page.content.decode()
    assert "onclick" not in page.content.decode()


def test_sign_in_without_the_anti_forgery_token_is_refused(analyst_with_password):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, analyst_with_password.email, PASSWORD).status_code == 403
