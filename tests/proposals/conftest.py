"""What several tests of proposals begin with: a deal, and its check list in the states that matter."""

import pytest

from tests.factories import make_opportunity
from tests.proposals.intake.intake_records import answer_all, make_check_list, with_noes


@pytest.fixture
def opportunity(analyst):
    return make_opportunity(analyst)


@pytest.fixture
def check_list(opportunity, analyst):
    return make_check_list(opportunity, analyst)


@pytest.fixture
def committee(check_list, director):
    """A check list at 63 %: ten of 27 lines are a *no*, none of them excluding."""
    answer_all(check_list, director, with_noes(10))
    return check_list


@pytest.fixture
def no_go(check_list, director):
    """A check list with an excluding *no*."""
    answer_all(check_list, director, {"security": "no"})
    return check_list
