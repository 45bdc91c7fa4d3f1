"""What stands for a signature password, who can use its tries up, and what a key press signs."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pipeline.models import PlanSignature
from tests.approvals.test_show_approval_card import BACKEND, decision
from tests.cast import PASSWORD
from tests.pipeline.plan.plan_factories import make_submitted_plan

pytestmark = pytest.mark.django_db
CHOICES = re.compile(r"<button[^>]*>")


@pytest.fixture
def asked(director, general_manager, second_general_manager):
    return make_submitted_plan()


@pytest.fixture
def signer(general_manager):
    """The browser of a signer with a password and a second factor, signed in."""
    general_manager.set_password(PASSWORD)
    general_manager.save()
    browser = Client()
    browser.force_login(general_manager, backend=BACKEND)
    return browser


@pytest.fixture
def secret(general_manager):
    """The key of the second factor that the signer activated a while ago."""
    key = generate_totp_secret()
    one = TOTP.activate(general_manager, key).instance
    Authenticator.objects.filter(pk=one.pk).update(created_at=timezone.now() - timedelta(days=1))
    return key


def code_at(secret, moment):
    return format_hotp_value(hotp_value(secret, int(moment.timestamp()) // 30))


def test_a_code_of_the_app_is_no_signature_password(signer, asked, secret):
    signer.post(reverse("mfa_reauthenticate"), {"code": code_at(secret, timezone.now())})
    assert 'name="password"' in signer.get(asked.get_absolute_url()).content.decode()
    assert signer.post(asked.get_absolute_url(), decision(asked)).status_code == 422
    assert not PlanSignature.objects.exists()


def test_a_password_given_before_still_counts_after_a_code(signer, asked, secret):
    signer.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    signer.post(reverse("mfa_reauthenticate"), {"code": code_at(secret, timezone.now())})
    assert signer.post(asked.get_absolute_url(), decision(asked)).status_code == 302


def test_wrong_passwords_get_a_word_however_many(signer, asked):
    for _try in range(12):
        answer = signer.post(asked.get_absolute_url(), decision(asked, password="no-es-mi-clave"))
        assert answer.status_code == 422
    assert not PlanSignature.objects.exists()


def test_a_stranger_cannot_keep_a_signer_from_signing(signer, asked, general_manager):
    for _try in range(8):
        stranger = Client(REMOTE_ADDR="203.0.113.9")
        stranger.post(reverse("account_login"), {"login": general_manager.email, "password": "adivino"})
    answer = signer.post(asked.get_absolute_url(), decision(asked, password=PASSWORD))
    assert answer.status_code == 302
    assert PlanSignature.objects.count() == 3


def test_without_a_chosen_decision_nothing_is_decided(signer, asked):
    values = decision(asked, password=PASSWORD)
    del values["decision"]
    assert signer.post(asked.get_absolute_url(), values).status_code == 422
    assert not PlanSignature.objects.exists()


def test_enter_in_the_password_box_presses_no_decision(signer, asked):
    page = signer.get(asked.get_absolute_url()).content.decode()
    first = next(one for one in CHOICES.findall(page[page.index('class="form"') :]) if 'type="submit"' in one)
    assert 'name="decision"' not in first
    assert " disabled" in first, "a browser submits nothing where the first button is switched off"


@pytest.mark.parametrize("off", [-30, 0, 30])
def test_a_phone_half_a_minute_off_signs_in(general_manager, secret, off):
    general_manager.set_password(PASSWORD)
    general_manager.save()
    device = Client()
    device.post(reverse("account_login"), {"login": general_manager.email, "password": PASSWORD})
    code = code_at(secret, timezone.now() + timedelta(seconds=off))
    device.post(reverse("mfa_authenticate"), {"code": code})
    assert device.get(reverse("accounts:preferences")).status_code == 200


def test_each_code_signs_in_once_for_as_long_as_it_counts(general_manager, secret):
    general_manager.set_password(PASSWORD)
    general_manager.save()
    start = timezone.now().replace(second=1, microsecond=0)
    code = code_at(secret, start)
    seen = []
    for later in (0, 35):
        with time_machine.travel(start + timedelta(seconds=later), tick=True):
            device = Client()
            device.post(reverse("account_login"), {"login": general_manager.email, "password": PASSWORD})
            device.post(reverse("mfa_authenticate"), {"code": code})
            seen.append(device.get(reverse("accounts:preferences")).status_code)
    assert seen == [200, 302]
