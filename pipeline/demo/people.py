"""The people of the demo: at least two holders of each role that approves."""

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import Role

DEMO_PASSWORD = "comercial-demo-2026"  # noqa: S105  (printed by the command that uses it)

PEOPLE: list[tuple[str, str, tuple[Role, ...]]] = [
    ("camila.rojas", "Camila Rojas", (Role.SALES_ANALYST,)),
    ("andres.pardo", "Andrés Pardo", (Role.SALES_ANALYST,)),
    ("laura.mejia", "Laura Mejía", (Role.SALES_ANALYST,)),
    ("julian.ospina", "Julián Ospina", (Role.SALES_ANALYST,)),
    ("natalia.bernal", "Natalia Bernal", (Role.SALES_COORDINATOR,)),
    ("felipe.arango", "Felipe Arango", (Role.SALES_COORDINATOR,)),
    ("marcela.duque", "Marcela Duque", (Role.SALES_DIRECTOR,)),
    ("ricardo.salcedo", "Ricardo Salcedo", (Role.SALES_DIRECTOR,)),
    ("beatriz.londono", "Beatriz Londoño", (Role.GENERAL_MANAGEMENT,)),
    ("alvaro.cifuentes", "Álvaro Cifuentes", (Role.GENERAL_MANAGEMENT,)),
    ("sergio.patino", "Sergio Patiño", (Role.WORKFORCE_PLANNING,)),
    ("diana.caicedo", "Diana Caicedo", (Role.WORKFORCE_PLANNING,)),
    ("hector.zuluaga", "Héctor Zuluaga", (Role.IT,)),
    ("carolina.vega", "Carolina Vega", (Role.IT,)),
    ("monica.ariza", "Mónica Ariza", (Role.TRAINING_QUALITY,)),
    ("pedro.galvis", "Pedro Galvis", (Role.TRAINING_QUALITY,)),
    ("esteban.mora", "Esteban Mora", (Role.REPORTING,)),
    ("liliana.torres", "Liliana Torres", (Role.REPORTING,)),
    ("claudia.ramos", "Claudia Ramos", (Role.HUMAN_RESOURCES,)),
    ("jorge.santana", "Jorge Santana", (Role.HUMAN_RESOURCES,)),
    ("mauricio.leal", "Mauricio Leal", (Role.OPERATIONS,)),
    ("sandra.useche", "Sandra Useche", (Role.OPERATIONS, Role.IMPLEMENTATION)),
    ("tatiana.roa", "Tatiana Roa", (Role.IMPLEMENTATION,)),
    ("gladys.pinto", "Gladys Pinto", (Role.ADMINISTRATION,)),
    ("ivan.correa", "Iván Correa", (Role.ADMINISTRATION,)),
    ("paula.herrera", "Paula Herrera", (Role.QUALITY_LEAD,)),
    ("ernesto.diaz", "Ernesto Díaz", (Role.QUALITY_LEAD,)),
    ("olga.barrios", "Olga Barrios", (Role.AUDITOR,)),
    ("admin", "Administración del sistema", (Role.ADMINISTRATOR,)),
]


def email_of(key: str) -> str:
    """Return the demo address of a person of `PEOPLE`."""
    return f"{key}@almacontact.example"


def load_people() -> dict[str, User]:
    """Create the people, all with the demo password, and return them by key."""
    people = {}
    sample = User()
    sample.set_password(DEMO_PASSWORD)
    for key, name, roles in PEOPLE:
        administrator = Role.ADMINISTRATOR in roles
        people[key] = User.objects.create(
            email=email_of(key),
            name=name,
            password=sample.password,
            is_staff=administrator,
            is_superuser=administrator,
        )
        PersonRole.objects.bulk_create(PersonRole(user=people[key], role=role) for role in roles)
    return people
