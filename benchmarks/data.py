"""Opportunities in bulk, varied enough for plans and indexes to behave as they will, with their history."""

import random
from datetime import date, timedelta
from itertools import islice

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from almacontact.accounts.models import PersonRole, User
from almacontact.accounts.roles import Role
from almacontact.audit.doors import TESTS
from almacontact.calendar import today
from pipeline.models import Client, Contact, FollowUp, Opportunity, Segment, Service
from pipeline.states import OPEN_STAGES, Outcome, Stage

BATCH = 5000
INVENTED = 20_000
# Written down a while ago: what changed since yesterday or last month is little, as it is in use.
WRITTEN_AT = timezone.now() - timedelta(days=70)
STEPS = ["Llamar al decisor", "Enviar la propuesta", "Visita a la sede", "Aclarar el alcance", ""]


def director() -> User:
    """Return the person in whose name all pages are measured: one who sees everything."""
    user = User.objects.filter(email="director@example.com").first()
    if user is None:
        user = User.objects.create_user("director@example.com", name="Diana Directora")
        PersonRole.objects.create(user=user, role=Role.SALES_DIRECTOR)
        PersonRole.objects.create(user=user, role=Role.SALES_COORDINATOR)
    return user


def grow_to(count: int) -> None:
    """Add open opportunities until there are `count`: the first 20,000 are invented, the rest are copies of them."""
    _invent(min(count, INVENTED))
    while (have := Opportunity.objects.count()) < count:
        _copy(have, min(count - have, INVENTED))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _invent(count: int) -> None:
    have = Opportunity.objects.count()
    if have >= count:
        return
    chance = random.Random(have)
    by = director()
    owners = _owners()
    segments, services = list(Segment.objects.all()), list(Service.objects.all())
    clients = _clients(max(1, count // 10), by)
    base = today()

    def make(number: int) -> Opportunity:
        close = base + timedelta(days=chance.randrange(-60, 420))
        step = chance.choice(STEPS)
        return Opportunity(
            code=f"BN-{number:07d}",
            client=chance.choice(clients),
            owner=chance.choice(owners),
            segment=chance.choice(segments),
            service=chance.choice(services),
            description="Operación de contacto de entrada y salida.",
            objective="Atender picos de llamadas sin perder nivel de servicio.",
            seats=chance.randrange(5, 400),
            unit_value=chance.randrange(3_200_000, 7_900_000, 1000),
            contract_months=chance.choice([6, 12, 24, 36]),
            expected_close_on=close,
            expected_billing_on=close + timedelta(days=45),
            probability=chance.randrange(0, 96, 5),
            next_step=step,
            next_step_on=base + timedelta(days=chance.randrange(-10, 30)) if step else None,
            last_contact_on=base - timedelta(days=chance.randrange(0, 60)),
            stage=chance.choices(OPEN_STAGES, weights=[5, 3, 2, 1])[0],
            historical=True,
            created_by=by,
        )

    numbers = iter(range(have, count))
    while batch := [make(number) for number in islice(numbers, BATCH)]:
        bulk_create_with_history(batch, Opportunity, batch_size=1000, default_user=by, default_date=WRITTEN_AT)
    QuerySet.update(Opportunity.objects.filter(created_at__gt=WRITTEN_AT), created_at=WRITTEN_AT)


def _copy(have: int, count: int) -> None:
    """Copy `count` of the invented rows with their first history row, inside the database."""
    now, past = Opportunity._meta, Opportunity.history.model._meta
    names = [column.column for column in now.concrete_fields if not (column.primary_key or column.generated)]
    names.remove("code")
    kept = ", ".join(names)
    history = [column.column for column in past.concrete_fields if column.name not in {"history_id", "id", "code"}]
    told = ", ".join(f"h.{name}" for name in history)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {now.db_table} (code, {kept}) "
            f"SELECT 'C{have}' || SUBSTR(code, 3), {kept} FROM {now.db_table} WHERE code LIKE 'BN-%%' "
            "ORDER BY id LIMIT %s",
            [count],
        )
        cursor.execute(
            f"INSERT INTO {past.db_table} (id, code, {', '.join(history)}) "
            f"SELECT n.id, n.code, {told} FROM {now.db_table} n "
            f"JOIN {past.db_table} h ON h.code = 'BN' || SUBSTR(n.code, {len(str(have)) + 2}) "
            f"WHERE n.code LIKE 'C{have}-%%'"
        )


def put_off_some(count: int) -> None:
    """Expect some opportunities to close later than they were: what the changes of a week are made of."""
    if Opportunity.history.filter(history_date__gt=WRITTEN_AT + timedelta(days=1)).exists():
        return
    later = list(Opportunity.objects.filter(stage=Stage.PROPOSAL).order_by("pk")[:count])
    for opportunity in later:
        opportunity.expected_close_on = opportunity.expected_close_on + timedelta(days=9)
    bulk_update_with_history(later, Opportunity, ["expected_close_on"], batch_size=1000, default_user=director())


def win_some() -> None:
    """Set one opportunity in ten as won this year, past the state machine, whose door is for one at a time."""
    won = Opportunity.objects.filter(code__endswith="0", stage__in=OPEN_STAGES, historical=True)
    awarded = date(today().year, 1, 15)
    with TESTS.open():
        QuerySet.update(won, stage=Stage.CLOSED, outcome=Outcome.WON, closed_on=awarded, new_client=True)


def ready_to_qualify(count: int) -> list[Opportunity]:
    """Return opportunities in Hunting that have what their next gate asks for: an invitation from a contact."""
    by = director()
    waiting = list(Opportunity.objects.filter(stage=Stage.HUNTING, follow_ups=None).select_related("client")[:count])
    FollowUp.objects.bulk_create(
        FollowUp(
            opportunity=opportunity,
            kind=FollowUp.Kind.EMAIL,
            contact=opportunity.client.contacts.first(),
            summary="Invitación a presentar oferta.",
            milestone=FollowUp.Milestone.INVITATION_RECEIVED,
            created_by=by,
        )
        for opportunity in waiting
    )
    return waiting


def _owners() -> list[User]:
    if User.objects.filter(email__startswith="analyst").count() < 12:
        for number in range(12):
            user = User.objects.create_user(f"analyst{number}@example.com", name=f"Analista {number}")
            PersonRole.objects.create(user=user, role=Role.SALES_ANALYST)
    return list(User.objects.filter(email__startswith="analyst"))


def _clients(count: int, by: User) -> list[Client]:
    have = Client.objects.count()
    segments = list(Segment.objects.all())
    fresh = [
        Client(
            name=f"Cliente {number:06d} S.A.S.",
            name_key=f"cliente {number:06d}",
            nit=str(800_000_000 + number),
            sector=segments[number % len(segments)],
            city="Bogotá",
            created_by=by,
        )
        for number in range(have, count)
    ]
    Client.objects.bulk_create(fresh, batch_size=1000)
    Contact.objects.bulk_create(
        [Contact(client=client, name="Persona de contacto", created_by=by) for client in fresh], batch_size=1000
    )
    return list(Client.objects.all())
