"""Every page of the system but those of offers, which `test_every_page_of_offers.py` looks at beside these."""

from typing import Any

import pytest

from tests.browser.every_page import PEOPLE, walk

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("part", PEOPLE)
def test_every_page(part: str, page, live_server, sign_in, everybody, world: Any, untranslated, seen):
    sign_in(page, everybody[part])
    walk(
        everybody[part],
        page,
        live_server.url,
        world,
        untranslated,
        seen,
        wanted=lambda name: not name.startswith("proposals:"),
    )
    assert seen, "nothing to see"
