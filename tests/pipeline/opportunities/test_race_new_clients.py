"""Two clients that join one group in the same moment are one company: one of their wins counts as of a new client."""

from datetime import timedelta

import pytest

from almacontact.calendar import today
from pipeline.clients.actions.clients import edit_client
from pipeline.models import Client
from pipeline.states import Stage
from tests.proof import rounds
from tests.racing import loaded, race, unclear
from tests.world import historical_deals

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@rounds(short=3, long=50)
def test_two_clients_join_an_empty_group_at_once(everybody, rounds):
    director = everybody["director"]
    for number in range(rounds):
        won = {"stage": "Cerrada ganada", "expected_close_on": today() - timedelta(days=3)}
        deals = historical_deals(
            Stage.CLOSED, *({**won, "client": f"{name} {number}"} for name in ("Alfa Andina", "Beta Boreal"))
        )
        assert [one.new_client for one in deals] == [True, True]

        def joins(client: Client, group: str):
            def read():
                seen = loaded(client)
                return lambda: edit_client(client=seen, by=director, changes={"group": group})

            return read

        answers = race(*(joins(one.client, f"Grupo {number}") for one in deals))
        assert not unclear(answers), answers
        assert sorted(loaded(one).new_client for one in deals) == [False, True]
