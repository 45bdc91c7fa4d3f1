"""Reading an attached e-mail: the same facts from .eml and .msg, and nothing in it that acts or fetches."""

import random
from email import policy
from email.parser import BytesParser

import pytest

from almacontact.attachments.emails import extract_part, parse_email
from almacontact.attachments.markup import links_of_html, safe_html, text_of_html
from almacontact.attachments.message import DamagedMessageError, EmailPart
from almacontact.attachments.rtf import html_or_text_of_rtf, unpack_rtf
from tests.attachments import samples

EML, MSG = "message/rfc822", "application/vnd.ms-outlook"
HOSTILE = (
    b"<html><head><base href='http://evil.example/'><meta http-equiv=refresh content='0;url=http://evil.example'>"
    b"<style>body{background:url(http://evil.example/a.png)}</style></head><body background='http://evil.example/b.png'>"
    b"<p onclick='alert(1)' style='background:url(http://evil.example/c)'>Les <b>adjudicamos</b></p>"
    b"<img src='http://evil.example/d.gif'><img src='cid:x'><picture><source srcset='http://evil.example/e'></picture>"
    b"<script>alert(1)</script><iframe src='http://evil.example'></iframe><object data='http://evil.example'></object>"
    b"<svg><script>alert(1)</script><image href='http://evil.example/f'/></svg><form action='http://evil.example'>"
    b"<input name=p></form><a href='javascript:alert(1)'>uno</a> <a href='https://andina.example/rfp'>portal</a>"
    b"<link rel=stylesheet href='http://evil.example/g.css'><video src='http://evil.example/h'></video></body></html>"
)


def test_an_eml_says_who_when_what_and_with_which_files():
    email = parse_email(samples.eml(), EML)
    assert email.subject == "Invitación a cotizar: línea de atención"
    assert email.sender == "Compras Andina <compras@andina.example>"
    assert email.to == ("Laura Niño <laura@almacontact.example>", "sara@almacontact.example")
    assert email.cc == ("juridica@andina.example",)
    assert email.sent_at == samples.SENT_AT
    assert email.message_id == "<rfp-77@andina.example>"
    assert "Fecha límite: 4 de diciembre." in email.text
    assert email.html == "<p>Adjuntamos los <b>pliegos</b>: portal.</p>"
    assert email.parts == (EmailPart("pliegos.pdf", "application/pdf", len(samples.PDF)),)


def test_an_outlook_message_says_the_same_things():
    email = parse_email(samples.msg(body="Señores:\r\nLes adjudicamos.", html="<p>Sí</p>".encode()), MSG)
    assert email.subject == "Carta de adjudicación"
    assert email.sender == "Gerencia Andina <gerencia@andina.example>"
    assert email.to == ("Laura Niño <laura@almacontact.example>",)
    assert email.cc == ("Jurídica <juridica@andina.example>",)
    assert email.sent_at == samples.SENT_AT
    assert email.message_id == "<adj-9@andina.example>"
    assert email.text == "Señores:\nLes adjudicamos."
    assert email.html == "<p>Sí</p>"
    assert email.parts == (EmailPart("adjudicación.pdf", "application/octet-stream", len(samples.PDF)),)


@pytest.mark.parametrize(
    "read",
    [
        lambda: parse_email(samples.msg(html=HOSTILE), MSG),
        lambda: parse_email(b"From: a@b.co\nSubject: x\nContent-Type: text/html\n\n" + HOSTILE, EML),
    ],
    ids=["msg", "eml"],
)
def test_nothing_in_the_html_acts_or_fetches(read):
    html = read().html.lower()
    assert "les <b>adjudicamos</b>" in html
    for trace in ("script", "alert", "http", "evil", "src", "href", "style", "onclick", "<img", "<a", "form", "cid:"):
        assert trace not in html


def test_the_address_of_a_link_stays_readable_in_the_text():
    text = text_of_html(HOSTILE.decode())
    assert "portal (https://andina.example/rfp)" in text
    assert "javascript" not in text
    assert "alert" not in text


def test_an_html_that_shows_nothing_is_no_html():
    assert safe_html("<p>&nbsp;</p><img src=x><!-- x -->") == ""


def test_a_long_outlook_body_is_read_from_full_sectors():
    assert parse_email(samples.msg(body="ñ" * 40_000), MSG).text == "ñ" * 40_000


WRAPPED = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\generator Riched20;}"
    rb"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Adjudicaci\'f3n por \u8364?100{\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 ya"
    rb"{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}{\*\mhtmltag84 <img src=x>}}"
)


def test_a_body_kept_only_as_rtf_gives_back_the_html_it_wraps():
    email = parse_email(samples.msg(rtf=WRAPPED), MSG)
    assert email.html == "<p>Adjudicación por €100<b>ya</b></p>"
    assert email.text == "Adjudicación por €100ya"


def test_a_body_of_plain_rtf_gives_its_words():
    rtf = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0\uc1 Se\'f1or:\par Son \u8364\'3f 5 \{netos\}\emdash ok}"
    assert html_or_text_of_rtf(rtf) == ("", "Señor:\nSon € 5 {netos}—ok")


def test_compressed_rtf_unpacks():
    # The worked example of [MS-OXRTFCP], 3.1.1.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpack_rtf(packed, 1000) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_the_headers_of_a_message_are_one_line_each():
    forged = b"From: a@b.co\nTo: c@d.co\nSubject: =?utf-8?q?uno=0ABcc=3A_x=40y.z?=\n\nhola"
    assert parse_email(forged, EML).subject == "uno Bcc: x@y.z"


def test_a_message_without_a_date_or_with_a_wrong_one_has_none():
    assert parse_email(b"From: a@b.co\nSubject: x\n\nhola", EML).sent_at is None
    assert parse_email(b"From: a@b.co\nSubject: x\nDate: ayer\n\nhola", EML).sent_at is None


def test_an_encoding_nobody_knows_does_not_stop_the_reading():
    unknown = b"From: a@b.co\nSubject: x\nContent-Type: text/plain; charset=klingon\n\nhola"
    assert parse_email(unknown, EML).text == "hola"


@pytest.mark.parametrize("content_type", [EML, MSG])
def test_no_damage_breaks_the_reader(content_type):
    """Whatever bytes change, the answer is a message or `DamagedMessageError`."""
    chance = random.Random(20261124)
    whole = samples.eml() if content_type == EML else samples.msg(body="Hola", html=HOSTILE, rtf=WRAPPED)
    for _ in range(300):
        data = bytearray(whole)
        for _change in range(chance.randint(1, 40)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            email = parse_email(bytes(data[: chance.randint(len(data) // 4, len(data))]), content_type)
        except DamagedMessageError:
            continue
        (email.subject + email.sender + email.text + email.html).encode()
        assert "\x00" not in email.text + email.subject


def test_a_forwarded_message_is_one_file_and_keeps_its_own_to_itself():
    outer = BytesParser(policy=policy.default).parsebytes(samples.eml())
    outer.add_attachment(BytesParser(policy=policy.default).parsebytes(samples.eml(Subject="La carta")))
    email = parse_email(outer.as_bytes(), EML)
    assert [part.name for part in email.parts] == ["pliegos.pdf", "La carta.eml"]
    name, data = extract_part(outer.as_bytes(), EML, 1)
    assert (name, parse_email(data, EML).subject) == ("La carta.eml", "La carta")


@pytest.mark.parametrize("data, content_type", [(samples.eml(), EML), (samples.msg(), MSG)], ids=["eml", "msg"])
def test_a_file_is_taken_out_only_when_asked_and_comes_whole(data, content_type):
    _name, content = extract_part(data, content_type, 0)
    assert content == samples.PDF
    with pytest.raises(LookupError):
        extract_part(data, content_type, 1)


def test_the_links_of_a_message_are_listed_once_each():
    assert links_of_html(HOSTILE.decode() * 2) == ("https://andina.example/rfp",)
