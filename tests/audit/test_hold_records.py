"""Holding a record: read anew in place, by one query, and given back as it was when what happens inside fails."""

import pytest
from django.db import transaction

from almacontact.audit.locking import LockOrderBroken, holding, lock
from pipeline.models import Opportunity
from tests.factories import make_opportunity

pytestmark = pytest.mark.django_db


def test_a_held_record_is_read_anew_with_its_state_by_one_query(analyst, django_assert_num_queries):
    opportunity = make_opportunity(analyst)
    Opportunity.history.filter(pk=0).exists()  # the connection is open
    with transaction.atomic(), django_assert_num_queries(1):
        lock(opportunity)
        assert opportunity.stage == "hunting"


def test_a_refusal_gives_the_record_back_as_the_caller_had_it(analyst):
    opportunity = make_opportunity(analyst, description="Como estaba")

    def fail_half_way() -> None:
        with holding(opportunity):
            opportunity.description = "A medias"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert opportunity.description == "Como estaba"


def test_a_record_that_comes_earlier_is_not_locked_after_a_later_one(analyst):
    opportunity = make_opportunity(analyst)
    with pytest.raises(LockOrderBroken, match="Client"), holding(opportunity):
        lock(opportunity.client)
