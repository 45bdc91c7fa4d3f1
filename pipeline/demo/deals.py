"""Two years of opportunities: each one's life is played event by event, with its history, gates and contacts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.audit.doors import DEMO
from almacontact.audit.models import Sequence
from almacontact.audit.seals import seal
from almacontact.calendar import BOGOTA
from pipeline.catalogues.models import LeadSource, LossReason, Segment, Service, StagePolicy
from pipeline.clients.models import Client, Contact
from pipeline.opportunities.actions.opportunities import opportunity_code
from pipeline.opportunities.gates import LATER_CONDITIONS
from pipeline.opportunities.models.follow_ups import FollowUp
from pipeline.opportunities.models.gate_passes import GatePass
from pipeline.opportunities.models.opportunities import Opportunity
from pipeline.opportunities.sealing import PASSED
from pipeline.states import FORWARD, OPEN_STAGES, Move, Outcome, Stage

OBJECTIVES = (
    "Tercerizar la línea de atención al cliente",
    "Ampliar la cobertura a 24 horas",
    "Reducir el costo por contacto",
    "Atender la temporada alta",
    "Mejorar la satisfacción de los usuarios",
    "Recuperar cartera vencida",
    "Unificar voz, chat y redes en un solo proveedor",
    "Reemplazar al proveedor actual al vencer el contrato",
)
STEPS = (
    "Llamar al decisor",
    "Enviar presentación",
    "Agendar reunión",
    "Esperar pliegos",
    "Confirmar volumen con el cliente",
    "Revisar observaciones",
    "Enviar ajuste de alcance",
)
TALKS: dict[str, tuple[tuple[str, str], ...]] = {
    Stage.HUNTING: (
        ("call", "Se ubicó al área que decide; piden llamar la próxima semana."),
        ("email", "Se envió correo de presentación; sin respuesta todavía."),
        ("note", "Referido por un cliente actual; conviene mencionar el caso de éxito."),
    ),
    Stage.QUALIFICATION: (
        ("presentation", "Presentación de la compañía: interesados en la operación omnicanal."),
        ("virtual_meeting", "Reunión de levantamiento: comparten volúmenes de los últimos seis meses."),
        ("call", "Confirman que abrirán proceso de cotización este trimestre."),
    ),
    Stage.PROPOSAL: (
        ("email", "Se confirmó el recibo de la propuesta."),
        ("call", "Piden aclarar el recargo nocturno y la disponibilidad de la plataforma."),
        ("virtual_meeting", "Revisión de la propuesta con el comité de compras."),
    ),
    Stage.NEGOTIATION: (
        ("meeting", "Ronda de negociación: piden mejorar el valor por puesto."),
        ("call", "El jurídico revisa la minuta; esperan firmar este mes."),
    ),
}
COMPETITORS = ("Desconocido", "Contacto Andino", "Voz Total", "Grupo Línea", "Atento Servicios del Norte")
_STARTING_STATE: dict[str, Any] = {
    "outcome": "",
    "closed_on": None,
    "left_stage": "",
    "loss_reason": None,
    "competitor": "",
    "new_client": None,
    "gate_pass": None,
    "probability": 10,
}
MONTHLY_RATE = 26
"""Opportunities that come in each month."""


GIVEN_UP = {Stage.HUNTING: 0.24, Stage.QUALIFICATION: 0.26, Stage.PROPOSAL: 0.30, Stage.NEGOTIATION: 0.34}
"""Share of opportunities that end without a win at each stage."""
OWED = 0.05
"""Share of records that were never filed, of those that a gate asks for."""
STAYS = 0.18
"""Share of opportunities that wait at each stage, where they were reached lately enough to be waiting still."""


@dataclass
class Play:
    """What one run of the demo has written so far, to be stored in bulk."""

    random: Random
    today: date
    opportunities: list[Opportunity] = field(default_factory=list)
    snapshots: list[tuple[Opportunity, dict[str, Any], datetime, User, str]] = field(default_factory=list)
    passes: list[GatePass] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    born: dict[int, datetime] = field(default_factory=dict)
    awarded: set[int] = field(default_factory=set)


def load_deals(random: Random, people: dict[str, User], clients: list[Client], today: date) -> None:
    """Create the opportunities of the last two years up to `today`."""
    play = Play(random=random, today=today)
    owners = [people[key] for key in ("camila.rojas", "andres.pardo", "laura.mejia", "julian.ospina")]
    director = people["marcela.duque"]
    lists: dict[str, Any] = {
        "service": list(Service.objects.all()),
        "segment": {one.pk: one for one in Segment.objects.all()},
        "lead_source": list(LeadSource.objects.all()),
        "loss_reason": list(LossReason.objects.exclude(code=LossReason.OTHER)),
    }
    policies = {one.stage: one for one in StagePolicy.objects.all()}
    contacts: dict[int, list[Contact]] = {}
    for contact in Contact.objects.all():
        contacts.setdefault(contact.client_id, []).append(contact)
    numbers: dict[int, int] = {}
    for born in _birthdays(random, today):
        numbers[born.year] = numbers.get(born.year, 0) + 1
        client = random.choice(clients)
        sector = str(client.sector).lower().removeprefix("sector ")
        opportunity = Opportunity(
            code=opportunity_code(born.year, numbers[born.year]),
            client=client,
            contact=random.choice(contacts[client.pk]),
            owner=random.choice(owners),
            segment=lists["segment"][client.sector_id],
            service=random.choice(lists["service"]),
            lead_source=random.choice(lists["lead_source"]),
            description=f"Empresa del sector {sector} con sede en {client.city}.",
            objective=random.choice(OBJECTIVES),
            seats=random.choice((4, 6, 8, 10, 12, 15, 15, 20, 20, 25, 30, 40, 60, 80, 120)),
            unit_value=random.randrange(4_400_000, 9_800_000, 1_000),
            contract_months=random.choice((6, 12, 12, 12, 24, 24, 36)),
            probability=policies[Stage.HUNTING].default_probability,
        )
        opportunity.created_by = opportunity.owner
        _live(play, opportunity, born, director, policies, lists, contacts[client.pk])
    for year, last in numbers.items():
        Sequence.take_block("OP", year, last)
    _store(play)


def _birthdays(random: Random, today: date) -> Iterator[date]:
    first = date(today.year - 2, today.month, 1)
    days = (today - first).days
    for offset in sorted(random.randrange(days) for _each in range(days * MONTHLY_RATE // 30)):
        yield first + timedelta(days=offset)


def _moment(play: Play, day: date) -> datetime:
    moment = datetime.combine(day, time(8 + play.random.randrange(9), play.random.randrange(60)), tzinfo=BOGOTA)
    return min(moment, timezone.now() - timedelta(minutes=play.random.randrange(5, 90)))


def _live(
    play: Play,
    opportunity: Opportunity,
    born: date,
    director: User,
    policies: dict[str, StagePolicy],
    lists: dict[str, Any],
    contacts: list[Contact],
) -> None:
    """Play one opportunity from its birth to its end or to today."""
    random = play.random
    play.opportunities.append(opportunity)
    opportunity.expected_close_on = born + timedelta(days=random.randrange(45, 150))
    opportunity.expected_billing_on = opportunity.expected_close_on + timedelta(days=random.choice((30, 45, 60, 90)))
    created = _moment(play, born)
    opportunity.stage_since = created
    play.born[id(opportunity)] = created
    state: dict[str, Any] = {"stage": Stage.HUNTING, "version": 0}
    _snapshot(play, opportunity, state, created, opportunity.owner, "+")
    day, stage, last_contact = born, Stage.HUNTING, None
    while True:
        for _each in range(random.randint(1, 3)):
            day += timedelta(days=random.randrange(3, 22))
            if day > play.today:
                break
            kind, words = random.choice(TALKS[stage])
            moment = _moment(play, day)
            play.follow_ups.append(
                FollowUp(
                    opportunity=opportunity,
                    kind=kind,
                    summary=words,
                    happened_at=moment,
                    contact=None if kind == "note" else random.choice(contacts),
                    created_by=opportunity.owner,
                )
            )
            if kind != "note":
                last_contact = day
        fate = random.random()
        if day >= play.today - timedelta(days=2) or (fate < STAYS and (play.today - day).days < 160):
            break  # still at this stage today
        moment = _moment(play, day)
        give_up = GIVEN_UP[stage]
        if fate < STAYS + give_up:
            _close(play, opportunity, state, moment, _ending(random, stage), director, lists)
            stage = Stage.CLOSED
            break
        if stage == Stage.NEGOTIATION:
            _close(play, opportunity, state, moment, Outcome.WON, director, lists)
            stage = Stage.CLOSED
            break
        following = OPEN_STAGES[OPEN_STAGES.index(stage) + 1]
        milestone = {
            Stage.QUALIFICATION: FollowUp.Milestone.PRESENTATION_AGREED,
            Stage.NEGOTIATION: FollowUp.Milestone.NEGOTIATION_INVITED,
        }.get(following)
        if milestone:
            play.follow_ups[-1].milestone = milestone
            play.follow_ups[-1].kind = FollowUp.Kind.CALL
            play.follow_ups[-1].contact = contacts[0]
        policy = policies[following]
        passed = _pass(play, opportunity, FORWARD[following], stage, following, moment, director)
        state.update(
            gate_pass=passed,
            stage=following,
            version=state["version"] + 1,
            stage_since=moment,
            probability=random.choice((policy.default_probability, policy.min_probability, policy.max_probability)),
        )
        _snapshot(play, opportunity, state, moment, opportunity.owner, "~")
        stage = following
    _settle(play, opportunity, state, last_contact)


def _ending(random: Random, stage: str) -> Outcome:
    early = stage in (Stage.HUNTING, Stage.QUALIFICATION)
    weights = (35, 45, 20) if early else (70, 12, 18)
    return random.choices((Outcome.LOST, Outcome.WITHDRAWN, Outcome.CANCELLED), weights)[0]


def _close(
    play: Play,
    opportunity: Opportunity,
    state: dict[str, Any],
    moment: datetime,
    outcome: Outcome,
    director: User,
    lists: dict[str, Any],
) -> None:
    left = state["stage"]
    won = outcome == Outcome.WON
    passed = _pass(play, opportunity, Move.WIN if won else Move.GIVE_UP, left, Stage.CLOSED, moment, director, outcome)
    state.update(
        gate_pass=passed,
        stage=Stage.CLOSED,
        outcome=outcome,
        closed_on=moment.astimezone(BOGOTA).date(),
        left_stage=left,
        stage_since=moment,
        version=state["version"] + 1,
        probability=100 if won else 0,
        new_client=(opportunity.client_id not in play.awarded) if won else None,
        loss_reason=None if won else play.random.choice(lists["loss_reason"]),
        competitor=play.random.choice(COMPETITORS) if not won and left in (Stage.PROPOSAL, Stage.NEGOTIATION) else "",
    )
    if won:
        play.awarded.add(opportunity.client_id)
    _snapshot(play, opportunity, state, moment, director if won else opportunity.owner, "~")


def _pass(
    play: Play,
    opportunity: Opportunity,
    move: Move,
    left: str,
    to: str,
    moment: datetime,
    director: User,
    outcome: str = "",
) -> GatePass:
    exception = move in (Move.PROPOSE, Move.NEGOTIATE, Move.WIN)
    passed = GatePass(
        opportunity=opportunity,
        move=move,
        from_stage=left,
        to_stage=to,
        outcome=outcome,
        by=director if exception else opportunity.owner,
        at=moment,
        by_exception=exception,
        conditions=[
            {"code": code, "label": str(label), "met": False, "records": []}
            for owed, code, label in LATER_CONDITIONS
            if exception and owed == move and play.random.random() < OWED
        ],
        reason="Registro anterior al expediente digital; soportes en el archivo comercial." if exception else "",
    )
    play.passes.append(passed)
    return passed


def _snapshot(play: Play, opportunity: Opportunity, state: dict[str, Any], at: datetime, by: User, kind: str) -> None:
    play.snapshots.append((opportunity, dict(state), at, by, kind))


def _settle(play: Play, opportunity: Opportunity, state: dict[str, Any], last_contact: date | None) -> None:
    """Leave the opportunity as it stands today, with a next step where people would have planned one."""
    random = play.random
    opportunity.last_contact_on = last_contact
    for name, value in state.items():
        if name == "stage":
            opportunity.__dict__["stage"] = value
        elif name != "gate_pass":  # it is given once it is stored
            setattr(opportunity, name, value)
    if opportunity.stage == Stage.CLOSED:
        return
    if opportunity.expected_close_on and opportunity.expected_close_on < play.today and random.random() < 0.7:
        opportunity.expected_close_on = play.today + timedelta(days=random.randrange(3, 75))
        opportunity.expected_billing_on = opportunity.expected_close_on + timedelta(days=random.choice((30, 60, 90)))
    if random.random() < 0.85:
        opportunity.next_step = random.choice(STEPS)
        opportunity.next_step_on = play.today + timedelta(
            days=random.choice((-9, -4, -2, -1, 0, 0, 1, 2, 3, 5, 8, 13, 21))
        )


def _store(play: Play) -> None:
    """Write everything in bulk, through the door that the demo has in an empty database.

    An opportunity and its last gate pass point at each other, and the database asks for the pass as soon as the stage
    is past Hunting: rows go in as Hunting and take their stage, outcome and proof together once the passes exist.
    """
    proven = ("stage", "outcome", "closed_on", "new_client", "gate_pass")
    standing = [{name: getattr(one, name) for name in proven} for one in play.opportunities]
    for one in play.opportunities:
        one.__dict__.update(stage=Stage.HUNTING, outcome="", closed_on=None, new_client=None)
    with DEMO.open():
        Opportunity.objects.bulk_create(play.opportunities, batch_size=500)
        for passed in play.passes:
            passed.opportunity_id = passed.opportunity.pk
        GatePass.objects.bulk_create(play.passes, batch_size=500)
        seal(PASSED, *play.passes)
        _let_them_stand(play, proven, standing)
    for follow_up in play.follow_ups:
        follow_up.opportunity_id = follow_up.opportunity.pk
    FollowUp.objects.bulk_create(play.follow_ups, batch_size=500)
    _store_history(play)


def _let_them_stand(play: Play, proven: tuple[str, ...], standing: list[dict[str, Any]]) -> None:
    """Give each opportunity the stage that its last pass led to."""
    last_pass = {passed.opportunity_id: passed for passed in play.passes}
    for one, values in zip(play.opportunities, standing, strict=True):
        one.__dict__.update(values)
        one.gate_pass = last_pass.get(one.pk)
        one.created_at = play.born[id(one)]
    plain: QuerySet[Opportunity] = QuerySet(Opportunity)
    plain.bulk_update(play.opportunities, (*proven, "created_at"), batch_size=200)


def _store_history(play: Play) -> None:
    """Write the history of opportunities and follow-ups with the dates they would have had."""
    history = Opportunity.history.model
    tracked = [one.attname for one in history.tracked_fields]
    rows = []
    for opportunity, state, at, by, kind in play.snapshots:
        values = {name: getattr(opportunity, name) for name in tracked} | _STARTING_STATE | state
        for name in ("loss_reason", "gate_pass"):
            values[f"{name}_id"] = getattr(values.pop(name, None), "pk", None)
        rows.append(history(history_date=at, history_user=by, history_type=kind, **values))
    history.objects.bulk_create(rows, batch_size=500)
    follow_ups = FollowUp.history.model
    names = [one.attname for one in follow_ups.tracked_fields]
    follow_ups.objects.bulk_create(
        (
            follow_ups(
                history_date=one.happened_at,
                history_user=one.created_by,
                history_type="+",
                **{name: getattr(one, name) for name in names},
            )
            for one in play.follow_ups
        ),
        batch_size=500,
    )
