"""Rounds of negotiation: held against the acta, authorised at once or approved again, and what a win may rest on."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.urls import reverse

from almacontact.approvals import actions as approvals
from almacontact.approvals.models import Decision
from almacontact.audit.doors import TESTS
from almacontact.audit.models import GatedFieldWrite
from almacontact.calendar import today
from almacontact.money import cop
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from pipeline.models import LossReason, Opportunity
from pipeline.opportunities.actions.moves import close_opportunity
from pipeline.plan.models.plans import CommercialPlanQuerySet
from pipeline.terms import Terms
from proposals.models import NegotiationRound, PricingMinutes, RiskRule, RoundState
from proposals.negotiation.actions import authorise_round, edit_round, log_round, void_round
from proposals.negotiation.approval import RoundKind
from proposals.negotiation.approved_terms import approved_terms
from tests.factories import make_client, make_contact
from tests.proposals.negotiation.negotiation_records import decide, make_offered, make_round, request_of, round_values
from tests.proposals.pricing.pricing_records import EXAMPLE_SEATS, EXAMPLE_UNIT_VALUE, target_in_force
from tests.proposals.pricing.test_price_on_screen import signed_in, words
from tests.world import sent_proposal

pytestmark = pytest.mark.django_db

LOWER = 8_000_000
"""4,1 % below the approved unit value: the second year turns negative."""
WRITERS = {"analyst", "coordinator", "director", "second_director"}


@pytest.fixture(autouse=True)
def calm_year():
    """A year whose target no deal is a tenth of, and no points of what lies beside the terms."""
    RiskRule.objects.filter(mandatory=False).update(active=False)
    with target_in_force():
        yield


@pytest.fixture
def deal(everybody) -> Opportunity:
    """An opportunity of the analyst in Negotiation, whose client has the worked example."""
    return make_offered(everybody)


def authorised(deal: Opportunity, people: dict[str, Any], **changes: Any) -> NegotiationRound:
    """A round that was logged and put to whoever has to authorise it."""
    return authorise_round(negotiation_round=make_round(deal, people, **changes), by=people["analyst"])


def fresh(one: NegotiationRound) -> NegotiationRound:
    return NegotiationRound.objects.with_parties().get(pk=one.pk)


def terms_of(deal: Opportunity) -> list[tuple[int, int, int, str]]:
    return [
        (one.terms.seats, one.terms.unit_value, one.terms.months, type(one.record).__name__)
        for one in approved_terms(deal)
    ]


def codes(refused: Any) -> set[str]:
    return {one.code for one in refused.value.blockers}


ACTA = (EXAMPLE_SEATS, EXAMPLE_UNIT_VALUE, 24, "PricingMinutes")


def test_an_offer_inside_what_was_approved_is_authorised_by_whoever_logs_it(deal, everybody):
    one = authorised(deal, everybody, seats=14)
    assert (one.number, one.state, one.authorised_by) == (1, RoundState.AUTHORISED, everybody["analyst"])
    assert one.minutes == one.proposal.minutes
    assert not one.approvals.exists()
    assert terms_of(deal) == [ACTA, (14, EXAMPLE_UNIT_VALUE, 24, "NegotiationRound")]
    acta, offered = approved_terms(deal)
    assert [acta.cover(Terms(seats, EXAMPLE_UNIT_VALUE, 24)) for seats in (13, 14, 16, 17)] == [
        False,
        True,
        True,
        False,
    ]
    assert not offered.cover(Terms(15, EXAMPLE_UNIT_VALUE, 24)), "what was signed, and nothing beside"
    assert authorised(deal, everybody).number == 2


def test_a_concession_stands_behind_a_win_only_once_all_have_signed(deal, everybody):
    one = authorised(deal, everybody, unit_value=LOWER)
    assert one.state == RoundState.IN_APPROVAL
    decide(one, "director", everybody["director"])
    assert (fresh(one).state, terms_of(deal)) == (RoundState.IN_APPROVAL, [ACTA])
    decide(one, "general", everybody["general_manager"])
    one = fresh(one)
    assert (one.state, one.authorised_by) == (RoundState.AUTHORISED, everybody["general_manager"])
    assert approved_terms(deal)[1].cover(Terms(EXAMPLE_SEATS, LOWER, 24))
    assert not approved_terms(deal)[1].cover(Terms(EXAMPLE_SEATS, LOWER - 1, 24))
    void_round(negotiation_round=one, by=everybody["analyst"], reason="Se ofreció otra cosa")
    assert terms_of(deal) == [ACTA]


def test_who_signs_follows_what_is_given_away(deal, everybody):
    for changes, asked in (
        ({"payment_days": 61, "unit_value": 9_500_000}, ["director"]),
        ({"term_months": 12, "unit_value": 9_000_000}, ["director"]),
        ({"clause": "none", "unit_value": 11_500_000}, ["director"]),
        ({"seats": 20, "unit_value": 9_500_000}, ["director", "it", "workforce"]),
        ({"unit_value": LOWER}, ["director", "general"]),
        ({"unit_value": 7_100_000}, ["director", "general"]),
        ({"unit_value": 8_340_000, "payment_days": 90}, ["director", "general"]),
    ):
        one = authorised(deal, everybody, **changes)
        assert list(request_of(one).steps.order_by("order", "key").values_list("key", flat=True)) == asked, changes
    with TESTS.open():
        PricingMinutes.objects.filter(pk=one.minutes_id).update(high_risk=True)
    one = authorised(deal, everybody, seats=20, unit_value=9_500_000)
    assert request_of(one).steps.filter(key="general").exists(), "an acta of high risk sends every concession up"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"seats": 150}, "Puestos al menos 100"),
        ({"term_months": 36, "unit_value": 11_000_000}, "Meses sin indexación ligada al salario más de 24 meses"),
        ({"unit_value": 20_000_000}, "Valor total"),
    ],
)
def test_new_terms_that_fire_a_rule_go_to_general_management_and_say_which(deal, everybody, changes, rule):
    one = authorised(deal, everybody, **changes)
    assert not one.minutes.high_risk
    assert one.state == RoundState.IN_APPROVAL
    page = words(signed_in(everybody["director"]).get(one.get_absolute_url()))
    assert rule in page, page
    for key, person in (("director", "director"), ("workforce", "planner"), ("it", "it_leader")):
        if request_of(one).steps.filter(key=key).exists():
            decide(one, key, everybody[person])
    assert terms_of(deal) == [ACTA]
    card = words(signed_in(everybody["general_manager"]).get(request_of(one).get_absolute_url()))
    assert rule in card
    assert "alto riesgo o alto impacto" in card.lower()
    decide(one, "general", everybody["general_manager"])
    assert fresh(one).state == RoundState.AUTHORISED


def test_a_fact_of_a_mandatory_rule_that_nobody_knows_sends_a_concession_up_and_says_so(deal, everybody):
    with patch.object(CommercialPlanQuerySet, "in_force", lambda _rows, _year: None):
        one = authorised(deal, everybody, payment_days=61, unit_value=9_500_000)
    assert request_of(one).steps.filter(key="general").exists()
    page = words(signed_in(everybody["director"]).get(one.get_absolute_url()))
    assert "no hay meta vigente" in page


def test_the_areas_read_why_they_sign_seats_and_nothing_of_the_margin(deal, everybody):
    one = authorised(deal, everybody, seats=20, unit_value=9_500_000)
    card = words(signed_in(everybody["planner"]).get(request_of(one).get_absolute_url()))
    assert "se salen de la banda" in card
    assert "EBITDA" not in card
    assert "margen" not in card.lower()


def test_trying_prices_does_not_tell_who_may_not_see_it_which_margin_is_too_thin(deal, everybody):
    compare = reverse("proposals:round_compare", args=[deal.code])
    hidden = words(signed_in(everybody["analyst"]).post(compare, typed(unit_value=7_200_000)))
    assert "EBITDA" not in hidden
    assert "Una regla sobre el margen" in hidden


def test_nobody_signs_what_they_wrote_at_any_door(deal, everybody, settings):
    director = everybody["director"]
    director.is_superuser = director.is_staff = True
    director.save()
    one = make_round(deal, everybody, unit_value=LOWER)
    one = edit_round(negotiation_round=fresh(one), by=director, changes={"we_offer": "Bajamos el precio."})
    one = authorise_round(negotiation_round=one, by=everybody["analyst"])
    with pytest.raises(NotAllowed) as refused:
        decide(one, "director", director)
    assert codes(refused) == {"own_work"}
    card = request_of(one).get_absolute_url()
    step = request_of(one).steps.get(key="director")
    sent = {"decision": "approve", "steps": [f"{step.pk}:{step.content_hash}"], "password": "x"}
    assert signed_in(director).post(card, sent).status_code in (403, 422)
    admin = reverse("admin:proposals_negotiationround_change", args=[one.pk])
    assert signed_in(director).post(admin, {"state": "authorised"}).status_code in (302, 403)
    for door in ({"state": "authorised"}, {"authorised_by": director}, {"concessions": []}, {"figures": {}}):
        with pytest.raises(GatedFieldWrite):
            NegotiationRound.objects.filter(pk=one.pk).update(**door)
    assert fresh(one).state == RoundState.IN_APPROVAL
    decide(one, "director", everybody["second_director"])
    assert request_of(one).steps.get(key="director").state == "approved"


def test_adjustment_and_withdrawal_give_a_draft_back_and_rejection_ends_it(deal, everybody):
    director, analyst = everybody["director"], everybody["analyst"]
    one = authorised(deal, everybody, unit_value=LOWER)
    decide(one, "director", director, Decision.ADJUST, "Pidan a cambio un plazo más largo")
    assert fresh(one).state == RoundState.DRAFT
    one = edit_round(negotiation_round=fresh(one), by=analyst, changes={"unit_value": 8_200_000})
    one = authorise_round(negotiation_round=one, by=analyst)
    approvals.withdraw(request=request_of(one), by=analyst, reason="Aún negociamos")
    one = authorise_round(negotiation_round=fresh(one), by=analyst)
    decide(one, "director", director)  # who asked for the adjustment wrote nothing
    decide(one, "general", everybody["general_manager"], Decision.REJECT, "Así no")
    one = fresh(one)
    assert (one.state, terms_of(deal)) == (RoundState.REFUSED, [ACTA])
    with pytest.raises(Refused) as refused:
        authorise_round(negotiation_round=one, by=analyst)
    assert codes(refused) == {"not_draft"}


def test_what_is_refused_leaves_no_trace(deal, everybody):
    analyst = everybody["analyst"]
    stranger = make_contact(analyst, make_client(analyst))
    for changes, field in (
        ({"held_on": today() + timedelta(days=1)}, "held_on"),
        ({"contact": stranger}, "contact"),
        ({"unit_value": 0}, "unit_value"),
        ({"seats": 0}, "seats"),
        ({"term_months": 500}, "term_months"),
        ({"payment_days": 4000}, "payment_days"),
        ({"clause": "usd"}, "clause"),
        ({"they_ask": " "}, "they_ask"),
        ({"we_offer": ""}, "we_offer"),
    ):
        with pytest.raises(Refused) as refused:
            log_round(opportunity=deal, by=analyst, values=round_values(**changes))
        assert {one.field for one in refused.value.blockers} == {field}
    for part, person in everybody.items():
        if part not in WRITERS:
            with pytest.raises(NotAllowed):
                log_round(opportunity=deal, by=person, values=round_values())
    assert not NegotiationRound.objects.exists()
    one = make_round(deal, everybody)
    for part, person in everybody.items():
        if part not in WRITERS:
            for act, words_of in (
                (edit_round, {"changes": {"seats": 14}}),
                (authorise_round, {}),
                (void_round, {"reason": "No"}),
            ):
                with pytest.raises(NotAllowed):
                    act(negotiation_round=fresh(one), by=person, **words_of)
    with pytest.raises(Refused):
        void_round(negotiation_round=fresh(one), by=analyst, reason=" ")
    with pytest.raises(StaleVersion):
        edit_round(negotiation_round=fresh(one), by=analyst, changes={"seats": 14}, version=7)
    assert (fresh(one).state, fresh(one).version, one.history.count()) == (RoundState.DRAFT, 0, 1)


def test_a_round_needs_its_acta_in_force_and_the_stage(deal, everybody):
    analyst = everybody["analyst"]
    one = authorised(deal, everybody, unit_value=9_000_000, payment_days=90)
    acta = PricingMinutes.objects.get(pk=one.minutes_id)
    acta._supersede()
    acta.save()
    with pytest.raises(Refused) as refused:
        decide(one, "director", everybody["director"])
    assert codes(refused) == {"acta_not_in_force"}
    assert request_of(one).steps.get(key="director").state == "pending"
    with pytest.raises(Refused) as refused:
        make_round(deal, everybody)
    assert codes(refused) == {"no_acta"}
    assert terms_of(deal) == []
    early = sent_proposal().opportunity
    with pytest.raises(Refused) as refused:
        log_round(opportunity=early, by=analyst, values=round_values())
    assert codes(refused) == {"stage"}


def typed(**changes: Any) -> dict[str, Any]:
    """A round as the form sends it."""
    values = {**round_values(**changes), "held_on": today().isoformat(), "contact": "", **changes}
    return {name: str(value) for name, value in values.items()}


def test_a_round_is_written_compared_and_authorised_on_its_pages(deal, everybody):
    analyst, director = signed_in(everybody["analyst"]), signed_in(everybody["director"])
    create = reverse("proposals:round_create", args=[deal.code])
    assert "8.342.198" in words(analyst.get(create))
    compare = reverse("proposals:round_compare", args=[deal.code])
    seen, hidden = director.post(compare, typed(unit_value=LOWER)), analyst.post(compare, typed(unit_value=LOWER))
    assert "$ 7.113.017" in words(seen)
    assert "EBITDA" in words(seen)
    assert "$ 7.113.017" not in words(hidden)
    assert "EBITDA" not in words(hidden)
    assert "-4,10 %" in words(hidden)
    assert analyst.post(create, typed(they_ask="")).status_code == 422
    assert not NegotiationRound.objects.exists()
    one = NegotiationRound.objects.get(
        pk=analyst.post(create, typed(unit_value=LOWER)).url.rstrip("/").rpartition("/")[2]
    )
    edit = reverse("proposals:round_edit", args=[one.pk])
    assert analyst.post(edit, {**typed(unit_value=LOWER, seats=16), "version": "0"}).status_code == 302
    stale = analyst.post(edit, {**typed(unit_value=LOWER, seats=14), "version": "0"})
    assert (stale.status_code, fresh(one).seats) == (409, 16)
    answer = analyst.post(reverse("proposals:round_submit", args=[one.pk]), {"note": "Urge"})
    assert answer.url == request_of(one).get_absolute_url()
    for part, person in everybody.items():
        page = signed_in(person).get(one.get_absolute_url())
        expected = 403 if part in ("administrator", "outsider") else 200
        assert page.status_code == expected, part
        sees = part in ("director", "second_director", "general_manager", "second_general_manager", "auditor")
        assert ("EBITDA" in words(page)) == sees, part
    assert "EBITDA" in words(director.get(request_of(one).get_absolute_url()))


def test_once_signed_a_concession_shows_who_authorised_it_and_what_is_next(deal, everybody):
    one = authorised(deal, everybody, unit_value=LOWER)
    browser = signed_in(everybody["analyst"])
    award = reverse("proposals:award_create", args=[deal.code])
    waiting = words(browser.get(one.get_absolute_url()))
    assert "round-verdict is-warn" in waiting
    assert award not in waiting
    decide(one, "director", everybody["director"])
    decide(one, "general", everybody["general_manager"])
    signed = words(browser.get(one.get_absolute_url()))
    assert "is-warn" not in signed
    assert str(everybody["general_manager"]) in signed.partition("is-ok")[2].partition("</p>")[0]
    assert award in signed
    assert reverse("proposals:round_create", args=[deal.code]) in signed
    assert award not in words(signed_in(everybody["auditor"]).get(one.get_absolute_url()))


def test_the_card_names_offered_and_approved_value_apart(deal, everybody):
    one = authorised(deal, everybody, unit_value=LOWER)
    figures = {str(figure.label): figure.value for figure in RoundKind().card(request_of(one)).figures}
    assert cop(LOWER) in figures.values()
    assert cop(EXAMPLE_UNIT_VALUE) in figures.values()
    assert not [label for label in figures if "$" in label], "one figure stands in one place"


def test_pages_of_rounds_take_as_many_queries_whatever_their_number(deal, everybody, django_assert_max_num_queries):
    for number in range(5):
        one = authorised(deal, everybody, unit_value=EXAMPLE_UNIT_VALUE + number)
    browser = signed_in(everybody["director"])
    panel = reverse("pipeline:opportunity_panel", args=[deal.code, "negotiation"])
    browser.get(panel)
    with django_assert_max_num_queries(8):
        answer = browser.get(panel)
    assert words(answer).count(reverse("proposals:round_detail", args=[one.pk])) == 1
    with django_assert_max_num_queries(12):
        browser.get(one.get_absolute_url())


def test_the_terms_of_a_round_that_is_no_draft_stand_still_by_every_door(deal, everybody):
    one = authorised(deal, everybody)
    for name, value in {"unit_value": 1, "seats": 1, "term_months": 1, "we_offer": "Otra cosa."}.items():
        with pytest.raises(GatedFieldWrite):
            NegotiationRound.objects.filter(pk=one.pk).update(**{name: value})
        changed = fresh(one)
        setattr(changed, name, value)
        with pytest.raises(Refused) as refused:
            changed.save()
        assert codes(refused) == {"settled"}
    assert fresh(one).unit_value == EXAMPLE_UNIT_VALUE


def test_a_round_is_judged_by_the_stage_of_now_not_by_the_one_that_was_read(deal, everybody):
    read_before, one = Opportunity.objects.get(pk=deal.pk), make_round(deal, everybody)
    close_opportunity(
        opportunity=deal,
        outcome="lost",
        by=everybody["director"],
        loss_reason=LossReason.objects.first(),
        competitor="Otra",
        note="Precio",
    )
    with pytest.raises(Refused) as refused:
        log_round(opportunity=read_before, by=everybody["analyst"], values=round_values())
    assert codes(refused) == {"stage"}
    with pytest.raises(Refused) as refused:
        edit_round(negotiation_round=fresh(one), by=everybody["analyst"], changes={"unit_value": LOWER})
    assert codes(refused) == {"closed"}
