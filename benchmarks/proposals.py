"""The document of a proposal of twelve pages against bare WeasyPrint on the very same HTML and style sheets.

Ours reads the records, renders the words, draws the charts and fetches nothing but our files; the floor lays out the
finished HTML. Both make a PDF/A-3a, taken in turn, in seconds of processor. Run: python -m benchmarks proposals
"""

import io
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from pypdf import PdfReader

from almacontact import pdf
from almacontact.audit.doors import TESTS
from benchmarks.data import director
from benchmarks.measure import Ratio, interleaved, user_time
from pipeline.models import Opportunity
from pipeline.states import Stage
from proposals.models import (
    Alternative,
    Evidence,
    PricingMinutes,
    PricingModel,
    Proposal,
    ProposalSection,
    SectionKey,
    SupportingDocument,
)
from proposals.pricing.computing import quote_of
from proposals.pricing.engine.inputs import Channel, DayType, Deal, ServiceLine, Terms
from proposals.pricing.engine.price import price
from proposals.pricing.engine.snapshot import snapshot
from proposals.proposal import document
from tests.proposals.pricing.pricing_examples import PARAMETERS

ROUNDS, PAGES, LIMIT = 10, 12, 1.15
DAY = date(2026, 8, 1)
WORDS = """El servicio se presta con personas formadas para la operación del cliente, con metas que se miden cada día y
con un solo interlocutor que responde por el conjunto ante su área.

- **Selección** por perfiles, con pruebas de comprensión y digitación.
- Formación inicial de diez días y refuerzo de dos horas a la semana.
- Ocho monitoreos por agente al mes, con plan de mejora individual.

### Cómo se mide

| Indicador | Meta | Frecuencia |
| --- | ---: | --- |
| Nivel de servicio | 80 % en 20 s | Diaria |
| Abandono | 5 % | Diaria |
| Calidad emitida | 92 % | Mensual |

Cada desviación tiene un responsable, una fecha y una acción; su cierre se verifica en el comité siguiente.
"""


def make_proposal() -> Proposal:
    """Return a draft of a usual length, on an acta of two services."""
    by = director()
    opportunity = Opportunity.objects.filter(stage=Stage.PROPOSAL).earliest("pk")
    alternative = Alternative.objects.create(opportunity=opportunity, name="Oferta base", created_by=by)
    model = PricingModel(alternative=alternative, number=1, parameters_on=DAY, state="approved", created_by=by)
    model.save()
    pricing = price(_deal(), PARAMETERS)
    quoted = quote_of(pricing).terms
    minutes = PricingMinutes(
        number="ACTA-COM-2026-999",
        pricing_model=model,
        state="approved",
        held_on=DAY,
        agenda="Volúmenes, tecnología, precio.",
        valid_until=timezone.localdate() + timedelta(days=90),
        frozen=snapshot(pricing),
        seats=quoted.seats,
        unit_value=quoted.unit_value,
        term_months=quoted.months,
        approved_at=timezone.now(),
        verification_code="0000-0000-0000-0000",
        created_by=by,
    )
    minutes.save()
    proposal = Proposal(
        alternative=alternative,
        series="PROP-2026-9999",
        title=f"Servicio al cliente de {opportunity.client.name}",
        minutes=minutes,
        valid_until=minutes.valid_until,
        created_by=by,
    )
    proposal.save()
    short = {SectionKey.COMPLIANCE, SectionKey.PRICES, SectionKey.SUPPORTING, SectionKey.ACCEPTANCE, SectionKey.SCOPE}
    short |= {SectionKey.COMPANY, SectionKey.REPORTING, SectionKey.GOVERNANCE, SectionKey.SERVICE_LEVELS}
    short |= {SectionKey.UNDERSTANDING, SectionKey.IMPLEMENTATION, SectionKey.TRAINING}
    for position, key in enumerate(SectionKey, start=1):
        ProposalSection(
            proposal=proposal,
            key=key,
            position=position,
            title=str(key.label),
            included=key != SectionKey.COMPLIANCE,
            body="Como se acordó con el cliente." if key in short else WORDS,
        ).save()
    for number in range(8):
        evidence = Evidence.objects.create(kind="experience", title=f"Certificación de experiencia {number + 1}")
        SupportingDocument(proposal=proposal, evidence=evidence, position=number).save()
    return Proposal.objects.with_parties().get(pk=proposal.pk)


def measured() -> Ratio:
    """Return what our path costs against the floor. Raises AssertionError where the document has not its pages."""
    with TESTS.open():  # as an approved price leaves it, without the approvals
        proposal = make_proposal()
    html = document.proposal_html(proposal)
    made = len(PdfReader(io.BytesIO(document.proposal_pdf(proposal))).pages)
    assert abs(made - PAGES) <= 1, f"the document has {made} pages, not about {PAGES}"
    sheets = [_readable_alone(name) for name in document.CSS]

    def bare() -> bytes:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration

        fonts = FontConfiguration()
        styles = [CSS(string=text, font_config=fonts) for text in sheets]
        return bytes(HTML(string=html).write_pdf(stylesheets=styles, font_config=fonts, pdf_variant="pdf/a-3a"))

    def ours() -> bytes:
        return document.proposal_pdf(Proposal.objects.with_parties().get(pk=proposal.pk))

    times = interleaved({"bare": bare, "ours": ours}, rounds=ROUNDS, warm_up=1, clock=user_time)
    return Ratio(f"proposal of {made} pages as a PDF", times["bare"], times["ours"], LIMIT)


def _readable_alone(name: str) -> str:
    """The text of a style sheet with the addresses of our files as WeasyPrint finds them by itself."""
    found = pdf.static_file(name)
    assert found is not None, name
    text = found.read_text()
    return text.replace(pdf.BASE_URL, f"{found.parents[2].as_uri()}/")


def _deal() -> Deal:
    weekdays = tuple(Decimal(160) if 7 <= hour < 19 else None for hour in range(24))
    saturday = tuple(Decimal(90) if 8 <= hour < 14 else None for hour in range(24))
    services = tuple(
        ServiceLine(
            name=name,
            channel=channel,
            days=(
                DayType(name="Lunes a viernes", days_a_month=Decimal(22), volumes=weekdays),
                DayType(name="Sábado", days_a_month=Decimal(4), volumes=saturday),
            ),
            aht_seconds=Decimal(240),
            wage=Decimal(1_750_905),
        )
        for name, channel in (("Voz", Channel.INBOUND), ("Correo", Channel.BACK_OFFICE))
    )
    terms = Terms(margin=Decimal("0.15"), term_months=24, payment_days=Decimal(60))
    return Deal(parameters_on=DAY, services=services, terms=terms)
