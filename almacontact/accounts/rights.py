"""Who may do what (docs/process.md#who-may-do-what), once, in a form that views, actions and tests all read.

A right not named for a role is not held. `Scope` says how far it reaches: `OWN` is what the person owns, `AREA` what
the person's area takes part in, `ALL` everything. Being a superuser adds nothing here: the administrator runs the
installation and has no business right.
"""

from collections.abc import Iterable
from enum import IntEnum, StrEnum

from almacontact.accounts.roles import AREA_ROLES, Role


class Scope(IntEnum):
    """How far a right reaches; a wider scope includes the narrower ones."""

    NONE = 0
    OWN = 1
    AREA = 2
    ALL = 3


class Right(StrEnum):
    """Something a person may do. One name for each cell row of the role table."""

    VIEW_OPPORTUNITIES = "view_opportunities"
    EDIT_OPPORTUNITIES = "edit_opportunities"
    REASSIGN = "reassign"
    BULK_EDIT = "bulk_edit"
    MOVE_FORWARD = "move_forward"
    MOVE_BACK = "move_back"
    REOPEN = "reopen"
    MOVE_BY_EXCEPTION = "move_by_exception"
    IMPORT = "import"
    SET_CUT_OVER = "set_cut_over"
    EXPORT = "export"
    VIEW_MARGIN = "view_margin"
    VIEW_CHANGES = "view_changes"
    VIEW_PLAN = "view_plan"
    PROPOSE_PLAN = "propose_plan"
    WRITE_PLAN = "write_plan"
    APPROVE_PLAN = "approve_plan"
    VIEW_REQUIREMENTS = "view_requirements"
    ANSWER_REQUIREMENTS = "answer_requirements"
    WAIVE_REQUIREMENTS = "waive_requirements"
    VIEW_PRICING = "view_pricing"
    BUILD_PRICING = "build_pricing"
    SIGN_PRICING = "sign_pricing"
    VIEW_PROPOSALS = "view_proposals"
    WRITE_PROPOSALS = "write_proposals"
    VALIDATE_PROPOSALS = "validate_proposals"
    APPROVE_PROPOSALS = "approve_proposals"
    VIEW_QUALITY = "view_quality"
    TAKE_PART_IN_QUALITY = "take_part_in_quality"
    ANALYSE_QUALITY = "analyse_quality"
    SIGN_QUALITY = "sign_quality"
    MANAGE_QUALITY = "manage_quality"
    EDIT_CATALOGUES = "edit_catalogues"
    EDIT_RISK_RULES = "edit_risk_rules"
    EDIT_PARAMETERS = "edit_parameters"
    EDIT_FORMATS = "edit_formats"
    MANAGE_PEOPLE = "manage_people"
    VIEW_INTEGRITY = "view_integrity"
    VIEW_EVERYTHING = "view_everything"
    ERASE_PERSONAL_DATA = "erase_personal_data"


_ANALYST = Role.SALES_ANALYST
_COORDINATOR = Role.SALES_COORDINATOR
_DIRECTOR = Role.SALES_DIRECTOR
_GENERAL = Role.GENERAL_MANAGEMENT
_QUALITY = Role.QUALITY_LEAD
_AUDITOR = Role.AUDITOR
_SALES = {_ANALYST: Scope.ALL, _COORDINATOR: Scope.ALL, _DIRECTOR: Scope.ALL}
_AREAS = dict.fromkeys(AREA_ROLES, Scope.AREA)
_READERS = {_GENERAL: Scope.ALL, _QUALITY: Scope.ALL, _AUDITOR: Scope.ALL}

TABLE: dict[Right, dict[Role, Scope]] = {
    Right.VIEW_OPPORTUNITIES: {**_SALES, **_AREAS, **_READERS},
    Right.EDIT_OPPORTUNITIES: {_ANALYST: Scope.OWN, _COORDINATOR: Scope.ALL, _DIRECTOR: Scope.ALL},
    Right.REASSIGN: {_COORDINATOR: Scope.ALL, _DIRECTOR: Scope.ALL},
    Right.BULK_EDIT: {_COORDINATOR: Scope.ALL, _DIRECTOR: Scope.ALL},
    Right.MOVE_FORWARD: {_ANALYST: Scope.OWN, _COORDINATOR: Scope.ALL, _DIRECTOR: Scope.ALL},
    Right.MOVE_BACK: {_COORDINATOR: Scope.ALL, _DIRECTOR: Scope.ALL},
    Right.REOPEN: {_DIRECTOR: Scope.ALL},
    Right.MOVE_BY_EXCEPTION: {_DIRECTOR: Scope.ALL},
    Right.IMPORT: {_COORDINATOR: Scope.ALL, _DIRECTOR: Scope.ALL},
    Right.SET_CUT_OVER: {_DIRECTOR: Scope.ALL},
    Right.EXPORT: {
        _ANALYST: Scope.OWN,
        _COORDINATOR: Scope.ALL,
        _DIRECTOR: Scope.ALL,
        _GENERAL: Scope.ALL,
        _QUALITY: Scope.ALL,
        _AUDITOR: Scope.ALL,
    },
    Right.VIEW_MARGIN: {_DIRECTOR: Scope.ALL, _GENERAL: Scope.ALL, _AUDITOR: Scope.ALL, **_AREAS},
    Right.VIEW_CHANGES: {**_SALES, **_READERS},
    Right.VIEW_PLAN: {**_SALES, **_READERS},
    Right.PROPOSE_PLAN: {_COORDINATOR: Scope.ALL, _DIRECTOR: Scope.ALL},
    Right.WRITE_PLAN: {_DIRECTOR: Scope.ALL},
    Right.APPROVE_PLAN: {_GENERAL: Scope.ALL},
    Right.VIEW_REQUIREMENTS: {**_SALES, **_AREAS, **_READERS},
    Right.ANSWER_REQUIREMENTS: {_ANALYST: Scope.AREA, _COORDINATOR: Scope.AREA, _DIRECTOR: Scope.ALL, **_AREAS},
    Right.WAIVE_REQUIREMENTS: {_DIRECTOR: Scope.ALL},
    Right.VIEW_PRICING: {**_SALES, **_AREAS, _GENERAL: Scope.ALL, _AUDITOR: Scope.ALL},
    Right.BUILD_PRICING: {_ANALYST: Scope.OWN, _COORDINATOR: Scope.ALL, _DIRECTOR: Scope.ALL, **_AREAS},
    Right.SIGN_PRICING: {_GENERAL: Scope.ALL, **_AREAS},
    Right.VIEW_PROPOSALS: {**_SALES, **_AREAS, **_READERS},
    Right.WRITE_PROPOSALS: {_ANALYST: Scope.OWN, _COORDINATOR: Scope.ALL, _DIRECTOR: Scope.ALL},
    Right.VALIDATE_PROPOSALS: _AREAS,
    Right.APPROVE_PROPOSALS: {_DIRECTOR: Scope.ALL, _GENERAL: Scope.ALL},
    Right.VIEW_QUALITY: {**_SALES, **_AREAS, **_READERS},
    Right.TAKE_PART_IN_QUALITY: {**_SALES, **_AREAS, _QUALITY: Scope.ALL},
    Right.ANALYSE_QUALITY: {_DIRECTOR: Scope.ALL, _QUALITY: Scope.ALL},
    Right.SIGN_QUALITY: {_GENERAL: Scope.ALL, _QUALITY: Scope.ALL},
    Right.MANAGE_QUALITY: {_QUALITY: Scope.ALL},
    Right.EDIT_CATALOGUES: {_DIRECTOR: Scope.ALL},
    Right.EDIT_RISK_RULES: {_GENERAL: Scope.ALL},
    Right.EDIT_PARAMETERS: {_DIRECTOR: Scope.ALL, **_AREAS},
    Right.EDIT_FORMATS: {_QUALITY: Scope.ALL},
    Right.MANAGE_PEOPLE: {Role.ADMINISTRATOR: Scope.ALL},
    # Reads what is otherwise shown to those alone whose work it is: people, imports, jobs, approvals, the mailbox.
    Right.VIEW_EVERYTHING: {_AUDITOR: Scope.ALL},
    Right.VIEW_INTEGRITY: {_QUALITY: Scope.ALL, _AUDITOR: Scope.ALL, Role.ADMINISTRATOR: Scope.ALL},
    # Who has no deal gains nothing by altering what tells how one was won.
    Right.ERASE_PERSONAL_DATA: {Role.ADMINISTRATOR: Scope.ALL},
}


def scope_of(roles: Iterable[Role], right: Right) -> Scope:
    """Return the widest scope that any of `roles` gives for `right`."""
    held = TABLE[right]
    return max((held.get(role, Scope.NONE) for role in roles), default=Scope.NONE)
