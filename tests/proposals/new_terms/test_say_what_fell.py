"""Once a change of terms made what was approved fall, every page that shows it says so and leads to the change; and the
new acta that is due is asked for wherever somebody looks for what comes next."""

import html
import re

import pytest
from django.urls import reverse

from almacontact.accounts.models import User
from almacontact.approvals import actions as approvals
from almacontact.calendar import local_day
from almacontact.refusals import Refused
from almacontact.web.formats import day as day_words
from pipeline.duties import duties
from pipeline.models import Opportunity
from pipeline.opportunities import gates
from pipeline.states import Move, Stage
from proposals.models import ChangeState, PricingMinutes, Proposal, RiskRule, RoundState, TermsChange
from proposals.negotiation.actions import authorise_round
from proposals.pricing.actions.pricing import new_version
from tests.cast import cast_person
from tests.proposals.negotiation.negotiation_records import make_round
from tests.proposals.new_terms.terms_records import ask, fresh, sign
from tests.proposals.pricing.pricing_records import EXAMPLE_UNIT_VALUE, approve, target_in_force
from tests.proposals.pricing.test_price_on_screen import signed_in
from tests.world import awarded_deal, deal_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calm_year():
    """A year whose target no deal is a tenth of, and no points of what lies beside the terms."""
    RiskRule.objects.filter(mandatory=False).update(active=False)
    with target_in_force():
        yield


@pytest.fixture
def deal(everybody) -> Opportunity:
    """In Negotiation; the client has the worked example: 15 seats for 24 months."""
    return deal_in(Stage.NEGOTIATION)


@pytest.fixture
def fallen(everybody, deal) -> TermsChange:
    """A change of terms that the Director signed: 20 seats, beyond the volume band."""
    return sign(ask(deal, everybody["analyst"], seats=20), everybody["director"])


def acta_of(deal: Opportunity) -> PricingMinutes:
    return PricingMinutes.objects.approved().of(deal).with_parties().get()


def proposal_of(deal: Opportunity) -> Proposal:
    return Proposal.objects.with_parties().get(alternative__opportunity=deal, state="approved")


def section(deal: Opportunity, name: str) -> str:
    return reverse("pipeline:opportunity_panel", args=[deal.code, name])


def read(person: User, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def pages_of(deal: Opportunity) -> list[str]:
    acta, proposal = acta_of(deal), proposal_of(deal)
    verify = reverse("proposals:minutes_verify")
    return [
        acta.get_absolute_url(),
        proposal.get_absolute_url(),
        f"{verify}?code={acta.verification_code}",
        f"{verify}?code={proposal.verification_code}",
        section(deal, "pricing"),
        section(deal, "proposal"),
    ]


def since(change: TermsChange) -> str:
    assert change.applied_at
    return f"desde el cambio de condiciones {change.number}, del {day_words(local_day(change.applied_at))}"


def test_every_page_of_what_fell_says_since_which_change_and_leads_to_it(everybody, deal):
    before = {page: read(everybody["analyst"], page) for page in pages_of(deal)}
    assert not [page for page, shown in before.items() if "Ya no rige" in shown]
    change = sign(ask(deal, everybody["analyst"], seats=20), everybody["director"])
    for page in pages_of(fresh(deal)):
        shown = read(everybody["analyst"], page)
        assert since(change) in shown, page
        assert change.get_absolute_url() in shown, page
    assert "ya no rige" in read(everybody["analyst"], reverse("proposals:proposal_list"))


def test_the_list_of_pricing_says_that_a_version_fell(everybody, deal):
    address = reverse("proposals:pricing_list")
    assert "ya no rige" not in read(everybody["analyst"], address)
    sign(ask(deal, everybody["analyst"], seats=20), everybody["director"])
    assert "ya no rige" in read(everybody["analyst"], address)


def test_the_acta_and_the_pricing_that_fell_lead_to_the_next_version(everybody, deal, fallen):
    acta = acta_of(deal)
    model = acta.pricing_model
    begin = reverse("proposals:pricing_version", args=[model.pk])
    shown = read(everybody["analyst"], acta.get_absolute_url())
    assert re.search(rf'btn-primary" href="{model.get_absolute_url()}"', shown)
    shown = read(everybody["analyst"], model.get_absolute_url())
    assert re.search(rf'btn-primary" href="{begin}"', shown)
    assert "Ya no rige" in shown
    assert "Iniciar una nueva versión" not in read(cast_person("auditor"), acta.get_absolute_url())


def test_what_fell_offers_no_sending_and_says_why(everybody, deal):
    page = proposal_of(deal).get_absolute_url()
    send = reverse("proposals:proposal_send", args=[proposal_of(deal).pk])
    assert send in read(everybody["analyst"], page)
    sign(ask(deal, everybody["analyst"], seats=20), everybody["director"])
    shown = read(everybody["analyst"], page)
    assert send not in shown
    assert "No se envía de nuevo: ya no rige." in shown


def test_who_signs_sees_the_days_of_payment_and_the_reason_once(everybody, deal):
    change = ask(deal, everybody["analyst"], payment_days=90, reason="Pide pago a 90 días.")
    card = read(everybody["director"], change.approvals.get().get_absolute_url())
    assert "→ 90" in card
    assert card.count("Pide pago a 90 días.") == 1


def test_the_first_change_that_left_it_is_the_one_that_made_it_fall(everybody, deal, fallen):
    sign(ask(deal, everybody["analyst"], contract_months=36), everybody["director"])
    assert since(fallen) in read(everybody["analyst"], acta_of(deal).get_absolute_url())


def test_the_link_is_for_who_may_open_the_change(everybody, deal, fallen):
    code = acta_of(deal).verification_code
    shown = read(everybody["administrator"], f"{reverse('proposals:minutes_verify')}?code={code}")
    assert since(fallen) in shown
    assert fallen.get_absolute_url() not in shown


def test_inside_what_was_approved_nothing_falls(everybody, deal):
    ask(deal, everybody["analyst"], seats=16)
    assert not [page for page in pages_of(fresh(deal)) if "Ya no rige" in read(everybody["analyst"], page)]


def test_a_round_that_was_authorised_on_the_acta_falls_with_it(everybody, deal):
    one = authorise_round(negotiation_round=make_round(deal, everybody), by=everybody["analyst"])
    assert one.state == RoundState.AUTHORISED
    assert "Ya no rige" not in read(everybody["analyst"], one.get_absolute_url())
    change = sign(ask(deal, everybody["analyst"], seats=20), everybody["director"])
    for page in (one.get_absolute_url(), section(deal, "negotiation")):
        assert since(change) in read(everybody["analyst"], page), page


def test_a_proposal_whose_acta_a_later_one_followed_says_so(everybody, deal):
    acta = acta_of(deal)
    following = new_version(pricing_model=acta.pricing_model, by=everybody["director"], reason="Otra")
    approve(following, everybody["director"], everybody)
    shown = read(everybody["analyst"], proposal_of(deal).get_absolute_url())
    assert f"{acta.number}, en la que se apoya, ya no rige" in shown


# --- The acta that is due ---------------------------------------------------------------------------------------------


def owed(person: User) -> list[str]:
    return [one.url for one in duties(person) if "acta nueva" in str(one.title)]


def test_the_new_acta_is_asked_for_wherever_somebody_looks_for_what_comes_next(everybody, deal, fallen):
    acta = acta_of(deal)
    model = acta.pricing_model.get_absolute_url()
    assert owed(everybody["analyst"]) == [model], "my day of the owner"
    assert owed(acta.created_by) == [model], "my day of who wrote the acta that fell"
    assert owed(everybody["colleague"]) == []
    assert model in read(everybody["analyst"], fallen.get_absolute_url())
    assert model in read(everybody["analyst"], deal.get_absolute_url())
    assert model in read(everybody["analyst"], proposal_of(deal).get_absolute_url())
    missing = {one.code: one for one in gates.check(fresh(deal), Move.WIN).missing}
    assert missing["award_within_minutes"].url == model
    assert "acta nueva" in str(missing["award_within_minutes"].missing)


def test_with_an_award_the_gate_leads_to_the_new_acta_too(everybody):
    deal = awarded_deal().opportunity
    sign(ask(deal, everybody["analyst"], seats=20), everybody["director"])
    missing = {one.code: one for one in gates.check(fresh(deal), Move.WIN).missing}
    assert missing["award_within_minutes"].url == acta_of(deal).pricing_model.get_absolute_url()


def test_once_it_is_approved_nobody_is_asked_any_more(everybody, deal, fallen):
    model = new_version(pricing_model=acta_of(deal).pricing_model, by=everybody["director"], reason="Otras condiciones")
    assert owed(everybody["analyst"]) == [model.get_absolute_url()], "it goes on in the new version"
    approve(model, everybody["director"], everybody)
    assert owed(everybody["analyst"]) == []
    assert "Lo primero" not in read(everybody["analyst"], deal.get_absolute_url())


def test_the_stream_of_the_deal_leads_to_the_change(everybody, deal, fallen):
    stream = read(everybody["analyst"], reverse("pipeline:opportunity_timeline", args=[deal.code]))
    assert stream.count(fallen.get_absolute_url()) == 2, "asked, and in force"


# --- One thing at a time ----------------------------------------------------------------------------------------------


def test_a_change_is_not_asked_for_while_a_concession_waits(everybody, deal):
    one = make_round(deal, everybody, unit_value=int(EXAMPLE_UNIT_VALUE * 0.98))
    waiting = authorise_round(negotiation_round=one, by=everybody["analyst"])
    assert waiting.state == RoundState.IN_APPROVAL
    with pytest.raises(Refused) as refused:
        ask(deal, everybody["analyst"], seats=20)
    (blocker,) = refused.value.blockers
    assert (blocker.code, blocker.url) == ("round_waits", waiting.get_absolute_url())
    assert everybody["director"].name in str(blocker.message)
    approvals.withdraw(request=waiting.approvals.get(), by=everybody["analyst"], reason="Primero el cambio")
    assert ask(deal, everybody["analyst"], seats=20).state == ChangeState.IN_APPROVAL


def test_a_round_is_not_authorised_while_a_change_waits_nor_on_an_acta_that_fell(everybody, deal):
    one = make_round(deal, everybody, unit_value=int(EXAMPLE_UNIT_VALUE * 0.98))
    change = ask(deal, everybody["analyst"], seats=20)
    with pytest.raises(Refused) as refused:
        authorise_round(negotiation_round=one, by=everybody["analyst"])
    (blocker,) = refused.value.blockers
    assert (blocker.code, blocker.url) == ("change_waits", change.get_absolute_url())
    sign(change, everybody["director"])
    with pytest.raises(Refused) as fell:
        authorise_round(negotiation_round=one, by=everybody["analyst"])
    assert {blocker.code for blocker in fell.value.blockers} == {"acta_fell"}
