"""What several tests of proposals begin with: a deal, and its check list in the states that matter."""

import pytest

from tests.factories import make_opportunity
from tests.proposals.intake.intake_records import ASKED, COMMITTEE, NO_GO


@pytest.fixture
def opportunity(request, analyst):
    """The deal of the check list that the test asks for; one without where it asks for none."""
    asked = next((name for name in ("committee", "no_go", "check_list") if name in request.fixturenames), None)
    return request.getfixturevalue(asked).opportunity if asked else make_opportunity(analyst)


@pytest.fixture
def check_list(analyst):
    """A check list without answers."""
    return ASKED.reach("asked")


@pytest.fixture
def committee(analyst, director):
    """A check list at 63 %: ten of 27 lines are a *no*, none of them excluding."""
    return COMMITTEE.reach("answered")


@pytest.fixture
def no_go(analyst, director):
    """A check list with an excluding *no*."""
    return NO_GO.reach("answered")
