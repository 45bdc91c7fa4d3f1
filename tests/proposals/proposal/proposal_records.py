"""Proposals for tests, at each point of their life. The analyst owns and writes them; the rest of the cast signs.

Those on an acta of their own are recorded (see `tests.recording`).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Model
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
from proposals.proposal.actions.compliance import edit_compliance_line, refresh_compliance
from proposals.proposal.actions.proposals import SERIES
from tests.cast import PARTS, cast_people, cast_person
from tests.proposals.intake.intake_records import answer_all, make_check_list
from tests.proposals.pricing.pricing_examples import example_deal
from tests.proposals.pricing.pricing_records import approve, make_priced_opportunity, make_pricing, target_in_force
from tests.recording import Recorder

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def make_approved_minutes(people: dict[str, User], opportunity: Opportunity | None = None) -> PricingMinutes:
    """The approved acta of the worked example, on an opportunity of the analyst in which every area takes part."""
    return _price(people, opportunity) if opportunity else PROPOSALS.reach("priced")


def _price(people: dict[str, User], deal: Opportunity) -> PricingMinutes:
    involve_areas(opportunity=deal, by=people["director"], roles=sorted(AREA_ROLES))
    with target_in_force():
        return approve(make_pricing(deal, people["director"], example_deal()), people["director"], people)


def make_draft_proposal(people: dict[str, User], minutes: PricingMinutes | None = None) -> Proposal:
    """A draft with every section, each with a line of words, on an approved acta."""
    return _draft(people, minutes) if minutes else PROPOSALS.reach("draft")


def _draft(people: dict[str, User], acta: PricingMinutes) -> Proposal:
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


def make_drawn_draft() -> Proposal:
    """A draft whose check list is answered and whose matrix is drawn, no line placed."""
    return PLACED.reach("drawn")


def make_placed_draft() -> Proposal:
    """The same with every line of its matrix placed in one section."""
    return PLACED.reach("placed")


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
    return approve_proposal(_draft(people, minutes), people) if minutes else PROPOSALS.reach("approved")


def make_sent_proposal(people: dict[str, User], minutes: PricingMinutes | None = None) -> Proposal:
    """A version signed by all and sent."""
    if minutes is None:
        return PROPOSALS.reach("sent")
    proposal = make_approved_proposal(people, minutes)
    send_proposal(proposal, people)
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def _life_of_a_proposal() -> Iterator[tuple[str, Model]]:
    people = cast_people(PARTS)
    acta = _price(people, make_priced_opportunity(people["analyst"]))
    yield "priced", acta

    proposal = _draft(people, acta)
    yield "draft", proposal

    proposal = approve_proposal(proposal, people)
    yield "approved", proposal

    send_proposal(proposal, people)
    yield "sent", proposal


def _placing() -> Iterator[tuple[str, Model]]:
    proposal = PROPOSALS.reach("draft")
    analyst = cast_person("analyst")
    answer_all(make_check_list(proposal.opportunity, analyst), cast_person("director"))
    refresh_compliance(proposal=proposal, by=analyst)
    yield "drawn", proposal

    section = proposal.sections.get(key=SectionKey.TECHNOLOGY)
    for line in proposal.compliance.all():
        edit_compliance_line(line=line, by=analyst, changes={"section": section})
    yield "placed", proposal


PROPOSALS = Recorder(_life_of_a_proposal, place=2)
PLACED = Recorder(_placing, place=4)
