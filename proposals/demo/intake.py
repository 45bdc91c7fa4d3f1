"""The demo's requests and check lists: at every point between just received and a no-go to be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.calendar import add_working_days
from pipeline.clients.models import Contact
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.states import Stage
from proposals.areas import COMERCIAL
from proposals.checklist.actions.notices import send_summary
from proposals.checklist.actions.requirements import (
    answer_requirement,
    create_check_list,
    decide_check_list,
    waive_requirement,
)
from proposals.checklist.judging import Answer, Decision
from proposals.checklist.models.requirements import CheckList, CheckListDecision, Requirement
from proposals.checklist.models.templates import RequirementTemplate
from proposals.intake.actions import log_intake
from proposals.intake.models import Intake, IntakeKind
from proposals.intake.tender import Source

ANSWERERS = {
    "administration": "gladys.pinto",
    "it": "hector.zuluaga",
    "human_resources": "claudia.ramos",
    "operations": "mauricio.leal",
}
_EVIDENCE = {
    "existence": "Certificado de existencia de este mes",
    "iso": "ISO 9001:2015 vigente hasta 2027; ISO 27001 en curso",
    "experience": "Tres contratos certificados en los últimos cinco años",
    "recording": "Grabación del 100 %, 24 meses",
    "capacity": "Sede Bogotá, piso 4: 60 puestos libres",
    "parafiscal": "Certificación del revisor fiscal",
}
_ASKED = (
    (IntakeKind.RFP, Source.EMAIL, "RFP-{year}-{n:03}", "Línea de atención a usuarios con voz y WhatsApp."),
    (IntakeKind.TENDER, Source.SECOP_II, "", "Centro de contacto para trámites y PQRS de la entidad."),
    (IntakeKind.RFQ, Source.PURCHASING_PLATFORM, "ARIBA-{n:05}", "Cotización para cobranza temprana."),
    (IntakeKind.SURVEY, "", "", "Levantamiento de necesidades: mesa de ayuda interna."),
    (IntakeKind.RFI, Source.ENTITY_SITE, "RFI-{n:03}", "Información de capacidades, sin precio."),
)


def load_requests(random: Random, people: dict[str, User], today: date) -> None:
    """Write down requests on open opportunities in Qualification, and take their check lists to different states."""
    director = people["marcela.duque"]
    fates = _fates()
    found = Opportunity.objects.filter(stage=Stage.QUALIFICATION).select_related("client", "owner", "contact")
    for number, opportunity in enumerate(found.order_by("-pk")[:12], start=1):
        intake = _request(random, opportunity, number, today)
        fate = next(fates)
        if fate != "received":
            _check_list(random, opportunity, intake, director, people, fate)


def _fates() -> Iterator[str]:
    while True:
        yield from ("half", "go", "received", "committee", "no_go", "signed", "waived", "half")


def _request(random: Random, opportunity: Opportunity, number: int, today: date) -> Intake:
    kind, source, reference, summary = _ASKED[number % len(_ASKED)]
    by = opportunity.owner
    secop = source == Source.SECOP_II
    received = add_working_days(today, -random.randint(2, 9))
    delivery = add_working_days(today, random.randint(1, 14))
    contact = opportunity.contact or Contact.objects.current().filter(client=opportunity.client_id).first()
    return log_intake(
        opportunity=opportunity,
        by=by,
        values={
            "kind": kind,
            "source": source,
            "contact": contact,
            "reference": reference.format(year=today.year, n=number * 7),
            "notice_id": f"CO1.NTC.{7_400_000 + number * 1_337}" if secop else "",
            "request_id": f"CO1.REQ.{7_520_000 + number * 911}" if secop else "",
            "received_on": received,
            "questions_on": add_working_days(received, 3) if received < delivery else None,
            "delivery_on": max(delivery, add_working_days(received, 4)),
            "defence_on": add_working_days(delivery, 12),
            "award_on": add_working_days(delivery, 20),
            "summary": summary,
            "monthly_volume": random.randrange(8_000, 60_000, 500),
            "aht_seconds": random.choice([180, 240, 300, 360]),
            "seats": opportunity.seats,
            "hours": random.choice(["Lunes a viernes 7:00–19:00, sábado 8:00–14:00", "24×7"]),
            "channels": random.choice(["Voz", "Voz y WhatsApp", "Voz, chat y correo"]),
            "service_level": 80,
            "threshold_seconds": 20,
            "term_months": opportunity.contract_months,
            "payment_days": random.choice([30, 45, 60]),
        },
    )


def _check_list(
    random: Random, opportunity: Opportunity, intake: Intake, director: User, people: dict[str, User], fate: str
) -> None:
    public = opportunity.client.ownership == opportunity.client.Ownership.PUBLIC
    template = RequirementTemplate.objects.filter(public=public, active=True).order_by("pk")[0]
    check_list = create_check_list(
        opportunity=opportunity, template=template, by=opportunity.owner, intake=intake, due_on=intake.delivery_on
    )
    for place, line in enumerate(check_list.requirements.all()):
        if fate == "half" and place % 2:
            continue
        _answer(random, line, director, people, fate)
    check_list.forget()
    if fate == "waived":
        refused = check_list.requirements.get(code="experience")
        waive_requirement(requirement=refused, by=director, reason="El cliente acepta experiencia en unión temporal.")
    if fate in ("go", "signed") and check_list.intake:
        send_summary(opportunity=opportunity, by=opportunity.owner)
    if fate == "signed":
        _sign(check_list, director)


def _answer(random: Random, line: Requirement, director: User, people: dict[str, User], fate: str) -> None:
    answer = Answer.YES if random.random() < 0.88 else Answer.PARTIAL
    if fate in ("committee", "signed"):
        answer = Answer.YES if line.position % 4 == 0 or (line.excluding and line.position % 3) else Answer.PARTIAL
        answer = Answer.NO if not line.excluding and line.position % 5 == 0 else answer
    if line.code == "experience" and fate in ("no_go", "waived"):
        answer = Answer.NO
    if line.code in ("stamps", "crm") and fate != "committee":
        answer = Answer.NOT_APPLICABLE
    partial = answer == Answer.PARTIAL
    owner = people.get(ANSWERERS.get(line.area, ""), director)
    answer_requirement(
        requirement=line,
        by=line.check_list.opportunity.owner if line.area == COMERCIAL else owner,
        answer=answer,
        evidence=_EVIDENCE.get(line.code, "") if answer == Answer.YES else "",
        plan="Queda listo antes de la salida a producción." if partial else "",
        plan_on=timezone.localdate() + timedelta(days=45) if partial else None,
        reason="No lo pide el cliente." if answer == Answer.NOT_APPLICABLE else "",
    )


def _sign(check_list: CheckList, director: User) -> None:
    """The director signs for the committee, if the answers asked for one."""
    check_list.forget()
    result = check_list.result()
    if result.decision is Decision.COMMITTEE and result.complete:
        decide_check_list(
            check_list=check_list,
            by=director,
            outcome=CheckListDecision.Outcome.GO,
            reason="Los planes cierran las brechas antes del inicio; las áreas lo confirman.",
            areas=check_list.areas(),
            seen=check_list.digest(),
            authenticated_at=timezone.now(),
        )
