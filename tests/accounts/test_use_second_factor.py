"""Two-step sign-in with an authenticator app."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from almacontact.accounts import actions
from almacontact.accounts.links import password_link
from almacontact.accounts.models import User
from tests.accounts.test_set_password import set_password
from tests.cast import PASSWORD


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:preferences")).status_code == 200


@pytest.fixture
def signed_in(client, analyst):
    analyst.set_password(PASSWORD)
    analyst.save()
    client.post("/account/login/", {"login": analyst.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def secret(signed_in) -> str:
    """The key of the second factor, which the analyst has activated."""
    page = signed_in.get(reverse("mfa_activate_totp"))
    key = page.context["form"].secret
    signed_in.post(reverse("mfa_activate_totp"), {"code": code_for(key)})
    return key


def test_the_picture_to_scan_obeys_the_content_policy(signed_in):
    page = signed_in.get(reverse("mfa_activate_totp"))
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml")
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


def test_with_a_second_factor_the_password_alone_does_not_sign_in(secret, analyst):
    device = Client()
    answer = device.post("/account/login/", {"login": analyst.email, "password": PASSWORD})
    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(device)
    device.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_signed_in(device)


def test_the_code_of_the_app_completes_the_sign_in(secret, analyst):
    with time_machine.travel(timezone.now() + timedelta(seconds=70)):  # a code works once, and one activated the app
        device = Client()
        device.post("/account/login/", {"login": analyst.email, "password": PASSWORD})
        device.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
        assert is_signed_in(device)


def test_a_recovery_code_stands_in_for_the_app_once(secret, signed_in, analyst):
    signed_in.post(reverse("mfa_generate_recovery_codes"))
    code = signed_in.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for expected in (True, False):
        device = Client()
        device.post("/account/login/", {"login": analyst.email, "password": PASSWORD})
        device.post(reverse("mfa_authenticate"), {"code": code})
        assert is_signed_in(device) is expected


def test_a_password_link_does_not_go_around_the_second_factor(secret, analyst):
    device = Client()
    set_password(device, password_link(User.objects.get(pk=analyst.pk)))
    assert not is_signed_in(device)


def test_activating_needs_a_recent_password(client, analyst):
    analyst.set_password(PASSWORD)
    analyst.save()
    client.force_login(analyst)
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_an_administrator_takes_a_lost_second_factor_away_with_a_reason(secret, analyst, administrator):
    actions.remove_second_factor(person=analyst, by=administrator, reason="Perdió el teléfono")
    assert not Authenticator.objects.filter(user=analyst).exists()
    device = Client()
    device.post("/account/login/", {"login": analyst.email, "password": PASSWORD})
    assert is_signed_in(device)
