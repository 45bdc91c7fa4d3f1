"""Any two versions of a proposal side by side, and the list of proposals."""

import pytest
from django.urls import reverse

from almacontact.calendar import today
from proposals.models import Evidence, Proposal
from proposals.proposal.actions.compliance import (
    add_supporting,
    edit_compliance_line,
    remove_supporting,
)
from proposals.proposal.actions.proposals import next_version
from proposals.proposal.actions.sections import edit_section
from proposals.proposal.diff import ADDED, REMOVED, compare, compare_texts
from tests.proposals.pricing.test_price_on_screen import signed_in, words
from tests.proposals.proposal.proposal_records import (
    approve_proposal,
    make_approved_proposal,
    make_draft_proposal,
    make_drawn_draft,
    send_proposal,
)
from tests.proposals.proposal.test_go_on_from_proposal import next_acta

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(everybody):
    return make_approved_proposal(everybody)


@pytest.fixture
def second(everybody, analyst):
    """A second version with a changed letter, no quality section, another price, placed lines, another document."""
    draft = make_drawn_draft()
    add_supporting(proposal=draft, by=analyst, evidence=Evidence.objects.create(kind="other", title="RUP"))
    letter = draft.sections.get(key="letter")
    edit_section(section=letter, by=analyst, changes={"body": "Estimados señores:\n\nOfrecemos **quince** puestos."})
    approve_proposal(draft, everybody)
    next_acta(draft.minutes, everybody)
    made = next_version(proposal=Proposal.objects.with_parties().get(pk=draft.pk), by=analyst, reason="Otro precio")
    words_now = {"body": "Estimados señores:\n\nOfrecemos **dieciséis** puestos hoy."}
    edit_section(section=made.sections.get(key="letter"), by=analyst, changes=words_now)
    edit_section(section=made.sections.get(key="quality"), by=analyst, changes={"included": False})
    line = made.compliance.order_by("requirement__position").first()
    edit_compliance_line(line=line, by=analyst, changes={"section": made.sections.get(key="company")})
    remove_supporting(document=made.supporting.get(), by=analyst)
    add_supporting(proposal=made, by=analyst, evidence=Evidence.objects.create(kind="other", title="ISO"))
    return Proposal.objects.with_parties().get(pk=made.pk)


def test_texts_are_compared_word_by_word():
    before, after = compare_texts("Uno dos tres.\nIgual.\n", "Uno cuatro tres.\nIgual.\nNuevo.\n")
    assert [one.text for one in before if one.kind == REMOVED] == ["dos"]
    assert [one.text.strip() for one in after if one.kind == ADDED] == ["cuatro", "Nuevo."]
    for pieces, text in ((before, "Uno dos tres.\nIgual.\n"), (after, "Uno cuatro tres.\nIgual.\nNuevo.\n")):
        assert "".join(one.text for one in pieces) == text


def test_long_texts_that_have_nothing_in_common_are_compared_at_once():
    left, right = (" ".join(f"{name}{number}" for number in range(20_000)) for name in "ab")
    before, after = compare_texts(left, right)
    assert ([one.kind for one in before], [one.kind for one in after]) == ([REMOVED], [ADDED])


def test_two_versions_differ_in_words_price_matrix_and_documents(second):
    found = compare(second.based_on, second)
    assert {one.label: one.state for one in found.changed} == {"Carta": "changed", "Calidad": "removed"}
    letter = next(one for one in found.changed if one.label == "Carta")
    assert [one.text for one in letter.earlier if one.kind == REMOVED] == ["quince", "puestos."]
    figures = {str(one.label): (one.earlier, one.later) for one in found.figures.changed}
    assert ("$ 8.342.198", "$ 125.132.970") not in figures.values()
    assert (second.based_on.minutes.number, second.minutes.number) in figures.values()
    assert "$ 8.342.198" in {earlier for earlier, _later in figures.values()}
    assert len(found.compliance.changed) == 1
    assert {(one.earlier, one.later) for one in found.supporting.rows} == {("RUP", ""), ("", "ISO")}


def test_the_page_says_in_words_what_was_inserted_and_deleted(second, analyst):
    address = reverse("proposals:proposal_diff", args=[second.pk, second.based_on_id])
    page = words(signed_in(analyst).get(address))
    assert all(mark in page for mark in ("<del>", "<ins>", "dieciséis"))
    turned = reverse("proposals:proposal_diff", args=[second.based_on_id, second.pk])
    assert signed_in(analyst).get(turned).context["earlier"] == second.based_on


def test_a_version_is_compared_with_the_one_it_was_made_from_unless_another_is_chosen(second, analyst):
    client = signed_in(analyst)
    address = reverse("proposals:proposal_compare", args=[second.pk])
    target = reverse("proposals:proposal_diff", args=[second.pk, second.based_on_id])
    assert [client.get(address + query).url for query in ("", "?with=1", "?with=x")] == [target] * 3


def test_versions_of_two_proposals_are_not_compared(everybody, first, analyst):
    other = make_draft_proposal(everybody)
    client = signed_in(analyst)
    for left, right in ((first.pk, other.pk), (first.pk, first.pk), (first.pk, 10**9)):
        assert client.get(reverse("proposals:proposal_diff", args=[left, right])).status_code == 404
    assert client.get(reverse("proposals:proposal_compare", args=[first.pk])).status_code == 404


def test_each_reader_sees_the_comparison_and_nobody_else(second, everybody):
    address = reverse("proposals:proposal_diff", args=[second.pk, second.based_on_id])
    for part, person in everybody.items():
        readable = Proposal.objects.visible_to(person).exists()
        assert (signed_in(person).get(address).status_code == 200) == readable, part


# --- The list, the page and the panel -------------------------------------------------------------------------------


def test_the_list_shows_filters_and_exports_what_was_sent(everybody, first, analyst):
    send_proposal(first, everybody)
    make_draft_proposal(everybody)
    client = signed_in(analyst)
    address = reverse("proposals:proposal_list")
    page = words(client.get(address))
    assert all(shown in page for shown in (first.series, "$ 125.132.970"))
    shown = [list(client.get(f"{address}?sent={value}").context["page"]) for value in ("true", "false")]
    assert ([first in one for one in shown], [len(one) for one in shown]) == ([True, False], [1, 1])
    until = f"?valid_until_min={today().isoformat()}&state=approved&q={first.opportunity.client.name}"
    assert list(client.get(address + until).context["page"]) == [first]
    assert client.get(address + "?export=xlsx").status_code == 200
    assert signed_in(everybody["planner"]).get(address + "?export=xlsx").status_code == 403


def test_an_analyst_takes_out_their_own_alone(everybody, first, colleague):
    from io import BytesIO

    from openpyxl import load_workbook

    answer = signed_in(colleague).get(reverse("proposals:proposal_list") + "?export=xlsx")
    assert load_workbook(BytesIO(answer.content)).active.max_row == 1


def test_list_page_and_panel_ask_as_many_queries_for_many_as_for_few(
    everybody, first, analyst, django_assert_max_num_queries
):
    client = signed_in(analyst)
    panel = reverse("pipeline:opportunity_panel", args=[first.opportunity.code, "proposal"])
    addresses = [reverse("proposals:proposal_list"), panel, first.get_absolute_url()]
    few = []
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(40) as asked:
            client.get(address)
        few.append(len(asked))
    made = next_version(proposal=first, by=analyst, reason="Otra")
    approve_proposal(Proposal.objects.with_parties().get(pk=made.pk), everybody)
    make_draft_proposal(everybody)
    for address, most in zip(addresses, few, strict=True):
        with django_assert_max_num_queries(most):
            client.get(address)


def test_the_section_of_the_opportunity_takes_three_queries(everybody, first, analyst, django_assert_num_queries):
    from proposals.proposal.panel import panel_context

    send_proposal(first, everybody)
    opportunity = first.opportunity
    analyst.scope("write_proposals")
    with django_assert_num_queries(3):
        context = panel_context(opportunity, analyst)
    assert [(one["proposal"], bool(one["sent"]), one["next"]) for one in context["shown"]] == [(first, True, None)]
