"""From one version of a proposal to the next: new versions, a new acta, voiding, and what does not change any more."""

import pytest
from django.db import transaction
from django.urls import reverse

from almacontact.audit.models import GatedFieldWrite
from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused
from pipeline.duties import duties
from pipeline.models import LossReason
from pipeline.opportunities.actions.moves import close_opportunity
from proposals.models import (
    ComplianceLine,
    Evidence,
    PricingModel,
    Proposal,
    ProposalSection,
    ProposalState,
    ReusableText,
    SupportingDocument,
)
from proposals.pricing.actions.pricing import new_version
from proposals.proposal.actions.compliance import (
    add_supporting,
    edit_compliance_line,
    refresh_compliance,
    remove_supporting,
)
from proposals.proposal.actions.proposals import create_proposal, edit_proposal, next_version, renew_acta, void_proposal
from proposals.proposal.actions.sections import edit_section, insert_text, move_section
from tests.proposals.pricing.pricing_records import approve, changed
from tests.proposals.pricing.test_price_on_screen import signed_in, words
from tests.proposals.proposal.proposal_records import (
    approve_proposal,
    make_approved_minutes,
    make_draft_proposal,
    make_drawn_draft,
    send_proposal,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def acta(everybody):
    return make_approved_minutes(everybody)


@pytest.fixture
def draft(everybody):
    return make_draft_proposal(everybody)


@pytest.fixture
def approved(everybody, analyst):
    draft = make_drawn_draft()
    add_supporting(proposal=draft, by=analyst, evidence=Evidence.objects.create(kind="other", title="Certificado"))
    line = draft.compliance.order_by("pk").first()
    edit_compliance_line(line=line, by=analyst, changes={"section": draft.sections.get(key="quality"), "note": "7.1"})
    return approve_proposal(draft, everybody)


def as_it_stands(proposal: Proposal) -> Proposal:
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def next_acta(acta, everybody, **terms):
    """A second acta of the alternative, with another price, approved."""
    director = everybody["director"]
    model = PricingModel.objects.with_parties().get(pk=acta.pricing_model_id)
    following = new_version(pricing_model=model, by=director, reason="Cambia el precio")
    changed(following, director, **(terms or {"margin": "0.15"}))
    return approve(PricingModel.objects.with_parties().get(pk=following.pk), director, everybody)


# --- The next version -----------------------------------------------------------------------------------------------


def test_the_next_version_carries_words_matrix_and_documents_over(approved, analyst):
    following = next_version(proposal=approved, by=analyst, reason="Piden otro alcance")
    assert (following.series, following.number) == (approved.series, 2)
    assert (following.based_on, following.change_reason) == (approved, "Piden otro alcance")
    names = ("key", "title", "body", "area", "included")
    assert list(following.sections.values_list(*names)) == list(approved.sections.values_list(*names))
    places = ("requirement", "answer", "note", "section__key")
    assert list(following.compliance.values_list(*places)) == list(approved.compliance.values_list(*places))
    assert [one.evidence for one in following.supporting.all()] == [one.evidence for one in approved.supporting.all()]
    assert as_it_stands(approved).state == ProposalState.APPROVED


def test_going_back_to_an_earlier_version_makes_a_new_one_from_it(everybody, approved, analyst):
    second = next_version(proposal=approved, by=analyst, reason="Otro alcance")
    edit_section(section=second.sections.get(key="letter"), by=analyst, changes={"body": "Segunda carta"})
    approve_proposal(as_it_stands(second), everybody)
    address = reverse("proposals:proposal_version", args=[approved.pk])
    answer = signed_in(analyst).post(address, {"reason": "Vuelve la primera"})
    third = Proposal.objects.get(number=3)
    assert (answer.url, third.based_on) == (third.get_absolute_url(), approved)
    assert third.sections.get(key="letter").body == approved.sections.get(key="letter").body


def test_there_is_one_open_version_at_a_time_and_a_reason(draft, analyst):
    for reason, code in (("Otra", "open_version"), (" ", "reason")):
        with pytest.raises(Refused) as refused:
            next_version(proposal=draft, by=analyst, reason=reason)
        assert [one.code for one in refused.value.blockers] == [code]
    assert Proposal.objects.count() == 1


def test_it_takes_the_newest_acta_and_a_draft_is_put_on_it(everybody, approved, analyst):
    acta = approved.minutes
    second = next_version(proposal=approved, by=analyst, reason="Mientras cambia el precio")
    assert second.minutes == acta
    newest = next_acta(acta, everybody)
    page = signed_in(analyst).get(second.get_absolute_url())
    assert reverse("proposals:proposal_renew", args=[second.pk]) in words(page)
    assert signed_in(analyst).post(reverse("proposals:proposal_renew", args=[second.pk])).status_code == 302
    now = as_it_stands(second)
    assert (now.minutes, now.valid_until) == (newest, second.valid_until)
    void_proposal(proposal=now, by=analyst, reason="De nuevo")
    assert next_version(proposal=approved, by=analyst, reason="Precio nuevo").minutes == newest


def test_a_closed_deal_gets_no_new_version(approved, analyst):
    opportunity = approved.opportunity
    reason = LossReason.objects.get(code="price")
    close_opportunity(opportunity=opportunity, outcome="cancelled", by=analyst, loss_reason=reason)
    with pytest.raises(Refused) as refused:
        next_version(proposal=as_it_stands(approved), by=analyst, reason="Otra")
    assert [one.code for one in refused.value.blockers] == ["closed"]


# --- Voiding --------------------------------------------------------------------------------------------------------


def test_a_draft_is_voided_with_a_reason_by_who_writes_it(draft, analyst):
    with pytest.raises(Refused):
        void_proposal(proposal=draft, by=analyst, reason=" ")
    address = reverse("proposals:proposal_void", args=[draft.pk])
    assert signed_in(analyst).post(address, {"reason": "Era de prueba"}).status_code == 302
    now = as_it_stands(draft)
    assert (now.state, now.void_reason, now.voided_by) == (ProposalState.VOID, "Era de prueba", analyst)


def test_an_approved_version_is_voided_by_the_director_alone_even_when_sent(everybody, approved, analyst, director):
    send_proposal(approved, everybody)
    for person in (analyst, everybody["coordinator"]):
        with pytest.raises(NotAllowed):
            void_proposal(proposal=as_it_stands(approved), by=person, reason="No va")
    assert signed_in(analyst).post(
        reverse("proposals:proposal_void", args=[approved.pk]), {"reason": "x"}
    ).status_code in (403, 422)
    assert as_it_stands(approved).state == ProposalState.APPROVED
    void_proposal(proposal=as_it_stands(approved), by=director, reason="No va")
    assert as_it_stands(approved).state == ProposalState.VOID


# --- What does not change any more ----------------------------------------------------------------------------------


def everything(proposal: Proposal) -> list:
    """All that a version holds, row by row."""
    tables = (Proposal.objects.filter(pk=proposal.pk), proposal.sections, proposal.compliance, proposal.supporting)
    return [list(one.order_by("pk").values()) for one in tables]


def in_approval(proposal: Proposal) -> Proposal:
    """Put a draft in approval, as its submission does."""
    proposal._submit()
    proposal.save(update_fields=["state"])
    return as_it_stands(proposal)


@pytest.mark.parametrize("state", ["in_approval", "approved"])
def test_after_submission_no_action_and_no_page_changes_a_version(everybody, approved, analyst, director, state):
    target = approved
    if state == "in_approval":
        target = in_approval(next_version(proposal=approved, by=analyst, reason="Otra"))
    section, line = target.sections.get(key="letter"), target.compliance.order_by("pk").first()
    document, text = target.supporting.get(), ReusableText.objects.create(title="Cierre de prueba", body="Gracias.")
    evidence = Evidence.objects.create(kind="other", title="Otra")
    before = everything(target)
    acts = [
        lambda by: edit_proposal(proposal=target, by=by, changes={"title": "Otra"}),
        lambda by: renew_acta(proposal=target, by=by),
        lambda by: edit_section(section=section, by=by, changes={"body": "Otra"}),
        lambda by: insert_text(section=section, by=by, text=text),
        lambda by: move_section(section=section, by=by, up=False),
        lambda by: edit_compliance_line(line=line, by=by, changes={"note": "Otra"}),
        lambda by: refresh_compliance(proposal=target, by=by),
        lambda by: add_supporting(proposal=target, by=by, evidence=evidence),
        lambda by: remove_supporting(document=document, by=by),
    ]
    for person in (analyst, director):
        for act in acts:
            with pytest.raises(Refused) as refused:
                act(person)
            assert [one.code for one in refused.value.blockers] == [
                "in_approval" if state == "in_approval" else "settled"
            ]
    posts = [
        ("proposal_edit", target.pk, {"title": "Otra", "valid_until": today().isoformat()}),
        ("proposal_renew", target.pk, {}),
        ("section_edit", section.pk, {"title": "Otra", "body": "Otra"}),
        ("section_edit", section.pk, {"title": "Otra", "body": "Otra", "insert": "1", "text": text.pk}),
        ("section_move", section.pk, {"to": "down"}),
        ("compliance_line", line.pk, {"note": "Otra"}),
        ("compliance_draw", target.pk, {}),
        ("supporting_edit", target.pk, {"evidence": evidence.pk}),
        ("supporting_remove", document.pk, {}),
    ]
    client = signed_in(director)
    for name, pk, sent in posts:
        client.post(reverse(f"proposals:{name}", args=[pk]), sent)
        assert everything(target) == before, name


def test_an_approved_version_is_not_written_behind_the_actions_either(approved, director):
    before = everything(approved)
    own = Proposal.objects.filter(pk=approved.pk)
    section, line, document = approved.sections.first(), approved.compliance.first(), approved.supporting.get()
    section.body, line.note, document.position = "Otra", "Otra", 9
    title = as_it_stands(approved)
    title.title = "Otra"
    annex = as_it_stands(approved)
    annex.annex = {"unit_value": 1}
    copied = ProposalSection(proposal=approved, key="acceptance", title="Otra")
    ways = [
        lambda: own.update(title="Otra"),
        lambda: own.update(state="draft"),
        lambda: Proposal.objects.bulk_update([title], ["title"]),
        title.save,
        lambda: title.save(update_fields=["title"]),
        annex.save,
        section.save,
        lambda: section.save(update_fields=["body"]),
        line.save,
        document.save,
        section.delete,
        document.delete,
        copied.save,
        lambda: ProposalSection.objects.bulk_create([copied]),
        lambda: approved.sections.update(body="Otra"),
        lambda: ProposalSection.objects.bulk_update([section], ["body"]),
        lambda: ComplianceLine.objects.filter(pk=line.pk).update(note="Otra"),
        lambda: ComplianceLine.objects.bulk_update([line], ["note"]),
        lambda: SupportingDocument.objects.filter(pk=document.pk).delete(),
        lambda: approved.supporting.all().delete(),
    ]
    for number, write in enumerate(ways):
        with pytest.raises((Refused, GatedFieldWrite)), transaction.atomic():
            write()
        assert everything(approved) == before, number


def test_a_section_cannot_be_moved_out_of_an_approved_version(everybody, approved):
    section = approved.sections.get(key="letter")
    section.proposal = make_draft_proposal(everybody)
    with pytest.raises(Refused):
        section.save()


def test_the_technical_administration_changes_no_proposal(everybody, approved):
    before = everything(approved)
    client = signed_in(everybody["administrator"])
    for model, pk in (("proposal", approved.pk), ("proposalsection", approved.sections.first().pk)):
        for page in ("change", "delete"):
            address = reverse(f"admin:proposals_{model}_{page}", args=[pk])
            client.post(address, {"title": "Otra", "post": "yes"})
    assert everything(approved) == before


# --- On Mi día ------------------------------------------------------------------------------------------------------


def test_the_day_of_the_owner_asks_for_the_proposal_then_to_finish_and_to_send_it(everybody, acta, analyst):
    def asked() -> list[str]:
        return [one.url for one in duties(analyst) if "/proposals/" in one.url]

    assert asked() == [reverse("proposals:proposal_create", args=[acta.opportunity.code])]
    made = create_proposal(alternative=acta.pricing_model.alternative, by=analyst)
    assert asked() == [made.get_absolute_url()]
    approve_proposal(as_it_stands(made), everybody)
    assert asked() == [made.get_absolute_url()]
    send_proposal(as_it_stands(made), everybody)
    assert asked() == []
    assert not [one for one in duties(everybody["auditor"]) if "/proposals/" in one.url]


def test_the_duties_take_one_query_however_many_there_are(everybody, acta, analyst, django_assert_num_queries):
    analyst.scope("write_proposals")
    with django_assert_num_queries(1):
        assert len(duties(analyst)) == 1
    make_draft_proposal(everybody, acta)
    with django_assert_num_queries(1):
        assert len(duties(analyst)) == 1
