"""What people do with offers. Each action says who may do it and refuses in words."""

from proposals.actions.awards import record_award, tell_areas, void_award
from proposals.actions.calendar_feed import open_feed, renew_feed, revoke_feed
from proposals.actions.clarifications import (
    answer_clarification,
    log_clarification,
    record_answer_sent,
    reprice,
    send_answers,
    void_clarification,
)
from proposals.actions.compliance import (
    add_supporting,
    edit_compliance_line,
    place_lines,
    refresh_compliance,
    remove_supporting,
)
from proposals.actions.defence import (
    cancel_defence,
    edit_defence,
    hold_defence,
    not_required,
    plan_defence,
    void_defence,
)
from proposals.actions.defence_agenda import (
    add_rehearsal,
    attach_material,
    edit_rehearsal,
    make_presentation,
    remove_rehearsal,
    set_topics,
)
from proposals.actions.defence_invitations import invite
from proposals.actions.intake import edit_intake, log_intake, void_intake
from proposals.actions.library import add_evidence, add_text, edit_evidence, edit_text
from proposals.actions.minutes import ask_adjustment, edit_minutes, open_minutes, submit_minutes
from proposals.actions.negotiation import authorise_round, edit_round, log_round, void_round
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
from proposals.actions.proposal_sections import edit_section, insert_text, move_section
from proposals.actions.proposal_templates import (
    copy_proposal_template,
    edit_proposal_template,
    edit_template_section,
    move_template_section,
)
from proposals.actions.proposals import create_proposal, edit_proposal, next_version, renew_acta, void_proposal
from proposals.actions.requirements import (
    add_requirement,
    answer_requirement,
    assign_requirement,
    create_check_list,
    decide_check_list,
    waive_requirement,
)
from proposals.actions.sending import confirm_sending, record_publication, send_by_email, void_sending
from proposals.actions.signing import remake_document, save_policy, submit_proposal
from proposals.actions.templates import add_template, add_template_line, edit_template, edit_template_line

__all__ = [
    "add_evidence",
    "add_rehearsal",
    "add_requirement",
    "add_scenario",
    "add_supporting",
    "add_template",
    "add_template_line",
    "add_text",
    "answer_clarification",
    "answer_requirement",
    "ask_adjustment",
    "assign_requirement",
    "attach_material",
    "authorise_round",
    "cancel_defence",
    "choose_scenario",
    "confirm_parameter",
    "confirm_sending",
    "copy_proposal_template",
    "create_alternative",
    "create_check_list",
    "create_proposal",
    "decide_check_list",
    "edit_compliance_line",
    "edit_defence",
    "edit_evidence",
    "edit_intake",
    "edit_minutes",
    "edit_model",
    "edit_proposal",
    "edit_proposal_template",
    "edit_rehearsal",
    "edit_round",
    "edit_scenario",
    "edit_section",
    "edit_template",
    "edit_template_line",
    "edit_template_section",
    "edit_text",
    "hold_defence",
    "insert_text",
    "invite",
    "log_clarification",
    "log_intake",
    "log_round",
    "make_presentation",
    "make_principal",
    "move_section",
    "move_template_section",
    "new_version",
    "next_version",
    "not_required",
    "open_feed",
    "open_minutes",
    "place_lines",
    "plan_defence",
    "record_answer_sent",
    "record_award",
    "record_publication",
    "refresh_compliance",
    "remake_document",
    "remove_rehearsal",
    "remove_supporting",
    "renew_acta",
    "renew_feed",
    "reprice",
    "revoke_feed",
    "save_policy",
    "save_rule",
    "send_answers",
    "send_by_email",
    "send_no_go",
    "send_summary",
    "set_parameter",
    "set_topics",
    "submit_minutes",
    "submit_proposal",
    "tell_areas",
    "void_award",
    "void_clarification",
    "void_defence",
    "void_intake",
    "void_pricing",
    "void_proposal",
    "void_round",
    "void_sending",
    "waive_requirement",
]
