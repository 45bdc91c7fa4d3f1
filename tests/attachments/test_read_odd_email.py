"""Attaching an e-mail of which the sender's program says something wrong: it is shown as a good mail program does."""

import base64
import quopri

import pytest
from django.urls import reverse

from almacontact.attachments.emails import extract_part, parse_email
from almacontact.attachments.registry import key_of
from pipeline.models import OpportunityAttachment
from tests.attachments import samples
from tests.factories import make_opportunity

EML, MSG = "message/rfc822", "application/vnd.ms-outlook"
HEAD = "From: Ana <ana@cliente.example>\r\nTo: ventas@almacontact.example\r\nSubject: precio\r\n"
DATED = HEAD + "Date: Mon, 15 Mar 2027 10:00:00 -0500\r\n"
WORDS = "Oferta “final” – 1.250 € por puesto… señal, año y licitación"
PLAIN = "Licitación señalización: año 2027"


def mail(body: bytes, *lines: str, head: str = DATED) -> bytes:
    return "\r\n".join([head.rstrip("\r\n"), "MIME-Version: 1.0", *lines, "", ""]).encode() + body


def text(charset: str, kind: str = "plain") -> str:
    return f"Content-Type: text/{kind}{charset and f'; charset={charset}'}"


def take(client, kept, number):
    client.post(reverse("attachments:part", args=[key_of(type(kept)), kept.pk, number]))


@pytest.fixture
def attach(client, analyst):
    """Attach bytes as an e-mail to an opportunity of the analyst and read the page that shows it."""
    deal = make_opportunity(analyst)
    client.force_login(analyst)

    def attached(data, name="correo.eml"):
        url = reverse("attachments:add", args=[key_of(OpportunityAttachment), deal.pk])
        response = client.post(url, {"uploads": samples.upload(name, data), "kind": "email"})
        assert response.status_code == 302, response.content.decode()
        kept = OpportunityAttachment.objects.get()
        return kept, client.get(kept.get_message_url()).content.decode()

    return attached


@pytest.mark.parametrize(
    "charset, body",
    [
        ("", PLAIN.encode()),
        ("", PLAIN.encode("cp1252")),
        ("us-ascii", PLAIN.encode()),
        ("us-ascii", PLAIN.encode("cp1252")),
        ("utf-8", PLAIN.encode("cp1252")),
        ("unknown-8bit", PLAIN.encode("cp1252")),
        ("x-klingon", PLAIN.encode()),
        ("zip", PLAIN.encode()),
        ("punycode", PLAIN.encode()),
        ("iso-8859-1", PLAIN.encode()),
        ("iso-8859-15", PLAIN.encode("iso-8859-15")),
    ],
)
@pytest.mark.parametrize("packing", ["8bit", "quoted-printable", "base64"])
def test_a_charset_that_is_wrong_or_not_said_loses_no_letter(charset, body, packing):
    packed = {"8bit": lambda it: it, "quoted-printable": quopri.encodestring, "base64": base64.encodebytes}[packing]
    data = mail(packed(body), text(charset), f"Content-Transfer-Encoding: {packing}")
    assert parse_email(data, EML).text == PLAIN


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii", "utf-8", "windows-1252", ""])
def test_what_windows_wrote_under_another_name_keeps_its_euro_and_quotes(charset):
    assert parse_email(mail(WORDS.encode("cp1252"), text(charset)), EML).text == WORDS
    html = parse_email(mail(f"<p>{WORDS}</p>".encode("cp1252"), text(charset, "html")), EML)
    assert (html.text, html.html) == (WORDS, f"<p>{WORDS}</p>")


def test_one_text_may_hold_the_bytes_of_two_charsets():
    body = "Señores:\n".encode() + "> dijo año".encode("cp1252")
    assert parse_email(mail(body, text("utf-8")), EML).text == "Señores:\n> dijo año"


def test_other_scripts_are_read_by_their_charset_and_chinese_by_the_wider_one():
    assert parse_email(mail("华为".encode("gb18030"), text("gb18030")), EML).text == "华为"
    assert parse_email(mail("华為".encode("gbk"), text("gb2312")), EML).text == "华為"
    assert parse_email(mail("Привет".encode("koi8-r"), text("koi8-r")), EML).text == "Привет"


def test_html_without_a_charset_says_it_itself():
    markup = '<html><head><meta charset="koi8-r"></head><body>Привет</body></html>'
    assert parse_email(mail(markup.encode("koi8-r"), text("", "html")), EML).text == "Привет"


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_headers_that_were_sent_raw_are_read(charset):
    head = "From: José Peña <jose@cliente.example>\r\nTo: Ñañez <n@cliente.example>\r\nSubject: Licitación “uno”\r\n"
    read = parse_email(head.encode(charset) + b"\r\nx", EML)
    assert (read.subject, read.sender) == ("Licitación “uno”", "José Peña <jose@cliente.example>")
    assert read.to == ("Ñañez <n@cliente.example>",)


@pytest.mark.parametrize(
    "written, read",
    [
        ("=?iso-8859-1?Q?Oferta_=93final=94_=96_1=2E250_=80?=", "Oferta “final” – 1.250 €"),
        ("=?utf-8?q?Licitaci=C3?=\r\n =?utf-8?q?=B3n?=", "Licitación"),
        ("=?utf-8?q?se=F1al?=", "señal"),
        ("=?us-ascii?q?se=F1al?= =?x-unknown?q?_a=F1o?=", "señal año"),
        ("Re:=?utf-8?b?TGljaXRhY2nDs24=?= hoy", "Re:Licitación hoy"),
        ("=?gb2312?b?ztKwrg==?=", "我爱"),
    ],
)
def test_encoded_words_of_a_wrong_charset_are_read(written, read):
    assert parse_email(f"From: a@b.co\r\nSubject: {written}\r\n\r\nx".encode(), EML).subject == read


def test_an_encoded_name_with_a_comma_stays_one_person():
    data = b"From: =?iso-8859-1?Q?Pe=F1a=2C_Jos=E9?= <jose@x.co>\r\nSubject: x\r\nTo: a@b.co\r\n\r\nx"
    assert parse_email(data, EML).sender == '"Peña, José" <jose@x.co>'


@pytest.mark.django_db
@pytest.mark.parametrize(
    "before",
    [b"\r\n", b"\n \n", b"\xef\xbb\xbf", b"From ana@cliente.example Mon Mar 15 10:00:00 2027\n", b">From ana@x.co\r\n"],
)
def test_what_a_program_wrote_before_the_message_does_not_hide_it(before, attach):
    kept, page = attach(before + mail(b"hola", text("utf-8")))
    assert (kept.email_subject, kept.email_sender) == ("precio", "Ana <ana@cliente.example>")
    assert "hola" in page


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["Fri, 31 Dec 9999 23:59:59 -0500", "Thu, 01 Jan 0150 00:00:00 +0500"])
def test_a_date_at_the_end_of_time_is_kept_within_what_can_be_shown(day, attach):
    kept, page = attach(mail(b"hola", text("utf-8"), head=f"{HEAD}Date: {day}"))
    assert kept.email_sent_at.year in (9999, 1900)
    assert "hola" in page


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [1, 2**63 - 1, 2**64 - 1])
def test_a_date_of_outlook_at_the_end_of_time_is_kept_within_what_can_be_shown(sent, attach):
    kept, page = attach(samples.msg(body="hola", sent=sent), "carta.msg")
    assert kept.email_sent_at.year in (9999, 1900)
    assert "hola" in page


@pytest.mark.django_db
def test_a_message_with_a_file_as_it_is_comes_in_and_gives_the_file_back(attach, client):
    whole = samples.PDF.replace(b"%%EOF", b"\0\x01\x02\x81\x8d\r\x0b%%EOF")
    body = b'--B\r\nContent-Type: text/plain\r\n\r\nver\r\n--B\r\nContent-Type: application/pdf; name="a.pdf"\r\n'
    body += b"Content-Transfer-Encoding: binary\r\n\r\n" + whole + b"\r\n--B--\r\n"
    data = mail(body, "Content-Type: multipart/mixed; boundary=B")
    kept, _page = attach(data)
    assert extract_part(data, EML, 0) == ("a.pdf", whole)
    take(client, kept, 0)
    assert OpportunityAttachment.objects.filter(original_name="a.pdf", size=len(whole)).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("packing", ["base64", "quoted-printable"])
def test_a_message_packed_inside_a_message_is_taken_out_and_read(packing, attach, client):
    inner = "From: José Peña <jose@cliente.example>\r\nSubject: Señal\r\nDate: Mon, 15 Mar 2027 10:00:00 -0500\r\n"
    inner = (inner + "Content-Type: text/plain; charset=utf-8\r\n\r\nañadir esto\r\n").encode()
    packed = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}[packing](inner)
    body = b"--B\r\nContent-Type: text/plain\r\n\r\nver\r\n--B\r\nContent-Type: message/rfc822\r\n"
    body += f"Content-Transfer-Encoding: {packing}\r\n\r\n".encode() + packed + b"\r\n--B--\r\n"
    kept, _page = attach(mail(body, "Content-Type: multipart/mixed; boundary=B"))
    take(client, kept, 0)
    taken = OpportunityAttachment.objects.get(original_name="Señal.eml")
    assert (taken.email_sender, taken.email_text) == ("José Peña <jose@cliente.example>", "añadir esto")


@pytest.mark.django_db
def test_an_outlook_message_inside_an_outlook_message_is_taken_out_and_read(attach, client):
    inside = samples.msg_streams(body="Adentro, señores", subject="RE: La otra")
    kept, page = attach(samples.msg(body="Ver adjunto", inside=inside), "carta.msg")
    assert "RE: La otra.msg" in page
    take(client, kept, 1)
    taken = OpportunityAttachment.objects.get(original_name="RE_ La otra.msg")
    assert (taken.email_subject, taken.email_text) == ("RE: La otra", "Adentro, señores")
    with taken.file.open("rb") as file:
        assert extract_part(file.read(), MSG, 0) == ("adjudicación.pdf", samples.PDF)


def test_outlook_reads_the_charsets_as_they_are_meant():
    for codepage, charset in ((28591, "cp1252"), (65001, "cp1252"), (20127, "utf-8"), (1252, "cp1252")):
        read = parse_email(samples.msg(html=f"<p>{WORDS}</p>".encode(charset), codepage=codepage), MSG)
        assert read.html == f"<p>{WORDS}</p>"
    rtf = rb"{\rtf1\ansi\ansicpg65001 Se\'c3\'b1or: \'e2\'82\'ac 5}"
    assert parse_email(samples.msg(rtf=rtf), MSG).text == "Señor: € 5"


def test_text_that_follows_a_file_is_read_on_and_nothing_goes_unlisted():
    parts = [
        "Content-Type: text/plain\r\n\r\nAntes",
        "Content-Type: image/png\r\nContent-ID: <x>\r\n\r\nxx",
        "Content-Type: text/html\r\n\r\n<p>Después</p>",
        "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR",
    ]
    body = "".join(f"--B\r\n{part}\r\n" for part in parts) + "--B--\r\n"
    read = parse_email(mail(body.encode(), "Content-Type: multipart/mixed; boundary=B"), EML)
    assert read.text == "Antes\n\nDespués"
    assert read.html == "<pre>Antes</pre>\n<p>Después</p>"
    assert [part.name for part in read.parts] == ["adjunto-2.png", "adjunto-4.ics"]


def test_html_in_pieces_beside_its_text_is_read_whole():
    pieces = [f"--C\r\nContent-Type: text/html\r\n\r\n<p>{one}</p>\r\n" for one in ("uno", "dos")]
    body = "--B\r\nContent-Type: text/plain\r\n\r\nuno dos\r\n--B\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n"
    read = parse_email(
        mail(f"{body}{''.join(pieces)}--C--\r\n--B--\r\n".encode(), "Content-Type: multipart/alternative; boundary=B"),
        EML,
    )
    assert (read.text, read.html) == ("uno dos", "<p>uno</p>\n<p>dos</p>")
