"""The lists an installation starts with. The director edits them afterwards.

What a migration lays down stays as it was written, so it stands here and not among the modules of the application,
which move and change. The old chain of migrations and the squashed one both read it.
"""

SEGMENTS = [
    ("financiero", "Financiero", "Financial"),
    ("seguros", "Seguros", "Insurance"),
    ("salud", "Salud", "Health"),
    ("telecomunicaciones", "Telecomunicaciones", "Telecommunications"),
    ("turismo-y-transporte", "Turismo y transporte", "Tourism and transport"),
    ("sector-publico", "Sector público", "Public sector"),
    ("educacion", "Educación", "Education"),
    ("comercio", "Comercio", "Retail"),
    ("energia", "Energía y servicios públicos", "Energy and utilities"),
    ("otro", "Otro", "Other"),
]
SERVICES = [
    ("servicio-al-cliente", "Servicio al cliente", "Customer service"),
    ("televentas", "Televentas", "Telesales"),
    ("cobranza", "Cobranza", "Collections"),
    ("mesa-de-ayuda", "Mesa de ayuda", "Help desk"),
    ("back-office", "Back office", "Back office"),
    ("agendamiento-de-citas", "Agendamiento de citas", "Appointment booking"),
    ("redes-sociales-y-chat", "Redes sociales y chat", "Social media and chat"),
    ("encuestas", "Encuestas", "Surveys"),
    ("otro", "Otro", "Other"),
]
LEAD_SOURCES = [
    ("mercado-natural", "Mercado natural", "Natural market"),
    ("relacionamiento-comercial", "Relacionamiento comercial", "Commercial relations"),
    ("referido", "Referido", "Referral"),
    ("sales-navigator", "Sales Navigator", "Sales Navigator"),
    ("pagina-entidad-publica", "Página entidad pública", "Public entity site"),
    ("secop-ii", "SECOP II", "SECOP II"),
    ("plataforma-de-compras", "Plataforma de compras del cliente", "Client purchasing platform"),
]
LOSS_REASONS = [
    ("price", "Precio", "Price"),
    ("incumbent", "Se queda con el proveedor actual", "Stays with the current provider"),
    ("technical", "Requisitos técnicos", "Technical requirements"),
    ("experience", "Experiencia o referencias", "Experience or references"),
    ("timing", "Tiempos de implementación", "Implementation time"),
    ("no-budget", "Sin presupuesto", "No budget"),
    ("in-house", "Lo hace con personal propio", "Keeps it in house"),
    ("cancelled-by-client", "Proceso cancelado o desierto", "Process cancelled by the client"),
    ("requirements-not-met", "No cumplimos un requisito", "We do not meet a requirement"),
    ("not-profitable", "No es rentable para nosotros", "Not profitable for us"),
    ("no-answer", "El prospecto no responde", "No answer from the prospect"),
    ("other", "Otro", "Other"),
]
# stage, default %, lowest %, highest %, days between contacts
STAGE_POLICIES = [
    ("hunting", 10, 0, 15, 30),
    ("qualification", 25, 15, 35, 21),
    ("proposal", 50, 35, 65, 10),
    ("negotiation", 80, 65, 95, 5),
]


def start_catalogues(apps, schema_editor):
    """Write the lists and what each stage asks for."""
    for model, entries in (
        ("Segment", SEGMENTS),
        ("Service", SERVICES),
        ("LeadSource", LEAD_SOURCES),
        ("LossReason", LOSS_REASONS),
    ):
        apps.get_model("pipeline", model).objects.bulk_create(
            apps.get_model("pipeline", model)(code=code, name=name, name_en=name_en, position=10 * position)
            for position, (code, name, name_en) in enumerate(entries, start=1)
        )
    policy = apps.get_model("pipeline", "StagePolicy")
    policy.objects.bulk_create(
        policy(stage=stage, default_probability=usual, min_probability=low, max_probability=high, contact_days=days)
        for stage, usual, low, high, days in STAGE_POLICIES
    )
