"""The fixed cast: the same people in every test, so that a name says what somebody may do."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import make_password
from simple_history.utils import bulk_create_with_history

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import Role

FIRST_KEY = 100_000
"""Beyond the keys that a process gives by itself: PostgreSQL takes none of them back when a test is rolled back."""

KEYS_APART = 1_000
"""Between the keys of two parts: room for whoever else a test creates."""

PASSWORD = "una-clave-de-prueba-larga"


@dataclass(frozen=True)
class Part:
    """One part of the cast: a person and the roles they hold."""

    email: str
    name: str
    roles: tuple[Role, ...]


PARTS: dict[str, Part] = {
    "analyst": Part("ana@almacontact.example", "Ana Lozano", (Role.SALES_ANALYST,)),
    "colleague": Part("beto@almacontact.example", "Beto Cárdenas", (Role.SALES_ANALYST,)),
    "coordinator": Part("carla@almacontact.example", "Carla Duarte", (Role.SALES_COORDINATOR,)),
    "director": Part("diana@almacontact.example", "Diana Forero", (Role.SALES_DIRECTOR,)),
    "second_director": Part("dario@almacontact.example", "Darío Quiroga", (Role.SALES_DIRECTOR,)),
    "general_manager": Part("gloria@almacontact.example", "Gloria Abad", (Role.GENERAL_MANAGEMENT,)),
    "second_general_manager": Part("gustavo@almacontact.example", "Gustavo Rey", (Role.GENERAL_MANAGEMENT,)),
    "planner": Part("wilson@almacontact.example", "Wilson Prada", (Role.WORKFORCE_PLANNING,)),
    "it_leader": Part("ines@almacontact.example", "Inés Tovar", (Role.IT,)),
    "trainer": Part("fabio@almacontact.example", "Fabio Nieto", (Role.TRAINING_QUALITY,)),
    "reporter": Part("rocio@almacontact.example", "Rocío Salas", (Role.REPORTING,)),
    "people_leader": Part("hilda@almacontact.example", "Hilda Mora", (Role.HUMAN_RESOURCES,)),
    "operations_leader": Part("oscar@almacontact.example", "Óscar Luna", (Role.OPERATIONS,)),
    "implementer": Part("ivan@almacontact.example", "Iván Rueda", (Role.IMPLEMENTATION,)),
    "administrative": Part("adela@almacontact.example", "Adela Cruz", (Role.ADMINISTRATION,)),
    "quality_lead": Part("queta@almacontact.example", "Queta Rincón", (Role.QUALITY_LEAD,)),
    "auditor": Part("aldo@almacontact.example", "Aldo Vega", (Role.AUDITOR,)),
    "administrator": Part("tomas@almacontact.example", "Tomás Gil", (Role.ADMINISTRATOR,)),
    "outsider": Part("nadie@almacontact.example", "Nadia Paz", ()),
}


def cast_person(part: str) -> User:
    """Return the person who plays `part`, created once a test, with the same key in each: records name people by it."""
    return cast_people([part])[part]


def cast_people(parts: Iterable[str]) -> dict[str, User]:
    """Return who plays each of `parts`; whoever is not there yet comes at once with the others."""
    wanted = {PARTS[part].email: part for part in parts}
    found = {wanted[one.email]: one for one in User.objects.filter(email__in=wanted)}
    new = {part: _unsaved(part) for part in wanted.values() if part not in found}
    if new:
        bulk_create_with_history(list(new.values()), User)
        roles = [PersonRole(user=user, role=role) for part, user in new.items() for role in PARTS[part].roles]
        PersonRole.objects.bulk_create(roles)
    return {part: found.get(part) or new[part] for part in wanted.values()}


def parts_there() -> list[str]:
    """Return the parts of everybody who is there; whoever is of no part is an error."""
    part_of = {part.email: name for name, part in PARTS.items()}
    return [part_of[email] for email in User.objects.order_by("pk").values_list("email", flat=True)]


def _unsaved(part: str) -> User:
    administrator = Role.ADMINISTRATOR in PARTS[part].roles
    return User(
        pk=FIRST_KEY + KEYS_APART * list(PARTS).index(part),
        email=PARTS[part].email,
        name=PARTS[part].name,
        password=make_password(None),
        is_staff=administrator,
        is_superuser=administrator,
    )


def _fixture_for(part: str):
    @pytest.fixture(name=part)
    def person(db) -> User:
        return cast_person(part)

    return person


for _part in PARTS:
    globals()[f"person_{_part}"] = _fixture_for(_part)


@pytest.fixture
def everybody(db) -> dict[str, User]:
    """The whole cast, by part."""
    return cast_people(PARTS)
