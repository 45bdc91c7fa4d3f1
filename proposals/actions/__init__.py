"""What people do with offers. Each action says who may do it and refuses in words."""

from proposals.actions.intake import edit_intake, log_intake, void_intake
from proposals.actions.minutes import ask_adjustment, edit_minutes, open_minutes, submit_minutes
from proposals.actions.notices import send_no_go, send_summary
from proposals.actions.parameters import confirm_parameter, save_rule, set_parameter
from proposals.actions.pricing import (
    add_scenario,
    choose_scenario,
    create_alternative,
    edit_model,
    edit_scenario,
    make_principal,
    new_version,
    void_pricing,
)
from proposals.actions.requirements import (
    add_requirement,
    answer_requirement,
    assign_requirement,
    create_check_list,
    decide_check_list,
    waive_requirement,
)
from proposals.actions.templates import add_template, add_template_line, edit_template, edit_template_line

__all__ = [
    "add_requirement",
    "add_scenario",
    "add_template",
    "add_template_line",
    "answer_requirement",
    "ask_adjustment",
    "assign_requirement",
    "choose_scenario",
    "confirm_parameter",
    "create_alternative",
    "create_check_list",
    "decide_check_list",
    "edit_intake",
    "edit_minutes",
    "edit_model",
    "edit_scenario",
    "edit_template",
    "edit_template_line",
    "log_intake",
    "make_principal",
    "new_version",
    "open_minutes",
    "save_rule",
    "send_no_go",
    "send_summary",
    "set_parameter",
    "submit_minutes",
    "void_intake",
    "void_pricing",
    "waive_requirement",
]
