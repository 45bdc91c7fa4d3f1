"""Setting a password: by the link for new people and forgetful ones, and by changing it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from almacontact.accounts.links import password_link
from almacontact.accounts.models import User
from tests.cast import PASSWORD

NEW = "otra-clave-bien-larga"


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def open_link(client: Client, link: str) -> str:
    """Open the link as a browser does; return the address of the form it leads to."""
    answer = client.get(path_of(link))
    return answer.url if answer.status_code == 302 else ""


def set_password(client: Client, link: str, password: str = NEW):
    return client.post(open_link(client, link) or path_of(link), {"password1": password, "password2": password})


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:preferences")).status_code == 200


def test_a_new_person_sets_a_password_by_link_and_is_in(client, analyst):
    set_password(client, password_link(analyst))
    assert is_signed_in(client)
    assert User.objects.get(pk=analyst.pk).check_password(NEW)


def test_the_link_works_once(client, analyst):
    link = password_link(analyst)
    set_password(client, link)
    other = Client()
    set_password(other, link, "tercera-clave-bien-larga")
    assert not is_signed_in(other)
    assert User.objects.get(pk=analyst.pk).check_password(NEW)


def test_the_link_stops_working_after_three_days(client, analyst):
    link = password_link(analyst)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        set_password(client, link)
    assert not User.objects.get(pk=analyst.pk).has_usable_password()


def test_the_link_of_one_person_does_not_open_the_account_of_another(client, analyst, director):
    mine, theirs = path_of(password_link(analyst)), path_of(password_link(director))
    mixed = theirs.split("-", 1)[0] + "-" + mine.split("-", 1)[1]
    set_password(client, mixed)
    assert not User.objects.get(pk=director.pk).has_usable_password()


def test_a_common_password_is_refused(client, analyst):
    set_password(client, password_link(analyst), "password1234")
    assert not User.objects.get(pk=analyst.pk).has_usable_password()


def test_a_password_like_the_name_is_refused(client, analyst):
    set_password(client, password_link(analyst), "Ana Lozano 1")
    assert not User.objects.get(pk=analyst.pk).has_usable_password()


def test_who_forgot_the_password_gets_a_link_by_mail_in_spanish(client, analyst):
    client.post(reverse("account_reset_password"), {"email": "Ana@almacontact.example"})
    (message,) = mail.outbox
    assert message.to == [analyst.email]
    link = re.search(r"https?://\S+", message.body)
    assert link
    set_password(client, link.group())
    assert is_signed_in(client)


def test_asking_for_a_link_says_the_same_for_unknown_addresses(client, analyst):
    known = client.post(reverse("account_reset_password"), {"email": analyst.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "quien@x.example"})
    assert known.url == unknown.url
    assert len(mail.outbox) == 1


def test_a_closed_account_gets_no_link(client, analyst):
    analyst.is_active = False
    analyst.save()
    client.post(reverse("account_reset_password"), {"email": analyst.email})
    assert mail.outbox == []


@pytest.fixture
def two_devices(analyst):
    analyst.set_password(PASSWORD)
    analyst.save()
    devices = Client(), Client()
    for device in devices:
        device.post("/account/login/", {"login": analyst.email, "password": PASSWORD})
        assert is_signed_in(device)
    return devices


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(two_devices, analyst):
    here, there = two_devices
    answer = here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert answer.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_changing_the_password_needs_the_old_one(two_devices, analyst):
    here, _there = two_devices
    here.post(reverse("account_change_password"), {"oldpassword": "no-es", "password1": NEW, "password2": NEW})
    assert User.objects.get(pk=analyst.pk).check_password(PASSWORD)


def test_a_changed_password_is_told_by_mail_and_kept_in_the_history_with_who(two_devices, analyst):
    here, _there = two_devices
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert mail.outbox[-1].to == [analyst.email]
    assert analyst.history.latest().history_user == analyst


def test_setting_a_password_by_link_ends_the_sessions_from_before(two_devices, analyst):
    here, there = two_devices
    fresh = Client()
    set_password(fresh, password_link(User.objects.get(pk=analyst.pk)))
    assert is_signed_in(fresh)
    assert not is_signed_in(here)
    assert not is_signed_in(there)
