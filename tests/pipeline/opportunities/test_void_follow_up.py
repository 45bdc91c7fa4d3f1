"""Voiding a mistaken contact: it stays, struck through, with the reason."""

import pytest
from django.test import Client as Browser

from almacontact.refusals import NotAllowed, Refused
from pipeline.models import FollowUp, Opportunity
from pipeline.opportunities.actions.follow_ups import void_follow_up
from tests.factories import log_interest, make_opportunity
from tests.pipeline.opportunities.unchanged import unchanged


def test_a_voided_contact_stays_with_its_reason(client: Browser, analyst):
    opportunity = make_opportunity(analyst)
    follow_up = log_interest(opportunity, analyst)
    client.force_login(analyst)
    url = f"/follow-ups/{follow_up.pk}/void/"
    with unchanged():
        assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Era de otro cliente"}).status_code == 302
    follow_up.refresh_from_db()
    assert (follow_up.voided_by, follow_up.void_reason) == (analyst, "Era de otro cliente")
    assert Opportunity.objects.get().last_contact_on is None
    stream = client.get(f"{opportunity.get_absolute_url()}timeline/").content.decode()
    assert "timeline-voided" in stream
    assert "Era de otro cliente" in stream


def test_it_is_not_voided_twice(analyst):
    follow_up = log_interest(make_opportunity(analyst), analyst)
    void_follow_up(follow_up=follow_up, by=analyst, reason="Error")
    with unchanged(), pytest.raises(Refused):
        void_follow_up(follow_up=follow_up, by=analyst, reason="Otra vez")


def test_who_voids(client: Browser, everybody):
    follow_up = log_interest(make_opportunity(everybody["analyst"]), everybody["analyst"])
    for part, person in everybody.items():
        if part in {"analyst", "coordinator", "director", "second_director"}:
            continue
        client.force_login(person)
        with unchanged():
            answer = client.post(f"/follow-ups/{follow_up.pk}/void/", {"reason": "Porque sí"})
            assert answer.status_code in (403, 404), part
            fresh = FollowUp.objects.select_related("opportunity").get(pk=follow_up.pk)
            with pytest.raises(NotAllowed):
                void_follow_up(follow_up=fresh, by=person, reason="Porque sí")
