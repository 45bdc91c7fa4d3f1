"""What people do with offers. Each action says who may do it and refuses in words."""

from proposals.actions.minutes import ask_adjustment, edit_minutes, open_minutes, submit_minutes
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

__all__ = [
    "add_scenario",
    "ask_adjustment",
    "choose_scenario",
    "confirm_parameter",
    "create_alternative",
    "edit_minutes",
    "edit_model",
    "edit_scenario",
    "make_principal",
    "new_version",
    "open_minutes",
    "save_rule",
    "set_parameter",
    "submit_minutes",
    "void_pricing",
]
