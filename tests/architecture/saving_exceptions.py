"""What the walk of all form views leaves out, each with its reason, and where it finds what is not at its own address.

The lists of exceptions may only become shorter.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps

Arguments = Callable[[Any], dict[str, Any]]

CATCHES: dict[str, str] = {
    "pipeline/board/views.py": "a script moves the board: it gets the card back as JSON",
}
"""Modules of views that catch a refusal themselves."""

BUTTONS: dict[str, str] = {
    "accounts:person_password_link": "a button",
    "accounts:set_theme": "a button",
    "approvals:delegation_end": "a button",
    "attachments:part": "a button",
    "audit:integrity_check": "a button",
    "jobs:cancel": "a button",
    "jobs:retry": "a button",
    "pipeline:contact_merge": "a choice beside its button, on the page of the contact",
    "pipeline:board_move": "JSON for the board",
    "pipeline:grid_bulk": "JSON for the grid",
    "pipeline:grid_cells": "JSON for the grid: each cell has a fate of its own",
    "pipeline:grid_export": "a download",
    "pipeline:cut_over_seen": "a button",
    "pipeline:import_apply": "a button",
    "pipeline:import_decide": "answers that are kept whatever they are",
    "quality:imported_accept": "a button, on the page of the quality lead that says what it changes",
    "pipeline:plan_results": "a button",
    "proposals:award_tell": "a button",
    "proposals:calendar_settings": "two buttons",
    "proposals:clarification_reprice": "a button",
    "proposals:compliance_draw": "a button",
    "proposals:defence_invite": "a button",
    "proposals:defence_presentation": "a button",
    "proposals:parameter_confirm": "a button",
    "proposals:proposal_document": "a button",
    "proposals:proposal_renew": "a button",
    "proposals:proposal_template_move": "two buttons",
    "proposals:rehearsal_remove": "a button",
    "proposals:requirement_answer": "four buttons on a card; its own test has the three fates",
    "proposals:richtext_preview": "saves nothing",
    "proposals:round_compare": "saves nothing",
    "proposals:scenario_choose": "a button",
    "proposals:scenario_compute": "saves nothing",
    "proposals:scenario_figure": "saves nothing",
    "proposals:scenario_sensitivity": "saves nothing",
    "proposals:section_move": "two buttons",
    "proposals:sending_confirm": "a button",
    "proposals:supporting_remove": "a button",
    "web:style_guide": "sample forms",
    "web:view_delete": "a button",
    "web:view_save": "saves a person's own view from a list",
}
"""Addresses that take a POST without a form: a refusal there is answered by the middleware."""

NOT_MADE: dict[str, str] = {}
"""Form views whose record no factory makes in the state in which the form stands: their own tests post them."""

MADE_OTHERWISE: dict[str, str] = {
    "accounts:preferences": "everybody's own",
}
"""Form views that are open to everybody who is signed in."""

SAVED_AGAIN: dict[str, str] = {
    "pipeline:import_columns": "makes nothing: the columns may be chosen again",
}
"""Forms without version that carry no key: saving them again is no second record."""

NO_VERSION_MET: dict[str, str] = {
    "pipeline:opportunity_close": "asks of a deal in Hunting more than a form can hold: its own test has the race",
    "pipeline:opportunity_reopen": "the opportunity is open: its own test has the race",
    "proposals:defence_hold": "the defence is still to come: its own test has the race",
}
"""Forms that carry a version and cannot meet another's save."""


def _draft(world: Any) -> Any:
    from tests.proposals.proposal.proposal_records import make_draft_proposal

    if "draft" not in vars(world):
        vars(world)["draft"] = make_draft_proposal(world.people)
    return vars(world)["draft"]


def _of_draft(world: Any) -> dict[str, Any]:
    return {"pk": _draft(world).pk}


def _section(world: Any) -> dict[str, Any]:
    return {"pk": _draft(world).sections.order_by("position").first().pk}


def _template_line(world: Any) -> dict[str, Any]:
    from proposals.models import RequirementTemplateLine

    return {"pk": RequirementTemplateLine.objects.order_by("pk").values_list("pk", flat=True)[0]}


def _part(world: Any, model: str) -> dict[str, Any]:
    return {"pk": apps.get_model("pipeline", model)._default_manager.filter(plan=world.plan).first().pk}


def _answered(world: Any, noes: int) -> dict[str, Any]:
    """A check list of its own with so many answers that are no: the committee's case, or a no-go."""
    from tests.factories import make_contact, make_opportunity
    from tests.proposals.intake.intake_records import answer_all, make_check_list, with_noes

    opportunity = make_opportunity(world.people["analyst"])
    make_contact(world.people["analyst"], opportunity.client, email="compras@cliente.example")
    answer_all(make_check_list(opportunity, world.people["analyst"]), world.people["director"], with_noes(noes))
    return {"code": opportunity.code}


def _with_matrix(world: Any) -> dict[str, Any]:
    """The draft, whose compliance matrix is drawn from its check list."""
    from proposals.proposal.actions.compliance import refresh_compliance
    from tests.proposals.intake.intake_records import make_check_list

    if "matrix" not in vars(world):
        make_check_list(_draft(world).opportunity, world.people["analyst"])
        vars(world)["matrix"] = refresh_compliance(proposal=_draft(world), by=world.people["analyst"])
    return _of_draft(world)


def _matrix_line(world: Any) -> dict[str, Any]:
    _with_matrix(world)
    return {"pk": _draft(world).compliance.first().pk}


def _to_be_signed(world: Any) -> dict[str, Any]:
    from tests.proposals.proposal.signing_records import make_validated_draft

    return {"pk": make_validated_draft(world.people).pk}


def _offered(world: Any) -> dict[str, Any]:
    from tests.proposals.negotiation.negotiation_records import make_offered

    return {"code": make_offered(world.people).code}


def _with_answers(world: Any) -> dict[str, Any]:
    """An opportunity whose client waits for an answer that is written."""
    from proposals.clarifications.actions import answer_clarification
    from tests.factories import make_contact
    from tests.proposals.negotiation.negotiation_records import make_clarification

    make_contact(world.people["analyst"], world.opportunity.client, email="compras@cliente.example")
    one = make_clarification(world.opportunity, world.people)
    answer_clarification(clarification=one, by=world.people["analyst"], answer="Sí.", effect="none")
    return {"code": world.opportunity.code}


def _qualified(world: Any) -> dict[str, Any]:
    from pipeline.opportunities.actions.moves import move_opportunity
    from pipeline.states import Stage
    from tests.factories import log_interest, make_opportunity

    deal = make_opportunity(world.people["analyst"])
    log_interest(deal, world.people["analyst"])
    return {"code": move_opportunity(opportunity=deal, to=Stage.QUALIFICATION, by=world.people["analyst"]).code}


def _written_policy(world: Any) -> dict[str, Any]:
    """The policy as somebody has written it: until then there is nothing that two could change at once."""
    from almacontact.audit.versioning import save_as
    from proposals.models import OfferPolicy

    if not OfferPolicy.objects.exists():
        save_as(OfferPolicy(pk=1), by=world.people["general_manager"])
    return {}


def _written_approval_policy(world: Any) -> dict[str, Any]:
    """The same of the policy of signatures."""
    from almacontact.approvals.models import ApprovalPolicy
    from almacontact.audit.versioning import save_as

    if not ApprovalPolicy.objects.exists():
        save_as(ApprovalPolicy(pk=1), by=world.people["general_manager"])
    return {}


def _written_cut_over(world: Any) -> dict[str, Any]:
    """The same of the cut-over."""
    from almacontact.audit.versioning import save_as
    from pipeline.models import CutOver

    if not CutOver.objects.exists():
        save_as(CutOver(pk=1), by=world.people["director"])
    return {}


STATES: dict[str, Arguments] = {
    "pipeline:cut_over": _written_cut_over,
    "approvals:policy": _written_approval_policy,
    "proposals:offer_policy": _written_policy,
    "pipeline:opportunity_move": _qualified,
    "proposals:checklist_decide": lambda world: _answered(world, 9),
    "proposals:clarification_send": _with_answers,
    "proposals:compliance_line": _matrix_line,
    "proposals:compliance_place": _with_matrix,
    "proposals:no_go_create": lambda world: _answered(world, 14),
    "proposals:proposal_submit": _to_be_signed,
    "proposals:round_create": _offered,
    "proposals:proposal_edit": _of_draft,
    "proposals:section_edit": _section,
    "proposals:supporting_edit": _of_draft,
    "proposals:template_line_edit": _template_line,
    "pipeline:spending_create": lambda world: _part(world, "BudgetLine"),
    "pipeline:activity_report": lambda world: _part(world, "PlanActivity"),
    "pipeline:kpi_measure": lambda world: _part(world, "PlanKpi"),
}
"""Arguments that lead to a record in the state in which its form is shown."""

VALID: dict[str, dict[str, list[str]]] = {
    "pipeline:stage_policy_edit": {"contact_days": ["33"]},
    "pipeline:cut_over": {"until": ["2099-12-31"]},
    "proposals:offer_policy": {"volume_band_percent": ["12"]},
    "proposals:pricing_edit": {"parameters_on": ["2027-02-01"]},
    "proposals:requirement_edit": {"answer": ["yes"]},
    "proposals:scenario_edit": {"name": ["Otro nombre"]},
    "proposals:risk_edit": {"points": ["9"]},
}
"""Boxes that make a form of the walk one that can be saved, with something to save."""

QUERIES: dict[str, str] = {
    "pipeline:opportunity_close": "?outcome=lost",
    "pipeline:opportunity_move": "?to=hunting",
}
"""What an address needs beside its arguments."""

PAGES: dict[str, tuple[str, Arguments]] = {
    "proposals:scenario_create": ("proposals:pricing_detail", lambda world: {"pk": world.pricing.pk}),
    "proposals:compliance_line": ("proposals:compliance_edit", _of_draft),
    "proposals:compliance_place": ("proposals:compliance_edit", _of_draft),
}
"""Pages on which the form of an address stands, where that takes POST only."""
