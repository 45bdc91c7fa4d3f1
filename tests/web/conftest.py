import pytest


@pytest.fixture
def pages(settings):
    """The addresses of `tests.web.pages` in front of the application's."""
    settings.ROOT_URLCONF = "tests.web.pages"
