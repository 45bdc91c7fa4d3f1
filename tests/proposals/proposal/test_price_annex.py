"""The price annex says what the acta and the opportunity say, to the peso, whatever the deal; so does its PDF."""

import json
import random
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from almacontact.calendar import today
from almacontact.money import cop
from almacontact.pdf import render_pdf
from almacontact.web.formats import number
from pipeline.models import Opportunity
from pipeline.terms import Clause
from proposals.models import OfferPolicy, PricingMinutes
from proposals.pricing.computing import quote_of
from proposals.pricing.engine.inputs import Channel, DayType, Deal, PriceUnit
from proposals.pricing.engine.price import Pricing, price
from proposals.pricing.engine.snapshot import snapshot
from proposals.pricing.minutes.models import NotFrozen
from proposals.pricing.minutes.sizing_table import open_hours, sizing_totals
from proposals.proposal import document
from proposals.proposal.actions.signing import save_policy
from proposals.proposal.annex import annex_of
from proposals.proposal.annex_words import annex_words
from proposals.proposal.volume_band import band_of
from tests.proof import rounds
from tests.proposals.pricing.pricing_examples import PARAMETERS, example_deal, example_terms, voice_line
from tests.proposals.pricing.pricing_records import approve, make_priced_opportunity, make_pricing
from tests.proposals.proposal.pdf_reading import needs_poppler, text_of
from tests.proposals.proposal.signing_records import approved, sent_to_sign

pytestmark = pytest.mark.django_db
PDFS, WHOLE = 20, 4


def annex_html(minutes: PricingMinutes) -> str:
    """The price annex as it stands in the document, alone."""
    with translation.override("es"):
        context = {"prices": annex_words(annex_of(minutes)), "language": "es", "valid_until": minutes.valid_until}
        annex = render_to_string("proposals/proposal/_prices.html", context)
    return f'<!DOCTYPE html><html lang="es"><body>{annex}</body></html>'


def random_deal(seed: int) -> Deal:
    """One to three services of any channel, of any size, with any terms."""
    chance = random.Random(seed)
    services = []
    for place in range(chance.randint(1, 3)):
        channel = chance.choice(list(Channel))
        begins, ends = chance.randint(0, 12), chance.randint(13, 24)
        volume = chance.randint(1, 30) if channel is Channel.FIXED_POSTS else chance.randint(5, 400)
        volumes = tuple(Decimal(volume) if begins <= hour < ends else None for hour in range(24))
        day = DayType(name=f"Día {place}", days_a_month=Decimal(chance.randint(4, 26)), volumes=volumes)
        services.append(
            voice_line(
                name=f"Servicio {place + 1}",
                channel=channel,
                days=() if channel is Channel.ROUND_THE_CLOCK else (day,),
                posts=chance.randint(1, 9) if channel is Channel.ROUND_THE_CLOCK else 0,
                aht_seconds=Decimal(chance.randint(60, 600)),
                wage=Decimal(chance.randint(1_750_905, 3_000_000)),
                reserve=Decimal(chance.randint(0, 20)) / 100,
                technology_per_seat=Decimal(chance.randint(0, 900_000)),
            )
        )
    terms = example_terms(
        margin=Decimal(chance.randint(5, 40)) / 100,
        term_months=chance.randint(1, 60),
        payment_days=Decimal(chance.randint(0, 120)),
        price_unit=chance.choice(list(PriceUnit)),
        clause=chance.choice(list(Clause)),
    )
    return example_deal(services=tuple(services), terms=terms)


def acta_of(pricing: Pricing) -> PricingMinutes:
    """An unsaved acta that froze these figures, as `minutes_freezing.freeze` does."""
    quoted = quote_of(pricing).terms
    return PricingMinutes(
        number="ACTA-COM-2026-001",
        frozen=snapshot(pricing),
        seats=quoted.seats,
        unit_value=quoted.unit_value,
        term_months=quoted.months,
        valid_until=today() + timedelta(days=90),
    )


@rounds(short=60, long=500)
def test_unit_price_times_seats_is_the_month_and_times_months_the_total_for_any_deal(rounds):
    @settings(deadline=None, max_examples=rounds, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 10**9))
    def holds(seed: int) -> None:
        assert_annex_adds_up(random_deal(seed))

    holds()


def assert_annex_adds_up(deal: Deal) -> None:
    """Everything the annex says follows from its unit price, its seats and its months."""
    pricing = price(deal, PARAMETERS)
    minutes, quoted = acta_of(pricing), quote_of(pricing).terms
    annex = annex_of(minutes)
    assert (annex["seats"], annex["unit_value"], annex["months"]) == (quoted.seats, quoted.unit_value, quoted.months)
    assert annex["monthly"] == minutes.offered_monthly == quoted.monthly_value == annex["seats"] * annex["unit_value"]
    assert annex["total"] == minutes.total_value == quoted.total_value == annex["monthly"] * annex["months"]
    assert sum(line["monthly"] for line in annex["lines"]) == annex["monthly"]
    assert sum(line["seats"] for line in annex["lines"]) == annex["seats"] == sizing_totals(minutes)["seats"]
    assert all(line["monthly"] == line["seats"] * annex["unit_value"] for line in annex["lines"])
    assert annex["invoice"] - annex["iva"] == annex["monthly"]
    assert abs(annex["iva"] - Decimal(annex["iva_rate"]) * annex["monthly"]) <= Decimal("0.5")
    assert annex["band"]["low"] <= annex["seats"] <= annex["band"]["high"]
    assert json.loads(json.dumps(annex)) == annex


def test_annex_acta_and_opportunity_say_the_same_when_it_is_approved(everybody, director):
    for seed in range(WHOLE):
        opportunity = make_priced_opportunity(director)
        minutes = approve(make_pricing(opportunity, director, random_deal(seed)), director, everybody)
        annex, deal = annex_of(minutes), Opportunity.objects.get(pk=opportunity.pk)
        assert (annex["seats"], annex["unit_value"], annex["months"]) == (
            deal.seats,
            deal.unit_value,
            deal.contract_months,
        )
        assert annex["monthly"] == deal.monthly_value == minutes.offered_monthly
        assert annex["total"] == deal.total_value == minutes.total_value
        assert annex["acta"] == minutes.number


@needs_poppler
def test_twenty_documents_show_exactly_these_figures():
    for seed in range(1000, 1000 + PDFS):
        minutes = acta_of(price(random_deal(seed), PARAMETERS))
        annex = annex_of(minutes)
        shown = " ".join(text_of(render_pdf(annex_html(minutes), css=document.CSS)).split())
        amounts = set(re.findall(r"\$ \d{1,3}(?:\.\d{3})*(?:,\d+)?", shown))
        whole, _point, cents = annex["unit_price"].partition(".")
        expected = {cop(annex[name]) for name in ("unit_value", "monthly", "total", "iva", "invoice")}
        expected |= {cop(line["monthly"]) for line in annex["lines"]}
        expected |= {f"{cop(int(whole))},{cents}" if cents else cop(int(whole))}
        assert amounts == expected, seed
        assert f"{number(annex['seats'])} {cop(annex['unit_value'])} {cop(annex['monthly'])}" in shown
        assert minutes.number in shown
        assert all(one["name"] in shown for one in annex["lines"])


def test_an_acta_that_was_never_sent_to_be_signed_has_no_annex():
    with pytest.raises(NotFrozen):
        annex_of(PricingMinutes(number="ACTA-COM-2026-009", valid_until=today()))


def test_the_band_is_that_of_the_policy_until_an_approved_proposal_told_the_client_another(everybody):
    boss = everybody["general_manager"]
    minutes = sent_to_sign(everybody).subject.minutes
    assert band_of(minutes) == (14, 16)
    save_policy(by=boss, values={"general_always": True, "volume_band_percent": 20})
    assert band_of(minutes) == (12, 18), "what waits for signatures was told to nobody"
    told = approved(everybody)
    save_policy(by=boss, values={"general_always": True, "volume_band_percent": 0})
    assert band_of(told.minutes) == (12, 18)
    assert band_of(minutes) == (15, 15)


@pytest.mark.parametrize(
    ("seats", "percent", "band"), [(15, 10, (14, 16)), (9, 10, (9, 9)), (100, 10, (90, 110)), (1, 50, (1, 1))]
)
def test_the_band_is_rounded_inwards(seats, percent, band):
    assert OfferPolicy(volume_band_percent=percent).band(seats) == band


def test_hours_are_read_from_the_intervals_that_are_open():
    assert open_hours([None] * 7 + [1] * 12 + [None] * 5) == ["07:00–19:00"]
    assert open_hours([1] * 24) == ["00:00–24:00"]
    assert open_hours([None] * 16 + [1] * 4 + [None] * 8 + [2] * 20) == ["08:00–10:00", "14:00–24:00"]
