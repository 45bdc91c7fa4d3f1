"""Writing a proposal: who begins, edits, goes on to the next version and voids; what is refused leaves no trace."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from almacontact.calendar import today
from almacontact.refusals import NotAllowed, Refused, StaleVersion
from proposals.models import (
    ComplianceLine,
    Evidence,
    Proposal,
    ProposalSection,
    ProposalState,
    ProposalTemplate,
    ReusableText,
    SupportingDocument,
)
from proposals.proposal.actions.compliance import add_supporting, edit_compliance_line, place_lines
from proposals.proposal.actions.proposals import create_proposal, edit_proposal, next_version, renew_acta, void_proposal
from proposals.proposal.actions.sections import edit_section, move_section
from proposals.rights import may_write
from tests.factories import make_opportunity
from tests.proposals.intake.intake_records import answer_all, make_check_list, make_intake
from tests.proposals.pricing.pricing_records import make_example
from tests.proposals.pricing.test_price_on_screen import signed_in, words
from tests.proposals.proposal.proposal_records import (
    approve_proposal,
    make_approved_minutes,
    make_draft_proposal,
)

pytestmark = pytest.mark.django_db
WRITERS = ("analyst", "coordinator", "director")


@pytest.fixture
def acta(everybody):
    return make_approved_minutes(everybody)


@pytest.fixture
def draft(everybody):
    return make_draft_proposal(everybody)


def as_it_stands(proposal: Proposal) -> Proposal:
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def counts() -> list[int]:
    tables = (Proposal, ProposalSection, ComplianceLine, SupportingDocument)
    return [one.objects.count() for one in tables] + [one.history.count() for one in tables]


def begin(acta, by, **values) -> Proposal:
    return create_proposal(alternative=acta.pricing_model.alternative, by=by, **values)


# --- Beginning one --------------------------------------------------------------------------------------------------


def test_an_approved_acta_leads_who_writes_to_its_proposal_until_there_is_one(acta, everybody, analyst):
    address = f"{reverse('proposals:proposal_create', args=[acta.opportunity.code])}"
    wanted = f"{address}?alternative={acta.pricing_model.alternative_id}"
    for part, writes in (("analyst", True), ("director", True), ("it_leader", False)):
        page = signed_in(everybody[part]).get(acta.get_absolute_url()).content.decode()
        assert (wanted in page) == writes, part
    made = begin(acta, analyst)
    client = signed_in(analyst)
    assert address not in client.get(acta.get_absolute_url()).content.decode()
    void_proposal(proposal=made, by=analyst, reason="Otra plantilla")
    assert wanted in client.get(acta.get_absolute_url()).content.decode()


def test_the_list_tells_writers_where_a_proposal_begins(everybody):
    for part, writes in (("analyst", True), ("auditor", False)):
        page = signed_in(everybody[part]).get(reverse("proposals:proposal_list"))
        assert page.context["writes"] == writes
        assert ('class="muted list-hint"' in page.content.decode()) == writes


def test_a_proposal_begins_on_the_approved_acta_with_the_sections_of_the_template_filled(acta, analyst, director):
    opportunity = acta.opportunity
    make_intake(opportunity, analyst, channels="voz y WhatsApp", service_level=80, threshold_seconds=20)
    answer_all(make_check_list(opportunity, analyst), director)
    template = ProposalTemplate.objects.current().first()
    first = template.sections.order_by("position").first()
    first.body = "Para {client}: {seats} puestos, {months} meses, {channels}, {sla}, según {acta}. {contact}"
    first.save()
    made = begin(acta, analyst, template=template)
    assert (made.series, made.number, made.state) == (f"PROP-{today().year}-0001", 1, ProposalState.DRAFT)
    assert (made.minutes, made.valid_until, made.template) == (acta, acta.valid_until, template)
    kept = list(template.sections.order_by("position").values_list("key", "title", "area", "included"))
    assert list(made.sections.values_list("key", "title", "area", "included")) == kept
    said = f"Para {opportunity.client}: 15 puestos, 24 meses, voz y WhatsApp, 80/20, según {acta.number}. {{contact}}"
    assert made.sections.get(key=first.key).body == said
    lines = made.compliance.select_related("requirement")
    assert lines.count() == opportunity.check_list.requirements.for_client().count()
    assert {one.answer for one in lines} == {"yes"}
    assert not made.supporting.exists()


def test_the_next_proposal_takes_the_next_number_of_the_year(everybody, acta, analyst):
    other = make_approved_minutes(everybody)
    assert [begin(one, analyst).series[-4:] for one in (acta, other)] == ["0001", "0002"]


def test_without_an_approved_acta_it_is_refused_with_the_way_to_it(everybody, director):
    model = make_example(director)
    before = counts()
    with pytest.raises(Refused) as refused:
        create_proposal(alternative=model.alternative, by=director)
    assert [(one.code, one.url) for one in refused.value.blockers] == [("no_acta", model.get_absolute_url())]
    address = reverse("proposals:proposal_create", args=[model.opportunity.code])
    answer = signed_in(director).post(address, {"alternative": model.alternative_id})
    assert answer.status_code == 422
    assert model.get_absolute_url() in answer.content.decode()
    assert counts() == before


def test_a_deal_without_pricing_is_led_to_build_it(analyst):
    opportunity = make_opportunity(analyst)
    page = words(signed_in(analyst).get(reverse("proposals:proposal_create", args=[opportunity.code])))
    assert reverse("proposals:alternative_create", args=[opportunity.code]) in page


def test_an_acta_past_its_validity_carries_no_proposal(acta, analyst):
    with time_machine.travel(acta.valid_until + timedelta(days=2)), pytest.raises(Refused) as refused:
        begin(acta, analyst)
    assert [one.code for one in refused.value.blockers] == ["acta_not_current"]
    assert acta.number in str(refused.value)


def test_an_alternative_has_one_open_proposal_and_then_versions(everybody, acta, analyst):
    made = begin(acta, analyst)
    for code in ("open_version", "has_proposal"):
        with pytest.raises(Refused) as refused:
            begin(acta, analyst)
        assert [(one.code, one.url) for one in refused.value.blockers] == [(code, made.get_absolute_url())]
        if code == "open_version":
            approve_proposal(made, everybody)


def test_where_every_version_was_voided_the_series_goes_on(acta, analyst):
    made = begin(acta, analyst)
    void_proposal(proposal=made, by=analyst, reason="Otra plantilla")
    again = begin(acta, analyst)
    assert (again.series, again.number) == (made.series, 2)


def test_a_template_out_of_use_is_refused(acta, analyst):
    template = ProposalTemplate.objects.create(name="Vieja", active=False)
    with pytest.raises(Refused) as refused:
        begin(acta, analyst, template=template)
    assert [one.field for one in refused.value.blockers] == ["template"]


def test_it_is_begun_from_the_page_of_the_opportunity(acta, analyst):
    client = signed_in(analyst)
    panel = reverse("pipeline:opportunity_panel", args=[acta.opportunity.code, "proposal"])
    address = reverse("proposals:proposal_create", args=[acta.opportunity.code])
    assert address in words(client.get(panel))
    sent = {"alternative": acta.pricing_model.alternative_id, "title": "Servicio al cliente 2027"}
    answer = client.post(address, sent)
    made = Proposal.objects.get()
    assert (answer.status_code, answer.url, made.title) == (302, made.get_absolute_url(), sent["title"])
    page = words(client.get(made.get_absolute_url()))
    assert acta.number in page
    assert "$ 8.342.198" in page


# --- Who ------------------------------------------------------------------------------------------------------------


def test_each_role_writes_or_is_refused_by_action_and_page(everybody, acta):
    draft = make_draft_proposal(everybody, acta)
    section = draft.sections.get(key="letter")
    evidence = Evidence.objects.create(kind="other", title="Certificado")
    alternative = acta.pricing_model.alternative
    acts = [
        lambda by: create_proposal(alternative=alternative, by=by),
        lambda by: edit_proposal(proposal=as_it_stands(draft), by=by, changes={"title": "Otra"}),
        lambda by: next_version(proposal=draft, by=by, reason="Otra"),
        lambda by: renew_acta(proposal=draft, by=by),
        lambda by: void_proposal(proposal=as_it_stands(draft), by=by, reason=""),
        lambda by: edit_section(section=section, by=by, changes={"body": "x"}),
        lambda by: move_section(section=section, by=by, up=True),
        lambda by: add_supporting(proposal=draft, by=by, evidence=evidence),
        lambda by: place_lines(proposal=draft, by=by, part="legal", section=section),
    ]
    pages = [(name, draft.pk) for name in ("proposal_edit", "proposal_version", "proposal_void", "supporting_edit")]
    pages += [("section_edit", section.pk), ("proposal_create", acta.opportunity.code)]
    for part, person in everybody.items():
        allowed = may_write(person, acta.opportunity)
        assert allowed == (part in (*WRITERS, "second_director")), part
        before = counts()
        refused = 0
        for act in () if allowed else acts:
            try:
                act(person)
            except NotAllowed:
                refused += 1
        assert refused == (0 if allowed else len(acts)), part
        client = signed_in(person)
        for name, argument in pages:
            status = client.get(reverse(f"proposals:{name}", args=[argument])).status_code
            assert (status == 200) == allowed, (part, name, status)
            assert allowed or status in (403, 404), (part, name, status)
        assert counts() == before, part


def test_whoever_reads_proposals_of_the_deal_reads_it_and_others_do_not(everybody, draft):
    readers = {part for part, one in everybody.items() if Proposal.objects.visible_to(one).exists()}
    for part, person in everybody.items():
        client = signed_in(person)
        for name in ("proposal_detail", "compliance_edit"):
            status = client.get(reverse(f"proposals:{name}", args=[draft.pk])).status_code
            assert (status == 200) == (part in readers), (part, name, status)
    assert readers.isdisjoint({"administrator", "outsider"})
    assert {"analyst", "colleague", "director", "general_manager", "it_leader", "auditor", "quality_lead"} <= readers


# --- Head, sections, order ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "code"), [(-1, "past"), (91, "after_acta")])
def test_an_offer_ends_between_today_and_the_last_day_of_the_price(draft, analyst, days, code):
    until = today() + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        edit_proposal(proposal=draft, by=analyst, changes={"valid_until": until})
    assert [(one.code, one.field) for one in refused.value.blockers] == [(code, "valid_until")]
    assert as_it_stands(draft).version == draft.version


def test_the_head_is_saved_from_its_page(draft, analyst):
    until = today() + timedelta(days=30)
    sent = {"title": "Servicio", "valid_until": until.isoformat(), "version": draft.version}
    assert signed_in(analyst).post(reverse("proposals:proposal_edit", args=[draft.pk]), sent).status_code == 302
    now = as_it_stands(draft)
    assert (now.title, now.valid_until, now.version) == ("Servicio", until, draft.version + 1)
    assert now.history.first().history_user == analyst


def test_a_section_is_saved_and_the_next_one_opens(draft, analyst):
    section, following = draft.sections.order_by("position")[:2]
    address = reverse("proposals:section_edit", args=[section.pk])
    sent = {"title": "Carta", "body": "Estimados **señores**", "included": "on", "version": 0, "next": "1"}
    answer = signed_in(analyst).post(address, sent)
    assert answer.url == reverse("proposals:section_edit", args=[following.pk])
    section.refresh_from_db()
    assert (section.title, section.body, section.version) == ("Carta", "Estimados **señores**", 1)


def test_the_page_of_a_version_shows_its_words_and_leads_writers_to_their_box(draft, analyst, everybody):
    section = draft.sections.get(key="letter")
    edit_section(section=section, by=analyst, changes={"body": "Somos **claros** <https://almacontact.example>"})
    box = reverse("proposals:section_edit", args=[section.pk])
    for part, writes in (("analyst", True), ("it_leader", False), ("auditor", False)):
        page = signed_in(everybody[part]).get(draft.get_absolute_url()).content.decode()
        assert "Somos <strong>claros</strong>" in page, part
        assert (box in page) == writes, part


def test_words_that_hold_html_are_refused_and_kept_in_the_form(draft, analyst):
    section = draft.sections.get(key="letter")
    with pytest.raises(Refused):
        edit_section(section=section, by=analyst, changes={"body": "<script>x</script>"})
    sent = {"title": "Carta", "body": "![x](https://h/x.png) <b>", "included": "on", "version": 0}
    answer = signed_in(analyst).post(reverse("proposals:section_edit", args=[section.pk]), sent)
    assert answer.status_code == 422
    assert "![x](https://h/x.png) &lt;b&gt;" in answer.content.decode()
    assert ProposalSection.objects.get(pk=section.pk).version == 0


def test_of_two_who_save_a_section_the_second_sees_both_texts(draft, analyst, director):
    section = draft.sections.get(key="letter")
    edit_section(section=draft.sections.get(key="letter"), by=director, changes={"body": "De Diana"})
    with pytest.raises(StaleVersion):
        edit_section(section=section, by=analyst, changes={"body": "De Ana"}, version=0)
    sent = {"title": section.title, "body": "De Ana", "included": "on", "version": 0}
    answer = signed_in(analyst).post(reverse("proposals:section_edit", args=[section.pk]), sent)
    assert answer.status_code == 409
    assert all(text in words(answer) for text in ("De Ana", "De Diana"))
    assert ProposalSection.objects.get(pk=section.pk).body == "De Diana"


def test_only_the_director_changes_who_validates_a_section(draft, analyst, director):
    section = draft.sections.get(key="quality")
    with pytest.raises(NotAllowed):
        edit_section(section=section, by=analyst, changes={"area": "it"})
    address = reverse("proposals:section_edit", args=[section.pk])
    sent = {"title": section.title, "body": section.body, "included": "on", "area": "it", "version": 0}
    assert signed_in(analyst).post(address, sent).status_code == 302
    section.refresh_from_db()
    assert section.area == ""
    assert signed_in(director).post(address, {**sent, "version": section.version}).status_code == 302
    section.refresh_from_db()
    assert section.area == "it"


def test_a_section_moves_one_place_and_stays_at_the_ends(draft, analyst):
    keys = list(draft.sections.order_by("position").values_list("key", flat=True))
    client = signed_in(analyst)
    second = draft.sections.get(key=keys[1])
    client.post(reverse("proposals:section_move", args=[second.pk]), {"to": "up"})
    client.post(reverse("proposals:section_move", args=[second.pk]), {"to": "up"})
    moved = [keys[1], keys[0], *keys[2:]]
    assert list(draft.sections.order_by("position").values_list("key", flat=True)) == moved


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"text": ""}, 422), ({"title": ""}, 422), ({"body": "Escrito <b>así</b>"}, 422), ({"version": 9}, 409)],
)
def test_a_text_that_cannot_be_inserted_leaves_what_was_typed_in_the_box(draft, analyst, changed, status):
    text = ReusableText.objects.create(title="Cierre de prueba", body="Gracias, {client}.")
    section = draft.sections.get(key="letter")
    sent = {"title": "Carta", "body": "Escrito", "included": "on", "insert": "1", "text": text.pk, "version": 0}
    answer = signed_in(analyst).post(reverse("proposals:section_edit", args=[section.pk]), {**sent, **changed})
    page = answer.content.decode()
    assert answer.status_code == status
    assert "Escrito" in page.split("<textarea")[1].split("</textarea>")[0]
    assert not changed.get("text", True) or f'<option value="{text.pk}" selected>' in page
    assert ProposalSection.objects.get(pk=section.pk).version == 0


# --- Compliance and supporting documents ----------------------------------------------------------------------------


@pytest.fixture
def with_matrix(acta, analyst, director):
    answer_all(make_check_list(acta.opportunity, analyst), director)
    return begin(acta, analyst)


def test_a_row_of_the_matrix_saves_by_itself_and_a_second_save_sees_a_conflict(with_matrix, analyst):
    line = with_matrix.compliance.order_by("pk").first()
    section = with_matrix.sections.get(key="technology")
    address = reverse("proposals:compliance_line", args=[line.pk])
    sent = {"section": section.pk, "evidence": "", "note": "Ver 11.2", "version": 0}
    client = signed_in(analyst)
    saved = client.post(address, sent, headers={"HX-Request": "true"})
    assert (saved.status_code, f'id="line-{line.pk}-version"' in saved.content.decode()) == (200, True)
    line.refresh_from_db()
    assert (line.section, line.note, line.version) == (section, "Ver 11.2", 1)
    late = client.post(address, {**sent, "note": "Otra"}, headers={"HX-Request": "true"})
    assert (late.status_code, late.headers["HX-Retarget"]) == (409, f"#line-{line.pk}")
    assert client.post(address, {**sent, "note": "Otra"}).status_code == 409
    back = client.post(address, {**sent, "note": "Sin htmx", "version": 1})
    assert back.url.endswith(f"#line-{line.pk}")


def test_a_row_takes_no_section_of_another_proposal_and_no_evidence_out_of_use(everybody, with_matrix, analyst):
    foreign = make_draft_proposal(everybody).sections.get(key="letter")
    evidence = Evidence.objects.create(kind="other", title="Vieja", active=False)
    line = with_matrix.compliance.order_by("pk").first()
    for changes in ({"section": foreign}, {"evidence": evidence}):
        with pytest.raises(Refused):
            edit_compliance_line(line=line, by=analyst, changes=changes)
    sent = {"section": foreign.pk, "evidence": "", "note": "", "version": 0}
    assert signed_in(analyst).post(reverse("proposals:compliance_line", args=[line.pk]), sent).status_code == 422
    assert ComplianceLine.objects.get(pk=line.pk).version == 0


def test_all_bare_lines_of_a_part_are_placed_at_once(with_matrix, analyst):
    section = with_matrix.sections.get(key="company")
    legal = with_matrix.compliance.filter(requirement__section="legal")
    address = reverse("proposals:compliance_place", args=[with_matrix.pk])
    assert signed_in(analyst).post(address, {"part": "legal", "section": section.pk}).status_code == 302
    assert {one.section for one in legal} == {section}
    assert with_matrix.compliance.filter(section=None).exists()


def test_evidence_goes_along_once_and_can_be_taken_out(draft, analyst):
    evidence = Evidence.objects.create(kind="certificate", title="ISO de prueba")
    address = reverse("proposals:supporting_edit", args=[draft.pk])
    client = signed_in(analyst)
    assert client.post(address, {"evidence": evidence.pk}).status_code == 302
    document = add_supporting(proposal=draft, by=analyst, evidence=evidence)
    assert draft.supporting.get() == document
    assert "ISO de prueba" in words(client.get(address))
    assert client.post(reverse("proposals:supporting_remove", args=[document.pk])).status_code == 302
    assert not draft.supporting.exists()
    assert [one.history_user for one in SupportingDocument.history.filter(history_type="-")] == [analyst]
    evidence.active = False
    with pytest.raises(Refused):
        add_supporting(proposal=draft, by=analyst, evidence=evidence)
