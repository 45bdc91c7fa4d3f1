"""What a template's placeholders become in the sentences of a proposal."""

import pytest
from django.urls import reverse

from almacontact.refusals import Refused
from pipeline.models import Client, Opportunity, Service
from proposals.library.placeholders import unfilled
from proposals.models import ReusableText
from proposals.proposal import document
from proposals.proposal.actions.proposals import create_proposal
from proposals.proposal.actions.sections import insert_text
from proposals.proposal.gaps import gaps_of
from proposals.proposal.placeholder_values import in_a_sentence
from tests.proposals.pricing.test_price_on_screen import signed_in
from tests.proposals.proposal.proposal_records import make_approved_minutes, make_draft_proposal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Servicio al cliente", "servicio al cliente"),
        ("BPO de nómina", "BPO de nómina"),
        ("Éxito en campo.", "éxito en campo"),
        ("", ""),
    ],
)
def test_a_name_stands_in_a_sentence_in_lower_case_unless_it_is_an_acronym(words, said):
    assert in_a_sentence(words) == said


def test_the_sentences_of_the_template_read_as_sentences(everybody, analyst):
    acta = make_approved_minutes(everybody)
    deal = acta.opportunity
    Opportunity.objects.filter(pk=deal.pk).update(objective="Reducir el tiempo de espera.")
    Client.objects.filter(pk=deal.client_id).update(name="Aurora S.A.S.")
    proposal = create_proposal(alternative=type(acta.pricing_model.alternative).objects.get(), by=analyst)
    service = str(deal.service)
    body = proposal.sections.get(key="understanding").body
    assert f"requiere el servicio de {service[0].lower()}{service[1:]} y que" in body
    assert "el siguiente: reducir el tiempo de espera. De la" in body
    assert "S.A.S..\n" not in " ".join(one.body + "\n" for one in proposal.sections.all())
    assert f"<td>{service}</td>" in document.proposal_html(proposal)


def test_a_service_that_fits_no_list_is_left_for_the_writer(everybody, analyst):
    acta = make_approved_minutes(everybody)
    Opportunity.objects.filter(pk=acta.opportunity.pk).update(service=Service.objects.get(code="otro"))
    proposal = create_proposal(alternative=type(acta.pricing_model.alternative).objects.get(), by=analyst)
    summary = proposal.sections.get(key="summary")
    assert "service" in unfilled(summary.body)
    assert any(one.code == "unfilled" and "{service}" in str(one.message) for one in gaps_of(proposal))


def test_a_reusable_text_is_added_at_the_end_with_the_values_of_the_client(everybody, analyst):
    draft = make_draft_proposal(everybody)
    text = ReusableText.objects.create(title="Cierre de prueba", body="Gracias, {client}.")
    section = draft.sections.get(key="letter")
    address = reverse("proposals:section_edit", args=[section.pk])
    sent = {"title": "Carta", "included": "on", "insert": "1", "text": text.pk, "version": 0}
    answer = signed_in(analyst).post(address, {**sent, "body": "Recién escrito."})
    assert answer.url == address
    section.refresh_from_db()
    client = str(draft.opportunity.client).removesuffix(".")
    assert (section.body, section.version) == (f"Recién escrito.\n\nGracias, {client}.", 1)
    text.active = False
    with pytest.raises(Refused):
        insert_text(section=section, by=analyst, text=text)
