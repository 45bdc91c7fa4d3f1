"""A test that commits leaves nothing to the next one, and takes nothing from it."""

import pytest

from almacontact.accounts.models import User
from almacontact.audit.doors import TESTS
from pipeline.models import LossReason, Opportunity, StagePolicy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_finds_the_catalogues_and_nobody_and_leaves_the_opposite(turn):
    assert StagePolicy.objects.count() == 4
    assert LossReason.objects.count() > 5
    assert not User.objects.exists()
    assert not Opportunity.objects.exists()
    User.objects.create_user("left@example.com", name="Left behind")
    with TESTS.open():
        StagePolicy.objects.all().delete()
        LossReason.history.all().delete()
        LossReason.objects.all().delete()
