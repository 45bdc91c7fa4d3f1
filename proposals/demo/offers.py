"""The demo's proposals: one at each point between a first draft and a deal that was won on its letter of award."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from random import Random

from django.core.files.base import ContentFile
from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.accounts.roles import Role
from almacontact.approvals import actions as approvals
from almacontact.approvals.eligibility import eligible, excluded_from, hands_elsewhere
from almacontact.approvals.models import ApprovalRequest, Decision, StepState
from almacontact.approvals.registry import kind_of
from almacontact.calendar import add_working_days, local_day, now, start_of
from almacontact.jobs.progress import Progress
from pipeline.opportunities.actions.moves import close_opportunity
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import SENT_STAGES, Outcome, Stage
from proposals.areas import COMERCIAL
from proposals.award.actions import record_award
from proposals.checklist.gates import check_list_of, requirements_answered
from proposals.clarifications.actions import answer_clarification, log_clarification
from proposals.clarifications.models import Clarification, Effect
from proposals.defence.actions.agenda import add_rehearsal, set_topics
from proposals.defence.actions.defence import hold_defence, plan_defence
from proposals.defence.models import ProposalDefence
from proposals.demo.pricing import TO_BEGIN, price_deal
from proposals.library.models import Evidence, SectionKey
from proposals.library.placeholders import fill, unfilled
from proposals.negotiation.actions import authorise_round, log_round
from proposals.negotiation.models import values_of
from proposals.pricing.minutes.models import PricingMinutes
from proposals.proposal.actions.compliance import add_supporting, place_lines
from proposals.proposal.actions.proposals import create_proposal
from proposals.proposal.actions.sections import edit_section
from proposals.proposal.actions.signing import document_job, make_document, submit_proposal
from proposals.proposal.models.proposals import Proposal
from proposals.proposal.sending.actions import record_publication
from proposals.proposal.sending.models import SendingChannel

_KNOWN = {
    "city": "Bogotá D. C.",
    "service": "contact center",
    "contact": "Comité de compras",
    "objective": "responder a sus usuarios en el primer contacto",
    "channels": "voz, WhatsApp y correo",
    "hours": "lunes a viernes de 7:00 a 19:00 y sábado de 8:00 a 14:00",
    "sla": "80 % de los contactos atendidos en 20 segundos",
}
"""What the templates ask and no record of the demo says."""


_PLACES = {
    "legal": SectionKey.SUPPORTING,
    "finance": SectionKey.PRICES,
    "technical": SectionKey.SERVICE_LEVELS,
    "it": SectionKey.TECHNOLOGY,
    "people": SectionKey.PEOPLE,
}
"""Which section answers a part of the check list; the others are answered in the operating model."""


def load_offers(random: Random, people: dict[str, User], today: date) -> None:
    """Take approved prices on. Of three deals that are with the client one is won, one negotiated with an award that
    waits, one defended with questions open; in Qualification proposals are written, signed, sent back, approved, and
    two are left for somebody to begin."""
    director = people["marcela.duque"]
    fates = (_win, _negotiate, _defend)
    for fate, opportunity in zip(fates, _with_client(today), strict=False):
        price_deal(random, opportunity, director, people, "approved", today)
        acta = PricingMinutes.objects.approved().of(opportunity).with_parties().get()
        fate(_sent(acta), today)
    ends = iter((_approve, _ask_adjustment, _leave_waiting))
    approved = PricingMinutes.objects.approved().with_parties().order_by("pk")
    found = list(approved.filter(pricing_model__alternative__opportunity__stage=Stage.QUALIFICATION))
    ready = [acta for acta in found if requirements_answered(acta.opportunity).met]
    for acta in found:
        if acta in ready[:TO_BEGIN]:
            continue
        check_list = check_list_of(acta.opportunity)
        if check_list is not None and not requirements_answered(acta.opportunity).met:
            _write(acta, ready=False)
        elif end := next(ends, None):
            end(_submitted(_write(acta)))


def _with_client(today: date) -> Iterable[Opportunity]:
    """Open deals whose proposal the client has, and which nobody priced here yet: the latest stage first."""
    deals = Opportunity.objects.filter(
        stage__in=SENT_STAGES, seats__range=(8, 60), expected_billing_on__gte=today, alternatives=None
    )
    return deals.select_related("client", "owner", "segment", "service").order_by("stage", "-pk")[:3]


def _approve(request: ApprovalRequest) -> None:
    """Signed by all; its document is made by the first worker that runs."""
    _sign(request)


def _leave_waiting(request: ApprovalRequest) -> None:
    """Validated by all areas but one."""
    _sign(request, leave=1)


def _ask_adjustment(request: ApprovalRequest) -> None:
    """Sent back by an area, with what it asks: a draft again."""
    _decide(request, _areas(request)[0], Decision.ADJUST, "Precisar los turnos del fin de semana.")


def _write(acta: PricingMinutes, *, ready: bool = True) -> Proposal:
    """A draft of the owner's; `ready` to be signed, or with places still to be filled."""
    by = acta.opportunity.owner
    proposal = create_proposal(alternative=acta.pricing_model.alternative, by=by)
    for evidence in Evidence.objects.filter(active=True).order_by("pk")[:4]:
        if evidence.valid_until is None or evidence.valid_until >= proposal.valid_until:
            add_supporting(proposal=proposal, by=by, evidence=evidence)
    if ready:
        for section in proposal.sections.all():
            if unfilled(section.body):
                edit_section(section=section, by=by, changes={"body": fill(section.body, _KNOWN)})
        _place(proposal, by)
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def _place(proposal: Proposal, by: User) -> None:
    """Say of each part of the check list in which section it is answered."""
    sections = {one.key: one for one in proposal.sections.all()}
    parts = proposal.compliance.order_by().values_list("requirement__section", flat=True).distinct()
    for part in parts:
        section = sections[_PLACES.get(part, SectionKey.OPERATING_MODEL)]
        place_lines(proposal=proposal, by=by, part=part, section=section)


def _submitted(proposal: Proposal) -> ApprovalRequest:
    """Sent to be signed by whoever owns it."""
    return submit_proposal(proposal=proposal, by=proposal.opportunity.owner, note="Favor revisar antes de la entrega.")


def _sign(request: ApprovalRequest, *, leave: int = 0) -> None:
    """Sign every step in its turn; `leave` that many of the areas unsigned, and so all that comes after them."""
    areas = _areas(request)
    later = request.steps.exclude(order=1).order_by("order", "pk").values_list("pk", flat=True)
    for pk in areas[: len(areas) - leave] if leave else [*areas, *later]:
        _decide(request, pk, Decision.APPROVE)


def _areas(request: ApprovalRequest) -> list[int]:
    return list(request.steps.filter(order=1).order_by("pk").values_list("pk", flat=True))


def _decide(request: ApprovalRequest, pk: int, decision: Decision, comment: str = "") -> None:
    """Decide a step as the first person who may."""
    step = request.steps.get(pk=pk)
    if step.state != StepState.PENDING:
        return
    excluded = excluded_from(kind_of(step), request.subject, step.fields, request.submitted_by_id)
    approvals.decide(
        step=step,
        by=eligible(step.role, excluded | hands_elsewhere(step))[0].user,
        decision=decision,
        seen=step.content_hash,
        authenticated_at=timezone.now(),
        comment=comment,
    )


def _sent(acta: PricingMinutes) -> Proposal:
    """Written, signed, its document made, and published on the client's platform with the receipt."""
    proposal = _write(acta)
    _sign(_submitted(proposal))
    job = document_job(proposal)
    if job is not None:
        make_document(progress=Progress(job), proposal_id=proposal.pk)
    by = proposal.opportunity.owner
    record_publication(
        proposal=Proposal.objects.with_parties().get(pk=proposal.pk),
        by=by,
        channel=SendingChannel.PLATFORM,
        sent_at=timezone.now(),
        place="https://compras.example/procesos",
        receipt=_message("constancia.eml", f"Constancia de entrega de {proposal}", "Su oferta fue recibida.", by),
        reference=f"REC-{proposal.pk:05}",
    )
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def _defend(proposal: Proposal, today: date) -> None:
    """The defence is next week, with its agenda and a rehearsal before it; of two questions one is answered, and one
    waits past its date."""
    opportunity, by = proposal.opportunity, proposal.opportunity.owner
    begins = start_of(add_working_days(today, 4)) + timedelta(hours=10)
    _plan(proposal, begins, link="https://reuniones.example/sustentacion")
    _prepare(opportunity.defences.get(), add_working_days(today, 2))
    asked = today - timedelta(days=6)
    for question, area, due in (
        ("¿La grabación de llamadas incluye pantalla, y por cuánto tiempo se conserva?", Role.IT, today),
        ("¿Qué pasa con la tarifa si el volumen baja 20 %?", Role.WORKFORCE_PLANNING, today - timedelta(days=1)),
    ):
        values = {"kind": "question", "question": question, "contact": None, "asked_on": asked, "due_on": due}
        log_clarification(opportunity=opportunity, by=by, values={**values, "area": str(area)})
    first = Clarification.objects.filter(opportunity=opportunity).order_by("number")[0]
    answer_clarification(
        clarification=first,
        by=User.objects.holders_of(Role.IT).order_by("pk")[0],
        answer="Sí: voz y pantalla, 24 meses, cifradas.",
        effect=Effect.NONE,
    )


def _prepare(defence: ProposalDefence, rehearsed_on: date) -> None:
    """Who presents what: Comercial opens, three areas follow; they rehearse in the afternoon of `rehearsed_on`."""
    by = defence.opportunity.owner
    topics = [{"area": str(COMERCIAL), "title": "Quiénes somos y qué entendimos", "speaker": by, "minutes": 15}]
    for area, title, minutes in (
        (Role.OPERATIONS, "Modelo operativo", 30),
        (Role.HUMAN_RESOURCES, "Selección y personas", 15),
        (Role.IT, "Tecnología, seguridad y continuidad", 20),
    ):
        speaker = User.objects.holders_of(area).order_by("pk")[0]
        topics.append({"area": str(area), "title": title, "speaker": speaker, "minutes": minutes})
    set_topics(defence=defence, by=by, topics=topics)
    begins = start_of(rehearsed_on) + timedelta(hours=15)
    add_rehearsal(
        defence=ProposalDefence.objects.with_parties().get(pk=defence.pk),
        by=by,
        values={"starts_at": begins, "minutes": 60, "place": "Sala 2", "notes": ""},
    )


def _negotiate(proposal: Proposal, today: date) -> None:
    """Defended; a first round held the price, a second gives a discount that waits for its signatures. The client has
    awarded at that price already: the award stands, its win waits."""
    _held(proposal, "Buena acogida de la operación; piden revisar el precio.")
    opportunity, by = proposal.opportunity, proposal.opportunity.owner
    offered = proposal.terms
    lower = offered.unit_value * 97 // 100
    said = {"held_on": today, "contact": None}
    for value, ask, offer in (
        (offered.unit_value, "Piden bajar 5 %.", "Mantenemos el precio y sumamos un mes de acompañamiento."),
        (lower, "Insisten: 3 % o van con el segundo.", "Bajamos 3 %, sujeto a aprobación."),
    ):
        values = {**said, **values_of(replace(offered, unit_value=value)), "they_ask": ask, "we_offer": offer}
        authorise_round(negotiation_round=log_round(opportunity=opportunity, by=by, values=values), by=by)
    _award(proposal, today, unit_value=lower, note="La carta llegó antes de la aprobación del descuento.")


def _win(proposal: Proposal, today: date) -> None:
    """Defended, awarded as it was offered, closed as won on the date of the e-mail."""
    _held(proposal, "Quedaron conformes con la transición y los niveles de servicio.")
    _award(proposal, today)
    opportunity = proposal.opportunity
    opportunity.refresh_from_db()
    close_opportunity(opportunity=opportunity, outcome=Outcome.WON, by=opportunity.owner)


def _held(proposal: Proposal, outcome: str) -> None:
    begins = timezone.now()
    _plan(proposal, begins, place="Sede del cliente")
    defence = proposal.opportunity.defences.get()
    hold_defence(
        defence=defence,
        by=proposal.opportunity.owner,
        held_on=local_day(begins),
        outcome=outcome,
        questions="¿Cuánto tarda la transición?\n¿Quién responde por la calidad?",
    )


def _plan(proposal: Proposal, begins: datetime, *, place: str = "", link: str = "") -> None:
    values = {"starts_at": begins, "ends_at": begins + timedelta(minutes=90), "place": place, "link": link}
    plan_defence(
        opportunity=proposal.opportunity,
        by=proposal.opportunity.owner,
        values={**values, "contact": None, "proposal": proposal},
    )


def _award(proposal: Proposal, today: date, *, unit_value: int | None = None, note: str = "") -> None:
    opportunity, terms = proposal.opportunity, proposal.terms
    words = f"Nos complace comunicarle que su oferta {proposal} fue adjudicada."
    record_award(
        opportunity=opportunity,
        by=opportunity.owner,
        document=_message("adjudicacion.eml", f"Adjudicación {proposal}", words, opportunity.owner),
        values={
            "proposal": proposal,
            "contact": None,
            "awarded_on": today,
            **replace(terms, unit_value=unit_value or terms.unit_value).sold(),
            "note": note,
        },
    )


def _message(name: str, subject: str, words: str, to: User) -> ContentFile[bytes]:
    """An e-mail of the client, as it is saved to be attached."""
    message = EmailMessage()
    message["From"] = "Compras <compras@cliente.example>"
    message["To"] = to.email
    message["Subject"] = subject
    message["Date"] = format_datetime(now())
    message.set_content(f"{words}\n\nMensaje inventado para la demo.\n")
    return ContentFile(message.as_bytes(), name=name)
