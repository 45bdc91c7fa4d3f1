"""What a person should look at now and then: `make report` prints it, and nothing fails by it.

A file is split by meaning, not by length; a long one is only where to look first. A name that is defined twice may be
two things, or one thing written twice.
"""

import argparse
import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.sources import name, python_files

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

PART_OF_EVERY_ROOM = {"Command", "duties_of", "head", "install", "panel_context", "register"}
"""Names that mean the same in each room, by habit."""


def longest_files(paths: Iterable[Path]) -> list[tuple[int, str]]:
    """Return (lines, file), the longest first."""
    return sorted(((len(path.read_text().splitlines()), name(path)) for path in paths), reverse=True)


def longest_functions(paths: Iterable[Path]) -> list[tuple[int, str]]:
    """Return (lines, place) of functions and methods, the longest first."""
    found = [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{name(path)}:{node.lineno} {node.name}")
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, FunctionNode)
    ]
    return sorted(found, reverse=True)


def defined_twice(paths: Iterable[Path]) -> list[tuple[str, list[str]]]:
    """Return the names of functions and classes that several modules define, private ones too, the most often first."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        for node in _definitions(path):
            places[node.name].append(f"{name(path)}:{node.lineno}")
    twice = [(one, where) for one, where in places.items() if len(where) > 1 and one not in PART_OF_EVERY_ROOM]
    return sorted(twice, key=lambda found: (-len(found[1]), found[0]))


def written_twice(paths: Iterable[Path]) -> list[list[str]]:
    """Return the places of functions whose bodies are the same but for docstrings, longer than three lines."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, FunctionNode) and (node.end_lineno or 0) - node.lineno > 3:
                body = node.body[1:] if ast.get_docstring(node) else node.body
                same = f"{ast.unparse(node.args)}:{[ast.unparse(one) for one in body]}"
                places[same].append(f"{name(path)}:{node.lineno} {node.name}")
    return [where for where in places.values() if len(where) > 1]


def _definitions(path: Path) -> Iterator[FunctionNode | ast.ClassDef]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, FunctionNode | ast.ClassDef) and not node.name.startswith("__"):
            yield node


def report(*, most: int) -> str:
    """Return the report as text, `most` entries of each kind."""
    code = python_files()
    sections = [
        ("The longest files", [f"{lines:5}  {place}" for lines, place in longest_files(python_files(with_tests=True))]),
        ("The longest functions", [f"{lines:5}  {place}" for lines, place in longest_functions(code)]),
        ("The same body twice", [" = ".join(where) for where in written_twice(code)]),
        ("Names defined in several modules", [f"{one}: {', '.join(where)}" for one, where in defined_twice(code)]),
    ]
    return "\n\n".join("\n".join([title, *lines[:most], *_rest(lines, most)]) for title, lines in sections)


def _rest(lines: list[str], most: int) -> list[str]:
    return [f"… and {len(lines) - most} more (--most {len(lines)})"] if len(lines) > most else []


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--most", type=int, default=15, help="how many entries of each kind")
    sys.stdout.write(report(most=arguments.parse_args().most) + "\n")
