"""Plans for tests, made and signed through the actions people use.

Those of this year that the director of the cast writes are recorded (see `tests.recording`).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from almacontact.accounts.models import User
from almacontact.approvals import actions as approvals
from almacontact.approvals.models import Decision
from almacontact.audit.doors import TESTS
from almacontact.calendar import today
from pipeline.models import CommercialPlan, Opportunity, PlanApproval, PlanObjective
from pipeline.plan.actions.plans import amend_plan, draft_plan, edit_plan, save_section, set_targets, submit_plan
from pipeline.plan.content import SECTIONS
from pipeline.plan.results import spread
from tests.cast import PARTS, cast_people, cast_person
from tests.factories import make_opportunity
from tests.recording import Recorder

YEARLY = 1_200_000_000


def section_rows(year: int, owner: User) -> dict[str, list[dict[str, Any]]]:
    """One or two lines for every section of a plan."""
    return {
        "swot": [
            {"kind": "strength", "text": "Operación 24/7"},
            {"kind": "weakness", "text": "Pocas referencias en salud"},
            {"kind": "opportunity", "text": "Licitaciones en SECOP II"},
            {"kind": "threat", "text": "Precios a la baja"},
        ],
        "objectives": [{"name": "Entrar en el sector salud", "measure": "Dos clientes", "due_on": date(year, 11, 30)}],
        "activities": [
            {"name": "Feria de salud", "owner": owner, "starts_on": date(year, 3, 1), "ends_on": date(year, 4, 15)},
            {"name": "Campaña de correo", "owner": owner, "starts_on": date(year, 2, 1), "ends_on": date(year, 9, 30)},
        ],
        "kpis": [{"name": "Reuniones por mes", "unit": "reuniones", "target": 12}],
        "profiles": [{"name": "EPS medianas", "min_seats": 20, "max_seats": 200}],
        "people": [{"name": "Analista comercial", "dedication": 100}],
        "tools": [{"name": "Sales Navigator", "purpose": "Búsqueda de contactos"}],
        "budget": [{"concept": "Ferias", "planned": 40_000_000}, {"concept": "Licencias", "planned": 12_000_000}],
    }


def make_draft_plan(director: User, year: int | None = None, owner: User | None = None) -> CommercialPlan:
    """A complete draft, ready to be submitted."""
    if director.email == PARTS["director"].email and not owner and year in (None, today().year):
        return PLANS.reach("draft")
    return _write(director, year or today().year, owner)


def _write(director: User, year: int, owner: User | None = None) -> CommercialPlan:
    plan = draft_plan(year=year, by=director)
    months = dict(enumerate(spread(YEARLY, [1] * 12), start=1))
    set_targets(plan=plan, by=director, yearly=YEARLY, months=months)
    edit_plan(
        plan=plan,
        by=director,
        changes={"summary": "Crecer en salud", "projected_sales": YEARLY + 1, "projection_note": "Tendencia"},
    )
    for section, rows in section_rows(year, owner or director).items():
        save_section(plan=plan, by=director, section=section, rows=rows)
    objective = PlanObjective.objects.of(plan).get()
    rows = [{"objective_key": objective.key, "kind": "strategy", "text": "Alianzas con gremios"}]
    save_section(plan=plan, by=director, section="tactics", rows=rows)
    return plan


def sign_all(request: PlanApproval, by: User) -> None:
    """Approve every step that waits, as one person."""
    for step in request.steps.filter(state="pending"):
        approvals.decide(
            step=step,
            by=by,
            decision=Decision.APPROVE,
            seen=step.content_hash,
            authenticated_at=timezone.now(),
        )


def make_submitted_plan() -> PlanApproval:
    """The approval of this year's plan, that the director asked of both of general management."""
    return PLANS.reach("submitted")


def make_plan_in_force() -> CommercialPlan:
    """This year's plan, that the director submitted and general management signed."""
    return PLANS.reach("in force")


def make_amended_plan() -> CommercialPlan:
    """The draft of a new version of that plan, by the director."""
    return PLANS.reach("amended")


def _life_of_a_plan() -> Iterator[tuple[str, models.Model]]:
    director = cast_person("director")
    plan = _write(director, today().year)
    yield "draft", plan

    managers = cast_people(["general_manager", "second_general_manager"])
    request = submit_plan(plan=plan, by=director)
    yield "submitted", request

    sign_all(request, managers["general_manager"])
    plan.refresh_from_db()
    yield "in force", plan

    yield "amended", amend_plan(plan=plan, by=director, reason="Cambió el mercado")


PLANS = Recorder(_life_of_a_plan, place=1)


def make_past_deal(by: User, closed_on: date, outcome: str = "won", **values: Any) -> Opportunity:
    """An opportunity that closed in the past with a new client, as an import brings it in: historical, gates exempt."""
    opportunity = make_opportunity(by, **values)
    with TESTS.open():
        models.QuerySet.update(
            Opportunity.objects.filter(pk=opportunity.pk),
            stage="closed",
            left_stage="negotiation",
            outcome=outcome,
            closed_on=closed_on,
            historical=True,
            new_client=True if outcome == "won" else None,
        )
    return Opportunity.objects.get(pk=opportunity.pk)


def current_rows(plan: CommercialPlan, section: str) -> list[dict[str, Any]]:
    """The lines of a section as the editor posts them back."""
    return [
        {"key": part.key, **{name.removesuffix("_id"): getattr(part, name.removesuffix("_id")) for name in part.PINNED}}
        for part in SECTIONS[section].model.objects.of(plan)
    ]
