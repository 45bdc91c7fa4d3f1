"""Who may do what, written down a second time: a change of the role table in code must be meant."""

from typing import Literal

import pytest
from django.core import checks

from almacontact.accounts import rights
from almacontact.accounts.checks import every_right_has_a_holder
from almacontact.accounts.models import User
from almacontact.accounts.rights import TABLE, Right, Scope
from almacontact.accounts.roles import AREA_ROLES, Role

# Columns of the process's table: analyst, coordinator, sales director, general management, area leaders, quality lead,
# auditor, administrator. "all", "own" (records one owns), "area" (what one's area takes part in), "-" (no).
Cell = Literal["all", "own", "area", "-"]
COLUMNS: list[tuple[Role, ...]] = [
    (Role.SALES_ANALYST,),
    (Role.SALES_COORDINATOR,),
    (Role.SALES_DIRECTOR,),
    (Role.GENERAL_MANAGEMENT,),
    tuple(sorted(AREA_ROLES)),
    (Role.QUALITY_LEAD,),
    (Role.AUDITOR,),
    (Role.ADMINISTRATOR,),
]
EXPECTED: dict[Right, str] = {
    #                            analyst coord. direct. general areas  quality auditor admin
    Right.VIEW_OPPORTUNITIES: "  all     all    all     all     area   all     all     -",
    Right.EDIT_OPPORTUNITIES: "  own     all    all     -       -      -       -       -",
    Right.REASSIGN: "            -       all    all     -       -      -       -       -",
    Right.BULK_EDIT: "           -       all    all     -       -      -       -       -",
    Right.MOVE_FORWARD: "        own     all    all     -       -      -       -       -",
    Right.MOVE_BACK: "           -       all    all     -       -      -       -       -",
    Right.REOPEN: "              -       -      all     -       -      -       -       -",
    Right.MOVE_BY_EXCEPTION: "   -       -      all     -       -      -       -       -",
    Right.IMPORT: "              -       all    all     -       -      -       -       -",
    Right.SET_CUT_OVER: "        -       -      all     -       -      -       -       -",
    Right.EXPORT: "              own     all    all     all     -      all     all     -",
    Right.VIEW_MARGIN: "         -       -      all     all     area   -       all     -",
    Right.VIEW_CHANGES: "        all     all    all     all     -      all     all     -",
    Right.VIEW_PLAN: "           all     all    all     all     -      all     all     -",
    Right.PROPOSE_PLAN: "        -       all    all     -       -      -       -       -",
    Right.WRITE_PLAN: "          -       -      all     -       -      -       -       -",
    Right.APPROVE_PLAN: "        -       -      -       all     -      -       -       -",
    Right.VIEW_REQUIREMENTS: "   all     all    all     all     area   all     all     -",
    Right.ANSWER_REQUIREMENTS: " area    area   all     -       area   -       -       -",
    Right.WAIVE_REQUIREMENTS: "  -       -      all     -       -      -       -       -",
    Right.VIEW_PRICING: "        all     all    all     all     area   -       all     -",
    Right.BUILD_PRICING: "       own     all    all     -       area   -       -       -",
    Right.SIGN_PRICING: "        -       -      -       all     area   -       -       -",
    Right.VIEW_PROPOSALS: "      all     all    all     all     area   all     all     -",
    Right.WRITE_PROPOSALS: "     own     all    all     -       -      -       -       -",
    Right.VALIDATE_PROPOSALS: "  -       -      -       -       area   -       -       -",
    Right.APPROVE_PROPOSALS: "   -       -      all     all     -      -       -       -",
    Right.VIEW_QUALITY: "        all     all    all     all     area   all     all     -",
    Right.TAKE_PART_IN_QUALITY: "all     all    all     -       area   all     -       -",
    Right.ANALYSE_QUALITY: "     -       -      all     -       -      all     -       -",
    Right.SIGN_QUALITY: "        -       -      -       all     -      all     -       -",
    Right.MANAGE_QUALITY: "      -       -      -       -       -      all     -       -",
    Right.EDIT_CATALOGUES: "     -       -      all     -       -      -       -       -",
    Right.EDIT_RISK_RULES: "     -       -      -       all     -      -       -       -",
    Right.EDIT_PARAMETERS: "     -       -      all     -       area   -       -       -",
    Right.EDIT_FORMATS: "        -       -      -       -       -      all     -       -",
    Right.MANAGE_PEOPLE: "       -       -      -       -       -      -       -       all",
    Right.VIEW_EVERYTHING: "     -       -      -       -       -      -       all     -",
    Right.VIEW_INTEGRITY: "      -       -      -       -       -      all     all     all",
    Right.ERASE_PERSONAL_DATA: " -       -      -       -       -      -       -       all",
}
WORDS = {Scope.NONE: "-", Scope.OWN: "own", Scope.AREA: "area", Scope.ALL: "all"}


def test_every_right_stands_in_the_table_below():
    assert set(EXPECTED) == set(Right)


@pytest.mark.parametrize("right", list(Right))
def test_each_role_holds_the_right_as_far_as_the_table_says(right):
    cells = EXPECTED[right].split()
    assert len(cells) == len(COLUMNS)
    for roles, cell in zip(COLUMNS, cells, strict=True):
        for role in roles:
            assert WORDS[rights.scope_of({role}, right)] == cell, f"{role} · {right}"


def test_every_role_has_a_column():
    assert {role for column in COLUMNS for role in column} == set(Role)


def test_several_roles_give_the_widest_scope():
    assert rights.scope_of({Role.SALES_ANALYST, Role.SALES_COORDINATOR}, Right.EDIT_OPPORTUNITIES) is Scope.ALL


def test_nobody_holds_a_right_without_a_role():
    assert all(rights.scope_of(frozenset(), right) is Scope.NONE for right in Right)


def test_a_superuser_holds_no_right_by_that(outsider: User):
    outsider.is_superuser = outsider.is_staff = True
    outsider.save()
    assert not any(outsider.can(right) for right in Right)


def test_the_auditor_reads_and_changes_nothing(auditor: User):
    held = {right for right in Right if auditor.can(right)}
    assert all(right.startswith("view_") or right is Right.EXPORT for right in held)


def test_the_administrator_runs_the_installation_and_has_no_business_right(administrator: User):
    held = [Right.MANAGE_PEOPLE, Right.VIEW_INTEGRITY, Right.ERASE_PERSONAL_DATA]
    assert [right for right in Right if administrator.can(right)] == held


def test_a_right_without_a_holder_stops_the_server(monkeypatch):
    assert every_right_has_a_holder(None) == []
    monkeypatch.delitem(TABLE, Right.IMPORT)
    (found,) = every_right_has_a_holder(None)
    assert found.level == checks.ERROR
    assert "IMPORT" in found.msg
