"""Every way in which the stage of an opportunity might be changed, each as a function that tells what came of it.

A door takes an `Attempt` and answers with `Answer`. `CARRIES` says which moves a door is made for; the others it must
refuse to everybody.
"""

import html
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse, reverse_lazy
from django_fsm import TransitionNotAllowed

from almacontact.accounts.models import User
from almacontact.audit.models import GatedFieldWrite
from almacontact.refusals import Refused
from pipeline.imports import actions as imports
from pipeline.imports.planning import Verdict
from pipeline.models import GatePass, ImportBatch, Opportunity
from pipeline.opportunities.actions.moves import close_opportunity, move_opportunity, reopen_opportunity
from pipeline.opportunities.actions.opportunities import create_opportunity, edit_opportunity
from pipeline.states import Move, Outcome, Stage

REFUSALS = {403, 404, 409, 422}
SIGN_IN = (reverse_lazy("account_login"), reverse_lazy("admin:login"))
"""Where somebody is sent who may not come in at all."""
WORDS = {
    "hunting": "Hunting",
    "qualification": "Calificación",
    "proposal": "Propuesta",
    "negotiation": "Negociación",
    "won": "Ganado",
    "lost": "Perdido",
}
"""What workbook and Matriz call a stage or an outcome."""


@dataclass(frozen=True)
class Attempt:
    """One person's try at one move. `to` is a stage or an outcome, `given` what the person writes with it."""

    opportunity: Opportunity
    move: Move
    to: str
    by: User
    browser: Browser
    workbook: bytes
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        kind = {Move.WIN: "close", Move.GIVE_UP: "close", Move.REOPEN: "reopen"}.get(self.move, "move")
        return reverse(f"pipeline:opportunity_{kind}", args=[self.opportunity.code])

    @property
    def posted(self) -> dict[str, Any]:
        """What a form of the move would send."""
        sent = {name: getattr(value, "pk", value) for name, value in self.given.items()}
        target = {"outcome": self.to} if self.to in Outcome.values else {"to": self.to}
        return {**sent, **target, "version": self.opportunity.version}

    @property
    def stage(self) -> str:
        return Stage.CLOSED.value if self.to in Outcome.values else self.to


@dataclass(frozen=True)
class Answer:
    """What came of an attempt: refused in words, let pass, or neither (`broken`)."""

    how: str
    text: str = ""
    codes: tuple[str, ...] = ()
    blockers: tuple[Any, ...] = ()

    @property
    def refused(self) -> bool:
        return self.how == "refused" or (self.how.isdigit() and int(self.how) in REFUSALS)

    @property
    def passed(self) -> bool:
        return self.how in ("passed", "200 saved", "302")


Door = Callable[[Attempt], Answer]


# --- Over HTTP --------------------------------------------------------------------------------------------------------


def page(attempt: Attempt) -> Answer:
    """The form of the move, as a browser without scripts sends it."""
    return _page(attempt)


def htmx(attempt: Attempt) -> Answer:
    """The same form, sent by htmx."""
    return _page(attempt, HTTP_HX_REQUEST="true")


def _page(attempt: Attempt, **headers: str) -> Answer:
    return _heard(attempt.browser.post(attempt.url, attempt.posted, **headers))


def _heard(response: Any) -> Answer:
    if response.status_code == 302 and response.url.startswith(tuple(map(str, SIGN_IN))):
        return Answer("refused", response.url)
    return Answer(str(response.status_code), html.unescape(response.content.decode()))


def board(attempt: Attempt) -> Answer:
    """A card dropped in another column."""
    url = reverse("pipeline:board_move", args=[attempt.opportunity.code])
    response = attempt.browser.post(url, {**attempt.posted, "to": attempt.stage})
    if response.status_code == 200:
        return Answer("passed")
    dialog = response.json().get("dialog", "") if "json" in response.headers["Content-Type"] else ""
    return Answer(str(response.status_code), html.unescape(dialog or response.content.decode()))


def cell(attempt: Attempt) -> Answer:
    """A stage typed into the Matriz."""
    one = attempt.opportunity
    typed = {"code": one.code, "field": "stage", "value": WORDS[attempt.to], "base": one.stage, "version": one.version}
    response = _json(attempt, "grid_cells", {"cells": [typed]})
    if response.status_code != 200:
        return Answer(str(response.status_code), response.content.decode())
    [result] = response.json()["results"]
    said = " ".join(f"{blocker['message']} {blocker['url']}" for blocker in result["blockers"])
    return Answer("refused" if result["status"] == "refused" and said else f"200 {result['status']}", said)


def bulk(attempt: Attempt) -> Answer:
    """A stage, or what proves one, set for many rows of the Matriz at once."""
    for name, value in (("stage", WORDS[attempt.to]), ("historical", "1")):
        body = {"codes": [attempt.opportunity.code], "field": name, "value": value}
        response = _json(attempt, "grid_bulk", body)
        if response.status_code not in REFUSALS:
            break
    return Answer(str(response.status_code), response.content.decode())


def _json(attempt: Attempt, name: str, body: dict[str, Any]) -> Any:
    url = reverse(f"pipeline:{name}")
    return attempt.browser.post(url, json.dumps(body), content_type="application/json", HTTP_ACCEPT="application/json")


def edit_form(attempt: Attempt) -> Answer:
    """The form of the opportunity's other fields, with stage and proof slipped in: it overlooks them.

    Of a closed opportunity it keeps the next step, here the same as before, so that nothing is saved.
    """
    url = reverse("pipeline:opportunity_edit", args=[attempt.opportunity.code])
    smuggled = {"stage": attempt.stage, "outcome": attempt.to, "historical": "on", "gate_pass": "1"}
    response = attempt.browser.post(url, {**smuggled, "next_step": attempt.opportunity.next_step})
    overlooked = response.status_code in {200, 302, *REFUSALS}
    return Answer("refused" if overlooked else str(response.status_code))


def workbook(attempt: Attempt) -> Answer:
    """The workbook that brought the opportunity, with another stage in its row."""
    upload = SimpleUploadedFile("pipeline.xlsx", attempt.workbook)
    response = attempt.browser.post(reverse("pipeline:import_create"), {"file": upload})
    if response.status_code != 302:
        return _heard(response)
    batch = ImportBatch.objects.latest("pk")
    try:
        if reason := attempt.given.get("reason"):
            batch = imports.decide(batch=batch, choices={"move_reason": reason}, by=attempt.by)
        [row] = imports.apply_import(batch=batch, by=attempt.by).plan.rows
    except Refused as refused:
        return _told(refused)
    if row.verdict == Verdict.REFUSED:
        return Answer("refused", " ".join(one.reason for one in row.read.findings))
    return Answer("passed" if row.verdict == Verdict.CHANGED else str(row.verdict))


def technical(attempt: Attempt) -> Answer:
    """Django's administration: the form of the record, and that of a pass made up for it."""
    one = attempt.opportunity
    change = reverse("admin:pipeline_opportunity_change", args=[one.pk])
    made_up = {"opportunity": one.pk, "move": attempt.move, "from_stage": one.stage, "to_stage": attempt.stage}
    for url, posted in (
        (change, {"stage": attempt.stage, "historical": "on", "outcome": attempt.to}),
        (reverse("admin:pipeline_gatepass_add"), {**made_up, "by": attempt.by.pk, "conditions": "[]"}),
    ):
        answer = _heard(attempt.browser.post(url, posted))
        if not answer.refused:
            break
    return answer


# --- In Python --------------------------------------------------------------------------------------------------------


def action(attempt: Attempt) -> Answer:
    """The verb itself."""
    common = {"opportunity": attempt.opportunity, "by": attempt.by, "version": attempt.opportunity.version}
    try:
        if attempt.move in (Move.WIN, Move.GIVE_UP):
            close_opportunity(**common, outcome=Outcome(attempt.to), **attempt.given)
        elif attempt.move == Move.REOPEN:
            reopen_opportunity(**common, **attempt.given)
        else:
            move_opportunity(**common, to=Stage(attempt.to), **attempt.given)
    except Refused as refused:
        return _told(refused)
    return Answer("passed")


def _told(refused: Refused) -> Answer:
    said = " ".join(f"{one.message} {one.url}" for one in refused.blockers)
    return Answer("refused", said, tuple(one.code for one in refused.blockers), tuple(refused.blockers))


def nobody_in_particular(attempt: Attempt) -> list[str]:
    """Try every write that asks no person; return those that were not refused."""
    one, stage = attempt.opportunity, attempt.stage
    rows = Opportunity.objects.filter(pk=one.pk)
    proof = GatePass.objects.values_list("pk", flat=True).first()

    def assigned() -> None:
        one.stage = stage
        one.save()

    def copied() -> Opportunity:
        copy = Opportunity.objects.get(pk=one.pk)
        return Opportunity(
            **{f.attname: getattr(copy, f.attname) for f in copy._meta.concrete_fields if not f.generated}
            | {"pk": None, "id": None, "code": "OP-0000-1", "import_number": "", "historical": False}
            | {"gate_pass_id": None, "stage": stage if stage != Stage.HUNTING else Stage.PROPOSAL}
        )

    ways: dict[str, Callable[[], object]] = {
        "update": lambda: rows.update(stage=stage),
        "update with proof": lambda: rows.update(stage=stage, gate_pass=proof),
        "update as historical": lambda: rows.update(historical=True),
        "update of what the client has": lambda: one.client.opportunities.update(stage=stage),
        "update of what the owner has": lambda: one.owner.opportunities.update(stage=stage),
        "bulk_update": lambda: Opportunity.objects.bulk_update([one], ["stage"]),
        "upsert": lambda: Opportunity.objects.bulk_create(
            [one], update_conflicts=True, unique_fields=["id"], update_fields=["stage"]
        ),
        "assign and save": assigned,
        "update_or_create": lambda: Opportunity.objects.update_or_create(pk=one.pk, defaults={"stage": stage}),
        "create": lambda: Opportunity.objects.create(**_fields(copied())),
        "create in bulk": lambda: Opportunity.objects.bulk_create([copied()]),
        "edit": lambda: edit_opportunity(opportunity=one, by=one.owner, changes={"stage": stage}),
        "make in a later stage": lambda: create_opportunity(
            by=one.owner, values={"client": one.client, "stage": stage}
        ),
        "rewrite a pass": lambda: GatePass.objects.update(to_stage=stage),
    }
    open_ways = []
    for name, way in ways.items():
        with suppress(GatedFieldWrite, AttributeError, IntegrityError, TransitionNotAllowed, Refused, TypeError):
            with transaction.atomic():
                way()
            open_ways.append(name)
    return open_ways


def _fields(record: Opportunity) -> dict[str, Any]:
    return {one.attname: getattr(record, one.attname) for one in record._meta.concrete_fields if not one.generated}


_FORWARD = {Move.QUALIFY, Move.PROPOSE, Move.NEGOTIATE}
DOORS: dict[str, Door] = {
    one.__name__: one for one in (action, page, htmx, board, cell, bulk, edit_form, workbook, technical)
}
CARRIES: dict[str, set[Move]] = {
    "action": set(Move),
    "page": set(Move),
    "htmx": set(Move),
    "board": {*_FORWARD, Move.STEP_BACK},
    "cell": _FORWARD,
    "workbook": {*_FORWARD, Move.WIN, Move.STEP_BACK, Move.REOPEN},
    "bulk": set(),
    "edit_form": set(),
    "technical": set(),
}
"""Which moves each door is made for. A cell has no room for a reason, a workbook none for why a deal was lost."""
