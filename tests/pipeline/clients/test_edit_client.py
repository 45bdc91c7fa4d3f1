"""Clients, contacts and catalogues through their pages."""

import pytest
from django.urls import reverse

from pipeline.models import Client, Contact, Segment, StagePolicy
from tests.factories import make_client, make_contact, make_opportunity
from tests.world import won_deal

pytestmark = pytest.mark.django_db


def _client_data(**values):
    return {"name": "Banco Nuevo S.A.", "full_nit": "", "ownership": "private", **values}


def test_a_client_is_added_with_its_nit_and_check_digit_apart(client, analyst):
    client.force_login(analyst)
    client.post(reverse("pipeline:client_create"), _client_data(full_nit="830.135.217-2"))
    made = Client.objects.get(name="Banco Nuevo S.A.")
    assert (made.nit, made.check_digit, made.full_nit) == ("830135217", "2", "830.135.217-2")
    assert made.history.get().history_user == analyst


def test_a_wrong_check_digit_is_refused_with_the_right_one_and_nothing_typed_is_lost(client, analyst):
    client.force_login(analyst)
    page = client.post(reverse("pipeline:client_create"), _client_data(full_nit="830.135.217-5"))
    assert page.status_code == 422
    assert "830135217" in page.content.decode()
    assert "Banco Nuevo S.A." in page.content.decode()
    assert not Client.objects.exists()


def test_a_nit_that_another_client_has_is_refused_with_the_way_to_it(client, analyst):
    taken = make_client(analyst, nit="830135217", check_digit="2")
    client.force_login(analyst)
    page = client.post(reverse("pipeline:client_create"), _client_data(full_nit="830.135.217-2"))
    assert page.status_code == 422
    assert taken.get_absolute_url() in page.content.decode()


def test_a_name_that_is_there_already_is_shown_while_adding(client, analyst):
    there = make_client(analyst, name="Fintech Sabana S.A.S.")
    client.force_login(analyst)
    page = client.get(reverse("pipeline:client_create"), {"name": "FINTECH SABANA SAS"})
    assert there.get_absolute_url() in page.content.decode()


def test_a_stale_edit_shows_both_values(client, analyst, colleague):
    record = make_client(analyst, city="Bogotá")
    client.force_login(colleague)
    url = reverse("pipeline:client_edit", args=[record.pk])
    client.post(url, _client_data(name=record.name, city="Cali", version=0))
    client.force_login(analyst)
    page = client.post(url, _client_data(name=record.name, city="Tunja", version=0))
    words = page.content.decode()
    assert page.status_code == 409
    assert "Cali" in words
    assert "Tunja" in words
    record.refresh_from_db()
    assert record.city == "Cali"


def test_an_area_leader_sees_only_the_clients_of_their_opportunities(client, analyst, coordinator, planner):
    from pipeline.opportunities.actions.opportunities import involve_areas

    seen, hidden = make_opportunity(analyst), make_opportunity(analyst)
    involve_areas(opportunity=seen, by=coordinator, roles=["workforce_planning"])
    client.force_login(planner)
    assert client.get(seen.client.get_absolute_url()).status_code == 200
    assert client.get(hidden.client.get_absolute_url()).status_code == 404


def test_whether_a_company_is_a_client_is_derived_from_its_awards(client, analyst, director):
    won = won_deal()
    client.force_login(analyst)
    prospects = client.get(reverse("pipeline:client_list"), {"kind": "prospect"}).content.decode()
    clients = client.get(reverse("pipeline:client_list"), {"kind": "client"}).content.decode()
    assert won.client.name in clients
    assert won.client.name not in prospects


def test_consent_without_its_proof_is_refused_at_the_field(client, analyst):
    company = make_client(analyst)
    client.force_login(analyst)
    data = {"name": "Paola Gil", "consent_on": "2026-01-15", "active": "on"}
    page = client.post(reverse("pipeline:contact_create", args=[company.pk]), data)
    assert page.status_code == 422
    assert not Contact.objects.exists()
    client.post(reverse("pipeline:contact_create", args=[company.pk]), {**data, "consent_proof": "Correo"})
    assert Contact.objects.get().consent_proof == "Correo"


def test_after_adding_the_missing_contact_one_is_led_back_only_within_the_site(client, analyst):
    company = make_client(analyst)
    client.force_login(analyst)
    for target, expected in (("/board/", "/board/"), ("https://evil.example/", company.get_absolute_url())):
        url = f"{reverse('pipeline:contact_create', args=[company.pk])}?next={target}"
        assert client.post(url, {"name": "Paola Gil", "active": "on"}).headers["Location"] == expected


def test_a_contact_keeps_its_follow_ups_when_it_left(client, analyst):
    contact = make_contact(analyst, make_client(analyst))
    client.force_login(analyst)
    client.post(reverse("pipeline:contact_edit", args=[contact.pk]), {"name": contact.name, "version": 0})
    contact.refresh_from_db()
    assert contact.active is False
    assert contact.version == 1


@pytest.mark.parametrize("part", ["analyst", "coordinator", "general_manager", "auditor", "administrator"])
def test_only_the_director_edits_catalogues(client, everybody, part):
    client.force_login(everybody[part])
    entry = Segment.objects.first()
    for url in (
        reverse("pipeline:catalogue_list"),
        reverse("pipeline:entry_create", args=["segments"]),
        reverse("pipeline:entry_edit", args=["segments", entry.pk]),
        reverse("pipeline:stage_policy_edit", args=["hunting"]),
    ):
        assert client.get(url).status_code == 403


def test_an_entry_is_switched_off_and_stays_on_old_records(client, analyst, director):
    opportunity = make_opportunity(analyst)
    entry = opportunity.segment
    client.force_login(director)
    client.post(
        reverse("pipeline:entry_edit", args=["segments", entry.pk]),
        {"name": entry.name, "name_en": entry.name_en, "position": entry.position, "version": entry.version},
    )
    entry.refresh_from_db()
    opportunity.refresh_from_db()
    assert entry.active is False
    assert opportunity.segment == entry
    assert entry not in Segment.objects.active()


def test_a_band_out_of_order_is_refused(client, director):
    policy = StagePolicy.objects.get(stage="hunting")
    client.force_login(director)
    page = client.post(
        reverse("pipeline:stage_policy_edit", args=["hunting"]),
        {
            "default_probability": "50",
            "min_probability": "0",
            "max_probability": "15",
            "contact_days": "30",
            "version": policy.version,
        },
    )
    assert page.status_code == 422
    policy.refresh_from_db()
    assert policy.default_probability == 10


def test_an_unknown_catalogue_is_not_found(client, director):
    client.force_login(director)
    assert client.get(reverse("pipeline:entry_create", args=["secrets"])).status_code == 404
