"""An action judges what it holds: it locks first, in one order, reads after, judges after (docs/guarantees.md#locks).

Where a record stands is read inside a `with` that holds it; a function that other acts call holds nothing by itself and
is private. The one order is that of `LOCK_PLACE`, which the document tells.
"""

import ast
import re
from collections.abc import Iterator

from django.apps import apps

from tests.architecture.sources import ROOT

JUDGED = {"state", "stage", "outcome", "is_open", "is_standing", "is_planned", "principal", "chosen"}
"""What tells where a record stands."""

JUDGING = {
    "refuse_settled",
    "_refuse_settled",
    "_refuse_voided",
    "demand_plan_edit",
    "demand_draft",
    "_demand_follow_up",
}
"""Calls that refuse by where a record stands, beside those that end in `_blockers`."""

HOLDING = {"holding", "changing", "writing"}
"""Context managers that hold what they name."""
LOCKING = {"lock", "_hold", "held", "_locked"}
"""Calls that hold, as the first thing inside a transaction."""

NOT_HELD = {
    "pipeline/opportunities/actions/opportunities.py:create_opportunity": "it is new: nobody else has it",
    "pipeline/plan/actions/plans.py:draft_plan": "one draft a year is the database's word; the slower gets that one",
    "proposals/award/actions.py:record_award": "asked twice: before the file is read, and again with the deal held",
    "proposals/award/actions.py:tell_areas": "puts a job on its way; the job judges, with the deal held",
    "proposals/award/actions.py:tell_areas_of_win": "hears of a closing, inside its transaction",
    "proposals/clarifications/actions.py:send_answers": "puts a job on its way; the job judges, with the deal held",
    "proposals/defence/actions/agenda.py:make_presentation": "the slides are made first; the version is asked after",
    "proposals/library/actions/library.py:add_evidence": "it is new: nobody else has it",
}
"""Actions that judge what they do not hold, and why they may. It only shrinks."""


def test_actions_judge_what_they_hold():
    found = {f"{path}:{function.name}" for path, function in _actions() if list(_judged_unheld(function.body, False))}
    assert sorted(found - set(NOT_HELD)) == [], "an action reads where a record stands before it holds it"
    assert sorted(set(NOT_HELD) - found) == [], "no longer needed: take it off the list"


def test_the_order_of_locks_is_the_one_written_down():
    places = {
        model.__name__: model.LOCK_PLACE
        for model in apps.get_models()
        if hasattr(model, "LOCK_PLACE") and not model.__name__.startswith("Historical")
    }
    words = (ROOT / "docs/guarantees.md").read_text()
    told = re.findall(r"`(\w+)`", next(line for line in words.splitlines() if line.startswith("`Client`")))
    assert told == sorted(places, key=lambda name: places[name])


def _actions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every public function of an actions module that acts for somebody."""
    for app in ("pipeline", "proposals"):
        files = [*(ROOT / app).rglob("actions.py"), *(ROOT / app).rglob("actions/*.py")]
        for path in sorted(files):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _acts(node):
                    yield path.relative_to(ROOT).as_posix(), node


def _acts(function: ast.FunctionDef) -> bool:
    return any(one.arg == "by" for one in function.args.kwonlyargs)


def _judged_unheld(nodes: list[ast.stmt] | list[ast.AST], held: bool) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.With) and _holds(node):
            continue
        if isinstance(node, ast.Attribute) and node.attr in JUDGED and isinstance(node.ctx, ast.Load):
            if not _of_a_class(node):
                yield node.attr
        elif isinstance(node, ast.Call) and _judges(_name(node)):
            yield _name(node)
        yield from _judged_unheld(list(ast.iter_child_nodes(node)), held)


def _judges(name: str) -> bool:
    """Tell whether a call of this name asks where a record stands; a mail server is no record."""
    return name in JUDGING or (name.endswith("_blockers") and name != "mail_blockers")


def _of_a_class(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id[:1].isupper()


def _holds(node: ast.With) -> bool:
    if any(isinstance(one.context_expr, ast.Call) and _name(one.context_expr) in HOLDING for one in node.items):
        return True
    return any(isinstance(one, ast.Call) and _name(one) in LOCKING for one in ast.walk(node.body[0]))


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
