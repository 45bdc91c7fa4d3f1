"""A merge of two clients is taken back while nothing of it was touched: each is again what it was before."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from almacontact.web.search import find
from pipeline.clients.actions.clients import edit_client
from pipeline.clients.actions.contacts import edit_contact
from pipeline.clients.actions.merging import merge_clients, undo_merge
from pipeline.models import Client, ClientMerge, Opportunity
from quality.models import ClosedPeriodEffect
from tests.factories import make_client, make_contact, make_opportunity
from tests.world import historical_deals, won_deal

pytestmark = pytest.mark.django_db


def said_of(client: Client) -> dict:
    """All that a client says, but for how often it was written."""
    left_out = ("version",)
    return {
        one.attname: value
        for one in Client._meta.concrete_fields
        if one.name not in left_out and (value := Client.objects.values_list(one.attname, flat=True).get(pk=client.pk))
    }


def merged(keep: Client, absorb: Client, by) -> ClientMerge:
    merge_clients(keep=keep, absorb=absorb, by=by, reason="La misma empresa")
    return ClientMerge.objects.get(absorbed=absorb, undone_at__isnull=True)


def test_each_client_is_what_it_was_before_with_what_was_its_own(analyst, coordinator):
    keep = make_client(analyst, nit="", notes="")
    absorb = make_client(analyst, nit="830135217", check_digit="2", notes="Llamar en la tarde.")
    ours, theirs = make_opportunity(analyst, client=keep), make_opportunity(analyst, client=absorb)
    person = make_contact(analyst, absorb)
    before = said_of(keep), said_of(absorb)
    merge = merged(keep, absorb, coordinator)
    assert said_of(keep)["nit"] == "830135217"
    undo_merge(merge=merge, by=coordinator, reason="Son dos empresas")
    for record in (ours, theirs, person, merge):
        record.refresh_from_db()
    assert (said_of(keep), said_of(absorb)) == before
    assert (ours.client, theirs.client, person.client) == (keep, absorb, absorb)
    assert (merge.undone_by, theirs.history.first().history_change_reason) == (coordinator, "Son dos empresas")


def test_the_name_finds_its_own_client_again_and_no_other(analyst, coordinator):
    keep, absorb = make_client(analyst, name="Meseta"), make_client(analyst, name="Cordillera", nit="830135217")
    merge = merged(keep, absorb, coordinator)
    assert [one.url for one in find(analyst, "cordillera")] == [keep.get_absolute_url()]
    undo_merge(merge=merge, by=coordinator)
    for text in ("cordillera", "830135217"):
        assert [one.url for one in find(analyst, text)] == [absorb.get_absolute_url()]


def test_wins_count_as_of_a_new_client_as_they_did(analyst, director):
    first, later = won_deal(), won_deal()
    merge = merged(Client.objects.get(pk=first.client_id), Client.objects.get(pk=later.client_id), director)
    deals = Opportunity.objects.filter(pk__in=[first.pk, later.pk]).order_by("pk")
    assert list(deals.values_list("new_client", flat=True)) == [True, False]
    undo_merge(merge=merge, by=director)
    assert list(deals.values_list("new_client", flat=True)) == [True, True]


def test_what_it_does_to_closed_periods_is_listed(analyst, director):
    long_ago = [
        {"expected_close_on": today() - timedelta(days=days), "client": f"Sabana {days}"} for days in (230, 200)
    ]
    first, later = historical_deals("Cerrada ganada", *long_ago)
    merge = merged(first.client, later.client, director)
    undo_merge(merge=merge, by=director)
    touched = ClosedPeriodEffect.objects.order_by("pk").values_list("what", "codes")
    assert list(touched)[-2:] == [("not_new", [later.code]), ("new_again", [later.code])]


def edited(merge, by):
    edit_client(client=Client.objects.get(pk=merge.kept_id), by=by, changes={"city": "Cali"})
    return str(merge.kept)


def called(merge, by):
    person = Client.objects.get(pk=merge.kept_id).contacts.first()
    edit_contact(contact=person, by=by, changes={"phone": "300 111 2222"})
    return str(person)


def sold_to(merge, by):
    return make_opportunity(by, client=Client.objects.get(pk=merge.kept_id)).code


def joined(merge, by):
    merge_clients(keep=Client.objects.get(pk=merge.kept_id), absorb=make_client(by), by=by)
    return str(merge.kept)


@pytest.mark.parametrize("touch", [edited, called, sold_to, joined])
def test_what_was_touched_since_is_named_and_nothing_is_undone(analyst, director, touch):
    keep, absorb = make_client(analyst), make_client(analyst)
    make_contact(analyst, absorb)
    merge = merged(keep, absorb, director)
    named = touch(merge, director)
    with pytest.raises(Refused, match=named):
        undo_merge(merge=merge, by=director)
    assert Client.objects.get(pk=absorb.pk).merged_into == keep


def test_a_merge_is_undone_once_and_may_be_made_again(analyst, director):
    keep, absorb = make_client(analyst), make_client(analyst)
    merge = merged(keep, absorb, director)
    undo_merge(merge=merge, by=director)
    with pytest.raises(Refused):
        undo_merge(merge=merge, by=director)
    again = merged(Client.objects.get(pk=keep.pk), Client.objects.get(pk=absorb.pk), director)
    assert again.pk != merge.pk


@pytest.mark.parametrize("part", ["analyst", "general_manager", "planner", "quality_lead", "auditor", "administrator"])
def test_only_who_may_merge_undoes(everybody, part):
    analyst = everybody["analyst"]
    merge = merged(make_client(analyst), make_client(analyst), everybody["coordinator"])
    with pytest.raises(NotAllowed):
        undo_merge(merge=merge, by=everybody[part])


def test_the_page_of_the_client_offers_it_and_says_why_not(client, analyst, coordinator):
    keep, absorb = make_client(analyst), make_client(analyst, name="Antigua Sabana S.A.S.")
    make_contact(analyst, absorb, name="Paola Gil")
    merge = merged(keep, absorb, coordinator)
    client.force_login(coordinator)
    url = reverse("pipeline:client_merge_undo", args=[merge.pk])
    assert url in client.get(keep.get_absolute_url()).content.decode()
    page = client.get(url)
    assert "Paola Gil" in page.content.decode()
    done = client.post(url, {"reason": "Son dos"}, follow=True)
    assert done.redirect_chain[-1][0] == absorb.get_absolute_url()
    assert "Antigua Sabana S.A.S." in done.content.decode()
    again = merged(Client.objects.get(pk=keep.pk), Client.objects.get(pk=absorb.pk), coordinator)
    new = make_opportunity(analyst, client=Client.objects.get(pk=keep.pk))
    url = reverse("pipeline:client_merge_undo", args=[again.pk])
    assert new.code in html.unescape(client.get(url).content.decode())
    refused = client.post(url, {"reason": ""})
    assert (refused.status_code, new.code in html.unescape(refused.content.decode())) == (422, True)
