"""What a proposal lacks before its approval, each gap with its link; and when its price went stale."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, override

from almacontact.audit.doors import TESTS
from almacontact.calendar import today
from almacontact.refusals import NotAllowed
from almacontact.web.formats import day
from pipeline.models import Opportunity
from proposals.checklist.actions.requirements import add_requirement, answer_requirement, assign_requirement
from proposals.models import Evidence, PricingMinutes, Proposal
from proposals.proposal import document
from proposals.proposal.actions.compliance import add_supporting, edit_compliance_line, refresh_compliance
from proposals.proposal.actions.proposals import edit_proposal, renew_acta
from proposals.proposal.actions.sections import edit_section
from proposals.proposal.content import content_of
from proposals.proposal.gaps import gaps_of, warnings_of
from proposals.proposal.staleness import price_differences
from tests.proposals.intake.intake_records import answer_all, make_check_list
from tests.proposals.pricing.test_price_on_screen import signed_in, words
from tests.proposals.proposal.proposal_records import make_draft_proposal, make_placed_draft
from tests.proposals.proposal.test_go_on_from_proposal import next_acta

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(everybody):
    return make_draft_proposal(everybody)


@pytest.fixture
def acta(draft):
    return PricingMinutes.objects.with_parties().get(pk=draft.minutes_id)


@pytest.fixture
def placed(everybody):
    """A draft whose matrix is drawn and placed, every line in one section."""
    return make_placed_draft()


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def codes(proposal: Proposal) -> list[str]:
    return [one.code for one in gaps_of(fresh(proposal))]


def line_for(proposal: Proposal, code: str):
    return proposal.compliance.select_related("requirement").get(requirement__code=code)


def test_a_written_draft_with_its_matrix_placed_has_no_gap(placed):
    assert codes(placed) == []
    assert warnings_of(placed) == []


def test_every_gap_leads_to_the_page_that_mends_it(placed, analyst):
    line = line_for(placed, "security")
    edit_compliance_line(line=line, by=analyst, changes={"section": None})
    edit_section(section=placed.sections.get(key="letter"), by=analyst, changes={"body": "Señor {contact}"})
    edit_section(section=placed.sections.get(key="quality"), by=analyst, changes={"body": " "})
    found = {one.code: one for one in gaps_of(fresh(placed))}
    assert found.keys() == {"not_answered", "unfilled", "empty_section"}
    assert found["not_answered"].url == f"{reverse('proposals:compliance_edit', args=[placed.pk])}#line-{line.pk}"
    assert found["unfilled"].url == reverse("proposals:section_edit", args=[placed.sections.get(key="letter").pk])
    assert "{contact}" in str(found["unfilled"].message)
    page = words(signed_in(analyst).get(placed.get_absolute_url()))
    assert all(one.url in page for one in found.values())


def test_a_section_that_is_left_out_or_drawn_needs_no_words(placed, analyst):
    edit_section(section=placed.sections.get(key="prices"), by=analyst, changes={"body": ""})
    edit_section(section=placed.sections.get(key="quality"), by=analyst, changes={"body": "{sla}", "included": False})
    assert codes(placed) == []


def test_what_is_answered_in_a_section_that_is_left_out_is_answered_nowhere(placed, analyst):
    edit_section(section=placed.sections.get(key="technology"), by=analyst, changes={"included": False})
    assert set(codes(placed)) == {"section_left_out"}


def test_evidence_is_a_place_and_what_does_not_apply_needs_none(placed, analyst, director):
    evidence = Evidence.objects.create(kind="certificate", title="ISO de prueba")
    security, crm = line_for(placed, "security"), line_for(placed, "crm")
    edit_compliance_line(line=security, by=analyst, changes={"section": None, "evidence": evidence})
    edit_compliance_line(line=crm, by=analyst, changes={"section": None})
    answer_requirement(requirement=crm.requirement, by=director, answer="n/a", reason="No usa CRM")
    refresh_compliance(proposal=placed, by=analyst)
    assert codes(placed) == []


@pytest.mark.parametrize(("answer", "gap"), [("yes", True), ("partial", True), ("no", False)])
def test_what_we_claim_needs_a_place_and_a_no_that_excludes_nothing_does_not(placed, analyst, director, answer, gap):
    line = line_for(placed, "crm")
    edit_compliance_line(line=line, by=analyst, changes={"section": None})
    answer_requirement(requirement=line.requirement, by=director, answer=answer)
    refresh_compliance(proposal=placed, by=analyst)
    assert codes(placed) == (["not_answered"] if gap else [])
    assert [one.code for one in warnings_of(fresh(placed))] == ([] if answer == "yes" else ["no_note"])


def test_what_the_check_list_says_since_the_matrix_was_drawn_is_a_gap_until_it_is_drawn_again(
    placed, analyst, director
):
    line = line_for(placed, "crm")
    answer_requirement(requirement=line.requirement, by=director, answer="no")
    check_list = placed.opportunity.check_list
    added = add_requirement(
        check_list=check_list, by=director, text="Atención en inglés", section="operations", area="operations"
    )
    assert codes(placed) == ["not_drawn", "answer_changed"]
    client = signed_in(analyst)
    assert client.post(reverse("proposals:compliance_draw", args=[placed.pk])).status_code == 302
    assert codes(placed) == ["unanswered"]
    line.refresh_from_db()
    assert (line.answer, line.section.key) == ("no", "technology")
    assert placed.compliance.filter(requirement=added, section=None).exists()


def test_evidence_that_lapses_before_the_offer_or_is_out_of_use_is_a_gap(placed, analyst):
    short = Evidence.objects.create(kind="legal", title="RUP", valid_until=placed.valid_until - timedelta(days=1))
    exact = Evidence.objects.create(kind="legal", title="Cámara", valid_until=placed.valid_until)
    for one in (short, exact):
        add_supporting(proposal=placed, by=analyst, evidence=one)
    edit_compliance_line(line=line_for(placed, "security"), by=analyst, changes={"evidence": short})
    assert codes(placed) == ["evidence_lapses"]
    edit_proposal(proposal=fresh(placed), by=analyst, changes={"valid_until": short.valid_until})
    assert codes(placed) == []
    Evidence.objects.filter(pk=exact.pk).update(active=False)
    assert codes(placed) == ["evidence_out_of_use"]


def test_an_offer_whose_days_have_passed_is_a_gap(draft, analyst):
    edit_proposal(proposal=draft, by=analyst, changes={"valid_until": today() + timedelta(days=3)})
    with time_machine.travel(draft.valid_until + timedelta(days=2)):
        assert codes(draft) == ["lapsed"]


def test_an_offer_that_outlives_the_price_of_its_acta_is_a_gap(acta, draft):
    with TESTS.open():
        PricingMinutes.objects.filter(pk=acta.pk).update(valid_until=today() + timedelta(days=5))
    assert codes(draft) == ["outlives_acta"]


def test_an_acta_that_another_one_replaced_is_a_gap_until_the_draft_takes_it(everybody, acta, draft, analyst):
    letter = draft.sections.get(key="letter")
    edit_section(section=letter, by=analyst, changes={"body": "Son $ 125.132.970 al mes."})
    assert (codes(draft), warnings_of(fresh(draft))[0].code) == ([], "no_check_list")
    newest = next_acta(acta, everybody)
    assert codes(draft) == ["acta_superseded"]
    renew_acta(proposal=fresh(draft), by=analyst)
    assert codes(draft) == []
    stale = [one for one in warnings_of(fresh(draft)) if one.code == "other_price"]
    assert ["$ 125.132.970" in str(one.message) and newest.number in str(one.message) for one in stale] == [True]


def test_an_acta_whose_dated_values_no_longer_hold_is_a_gap(draft):
    Opportunity.objects.filter(pk=draft.opportunity.pk).update(expected_billing_on=date(2027, 2, 1))
    assert codes(draft) == ["acta_not_current"]


def test_the_gaps_are_asked_in_as_many_queries_for_many_lines_as_for_none(
    placed, everybody, django_assert_max_num_queries
):
    other = make_draft_proposal(everybody)
    with django_assert_max_num_queries(12) as few:
        gaps_of(fresh(other))
    with django_assert_max_num_queries(len(few)):
        gaps_of(fresh(placed))


# --- What the client reads of the check list -------------------------------------------------------------------------


def test_the_line_of_our_floor_price_and_what_becomes_internal_never_reach_the_client(placed, analyst, director):
    budget = placed.opportunity.check_list.requirements.get(code="budget")
    assert budget.internal
    assert not placed.compliance.filter(requirement=budget).exists()
    crm = line_for(placed, "crm").requirement
    html = document.proposal_html(fresh(placed))
    assert (str(crm) in html, "precio piso" in html) == (True, False)
    url = reverse("proposals:requirement_assign", args=[crm.pk])
    assert signed_in(director).post(url, {"internal": "on", "version": crm.version}).status_code == 302
    assert codes(placed) == []
    assert str(crm) not in document.proposal_html(fresh(placed))
    page = signed_in(analyst).get(reverse("proposals:compliance_edit", args=[placed.pk]))
    assert (str(crm) in words(page), page.context["total"]) == (False, 25)
    check_list = words(signed_in(analyst).get(placed.opportunity.check_list.get_absolute_url()))
    with override("es-co"):
        assert check_list.count(f'<span class="tag tag-idle">{gettext("Internal")}</span>') == 2
    line = reverse("proposals:compliance_line", args=[line_for(placed, "crm").pk])
    assert signed_in(analyst).post(line, {}).status_code == 404


def test_only_the_director_says_what_is_internal(placed, analyst):
    crm = line_for(placed, "crm").requirement
    url = reverse("proposals:requirement_assign", args=[crm.pk])
    assert signed_in(analyst).post(url, {"internal": "on", "version": crm.version}).status_code == 302
    crm.refresh_from_db()
    assert not crm.internal
    with pytest.raises(NotAllowed):
        assign_requirement(requirement=crm, by=analyst, owner=None, due_on=None, internal=True)


def test_a_partial_shows_its_plan_and_date_and_then_needs_no_note(placed, analyst, director):
    until = today() + timedelta(days=20)
    crm = line_for(placed, "crm").requirement
    plan = {"plan": "Conector en la salida.", "plan_on": until}
    answer_requirement(requirement=crm, by=director, answer="partial", **plan)
    refresh_compliance(proposal=placed, by=analyst)
    assert warnings_of(fresh(placed)) == []
    html = document.proposal_html(fresh(placed))
    assert "Conector en la salida." in html
    with override("es-co"):
        assert f"Fecha: {day(until)}" in html
    page = signed_in(analyst).get(reverse("proposals:compliance_edit", args=[placed.pk]))
    assert "Conector en la salida." in words(page)
    row = next(one for one in content_of(fresh(placed))["compliance"] if one["id"] == crm.pk)
    assert (row["plan"], row["plan_on"]) == (plan["plan"], until.isoformat())
    crm.refresh_from_db()
    answer_requirement(requirement=crm, by=director, answer="partial", plan="Sin fecha.")
    assert [one.code for one in warnings_of(fresh(placed))] == ["no_note"]


def test_a_plan_stays_in_the_document_as_it_was_frozen(placed, analyst, director):
    crm = line_for(placed, "crm").requirement
    until = today() + timedelta(days=20)
    answer_requirement(requirement=crm, by=director, answer="partial", plan="Conector uno.", plan_on=until)
    refresh_compliance(proposal=placed, by=analyst)
    placed = fresh(placed)
    placed.content = content_of(placed)
    placed._submit()
    crm.refresh_from_db()
    answer_requirement(requirement=crm, by=director, answer="partial", plan="Conector dos.", plan_on=until)
    html = document.proposal_html(placed)
    assert ("Conector uno." in html, "Conector dos." in html) == (True, False)


def test_many_changed_answers_are_one_gap_that_leads_to_the_button_that_mends_it(placed, analyst, director):
    for code in ("crm", "recording", "continuity", "profiles"):
        answer_requirement(requirement=line_for(placed, code).requirement, by=director, answer="n/a", reason="No")
    (gap,) = gaps_of(fresh(placed))
    names = [str(line_for(placed, code)) for code in ("crm", "recording", "continuity", "profiles")]
    assert [name in str(gap.message) for name in names] == [True, True, True, False]
    page = signed_in(analyst).get(gap.url).content.decode()
    form = page.split('id="draw"')[1].split("</form>")[0]
    assert gap.url.endswith("#draw")
    assert str(gap.link_label) in form


def test_only_who_writes_a_draft_is_shown_the_links_of_its_gaps(placed, analyst, general_manager):
    line = line_for(placed, "security")
    edit_compliance_line(line=line, by=analyst, changes={"section": None})
    link = gaps_of(fresh(placed))[0].url
    writer, reader = (signed_in(one).get(placed.get_absolute_url()) for one in (analyst, general_manager))
    assert (link in words(writer), link in words(reader)) == (True, False)
    assert str(gaps_of(fresh(placed))[0].message) in words(reader)
    models.QuerySet(Proposal).filter(pk=placed.pk).update(state="in_approval")
    assert link not in words(signed_in(analyst).get(placed.get_absolute_url()))


def test_both_pages_count_the_same_lines_as_placed_and_none_that_waits_for_its_answer(draft, analyst, director):
    check_list = make_check_list(draft.opportunity, analyst)
    refresh_compliance(proposal=draft, by=analyst)
    matrix = reverse("proposals:compliance_edit", args=[draft.pk])

    def counts() -> tuple[int, int]:
        own = signed_in(analyst).get(draft.get_absolute_url()).context["matrix"]["placed"]
        return own, signed_in(analyst).get(matrix).context["placed"]

    assert counts() == (0, 0)
    groups = signed_in(analyst).get(matrix).context["groups"]
    assert {row["place"] for group in groups for row in group["rows"]} == {"open", "unanswered"}
    answer_all(check_list, director, {"crm": "no"}, rest="yes")
    refresh_compliance(proposal=draft, by=analyst)
    edit_compliance_line(line=line_for(draft, "iso"), by=analyst, changes={"section": draft.sections.first()})
    assert counts() == (2, 2)


# --- Whether the price is still that of today -----------------------------------------------------------------------


def test_a_current_price_differs_in_nothing(draft):
    assert price_differences(draft) == []


def test_a_newer_acta_differs_in_each_figure_it_changed(everybody, acta, draft):
    newest = next_acta(acta, everybody, margin="0.15")
    found = {str(one.label): (one.was, one.now) for one in price_differences(fresh(draft))}
    assert (acta.number, newest.number) in found.values()
    assert "$ 8.342.198" in {was for was, _now in found.values()}
    assert len(found) == 4


def test_a_voided_acta_leaves_none_in_force(acta, draft, director):
    from proposals.pricing.actions.pricing import void_pricing

    void_pricing(pricing_model=acta.pricing_model, by=director, reason="Error")
    assert [one.was for one in price_differences(fresh(draft))] == [acta.number]
    assert codes(draft) == ["no_acta"]


def test_a_price_past_its_days_or_its_wage_says_what_no_longer_holds(draft):
    with time_machine.travel(draft.minutes.valid_until + timedelta(days=2)):
        assert len(price_differences(fresh(draft))) == 1
    Opportunity.objects.filter(pk=draft.opportunity.pk).update(expected_billing_on=date(2027, 2, 1))
    assert "$ 1.750.905" in {one.was for one in price_differences(fresh(draft))}
