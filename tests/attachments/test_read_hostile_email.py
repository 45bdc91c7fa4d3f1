"""A hostile e-mail costs what its size costs: twice the bytes take about twice the work, and limits are said in words.

Work is counted in lines of Python that run, not in seconds: a loaded machine counts the same.
"""

import sys
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from almacontact.attachments.actions import attach
from almacontact.attachments.emails import extract_part, parse_email
from almacontact.attachments.message import LARGEST_HEADER, DamagedMessageError
from almacontact.refusals import Refused
from pipeline.models import OpportunityAttachment
from tests.attachments import samples
from tests.factories import make_opportunity

EML = "message/rfc822"


def letter(body: str = "Hola", *, to: str = "a@b.co", subject: str = "s") -> bytes:
    head = f"From: x@y.co\nTo: {to}\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    return (head + body).encode()


def work_of(call: Callable[[], object]) -> int:
    """How many lines of Python ran."""
    lines = 0

    def count(_frame, event, _argument):
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        call()
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("piece", ["<!--", "<![", "<?", "<a ", "<a x='", "</a ", "<div>", "<script>", "&#"])
def test_twice_the_broken_markup_takes_twice_the_work(piece):
    def work(count: int) -> int:
        return work_of(lambda: parse_email(letter(piece * count), EML))

    work(200)
    assert work(4000) < 3 * work(2000) + 1000


def test_what_a_reader_of_markup_is_fed_is_closed(monkeypatch):
    """The standard library's reader looks for the end of an open comment or tag again and again: it gets none."""
    fed: list[str] = []
    monkeypatch.setattr("almacontact.attachments.markup._TextReader.feed", lambda _self, text: fed.append(text))
    for piece in ("<!--", "<![", "<?", "<a ", "<a x='"):
        parse_email(letter(piece * 500), EML)
    assert all(text.count("<") == text.count(">") for text in fed)


def test_elements_inside_one_another_without_end_are_read_as_words_alone():
    read = parse_email(letter("<div>" * 60_000 + "<p>Adjudicamos</p>"), EML)
    assert read.text == "Adjudicamos"
    assert read.html == ""


@pytest.mark.django_db
def test_twenty_thousand_recipients_are_refused_in_words_before_anything_is_written(analyst):
    deal = make_opportunity(analyst)
    many = letter(to=",\n ".join(f"u{number}@b.co" for number in range(20_000)))
    file = SimpleUploadedFile("todos.eml", many, content_type=EML)
    with pytest.raises(Refused) as refused:
        attach(model=OpportunityAttachment, by=analyst, file=file, kind="email", opportunity=deal)
    assert "“To”" in str(refused.value)
    assert not OpportunityAttachment.objects.exists()


@pytest.mark.parametrize("name", ["To", "Subject", "From", "Date", "Content-Type", "X-Odd"])
def test_no_header_of_any_part_is_longer_than_can_be_read(name):
    inside = f"Content-Type: message/rfc822\n\n{name}: {'=?utf-8?q?a?= ' * LARGEST_HEADER}\n\nhola"
    for data in (f"{name}: {'=?utf-8?q?a?= ' * LARGEST_HEADER}\n\nhola", inside):
        with pytest.raises(DamagedMessageError, match=name):
            parse_email(data.encode(), EML)


def test_a_letter_to_two_hundred_people_is_read():
    people = [f"persona{number}@cliente.example" for number in range(200)]
    assert parse_email(letter(to=",\n ".join(people)), EML).to == tuple(people)


@pytest.mark.parametrize("piece", ["=?a?q?", "=?utf-8?q?=C3?= ", "=?", "\xf3", "=?x?b?????="])
def test_twice_the_odd_headers_take_twice_the_work(piece):
    def work(count: int) -> int:
        data = b"".join(f"Subject: {piece * 200}\n".encode("latin-1") for _ in range(count)) + b"From: a@b.co\n\nx"
        return work_of(lambda: parse_email(data, EML))

    work(20)
    assert work(400) < 3 * work(200) + 1000


def test_an_inner_message_of_outlook_whose_streams_all_claim_the_same_bytes_is_not_written_out():
    """A file of some kilobytes could ask for gigabytes."""
    inside = samples.msg_streams(body="x" * 4096)
    inside |= {f"__substg1.0_{number:04X}001F": b"claim" for number in range(0x6000, 0x6040)}
    data = bytearray(samples.msg(inside=inside))
    body = "__substg1.0_1000001F".encode("utf-16-le")
    entry = data.index(body)
    start_and_size = data[entry + 116 : entry + 128]
    for number in range(0x6000, 0x6040):
        claim = data.index(f"__substg1.0_{number:04X}001F".encode("utf-16-le"))
        data[claim + 116 : claim + 128] = start_and_size
    with pytest.raises(DamagedMessageError):
        extract_part(bytes(data), "application/vnd.ms-outlook", 1)


def test_five_hundred_recipients_of_outlook_that_claim_one_long_name_cost_nothing():
    streams = {}
    for number in range(200):
        streams[f"__recip_version1.0_#{number:08X}/__substg1.0_3001001F"] = b"a\0"
    data = bytearray(samples.compound({**samples.msg_streams(body="x" * 200_000), **streams}))
    entry = data.index("__substg1.0_1000001F".encode("utf-16-le"))
    at = -1
    for _ in range(200):
        at = data.index("__substg1.0_3001001F".encode("utf-16-le"), at + 1)
        data[at + 116 : at + 128] = data[entry + 116 : entry + 128]
    read = parse_email(bytes(data), "application/vnd.ms-outlook")
    assert all(len(name) < 100 for name in read.recipients)
