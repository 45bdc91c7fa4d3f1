"""What the demo's plans say."""

from datetime import date
from decimal import Decimal
from typing import Any

from almacontact.accounts.models import User
from pipeline.catalogues.models import Segment, Service

SUMMARY = (
    "Crecer con clientes nuevos en salud y sector público, sin bajar el precio por puesto, y acortar el tiempo entre "
    "la propuesta y la adjudicación."
)
PROJECTION = "Resultado del año anterior, más el pipeline abierto ponderado por probabilidad."

SWOT = [
    ("strength", "Operación 24/7 con planta propia en dos ciudades"),
    ("strength", "Equipo de Workforce con modelo de pricing por escenario"),
    ("weakness", "Pocas referencias certificables en el sector salud"),
    ("weakness", "Tiempos largos para reunir los documentos de una licitación"),
    ("opportunity", "Entidades públicas que renuevan centros de contacto en SECOP II"),
    ("opportunity", "Clientes financieros que buscan un segundo proveedor"),
    ("threat", "Competidores que ofrecen automatización con menos puestos"),
    ("threat", "Alza del salario mínimo sin reajuste en contratos vigentes"),
]
# objective, measure, month it is due, strategies and tactics
OBJECTIVES = [
    (
        "Cumplir la meta de venta de clientes nuevos",
        "Indicador Comercial acumulado ≥ 100 %",
        12,
        [
            ("strategy", "Concentrar la prospección en los perfiles objetivo"),
            ("tactic", "Diez reuniones nuevas al mes por analista"),
        ],
    ),
    (
        "Entrar en el sector salud",
        "Dos clientes adjudicados",
        10,
        [("strategy", "Alianza con gremios de EPS e IPS"), ("tactic", "Presencia en la feria Meditech")],
    ),
    (
        "Responder licitaciones a tiempo",
        "Cero licitaciones perdidas por documentos",
        6,
        [("strategy", "Carpeta única de documentos habilitantes"), ("tactic", "Alertas diarias de SECOP II")],
    ),
]
# activity, owner's position in the list of owners, first month, last month, objective's position
ACTIVITIES = [
    ("Definir perfiles objetivo y base de prospectos", 0, 1, 2, 0),
    ("Campaña de correo y Sales Navigator", 1, 2, 11, 0),
    ("Carpeta de documentos habilitantes", 0, 2, 5, 2),
    ("Alianza con gremios de salud", 2, 3, 6, 1),
    ("Feria Meditech", 2, 7, 7, 1),
    ("Casos de éxito en video", 1, 5, 8, 0),
    ("Revisión de precios con Workforce", 2, 10, 11, 0),
    ("Cierre del año y plan siguiente", 2, 11, 12, 0),
]
KPIS = [
    ("Indicador Comercial acumulado", "commercial", "%", Decimal(100)),
    ("Conversión de propuestas", "conversion", "%", Decimal(30)),
    ("Reuniones nuevas por mes", "", "reuniones", Decimal(40)),
    ("Licitaciones respondidas a tiempo", "", "%", Decimal(100)),
]
PEOPLE = [
    ("Director comercial", 2, "Estrategia, precios y cierre", 100),
    ("Coordinador comercial", 0, "Pipeline e informes", 100),
    ("Analista comercial", 1, "Prospección y seguimiento", 100),
    ("Analista comercial (por contratar)", None, "Licitaciones", 100),
]
TOOLS = [
    ("Sales Navigator", "Búsqueda de contactos decisores"),
    ("SECOP II", "Licitaciones públicas"),
    ("Almacontact Comercial", "Pipeline, ofertas y pronóstico"),
]
# concept, share of the budget in COP, share spent in % of the year gone
BUDGET = [
    ("Ferias y eventos", 85_000_000, 92),
    ("Licencias (Sales Navigator, bases)", 48_000_000, 100),
    ("Viajes y visitas", 36_000_000, 74),
    ("Material y presentaciones", 18_000_000, 118),
]


def sections(year: int, owners: list[User]) -> dict[str, list[dict[str, Any]]]:
    """Return the lines of each section but the strategies, which need the objectives' keys."""
    health, public = Segment.objects.get(code="salud"), Segment.objects.get(code="sector-publico")
    return {
        "swot": [{"kind": kind, "text": text} for kind, text in SWOT],
        "objectives": [
            {"name": name, "measure": measure, "due_on": date(year, month, 28)}
            for name, measure, month, _tactics in OBJECTIVES
        ],
        "kpis": [
            {"name": name, "indicator": code, "unit": unit, "target": target} for name, code, unit, target in KPIS
        ],
        "profiles": [
            {"name": "EPS e IPS medianas", "segment": health, "min_seats": 20, "max_seats": 200},
            {
                "name": "Entidades públicas con servicio al ciudadano",
                "segment": public,
                "service": Service.objects.get(code="servicio-al-cliente"),
                "min_seats": 30,
            },
        ],
        "people": [
            {
                "name": name,
                "person": None if owner is None else owners[owner],
                "responsibility": what,
                "dedication": share,
            }
            for name, owner, what, share in PEOPLE
        ],
        "tools": [{"name": name, "purpose": purpose} for name, purpose in TOOLS],
        "budget": [{"concept": concept, "planned": amount} for concept, amount, _spent in BUDGET],
    }


def activity_rows(year: int, owners: list[User], objectives: list[Any]) -> list[dict[str, Any]]:
    """Return the schedule."""
    return [
        {
            "name": name,
            "owner": owners[owner],
            "starts_on": date(year, first, 5),
            "ends_on": date(year, last, 25),
            "objective_key": objectives[objective].key,
        }
        for name, owner, first, last, objective in ACTIVITIES
    ]


def tactic_rows(objectives: list[Any]) -> list[dict[str, Any]]:
    """Return the strategies and tactics of each objective."""
    return [
        {"objective_key": objective.key, "kind": kind, "text": text}
        for objective, (_name, _measure, _month, tactics) in zip(objectives, OBJECTIVES, strict=True)
        for kind, text in tactics
    ]
