"""From an approved price to a won deal: one walk through proposal, sending, defence, negotiation and award."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals import actions as approvals
from almacontact.calendar import BOGOTA, today
from pipeline.models import FollowUp, Opportunity
from pipeline.opportunities.actions.follow_ups import log_follow_up
from pipeline.opportunities.actions.moves import move_opportunity
from pipeline.states import Stage
from proposals.mail.mailbox import BACKEND
from proposals.models import (
    Award,
    Clarification,
    NegotiationRound,
    PricingMinutes,
    PricingModel,
    Proposal,
    ProposalDefence,
    ProposalSending,
    ProposalState,
    RoundState,
)
from proposals.negotiation.actions import authorise_round
from tests.browser.test_pricing import with_password
from tests.cast import PARTS, PASSWORD, cast_person
from tests.factories import log_interest
from tests.proposals.award.award_records import make_offered
from tests.proposals.intake.intake_records import answer_all, contact_with_mail, make_check_list, make_intake
from tests.proposals.pricing.pricing_records import approve, changed
from tests.proposals.proposal.proposal_records import PDF, make_approved_minutes

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_approved_price_becomes_a_won_deal(phone: Page, page: Page, live_server, sign_in, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = BACKEND, str(tmp_path / "mail")
    people = {part: cast_person(part) for part in PARTS}
    analyst = people["analyst"]
    minutes = make_approved_minutes(people)
    opportunity = Opportunity.objects.get(pk=minutes.opportunity.pk)
    contact = contact_with_mail(opportunity, analyst)
    _qualified(opportunity, people)
    walk = Walk(page, phone, live_server.url, sign_in, people, opportunity, tmp_path)
    sign_in(page, analyst)

    first = walk.write(minutes)
    walk.sign(first)
    walk.send(first, contact)
    walk.move(Stage.PROPOSAL)
    walk.defend()
    second = walk.price_again_for_a_clarification(contact)
    walk.send(second, contact)
    walk.negotiate()
    walk.move(Stage.NEGOTIATION)
    walk.win(second)

    opportunity.refresh_from_db()
    award = Award.objects.get()
    assert (opportunity.outcome, opportunity.closed_on) == ("won", award.awarded_on)
    assert (opportunity.seats, opportunity.unit_value) == (second.minutes.seats, second.minutes.unit_value)


def test_a_letter_without_its_date_is_stopped_before_the_file_is_lost(page: Page, live_server, sign_in, tmp_path):
    people = {part: cast_person(part) for part in PARTS}
    offered = make_offered(people)
    sign_in(page, people["analyst"])
    address = live_server.url + reverse("proposals:award_create", args=[offered.opportunity.code])
    page.goto(address)
    letter, message = tmp_path / "carta.pdf", tmp_path / "correo.msg"
    letter.write_bytes(PDF)
    message.write_bytes(b"x")
    chosen, day, told = page.locator("#id_document"), page.locator("#id_awarded_on"), page.locator("#award-undated")
    chosen.set_input_files(message)
    expect(day).not_to_have_attribute("required", "")
    chosen.set_input_files(letter)
    expect(day).to_have_attribute("required", "")
    page.locator("main form .form-actions .btn-primary").click()
    expect(told).to_be_visible()
    expect(day).to_be_focused()
    assert chosen.evaluate("box => box.files.length") == 1
    assert page.url == address
    day.fill(today().isoformat())
    expect(told).to_be_hidden()
    with page.expect_navigation():
        page.locator("main form .form-actions .btn-primary").click()
    assert Award.objects.get().awarded_on == today()


def _qualified(opportunity: Opportunity, people: dict[str, User]) -> None:
    """In Qualification, with its request and a check list that says go."""
    make_intake(opportunity, people["analyst"])
    answer_all(make_check_list(opportunity, people["analyst"]), people["director"])
    log_interest(opportunity, people["analyst"])
    move_opportunity(opportunity=opportunity, to=Stage.QUALIFICATION, by=people["analyst"])


class Walk:
    """The screens in the order of the process. The analyst sits at `page`; who signs holds `phone`."""

    def __init__(
        self,
        page: Page,
        phone: Page,
        url: str,
        sign_in: Any,
        people: dict[str, User],
        opportunity: Opportunity,
        folder: Path,
    ) -> None:
        self.page, self.phone, self.url, self.sign_in = page, phone, url, sign_in
        self.people, self.opportunity, self.folder = people, opportunity, folder

    def go(self, name: str, *args: Any, query: str = "") -> Page:
        """Open a page of offers by its name."""
        answer = self.page.goto(self.url + reverse(f"proposals:{name}", args=args) + query)
        assert answer is not None
        assert answer.ok, self.page.url
        return self.page

    def press(self, page: Page | None = None) -> None:
        """Press the main button of the form and wait for what it leads to."""
        on = page or self.page
        with on.expect_navigation():
            on.locator("main form .form-actions .btn-primary:visible").first.click()
        expect(on.locator(".error-summary")).to_have_count(0)

    def write(self, minutes: PricingMinutes) -> Proposal:
        """Begin the proposal, change a section, place the matrix."""
        self.go("proposal_create", self.opportunity.code)
        self.press()
        proposal = Proposal.objects.with_parties().get(state=ProposalState.DRAFT)
        assert proposal.minutes_id == minutes.pk
        section = proposal.sections.get(key="summary")
        self.go("section_edit", section.pk)
        self.page.locator("#id_body").fill("Ofrecemos **quince puestos** con operación en Bogotá.\n\n- Uno\n- Dos")
        self.press()
        self._fill_what_is_left(proposal)
        return proposal

    def _fill_what_is_left(self, proposal: Proposal) -> None:
        """Name whatever the template could not know, and say where each requirement is answered."""
        for section in proposal.sections.filter(body__contains="{"):
            self.go("section_edit", section.pk)
            self.page.locator("#id_body").fill(re.sub(r"\{(\w+)\}", r"\1", section.body))
            self.press()
        self.go("compliance_edit", proposal.pk)
        parts = self.page.locator("#id_part option").evaluate_all("all => all.map(one => one.value).filter(Boolean)")
        for part in parts:
            self.go("compliance_edit", proposal.pk)
            self.page.locator("main details.panel > summary").first.click()
            self.page.locator("#id_part").select_option(part)
            self.page.locator("#id_section").select_option(str(proposal.sections.get(key="technology").pk))
            with self.page.expect_navigation():
                self.page.locator("main details.panel form .btn-primary").click()

    def sign(self, proposal: Proposal) -> None:
        """Send it to be signed; the areas validate, then both directors approve, on their phones."""
        self.go("proposal_submit", proposal.pk)
        self.press()
        request = proposal.approvals.latest("pk")
        for step in request.steps.filter(order=1).exclude(state="carried"):
            self._decide(request, step.key)
        for step in request.steps.filter(order=2).exclude(state="carried"):
            self._decide(request, step.key)
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.APPROVED
        assert proposal.document.sha256

    def _decide(self, request: Any, key: str) -> None:
        step = request.steps.get(key=key)
        signer = next(part for part, one in PARTS.items() if Role(step.role) in one.roles)
        if Role(step.role) not in (Role.SALES_DIRECTOR, Role.GENERAL_MANAGEMENT):
            approvals.decide(
                step=step,
                by=self.people[signer],
                decision="approve",
                seen=step.content_hash,
                authenticated_at=timezone.now(),
            )
            return
        self.phone.context.clear_cookies()
        self.sign_in(self.phone, with_password(signer))
        self.phone.goto(self.url + request.get_absolute_url())
        expect(self.phone.locator("main")).to_contain_text(self.opportunity.client.name)
        self.phone.locator("[name=password]").fill(PASSWORD)
        with self.phone.expect_navigation():
            self.phone.locator("button[value=approve]").click()

    def send(self, proposal: Proposal, contact: Any) -> None:
        """Send it by e-mail and read it back from the mailbox, with the document that was approved."""
        self.go("proposal_send", proposal.pk)
        self.page.locator("#id_contact").select_option(str(contact.pk))
        self.press()
        sending = ProposalSending.objects.delivered().get(proposal=proposal)
        assert sending.document_sha256 == proposal.document.sha256
        self.go("mailbox")
        self.page.locator("main").get_by_role("link", name=sending.subject).first.click()
        expect(self.page.locator("main")).to_contain_text(contact.email)
        expect(self.page.locator("main")).to_contain_text(proposal.document.original_name)

    def move(self, to: Stage) -> None:
        """Move the opportunity by its page."""
        self.page.goto(f"{self.url}{reverse('pipeline:opportunity_move', args=[self.opportunity.code])}?to={to}")
        self.press()
        self.opportunity.refresh_from_db()
        assert self.opportunity.stage == to

    def defend(self) -> None:
        """Plan the defence, invite, and write down how it went."""
        begins = timezone.now().astimezone(BOGOTA) - timedelta(hours=3)
        self.go("defence_create", self.opportunity.code)
        self.page.locator("#id_starts_at").fill(begins.strftime("%Y-%m-%dT%H:%M"))
        self.page.locator("#id_ends_at").fill((begins + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
        self.page.locator("#id_place").fill("Sede del cliente, piso 4")
        self.page.locator("main form .form-actions .btn-primary").click()
        with self.page.expect_navigation():  # it begins in the past: unusual, and confirmed
            self.page.locator("button[name=confirm_warnings]").click()
        defence = ProposalDefence.objects.get()
        self.go("defence_hold", defence.pk)
        self.page.locator("#id_outcome").fill("Buena acogida; piden precisar la operación nocturna.")
        self.page.locator("#id_questions").fill("¿Incluye la noche?")
        self.press()
        defence.refresh_from_db()
        assert defence.state == "held"

    def price_again_for_a_clarification(self, contact: Any) -> Proposal:
        """A question that alters the price: answered by its area, priced, signed and offered again."""
        self.go("clarification_create", self.opportunity.code)
        self.page.locator("#id_question").fill("¿El precio se mantiene con pago a 90 días?")
        self.page.locator("#id_contact").select_option(str(contact.pk))
        self.page.locator("#id_area").select_option(Role.OPERATIONS.value)
        self.press()
        asked = Clarification.objects.get()
        self.phone.context.clear_cookies()
        self.sign_in(self.phone, self.people["operations_leader"])
        self.phone.goto(self.url + asked.get_absolute_url())
        self.phone.locator("#id_answer").fill("Con pago a 90 días el precio cambia: se envía una nueva oferta.")
        self.phone.locator("input[name=effect][value=price]").check()
        self.press(self.phone)
        self.go("clarification_detail", asked.pk)
        with self.page.expect_navigation():
            self.page.locator(
                f"form[action='{reverse('proposals:clarification_reprice', args=[asked.pk])}'] .btn"
            ).click()
        model = PricingModel.objects.open().with_parties().get()
        changed(model, self.people["director"], payment_days="90")
        minutes = approve(PricingModel.objects.with_parties().get(pk=model.pk), self.people["director"], self.people)
        first = Proposal.objects.get(number=1)
        self.go("proposal_version", first.pk)
        self.page.locator("#id_reason").fill("Pago a 90 días")
        self.press()
        second = Proposal.objects.with_parties().get(number=2)
        assert second.minutes_id == minutes.pk
        self.sign(second)
        self.go("clarification_send", self.opportunity.code)
        self.page.locator("input[name=clarifications]").check()
        self.page.locator("#id_contact").select_option(str(contact.pk))
        self.press()
        asked.refresh_from_db()
        assert asked.sent_on == today()
        return second

    def negotiate(self) -> None:
        """The client invites us; what we offer stays inside what was approved."""
        log_follow_up(
            opportunity=self.opportunity,
            by=self.people["analyst"],
            kind=FollowUp.Kind.EMAIL,
            summary="Nos invitan a negociar.",
            milestone=FollowUp.Milestone.NEGOTIATION_INVITED,
        )
        self.go("round_create", self.opportunity.code)
        self.page.locator("#id_they_ask").fill("Un descuento del 3 %.")
        self.page.locator("#id_we_offer").fill("Mantener el precio, con un mes de acompañamiento.")
        self.press()
        made = NegotiationRound.objects.get()
        if made.state == RoundState.DRAFT:
            authorise_round(negotiation_round=made, by=self.people["analyst"])
            made.refresh_from_db()
        assert made.state == RoundState.AUTHORISED

    def win(self, proposal: Proposal) -> None:
        """Record the letter, then close as won on its date."""
        letter = self.folder / "carta.pdf"
        letter.write_bytes(PDF)
        self.go("award_create", self.opportunity.code)
        self.page.locator("#id_document").set_input_files(letter)
        self.page.locator("#id_awarded_on").fill(today().isoformat())
        self.press()
        award = Award.objects.get()
        assert (award.proposal_id, award.lost_monthly) == (proposal.pk, 0)
        self.page.goto(f"{self.url}{reverse('pipeline:opportunity_close', args=[self.opportunity.code])}?outcome=won")
        self.press()
