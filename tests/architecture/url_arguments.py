"""What stands in the addresses that take arguments: one line a URL name, so that the access matrix can call them all.

A new address with arguments needs a line here. `world` makes the records through their factories, each when first
asked for, once for all addresses.
"""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from almacontact.accounts.models import User
from tests.architecture.arguments import OFFERS

SAMPLES = Path(__file__).resolve().parent.parent / "data"


class World:
    """The records that addresses point at."""

    def __init__(self, everybody: dict[str, User]) -> None:
        self.people = everybody

    @cached_property
    def opportunity(self) -> Any:
        """An opportunity of the analyst."""
        from tests.factories import make_opportunity

        return make_opportunity(self.people["analyst"])

    @cached_property
    def contact(self) -> Any:
        """A contact of the opportunity's client."""
        from tests.factories import make_contact

        return make_contact(self.people["analyst"], self.opportunity.client)

    @cached_property
    def erasure(self) -> Any:
        """The personal data of somebody else were erased."""
        from almacontact.audit.actions import erase_personal_data
        from tests.factories import make_contact

        gone = make_contact(self.people["analyst"], self.opportunity.client)
        return erase_personal_data(record=gone, by=self.people["administrator"], reason="Solicitud 1.")

    @cached_property
    def follow_up(self) -> Any:
        """A logged contact of the opportunity."""
        from tests.factories import log_interest

        return log_interest(self.opportunity, self.people["analyst"])

    @cached_property
    def attachment(self) -> Any:
        """A file of the opportunity."""
        from almacontact.attachments.actions import attach
        from pipeline.models import OpportunityAttachment
        from tests.attachments import samples

        return attach(
            model=OpportunityAttachment,
            by=self.people["analyst"],
            file=samples.upload("rfp.eml", samples.eml()),
            opportunity=self.opportunity,
        )

    @cached_property
    def merge(self) -> Any:
        """A client that was merged into another."""
        from pipeline.clients.actions.merging import merge_clients
        from pipeline.models import ClientMerge
        from tests.factories import make_client

        gone = make_client(self.people["analyst"])
        merge_clients(keep=make_client(self.people["analyst"]), absorb=gone, by=self.people["coordinator"])
        return ClientMerge.objects.get(absorbed=gone)

    @cached_property
    def intake(self) -> Any:
        """A request of the opportunity."""
        from tests.proposals.intake.intake_records import make_intake

        return make_intake(self.opportunity, self.people["analyst"])

    @cached_property
    def requirement(self) -> Any:
        """A line of the opportunity's check list that IT answers."""
        from tests.proposals.intake.intake_records import make_check_list

        return make_check_list(self.opportunity, self.people["analyst"]).requirements.get(code="crm")

    @cached_property
    def plan(self) -> Any:
        """A commercial plan, in draft until its approval is asked for."""
        from tests.pipeline.plan.plan_factories import make_draft_plan

        return make_draft_plan(self.people["director"])

    @cached_property
    def approval(self) -> Any:
        """A request for approval: of the plan."""
        from pipeline.plan.actions.plans import submit_plan

        return submit_plan(plan=self.plan, by=self.people["director"])

    @cached_property
    def import_batch(self) -> Any:
        """A workbook on its way into the pipeline."""
        from pipeline.imports.actions import receive_workbook

        data = next(SAMPLES.glob("*.xlsx")).read_bytes()
        return receive_workbook(data=data, name="pipeline.xlsx", by=self.people["coordinator"])

    @cached_property
    def pricing(self) -> Any:
        """A version of a pricing model, of the analyst's opportunity."""
        from tests.proposals.pricing.pricing_records import make_pricing

        return make_pricing(self.opportunity, self.people["analyst"])

    @cached_property
    def minutes(self) -> Any:
        """The acta of that version, signed by nobody yet."""
        from tests.proposals.pricing.pricing_records import make_minutes

        return make_minutes(self.pricing, self.people["analyst"])

    @cached_property
    def proposal(self) -> Any:
        """A proposal that was sent, of an opportunity of the analyst."""
        from tests.proposals.proposal.proposal_records import make_sent_proposal

        return make_sent_proposal(self.people)

    @cached_property
    def segment(self) -> Any:
        """An entry of a catalogue."""
        from pipeline.models import Segment

        return Segment.objects.order_by("pk").first()


Arguments = Callable[[World], dict[str, Any]]


def _intake(world: World) -> dict[str, Any]:
    return {"pk": world.intake.pk}


def _requirement(world: World) -> dict[str, Any]:
    return {"pk": world.requirement.pk}


def _with_check_list(world: World) -> dict[str, Any]:
    return {"code": world.requirement.check_list.opportunity.code}


def _opportunity(world: World) -> dict[str, Any]:
    return {"code": world.opportunity.code}


def _client(world: World) -> dict[str, Any]:
    return {"pk": world.opportunity.client.pk}


def _contact(world: World) -> dict[str, Any]:
    return {"pk": world.contact.pk}


def _follow_up(world: World) -> dict[str, Any]:
    return {"pk": world.follow_up.pk}


def _person(world: World) -> dict[str, Any]:
    return {"pk": world.people["analyst"].pk}


def _attachment(world: World) -> dict[str, Any]:
    return {"key": "opportunity", "pk": world.attachment.pk}


def _approval(world: World) -> dict[str, Any]:
    return {"key": "plan", "pk": world.approval.pk}


def _plan(world: World) -> dict[str, Any]:
    return {"year": world.plan.year, "revision": world.plan.revision}


def _pricing(world: World) -> dict[str, Any]:
    return {"pk": world.pricing.pk}


def _scenario(world: World) -> dict[str, Any]:
    return {"pk": world.pricing.chosen.pk}


def _minutes(world: World) -> dict[str, Any]:
    return {"number": world.minutes.number}


def _import(world: World) -> dict[str, Any]:
    return {"pk": world.import_batch.pk}


def _nothing_there(world: World) -> dict[str, Any]:
    """For records that no factory makes yet: an address that is refused before it is looked up, or is not found."""
    return {"pk": 10**9}


ARGUMENTS: dict[str, Arguments] = {
    "accounts:person": _person,
    "accounts:person_deactivate": _person,
    "accounts:person_edit": _person,
    "accounts:person_password_link": _person,
    "accounts:person_reactivate": _person,
    "accounts:person_roles": _person,
    "accounts:person_second_factor": _person,
    "approvals:card": _approval,
    "approvals:delegation_end": _nothing_there,
    "approvals:withdraw": _approval,
    "attachments:add": lambda world: {"key": "opportunity", "owner_pk": world.opportunity.pk},
    "attachments:download": _attachment,
    "attachments:message": _attachment,
    "attachments:part": lambda world: {**_attachment(world), "number": 1},
    "attachments:void": _attachment,
    "jobs:cancel": _nothing_there,
    "jobs:detail": _nothing_there,
    "jobs:retry": _nothing_there,
    "pipeline:activity_report": _nothing_there,
    "pipeline:board_cards": lambda world: {"stage": "hunting"},
    "pipeline:board_move": _opportunity,
    "pipeline:client_detail": _client,
    "pipeline:client_edit": _client,
    "pipeline:client_merge": _client,
    "pipeline:client_merge_undo": lambda world: {"pk": world.merge.pk},
    "pipeline:contact_create": _client,
    "audit:erase": lambda world: {"table": "contact", "pk": world.contact.pk},
    "audit:erasure_detail": lambda world: {"pk": world.erasure.pk},
    "pipeline:contact_edit": _contact,
    "pipeline:contact_merge": _contact,
    "pipeline:deck_send": _opportunity,
    "pipeline:entry_create": lambda world: {"key": "segments"},
    "pipeline:entry_edit": lambda world: {"key": "segments", "pk": world.segment.pk},
    "pipeline:follow_up_create": _opportunity,
    "pipeline:follow_up_void": _follow_up,
    "pipeline:import_apply": _import,
    "pipeline:import_columns": _import,
    "pipeline:import_decide": _import,
    "pipeline:import_detail": _import,
    "pipeline:import_refused": _import,
    "pipeline:import_undo": _import,
    "pipeline:involve_areas": _opportunity,
    "pipeline:kpi_measure": _nothing_there,
    "pipeline:next_step": _opportunity,
    "pipeline:opportunity_close": _opportunity,
    "pipeline:opportunity_detail": _opportunity,
    "pipeline:opportunity_edit": _opportunity,
    "pipeline:opportunity_move": _opportunity,
    "pipeline:opportunity_gate": _opportunity,
    "pipeline:opportunity_panel": lambda world: {**_opportunity(world), "key": "files"},
    "pipeline:opportunity_reopen": _opportunity,
    "pipeline:opportunity_timeline": _opportunity,
    "pipeline:plan_amend": _plan,
    "pipeline:plan_changes": _plan,
    "pipeline:plan_detail": _plan,
    "pipeline:plan_follow_up": lambda world: {"year": world.plan.year},
    "pipeline:plan_pdf": _plan,
    "pipeline:plan_pptx": _plan,
    "pipeline:plan_results": _plan,
    "pipeline:plan_section": lambda world: {**_plan(world), "section": "objectives"},
    "pipeline:plan_strategy": _plan,
    "pipeline:plan_submit": _plan,
    "pipeline:plan_targets": _plan,
    "pipeline:spending_create": _nothing_there,
    "pipeline:stage_policy_edit": lambda world: {"stage": "hunting"},
    "quality:imported_accept": _import,
    "quality:indicator_detail": lambda world: {"indicator": "none", "period": "none"},
    "proposals:checklist_create": _opportunity,
    "proposals:checklist_decide": _with_check_list,
    "proposals:checklist_detail": _with_check_list,
    "proposals:checklist_template": lambda world: {"code": "private"},
    "proposals:intake_create": _opportunity,
    "proposals:intake_detail": _intake,
    "proposals:intake_edit": _intake,
    "proposals:intake_void": _intake,
    "proposals:no_go_create": _with_check_list,
    "proposals:no_go_letter": lambda world: {**_with_check_list(world), "pk": 0},
    "proposals:requirement_answer": _requirement,
    "proposals:requirement_assign": _requirement,
    "proposals:requirement_create": _with_check_list,
    "proposals:requirement_edit": _requirement,
    "proposals:requirement_waive": _requirement,
    "proposals:summary_detail": _opportunity,
    "proposals:summary_download": _opportunity,
    "proposals:template_line_create": lambda world: {"code": "private"},
    "proposals:template_line_edit": _nothing_there,
    "proposals:alternative_create": _opportunity,
    "proposals:alternative_principal": lambda world: {"pk": world.pricing.alternative.pk},
    "proposals:minutes_create": _pricing,
    "proposals:minutes_detail": _minutes,
    "proposals:minutes_edit": _minutes,
    "proposals:minutes_pdf": _minutes,
    "proposals:minutes_submit": _minutes,
    "proposals:parameter_confirm": _nothing_there,
    "proposals:parameter_detail": lambda world: {"key": "minimum_wage"},
    "proposals:pricing_detail": _pricing,
    "proposals:pricing_edit": _pricing,
    "proposals:pricing_version": _pricing,
    "proposals:pricing_void": _pricing,
    "proposals:risk_edit": lambda world: {"code": "seats"},
    "proposals:scenario_choose": _scenario,
    "proposals:scenario_compute": _scenario,
    "proposals:scenario_create": _pricing,
    "proposals:scenario_edit": _scenario,
    "proposals:scenario_figure": lambda world: {**_scenario(world), "key": "price"},
    "proposals:scenario_pdf": _scenario,
    "proposals:scenario_sensitivity": _scenario,
    "proposals:scenario_xlsx": _scenario,
    "web:view_delete": _nothing_there,
    "web:view_menu": lambda world: {"list_key": "opportunities"},
    **OFFERS,
}

NOT_CALLED: frozenset[str] = frozenset()
"""Addresses that the matrix cannot call yet. This list may only become shorter."""
