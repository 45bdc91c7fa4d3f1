"""Every verb of the pipeline. Whatever changes its records goes through one of these."""

from pipeline.actions.bulk import edit_many
from pipeline.actions.catalogues import add_entry, edit_entry, edit_stage_policy
from pipeline.actions.clients import CLIENT_FIELDS, create_client, edit_client
from pipeline.actions.contacts import add_contact, edit_contact
from pipeline.actions.decks import add_deck_version, send_deck
from pipeline.actions.follow_ups import log_follow_up, plan_next_step, void_follow_up
from pipeline.actions.merging import merge_clients, merge_contacts
from pipeline.actions.moves import close_opportunity, move_opportunity, reopen_opportunity, step_back_opportunity
from pipeline.actions.opportunities import create_opportunity, edit_opportunity, involve_areas
from pipeline.actions.plan_follow_up import measure_kpi, record_spending, report_activity
from pipeline.actions.plans import (
    amend_plan,
    draft_plan,
    draw_last_year,
    edit_plan,
    save_section,
    set_targets,
    submit_plan,
)

__all__ = [
    "CLIENT_FIELDS",
    "add_contact",
    "add_deck_version",
    "add_entry",
    "amend_plan",
    "close_opportunity",
    "create_client",
    "create_opportunity",
    "draft_plan",
    "draw_last_year",
    "edit_client",
    "edit_contact",
    "edit_entry",
    "edit_many",
    "edit_opportunity",
    "edit_plan",
    "edit_stage_policy",
    "involve_areas",
    "log_follow_up",
    "measure_kpi",
    "merge_clients",
    "merge_contacts",
    "move_opportunity",
    "plan_next_step",
    "record_spending",
    "reopen_opportunity",
    "report_activity",
    "save_section",
    "send_deck",
    "set_targets",
    "step_back_opportunity",
    "submit_plan",
    "void_follow_up",
]
