"""Every e-mail is built in one of three places, so that each says whether a person wrote it."""

import ast
from pathlib import Path

import pytest

from almacontact.outgoing import AUTOMATIC, notice

ROOT = Path(__file__).resolve().parents[2]
BUILDERS = {
    "almacontact/outgoing.py": "what the program writes by itself, marked",
    "proposals/mail/composing.py": "in the name of a person",
    "pipeline/decks/actions.py": "in the name of a person",
}
MAKERS = {"EmailMessage", "EmailMultiAlternatives", "send_mail", "send_mass_mail", "mail_admins", "mail_managers"}


def made_in(source: str) -> set[str]:
    """The makers of Django's e-mails that a module calls."""
    tree = ast.parse(source)
    django = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.core.mail")
        for alias in node.names
    }
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return django & called & MAKERS


def test_e_mails_are_built_where_it_is_said_who_wrote_them():
    apps = ("almacontact", "pipeline", "proposals", "quality")
    found = {
        path.relative_to(ROOT).as_posix()
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        if made_in(path.read_text())
    }
    assert found == set(BUILDERS)


@pytest.mark.parametrize("maker", sorted(MAKERS))
def test_a_module_that_builds_its_own_is_found(maker):
    assert made_in(f"from django.core.mail import {maker}\n{maker}('x')")


def test_what_the_program_writes_is_marked_and_its_subject_is_one_line():
    mail = notice("Por aprobar:\nACTA-1", "Texto", ["laura@almacontact.example"])
    assert mail.subject == "Por aprobar: ACTA-1"
    assert {name: mail.message()[name] for name in AUTOMATIC} == AUTOMATIC
