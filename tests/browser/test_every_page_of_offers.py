"""Every page of offers: requests, pricing, proposals, awards."""

from typing import Any

import pytest

from tests.browser.every_page import PEOPLE, walk

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("part", [part for part in PEOPLE if part != "administrator"])
def test_every_page_of_offers(part: str, page, live_server, sign_in, everybody, world: Any, untranslated, seen):
    sign_in(page, everybody[part])
    walk(
        everybody[part],
        page,
        live_server.url,
        world,
        untranslated,
        seen,
        wanted=lambda name: name.startswith("proposals:"),
    )
    assert seen, "nothing to see"
