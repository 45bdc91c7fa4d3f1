"""Joining two records of the same client or person: everything that hangs on them moves, nothing is lost."""

import pytest
from django.urls import reverse

from almacontact.refusals import NotAllowed, Refused, StaleVersion
from pipeline.clients.actions.clients import edit_client
from pipeline.clients.actions.merging import merge_clients, merge_contacts
from pipeline.models import Client, Contact
from tests.factories import log_interest, make_client, make_contact, make_opportunity

pytestmark = pytest.mark.django_db


def test_everything_that_hangs_on_the_absorbed_client_moves(analyst, coordinator):
    keep, absorb = make_client(analyst, nit=""), make_client(analyst, nit="830135217", check_digit="2", city="Cali")
    opportunity = make_opportunity(analyst, client=absorb)
    contact = make_contact(analyst, absorb)
    merge_clients(keep=keep, absorb=absorb, by=coordinator, reason="Misma empresa")
    for record in (opportunity, contact, absorb, keep):
        record.refresh_from_db()
    assert (opportunity.client, contact.client, absorb.merged_into) == (keep, keep, keep)
    assert (keep.nit, keep.check_digit, keep.city) == ("830135217", "2", "Cali")
    assert opportunity.history.first().history_change_reason == "Misma empresa"
    assert opportunity.history.first().history_user == coordinator


def test_no_relation_of_a_client_is_forgotten(analyst, coordinator):
    keep, absorb = make_client(analyst), make_client(analyst)
    make_opportunity(analyst, client=absorb)
    make_contact(analyst, absorb)
    merge_clients(keep=keep, absorb=absorb, by=coordinator)
    for relation in Client._meta.related_objects:
        if relation.field.name != "merged_into":
            assert not relation.related_model._base_manager.filter(**{relation.field.name: absorb}).exists(), relation


def test_what_the_kept_client_knows_is_not_overwritten(analyst, coordinator):
    keep, absorb = make_client(analyst, city="Bogotá"), make_client(analyst, city="Cali")
    merge_clients(keep=keep, absorb=absorb, by=coordinator)
    keep.refresh_from_db()
    assert keep.city == "Bogotá"


def test_two_companies_with_their_own_nits_are_not_one(analyst, coordinator):
    keep, absorb = make_client(analyst, nit="830135217"), make_client(analyst, nit="860316750")
    with pytest.raises(Refused, match="NIT"):
        merge_clients(keep=keep, absorb=absorb, by=coordinator)
    absorb.refresh_from_db()
    assert absorb.merged_into is None


def test_a_client_is_not_merged_twice_nor_into_itself(analyst, coordinator):
    keep, absorb = make_client(analyst), make_client(analyst)
    with pytest.raises(Refused):
        merge_clients(keep=keep, absorb=keep, by=coordinator)
    merge_clients(keep=keep, absorb=absorb, by=coordinator)
    absorb.refresh_from_db()
    with pytest.raises(Refused):
        merge_clients(keep=keep, absorb=absorb, by=coordinator)


@pytest.mark.parametrize("part", ["analyst", "general_manager", "planner", "quality_lead", "auditor", "administrator"])
def test_only_a_coordinator_or_director_merges(everybody, part):
    keep, absorb = make_client(everybody["analyst"]), make_client(everybody["analyst"])
    with pytest.raises(NotAllowed):
        merge_clients(keep=keep, absorb=absorb, by=everybody[part])
    absorb.refresh_from_db()
    assert absorb.merged_into is None
    assert absorb.version == 0


def test_contacts_merge_with_their_follow_ups(analyst, coordinator):
    opportunity = make_opportunity(analyst)
    follow_up = log_interest(opportunity, analyst)
    keep = make_contact(analyst, opportunity.client, phone="300 111 2222")
    absorb = follow_up.contact
    merge_contacts(keep=keep, absorb=absorb, by=coordinator)
    follow_up.refresh_from_db()
    keep.refresh_from_db()
    assert follow_up.contact == keep
    assert keep.is_decision_maker
    assert list(opportunity.client.contacts.current()) == [keep]


def test_contacts_of_different_clients_do_not_merge(analyst, coordinator):
    one, other = make_contact(analyst, make_client(analyst)), make_contact(analyst, make_client(analyst))
    with pytest.raises(Refused):
        merge_contacts(keep=one, absorb=other, by=coordinator)


def test_the_page_of_a_merged_client_leads_to_the_one_that_stays(client, analyst, coordinator):
    keep, absorb = make_client(analyst), make_client(analyst)
    client.force_login(coordinator)
    page = client.post(reverse("pipeline:client_merge", args=[absorb.pk]), {"keep": keep.pk, "reason": "Igual"})
    assert page.status_code == 302
    assert client.get(absorb.get_absolute_url()).headers["Location"] == keep.get_absolute_url()


def test_a_client_edited_meanwhile_is_not_merged_blindly(analyst, coordinator):
    keep, absorb = make_client(analyst), make_client(analyst)
    stale = Client.objects.get(pk=absorb.pk)
    edit_client(client=absorb, by=analyst, changes={"city": "Cali"})
    with pytest.raises(StaleVersion):
        merge_clients(keep=keep, absorb=stale, by=coordinator)
    assert Contact.objects.count() == 0
