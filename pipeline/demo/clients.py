"""Invented clients of the demo, with their contacts."""

from datetime import date
from random import Random

from simple_history.utils import bulk_create_with_history
from stdnum.co import nit as nit_numbers

from almacontact.accounts.models import User
from pipeline.catalogues.models import Segment
from pipeline.clients.models import Client, Contact, name_key

FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "financiero": (("Banco", "S.A."), ("Cooperativa", "Ltda."), ("Fiduciaria", "S.A."), ("Financiera", "S.A.S.")),
    "seguros": (("Aseguradora", "S.A."), ("Seguros", "S.A.")),
    "salud": (("Clínica", "S.A.S."), ("EPS", "S.A.S."), ("Laboratorios", "S.A."), ("Medicina Prepagada", "S.A.")),
    "telecomunicaciones": (("Telecomunicaciones", "S.A. E.S.P."), ("Fibra", "S.A.S."), ("Cable", "S.A.")),
    "turismo-y-transporte": (("Transportes", "S.A."), ("Viajes", "S.A.S."), ("Aerolínea", "S.A.")),
    "sector-publico": (("Alcaldía de", ""), ("Gobernación de", ""), ("Instituto de Salud de", "")),
    "educacion": (("Universidad", ""), ("Instituto Técnico", "S.A.S.")),
    "comercio": (("Almacenes", "S.A."), ("Supermercados", "S.A.S."), ("Droguerías", "Ltda.")),
    "energia": (("Energía", "S.A. E.S.P."), ("Acueducto", "S.A. E.S.P."), ("Gas", "S.A. E.S.P.")),
}
PLACES = (
    "Chiminigagua", "Tequendama", "Sumapaz", "Guatavita", "Mompox", "Barichara", "Cocuy", "Salento", "Nuquí", "Taganga",
    "Guainía", "Tatacoa", "Pance", "Chicamocha", "Villa de Leyva", "Otún", "Iguaque", "Gorgona", "Cusiana", "Ariari",
    "Combeima", "Farallones", "Támesis", "Jericó", "Palomino", "Honda", "Suesca", "Macanal", "Utría", "Bahía Solano",
)  # fmt: skip
CITIES = ("Bogotá", "Medellín", "Cali", "Barranquilla", "Bucaramanga", "Pereira", "Manizales", "Cartagena", "Ibagué")
FIRST = (
    "María José", "Carlos Andrés", "Luisa Fernanda", "Óscar", "Paola", "Hernán", "Adriana", "Wilmer", "Yolanda",
    "Ramiro",
    "Ximena", "Edgar", "Ángela", "Fabián", "Rocío", "Germán", "Viviana", "Nelson", "Catalina", "Arturo",
)  # fmt: skip
LAST = (
    "Peña", "Niño", "Gil", "Castaño", "Ibáñez", "Muñoz", "Ordóñez", "Acuña", "Quiñones", "Villamizar",
    "Restrepo", "Buitrago", "Cañón", "Espitia", "Garzón", "Hoyos", "Jaimes", "Lizarazo", "Montaño", "Zapata",
)  # fmt: skip
POSITIONS = (
    ("Gerente de Servicio", True), ("Directora de Experiencia", True), ("Vicepresidente de Operaciones", True),
    ("Jefe de Compras", False), ("Analista de Contratación", False), ("Coordinadora de Canales", False),
)  # fmt: skip


def load_clients(random: Random, author: User, count: int, today: date) -> list[Client]:
    """Create `count` clients, each with one to three contacts."""
    sectors = {sector.code: sector for sector in Segment.objects.all()}
    clients: list[Client] = []
    names: set[str] = set()
    while len(clients) < count:
        code = random.choice(tuple(FORMS))
        prefix, suffix = random.choice(FORMS[code])
        name = f"{prefix} {random.choice(PLACES)} {suffix}".strip()
        if name in names:
            continue
        names.add(name)
        public = code == "sector-publico"
        nit = str(random.randint(899_000_000, 899_999_999) if public else random.randint(800_000_000, 901_999_999))
        clients.append(
            Client(
                name=name,
                name_key=name_key(name),
                nit=nit,
                check_digit=nit_numbers.calc_check_digit(nit),
                sector=sectors[code],
                ownership=Client.Ownership.PUBLIC if public else Client.Ownership.PRIVATE,
                city=random.choice(CITIES),
                created_by=author,
            )
        )
    bulk_create_with_history(clients, Client, default_user=author)
    contacts: list[Contact] = []
    for client in clients:
        for _number in range(random.randint(1, 3)):
            position, decides = random.choice(POSITIONS)
            first, last = random.choice(FIRST), random.choice(LAST)
            contacts.append(
                Contact(
                    client=client,
                    name=f"{first} {last}",
                    position=position,
                    is_decision_maker=decides or not _number,
                    email=f"contacto{len(contacts) + 1}@cliente.example",
                    phone=f"3{random.randint(0, 29):02d} {random.randint(100, 999)} {random.randint(1000, 9999)}",
                    consent_on=today if random.random() < 0.8 else None,
                    consent_proof="Autorización recibida por correo" if random.random() < 0.8 else "",
                    created_by=author,
                )
            )
    bulk_create_with_history(contacts, Contact, default_user=author)
    return clients
