"""Every verb of the pipeline. Whatever changes its records goes through one of these."""

from pipeline.actions.follow_ups import log_follow_up, plan_next_step, void_follow_up
from pipeline.actions.moves import close_opportunity, move_opportunity, reopen_opportunity, step_back_opportunity
from pipeline.actions.opportunities import create_opportunity, edit_opportunity, involve_areas

__all__ = [
    "close_opportunity",
    "create_opportunity",
    "edit_opportunity",
    "involve_areas",
    "log_follow_up",
    "move_opportunity",
    "plan_next_step",
    "reopen_opportunity",
    "step_back_opportunity",
    "void_follow_up",
]
