"""The local mailbox shows the mail of offers to those who write or approve them, and never mail about accounts."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.urls import reverse

from proposals.mail import mailbox
from proposals.mail.composing import compose
from tests.proposals.proposal.proposal_records import PDF

pytestmark = pytest.mark.django_db

READERS = {"analyst", "colleague", "coordinator", "director", "second_director", "auditor"} | {
    "general_manager",
    "second_general_manager",
}


@pytest.fixture
def folder(settings, tmp_path):
    """Mail is written to a folder, as in a local installation."""
    settings.EMAIL_BACKEND = mailbox.BACKEND
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def offer(by, subject="Propuesta", body="Adjunto la propuesta."):
    message = compose(subject=subject, body=body, to=["compras@cliente.example"], by=by)
    message.attach("propuesta.pdf", PDF, "application/pdf")
    return message


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_mail_of_an_offer_is_read_back_with_its_files(folder, analyst, client):
    offer(analyst).send()
    sign_in(client, analyst)
    assert reverse("proposals:mailbox") in client.get(reverse("proposals:proposal_list")).content.decode()
    page = client.get(reverse("proposals:mailbox"))
    (found,) = page.context["found"]
    assert found.email.subject == "Propuesta"
    message = client.get(reverse("proposals:mailbox_message", args=[found.key]))
    assert "Adjunto la propuesta." in message.content.decode()
    part = client.get(reverse("proposals:mailbox_part", args=[found.key, 0]))
    assert b"".join(part.streaming_content) == PDF
    assert part["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("proposals:mailbox_part", args=[found.key, 1])).status_code == 404


def test_nobody_reads_mail_about_accounts(folder, director, client):
    send_mail("Restablezca su clave", "http://127.0.0.1/clave/secreta/", None, [director.email])
    reset = EmailMultiAlternatives("Otra clave", "secreta", None, [director.email])
    # One file may hold several: those of one connection.
    mail.get_connection().send_messages([reset, offer(director), reset])
    sign_in(client, director)
    page = client.get(reverse("proposals:mailbox"))
    assert [one.email.subject for one in page.context["found"]] == ["Propuesta"]
    assert "secreta" not in page.content.decode()
    (found,) = page.context["found"]
    assert b"secreta" not in found.data
    for file in folder.iterdir():
        key = mailbox._key(file.read_bytes())
        assert client.get(reverse("proposals:mailbox_message", args=[key])).status_code == 404


def test_words_that_look_like_the_end_of_a_message_do_not_hide_the_rest(folder, analyst):
    offer(analyst, body="Uno\n" + "-" * 79 + "\nX-Almacontact-Offer: 1\n\nDos").send()
    (found,) = mailbox.messages()
    assert "Dos" in found.email.text
    assert len(found.email.parts) == 1


def test_the_newest_stand_first(folder, analyst):
    for number in range(3):
        offer(analyst, subject=f"Propuesta {number}").send()
    assert [one.email.subject for one in mailbox.messages()] == ["Propuesta 2", "Propuesta 1", "Propuesta 0"]


def test_only_those_who_write_or_approve_proposals_and_the_auditor_read_it(folder, everybody, client):
    offer(everybody["analyst"]).send()
    (found,) = mailbox.messages()
    pages = [
        reverse("proposals:mailbox"),
        reverse("proposals:mailbox_message", args=[found.key]),
        reverse("proposals:mailbox_part", args=[found.key, 0]),
    ]
    for part, person in everybody.items():
        sign_in(client, person)
        for page in pages:
            assert client.get(page).status_code == (200 if part in READERS else 403), (part, page)


def test_with_a_real_mail_server_there_is_no_mailbox(folder, settings, director, client):
    offer(director).send()
    (found,) = mailbox.messages()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    sign_in(client, director)
    assert client.get(reverse("proposals:mailbox")).status_code == 404
    assert client.get(reverse("proposals:mailbox_message", args=[found.key])).status_code == 404
    assert mailbox.messages() == []
    assert reverse("proposals:mailbox") not in client.get(reverse("proposals:proposal_list")).content.decode()
