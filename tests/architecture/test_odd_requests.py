"""Whatever the query string or the body of a request: the site answers, and never with an error of its own (500).

Sent by the director, who gets past most doors, with values that no page of ours sends. PostgreSQL refuses NUL in a
text; here every statement that carries one fails, whatever the database.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from tests.architecture.test_access_matrix import Address, World, callable_addresses

HUGE = "9" * 20
NUL = "a\0b"
LONG = "Ñ" * 3_000  # longer than any column, and yet a page that shows it again is not all of the work
ODD_VALUES = ("-1", HUGE, NUL, "9" * 5_000, "2026-02-30", "1e999999", "<svg/onload=alert(1)>__")
# What the pages of the site read from their query, and what no link of ours carries.
NAMES = (
    "page", "sort", "q", "owner", "since", "until", "year", "month", "stage", "status", "scope", "client", "kind",
    "part", "view", "next", "base", "query", "filters", "totals", "state", "role", "more", "to", "outcome",
    "milestone", "segment", "service", "lead_source", "sector", "city", "opportunity", "key", "tab", "area",
    "card", "show", "seats_min", "expected_close_on_min", "monthly_value_min", "format", "by", "basis", "offset",
    "code", "contact", "text", "list_key", "name", "inline",
)  # fmt: skip
ODD_BODIES = {"too long": LONG, "NUL": NUL, "a huge number": HUGE, "nothing": ""}
ODD_JSON = (
    "",
    "null",
    "[]",
    "[" * 50_000,
    '{"cells": [{}], "codes": {}, "field": []}',
    '{"cells": [{"code": "x", "field": "seats", "value": "1", "base": "", "version": 1e999}]}',
    json.dumps({"cells": [{"code": NUL, "field": "next_step", "value": NUL, "base": NUL, "version": 10**30}]}),
    json.dumps({"field": "next_step", "codes": [NUL, {}, 10**30], "value": NUL}),
    '{"field": "next_step", "codes": ["\\ud800"], "value": "\\ud800"}',
)
JSON_ENDPOINTS = {"pipeline:grid_cells", "pipeline:grid_bulk"}
# It would end the session that asks.
LEFT_ALONE = {"account_logout"}
FIELD = re.compile(r'\bname="([^"]+)"')
UPLOADS = ("file", "upload", "uploads")


@pytest.fixture
def director_client(everybody) -> Iterator[Client]:
    client = Client(raise_request_exception=False)
    client.force_login(everybody["director"])
    with connection.execute_wrapper(_as_postgresql):
        yield client


@pytest.fixture
def world(everybody) -> World:
    return World(everybody)


def _as_postgresql(execute: Callable[..., Any], sql: str, given: Any, many: bool, context: Any) -> Any:
    rows = (given or ()) if many else (given or (),)
    if any(isinstance(value, str) and "\0" in value for row in rows for value in row):
        raise ValueError("A string literal cannot contain NUL (0x00) characters.")
    return execute(sql, given, many, context)


def addresses() -> Iterator[Address]:
    return (address for address in callable_addresses() if address.name not in LEFT_ALONE)


def _page(client: Client, url: str) -> str:
    answer = client.get(url)
    return "" if answer.streaming else answer.content.decode(errors="replace")


def failures(answers: list[tuple[str, HttpResponse]]) -> str:
    return "\n".join(f"{what}: {answer.status_code}" for what, answer in answers if answer.status_code >= 500)


def test_odd_query_strings_break_no_page(director_client, world):
    answers = [
        (f"GET {address.name} with {value[:30]!r}", director_client.get(url, dict.fromkeys(NAMES, value)))
        for address in addresses()
        for url in [address.url(world)]
        for value in (ODD_VALUES[1:3] if address.arguments else ODD_VALUES)
    ]
    assert not failures(answers)


def test_odd_forms_and_files_break_no_page(director_client, world):
    answers, files = [], 0
    for address in addresses():
        url = address.url(world)
        page = _page(director_client, url)
        names = {*FIELD.findall(page)} - {*UPLOADS} or NAMES
        for told, value in ODD_BODIES.items():
            answers.append((f"POST {address.name} with {told}", director_client.post(url, dict.fromkeys(names, value))))
        if 'type="file"' in page:
            files += 1
            odd = SimpleUploadedFile("=a;b.xlsx", b"PK\x03\x04" + b"\0" * 64, "application/x-msdownload")
            answers.append((f"POST {address.name} a file", director_client.post(url, dict.fromkeys(UPLOADS, odd))))
    assert files > 3
    assert not failures(answers)


def test_odd_json_breaks_no_endpoint(director_client, world):
    world.opportunity.refresh_from_db()
    half = {"code": world.opportunity.code, "field": "next_step", "value": "\ud800", "base": "", "version": 1}
    bodies = (*ODD_JSON, json.dumps({"cells": [half]}))
    answers = [
        (
            f"POST {address.name} with {body[:60]}",
            director_client.post(address.url(world), body, content_type="application/json"),
        )
        for address in addresses()
        if address.name in JSON_ENDPOINTS
        for body in bodies
    ]
    assert not failures(answers)


def test_a_statement_with_nul_fails_here_as_in_postgresql(director_client, analyst):
    with pytest.raises(ValueError, match="NUL"):
        type(analyst).objects.filter(name=NUL).exists()
