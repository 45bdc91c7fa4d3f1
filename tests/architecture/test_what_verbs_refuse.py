"""A verb says what it refuses: whoever calls one reads it in the docstring, not in forty lines of code."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import name, python_files

REFUSALS = {"Refused", "NotAllowed", "StaleVersion", "NotReady", "GateRefused", "NotWhole", "PricingRefused"}
"""What a verb raises to refuse: `Refused` and what is made from it."""
_ASKS = re.compile(r"_?(demand|refuse)(_|$)")
_SAYS = re.compile(r"\b([Rr]aises?|[Rr]efuses?|[Rr]efused)\b")


def test_every_refusal_there_is_counts_here():
    modules = [ast.parse(path.read_text()) for path in python_files()]
    bases = {
        node.name: {ast.unparse(base) for base in node.bases}
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    }
    made_from_it: set[str] = set()
    while more := {one for one, of in bases.items() if of & (made_from_it | {"Refused"})} - made_from_it:
        made_from_it |= more
    # What the engine of the price and the reader of workbooks raise never begins in a verb.
    assert made_from_it - {"MissingParameter", "WorkbookRefused"} == REFUSALS - {"Refused"}


@pytest.mark.parametrize("source", ["raise Refused(words)", "demand(allowed, words)", "_refuse_settled(record)"])
def test_a_verb_that_refuses_in_silence_is_found(source):
    silent = ast.parse(f'def close(*, by):\n    """Close it."""\n    {source}')
    said = ast.parse(f'def close(*, by):\n    """Close it. Raises `Refused` when it is closed."""\n    {source}')
    assert list(silent_verbs(silent)) == ["close"]
    assert list(silent_verbs(said)) == []


def test_every_verb_that_refuses_says_so():
    silent = [
        f"{name(path)}: {verb}"
        for path in python_files()
        if path.stem == "actions" or path.parent.name == "actions"
        for verb in silent_verbs(ast.parse(path.read_text()))
    ]
    assert not silent, "Say in the docstring what it raises, and when:\n" + "\n".join(silent)


def silent_verbs(module: ast.Module) -> Iterator[str]:
    """Yield the public functions of a module that refuse something and do not say so."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _refuses(node):
            if not _SAYS.search(ast.get_docstring(node) or ""):
                yield node.name


def _refuses(verb: ast.FunctionDef) -> bool:
    for node in ast.walk(verb):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _last(node.exc.func) in REFUSALS:
            return True
        if isinstance(node, ast.Call) and _ASKS.match(_last(node.func)):
            return True
    return False


def _last(called: ast.expr) -> str:
    return ast.unparse(called).rpartition(".")[2]
