"""The NIT of a client that something was sold to, or an offer signed or sent, is rewritten by few, with a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from pipeline.clients.actions.clients import edit_client
from pipeline.clients.actions.merging import merge_clients
from pipeline.models import Client, Opportunity
from quality.models import ClosedPeriodEffect
from tests.factories import make_client
from tests.world import approved_price, historical_deals, interested_deal, sent_proposal, won_deal

pytestmark = pytest.mark.django_db

OTHER = {"nit": "830135217", "check_digit": "2"}


def named(client: Client, director) -> Client:
    edit_client(client=client, by=director, changes={"nit": "899999063", "check_digit": "3"}, reason="Del RUT")
    return Client.objects.get(pk=client.pk)


@pytest.mark.parametrize("deal_of", [won_deal, sent_proposal, approved_price])
def test_an_analyst_asks_a_coordinator_and_who_may_says_why(deal_of, analyst, coordinator, director):
    made = deal_of()
    deal = made if isinstance(made, Opportunity) else Opportunity.objects.latest("pk")
    client = named(deal.client, director)
    with pytest.raises(NotAllowed, match="coordinador o a un director"):
        edit_client(client=client, by=analyst, changes=OTHER, reason="Se lo digo yo")
    with pytest.raises(Refused) as refused:
        edit_client(client=Client.objects.get(pk=client.pk), by=coordinator, changes=OTHER, reason=" ")
    assert [one.field for one in refused.value.blockers] == ["reason"]
    assert Client.objects.get(pk=client.pk).nit == client.nit
    edit_client(client=Client.objects.get(pk=client.pk), by=coordinator, changes=OTHER, reason="Error al copiar")
    last = Client.objects.get(pk=client.pk).history.first()
    assert (last.nit, last.history_change_reason, last.history_user) == (OTHER["nit"], "Error al copiar", coordinator)


def test_before_anything_was_signed_an_analyst_corrects_it_and_history_says_so(analyst):
    client = named(interested_deal().client, analyst)
    edit_client(client=client, by=analyst, changes=OTHER)
    assert "830.135.217-2" in client.history.first().history_change_reason


def test_the_form_says_whom_to_ask_and_asks_who_may_for_a_reason(client: Browser, analyst, director):
    company = named(won_deal().client, director)
    url = reverse("pipeline:client_edit", args=[company.pk])
    client.force_login(analyst)
    page = client.get(url)
    assert "coordinador o a un director" in page.content.decode()
    sent = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    assert client.post(url, {**sent, "full_nit": "830135217-2", "city": "Cali"}).status_code == 302
    company.refresh_from_db()
    assert (company.nit, company.city) == ("899999063", "Cali")
    client.force_login(director)
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"full_nit": "830135217-2"}
    refused = client.post(url, sent)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert client.post(url, {**sent, "reason": "Error al copiar del RUT"}).status_code == 302
    company.refresh_from_db()
    assert company.nit == OTHER["nit"]


def test_closed_periods_in_which_it_was_sold_are_told(director):
    (old,) = historical_deals("Cerrada ganada", {"expected_close_on": today() - timedelta(days=150)})
    edit_client(client=named(old.client, director), by=director, changes=OTHER, reason="Error al copiar")
    effect = ClosedPeriodEffect.objects.exclude(what="imported").get()
    assert (effect.what, effect.codes, effect.reason) == ("nit", [old.code], "Error al copiar")


def test_who_gets_the_nit_of_a_merged_client_is_one_company_with_where_it_went(analyst, director):
    first, later = won_deal(), won_deal()
    twin = make_client(analyst, **OTHER)
    kept = Client.objects.get(pk=first.client_id)
    merge_clients(keep=kept, absorb=twin, by=director)
    edit_client(client=kept, by=director, changes={"nit": "899999063", "check_digit": "3"}, reason="NIT nuevo")
    assert [Opportunity.objects.get(pk=one.pk).new_client for one in (first, later)] == [True, True]
    edit_client(client=Client.objects.get(pk=later.client_id), by=analyst, changes=OTHER)
    assert [Opportunity.objects.get(pk=one.pk).new_client for one in (first, later)] == [True, False]
    assert won_deal(client=Client.objects.get(pk=later.client_id)).new_client is False


def test_a_merged_client_is_not_edited_any_more(analyst, director):
    keep, twin = make_client(analyst), make_client(analyst)
    merge_clients(keep=keep, absorb=twin, by=director)
    with pytest.raises(Refused, match=keep.name):
        edit_client(client=Client.objects.get(pk=twin.pk), by=analyst, changes=OTHER)


@pytest.mark.django_db(transaction=True)
def test_no_shell_and_no_sql_rewrites_one_without_a_line_of_history(everybody):
    client = make_client(everybody["analyst"], **OTHER)

    def by_sql() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE pipeline_client SET nit = '899999063' WHERE id = %s", [client.pk])

    def by_nobody() -> None:
        stale = Client.objects.get(pk=client.pk)
        stale.nit = "899999063"
        stale.save()

    for way in (by_sql, by_nobody, lambda: Client.objects.filter(pk=client.pk).update(nit="899999063")):
        with pytest.raises(IntegrityError), transaction.atomic():
            way()
        assert Client.objects.get(pk=client.pk).nit == OTHER["nit"]
