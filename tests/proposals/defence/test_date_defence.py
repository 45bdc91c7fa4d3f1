"""The days of a defence that no calendar holds."""

import pytest
from django.urls import reverse

from almacontact.refusals import Refused
from proposals.defence.actions.defence import plan_defence
from proposals.models import ProposalDefence
from tests.factories import make_opportunity
from tests.proposals.defence.defence_records import in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def opportunity(analyst):
    return make_opportunity(analyst)


@pytest.mark.parametrize("day", ["9999-12-31", "1999-12-31"])
def test_a_day_that_no_calendar_holds_is_refused_at_its_field(opportunity, analyst, client, day):
    client.force_login(analyst, backend="allauth.account.auth_backends.AuthenticationBackend")
    given = {"starts_at": f"{day}T20:00", "ends_at": f"{day}T23:30", "place": "Calle 100", "link": "", "confirm": "1"}
    answer = client.post(reverse("proposals:defence_create", args=[opportunity.code]), given)
    assert answer.status_code == 422
    assert not ProposalDefence.objects.exists()
    with pytest.raises(Refused) as refused:
        plan_defence(
            opportunity=opportunity,
            by=analyst,
            values={"starts_at": in_days(5).replace(year=int(day[:4])), "ends_at": in_days(5), "place": "Bogotá"},
        )
    assert [(one.code, one.field) for one in refused.value.blockers] == [("year", "starts_at")]
