"""Which wins are of a new client: by company, that is NIT and group, and judged again where two prove to be one."""

import html

import pytest
from django.test import Client as Browser
from django.urls import reverse

from almacontact.refusals import NotAllowed
from pipeline.clients.actions.clients import edit_client
from pipeline.clients.actions.merging import merge_clients
from pipeline.models import Client, Opportunity
from tests.factories import make_client
from tests.world import historical_deals, won_deal

pytestmark = pytest.mark.django_db


def new(*deals: Opportunity) -> list[bool | None]:
    return [Opportunity.objects.get(pk=one.pk).new_client for one in deals]


def test_a_win_of_the_same_group_is_of_no_new_client(analyst, director):
    mother, daughter = (make_client(analyst, group=name) for name in ("Grupo Sabana", "GRUPO SABANA S.A.S."))
    assert new(won_deal(client=mother), won_deal(client=daughter)) == [True, False]
    assert new(won_deal(client=make_client(analyst))) == [True], "without a group each client is by itself"


def test_an_import_judges_by_group_too_and_its_wins_are_earlier_ones(analyst, director):
    (old,) = historical_deals("Cerrada ganada", {"client": "Sabana Uno S.A.S."})
    edit_client(client=old.client, by=director, changes={"group": "Sabana"})
    mate = make_client(analyst, name="Sabana Dos S.A.S.", group="Sabana")
    assert new(old, *historical_deals("Cerrada ganada", {"client": mate.name})) == [True, False]
    assert new(won_deal(client=mate)) == [False]


def test_merged_twins_are_new_once_and_the_page_says_so_before_and_after(client: Browser, analyst, director):
    first, later = won_deal(), won_deal()
    assert new(first, later) == [True, True]
    client.force_login(director)
    url = reverse("pipeline:client_merge", args=[later.client_id])
    sent = {"keep": first.client_id, "reason": "La misma empresa"}
    preview = client.post(url, sent)
    said = html.unescape(preview.content.decode())
    assert preview.status_code == 422
    assert later.code in said
    assert first.code not in said
    assert (new(first, later), Client.objects.get(pk=later.client_id).merged_into_id) == ([True, True], None)
    codes = preview.context["form"].warning_codes
    done = client.post(url, {**sent, "confirm_warnings": codes}, follow=True)
    assert later.code in html.unescape(done.content.decode())
    assert new(first, later) == [True, False]
    last = Opportunity.objects.get(pk=later.pk).history.first()
    assert (last.history_user, last.client_id) == (director, first.client_id)


def test_a_merge_without_effects_asks_nothing(client: Browser, analyst, director):
    won, twin = won_deal(), make_client(analyst)
    client.force_login(director)
    done = client.post(reverse("pipeline:client_merge", args=[twin.pk]), {"keep": won.client_id, "reason": ""})
    assert done.status_code == 302
    assert new(won) == [True]


def test_with_others_of_its_group_a_merge_is_judged_whole(analyst, director):
    mate = make_client(analyst, group="Sabana")
    first, twin = won_deal(client=mate), won_deal()
    keep = make_client(analyst, group="Sabana")
    merge_clients(keep=keep, absorb=twin.client, by=director)
    assert new(first, twin) == [True, False]


def test_joining_a_group_is_judged_again_and_leaving_it_is_no_analysts_act(analyst, colleague, director):
    first, later = won_deal(), won_deal()
    edit_client(client=Client.objects.get(pk=first.client_id), by=analyst, changes={"group": "Sabana"})
    edit_client(client=Client.objects.get(pk=later.client_id), by=analyst, changes={"group": "Sabana"})
    assert new(first, later) == [True, False]
    with pytest.raises(NotAllowed):
        edit_client(client=Client.objects.get(pk=later.client_id), by=analyst, changes={"group": ""})
    edit_client(client=Client.objects.get(pk=later.client_id), by=director, changes={"group": ""})
    assert new(first, later) == [True, False], "what was judged stays"


def test_the_group_is_written_on_the_form_of_a_client(client: Browser, analyst):
    known = make_client(analyst, group="Grupo Sabana")
    client.force_login(analyst)
    one = make_client(analyst)
    url = reverse("pipeline:client_edit", args=[one.pk])
    page = client.get(url)
    assert f'<option value="{known.group}">' in page.content.decode()
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"group": "Grupo Sabana"}
    assert client.post(url, sent).status_code == 302
    assert Client.objects.get(pk=one.pk).group_key == known.group_key
