"""Proposals for tests, at each point of their life. The analyst owns and writes them; the rest of the cast signs."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.accounts.roles import AREA_ROLES
from almacontact.attachments.actions import attach
from almacontact.audit.doors import TESTS
from almacontact.audit.models import Sequence
from almacontact.audit.versioning import save_as
from almacontact.calendar import today
from pipeline.models import Opportunity
from pipeline.opportunities.actions.opportunities import involve_areas
from proposals.models import (
    PricingMinutes,
    Proposal,
    ProposalAttachment,
    ProposalFileKind,
    ProposalSection,
    ProposalSending,
    SectionKey,
    SendingChannel,
)
from proposals.proposal.actions.proposals import SERIES
from tests.proposals.pricing.pricing_examples import example_deal
from tests.proposals.pricing.pricing_records import approve, make_priced_opportunity, make_pricing, target_in_force

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def make_approved_minutes(people: dict[str, User], opportunity: Opportunity | None = None) -> PricingMinutes:
    """The approved acta of the worked example, on an opportunity of the analyst in which every area takes part."""
    deal = opportunity or make_priced_opportunity(people["analyst"])
    involve_areas(opportunity=deal, by=people["director"], roles=sorted(AREA_ROLES))
    with target_in_force():
        return approve(make_pricing(deal, people["director"], example_deal()), people["director"], people)


def make_draft_proposal(people: dict[str, User], minutes: PricingMinutes | None = None) -> Proposal:
    """A draft with every section, each with a line of words, on an approved acta."""
    acta = minutes or make_approved_minutes(people)
    alternative = acta.pricing_model.alternative
    last = alternative.proposals.order_by("number").last()
    proposal = Proposal(
        alternative=alternative,
        series=last.series if last else f"{SERIES}-{today().year}-{Sequence.take(SERIES, today().year):04d}",
        number=last.number + 1 if last else 1,
        title=f"Propuesta para {acta.opportunity.client}",
        minutes=acta,
        valid_until=acta.valid_until,
        based_on=last,
        created_by=people["analyst"],
    )
    save_as(proposal, by=people["analyst"])
    for position, key in enumerate(SectionKey):
        section = ProposalSection(
            proposal=proposal, key=key, position=position, title=str(key.label), body=f"Texto de {key.label}."
        )
        save_as(section, by=people["analyst"])
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def approve_proposal(proposal: Proposal, people: dict[str, User]) -> Proposal:
    """Bring a draft to its approved version, with a document."""
    by = people["analyst"]
    for earlier in Proposal.objects.approved().filter(alternative=proposal.alternative):
        earlier._supersede()
        save_as(earlier, by=by, fields=["state"])
    proposal._submit()
    proposal._approve()
    proposal.approved_at = timezone.now()
    proposal.annex = {
        "acta": proposal.minutes.number,
        "seats": proposal.minutes.seats,
        "unit_value": proposal.minutes.unit_value,
        "months": proposal.minutes.term_months,
    }
    proposal.document = attach(
        model=ProposalAttachment,
        by=by,
        file=ContentFile(PDF, name=f"{proposal.series}-v{proposal.number}.pdf"),
        kind=ProposalFileKind.PROPOSAL,
        proposal=proposal,
    )
    with TESTS.open():  # unsigned: what the test is about is what follows
        return save_as(proposal, by=by)


def send_proposal(proposal: Proposal, people: dict[str, User], **values: Any) -> ProposalSending:
    """Record that an approved version was published on the client's platform, with its receipt."""
    by = people["analyst"]
    receipt = attach(
        model=ProposalAttachment,
        by=by,
        file=ContentFile(PDF, name="constancia.pdf"),
        kind=ProposalFileKind.RECEIPT,
        proposal=proposal,
    )
    sending = ProposalSending(
        proposal=proposal,
        channel=SendingChannel.PLATFORM,
        place="SECOP II",
        sent_at=timezone.now() - timedelta(minutes=5),
        document_sha256=proposal.document.sha256,
        receipt=receipt,
        created_by=by,
        **values,
    )
    return save_as(sending, by=by)


def make_approved_proposal(people: dict[str, User], minutes: PricingMinutes | None = None) -> Proposal:
    """A version signed by all."""
    return approve_proposal(make_draft_proposal(people, minutes), people)


def make_sent_proposal(people: dict[str, User], minutes: PricingMinutes | None = None) -> Proposal:
    """A version signed by all and sent."""
    proposal = make_approved_proposal(people, minutes)
    send_proposal(proposal, people)
    return Proposal.objects.with_parties().get(pk=proposal.pk)
