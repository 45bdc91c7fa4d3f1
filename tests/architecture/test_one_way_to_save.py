"""Every form view × three fates: no right, a refusal, somebody else first. The forms are read from the pages.

Where a save begins, this test puts a refusal, or another person's save, in its way: so that each view is met at the
one place where all of them save (`almacontact.web.saving.attempt`), and a view that saves in a way of its own shows.
"""

import ast
import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from almacontact.accounts.models import User
from almacontact.audit.locking import one_act_after_another
from almacontact.audit.versioning import changing, save_as
from almacontact.refusals import Blocker, Refused
from almacontact.web import saving
from tests.architecture.forms_on_pages import PageForm, Values, forms_of
from tests.architecture.saving_exceptions import (
    BUTTONS,
    CATCHES,
    MADE_OTHERWISE,
    NO_VERSION_MET,
    NOT_MADE,
    PAGES,
    QUERIES,
    SAVED_AGAIN,
    STATES,
    VALID,
)
from tests.architecture.sources import name, python_files
from tests.architecture.test_access_matrix import Address, addresses, callable_addresses, everything, reverse, written
from tests.architecture.url_arguments import World
from tests.unhurried import of_the_test

WORDS = "Rechazado por la prueba"
WHO_MAY = ("director", "general_manager", "administrator", "analyst", "it_leader")
WHO_MAY_NOT = ("auditor", "outsider")


@dataclass(frozen=True)
class Place:
    """One form view with the form that posts to it, as somebody who may sees it."""

    address: Address
    url: str
    page: str
    part: str
    form: PageForm


def form_views() -> list[Address]:
    """Return the addresses that are called and are no plain button."""
    return [
        one for one in callable_addresses() if not one.is_library and one.access != "public" and one.name not in BUTTONS
    ]


def place_of(address: Address, world: World, clients: dict[str, Client]) -> Place | None:
    """Return where the form of an address stands; None where it takes none."""
    arguments = STATES[address.name](world) if address.name in STATES else None
    url = reverse(address.name, kwargs=arguments) if arguments else address.url(world)
    target = url + QUERIES.get(address.name, "")
    page = reverse(PAGES[address.name][0], kwargs=PAGES[address.name][1](world)) if address.name in PAGES else target
    for part in WHO_MAY:
        answer = clients[part].get(page)
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        if found := forms_of(answer.content, page, url):
            return Place(address, target, page, part, found[0])
    return None


@contextmanager
def in_the_way(monkeypatch: pytest.MonkeyPatch, before: Callable[[Any], None]) -> Iterator[list[str]]:
    """Call `before(form)` where a save begins, in every view; yield the names of those that came there."""
    met: list[str] = []

    def watched(form: Any, save: Callable[[], Any], *beside: Any) -> Any:
        def hindered() -> Any:
            met.append(type(form).__name__)
            before(form)
            return save()

        return saving_attempt(form, hindered, *beside)

    saving_attempt = saving.attempt
    with monkeypatch.context() as patch:
        for module in list(sys.modules.values()):
            if getattr(module, "attempt", None) is saving_attempt and module is not saving:
                patch.setattr(module, "attempt", watched)
        yield met


def refuse(form: Any) -> None:
    """Refuse whatever is about to be saved."""
    raise Refused(Blocker(code="test", message=WORDS))


def other_saves(record: Any, other: User) -> None:
    """Let `other` save a record, with a new version."""
    fresh = type(record)._base_manager.get(pk=record.pk)
    with changing(fresh):
        save_as(fresh, by=other, reason="Antes que usted")


def sent(client: Client, place: Place, values: Values, *, files: bool = False) -> Any:
    """Post `values` and undo all that it did to the database."""
    given: dict[str, Any] = {
        "csrfmiddlewaretoken": "sent by every page",
        **values,
        **place.form.passwords(),
        **place.form.button(),
    }
    if files:
        given |= place.form.files()
    with of_the_test():
        answer = client.post(place.url, given)
        transaction.set_rollback(True)
    return answer


@pytest.mark.alike
def test_every_form_view_says_no_in_one_way(everybody: dict[str, User], monkeypatch: pytest.MonkeyPatch):
    world = World(everybody)
    clients = {part: Client(raise_request_exception=False) for part in (*WHO_MAY, *WHO_MAY_NOT)}
    for part, client in clients.items():
        client.force_login(everybody[part])
    places = [place_of(one, world, clients) for one in form_views()]
    walked = [one for one in places if one is not None]
    problems: list[str] = []
    before = everything()
    for place in walked:
        problems += [f"{place.address.name}: {one}" for one in without_right(place, clients)]
        problems += [f"{place.address.name}: {one}" for one in refused(place, clients, monkeypatch)]
        if not {"version", "once"} & set(place.form.values()) and place.address.name not in SAVED_AGAIN:
            problems.append(f"{place.address.name}: saved again after Back, it makes a second one (`web/once.py`)")
        if place.form.values().get("version", [""])[0] and place.address.name not in NO_VERSION_MET:
            problems += [f"{place.address.name}: {one}" for one in stale(place, clients, everybody, monkeypatch)]
    assert not problems, f"{len(walked)} forms\n" + "\n".join(problems)
    assert everything() == before
    without = {one.name for one, place in zip(form_views(), places, strict=True) if place is None and takes_post(one)}
    assert without == set(NOT_MADE), f"No form was found for: {sorted(without ^ set(NOT_MADE))}"


def without_right(place: Place, clients: dict[str, Client]) -> Iterator[str]:
    """Who lacks the right gets 403 (404 where not even the record may be known of), and nothing is written."""
    for part in WHO_MAY_NOT:
        with written() as writes:
            answer = sent(clients[part], place, place.form.filled())
        if place.address.name not in MADE_OTHERWISE and answer.status_code not in (403, 404):
            yield f"{part} without the right: {answer.status_code}"
            yield from (f"{part} without the right wrote {sql}" for sql in writes)


def refused(place: Place, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """What is refused comes back as 422 with all that was typed, chosen and ticked, and no password."""
    filled, as_it_was = place.form.filled(), place.form.values()
    met: list[str] = []
    for values in (filled, as_it_was):
        with in_the_way(monkeypatch, refuse) as met_now:
            answer = sent(clients[place.part], place, values, files=True)
        met += met_now
        if answer.status_code != 422:
            yield f"a refusal is answered by {answer.status_code}"
            continue
        if met_now and WORDS not in answer.content.decode():
            yield "a refusal is not told"
        forms = forms_of(answer.content, place.page, place.url)
        if not forms:
            yield "the form does not come back"
            continue
        yield from lost(values, forms[0])
        if "no-es-mi-clave" in answer.content.decode():
            yield "the password comes back"
        if place.form.files() and not met_now and "carta de prueba.txt" not in answer.content.decode():
            yield "the file that has to be chosen again is not named"


def lost(values: Values, form: PageForm) -> Iterator[str]:
    """Name what was sent and does not stand in the form that came back, or stands there without having been sent."""
    back = form.values()
    for box in sorted(set(values) | set(back)):
        mine, theirs = Counter(values.get(box, [])), Counter(back.get(box, []))
        if box not in ("version", "seen", "token", "once") and +mine != +theirs:
            yield f"{box}: sent {values.get(box, [])}, came back {back.get(box, [])}"


def stale(
    place: Place, clients: dict[str, Client], everybody: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Where somebody else was first the answer is 409 and says who."""
    other = everybody["second_director"]
    said = VALID.get(place.address.name)
    values = {**place.form.values(), **said} if said else changed(place.form)
    records: list[Any] = []

    def note(form: Any) -> None:
        records.append(getattr(form, "head", form).record)
        refuse(form)

    with in_the_way(monkeypatch, note):
        answer = sent(clients[place.part], place, values)
    if not records:
        yield "the form as it stands cannot be saved: " + str(_errors(answer))
        return
    # Two acts in one transaction, so that both are undone: each keeps the order of locks by itself.
    with transaction.atomic(), one_act_after_another():
        other_saves(records[0], other)
        answer = sent(clients[place.part], place, values)
        transaction.set_rollback(True)
    if answer.status_code != 409:
        yield f"a lost race is answered by {answer.status_code}"
    elif other.name not in answer.content.decode():
        yield "a lost race does not say who was faster"


def changed(form: PageForm) -> Values:
    """Return the form as it stands with a word more in its first box for words, so that there is something to save."""
    values = form.values()
    words = [one for one in form.boxes() if one.tag == "textarea" or one.get("type") == "text"]
    words.sort(key=lambda box: box.tag != "textarea")
    for box in [one for one in words if one.get("inputmode") is None and one.get("readonly") is None][:1]:
        values[box.get("name")] = [f"{(values.get(box.get('name')) or [''])[0]} y más".strip()]
    return values


def _errors(answer: Any) -> Any:
    context = answer.context or {}
    return {name: getattr(context.get(name), "errors", None) for name in ("form", "lines") if name in context}


def takes_post(address: Address) -> bool:
    """Tell whether the view takes a POST, by the methods that its decorators or its class let in."""
    view: Any = address.view
    while view is not None:
        if hasattr(view, "view_class"):
            return hasattr(view.view_class, "post")
        if methods := inspect.getclosurevars(view).nonlocals.get("request_method_list"):
            return "POST" in methods
        view = getattr(view, "__wrapped__", None)
    return True


# --- The lists of exceptions ------------------------------------------------------------------------------------------


def test_the_exceptions_name_only_addresses_that_are_there():
    there = {one.name for one in addresses()}
    for listed in (BUTTONS, NOT_MADE, SAVED_AGAIN, NO_VERSION_MET, MADE_OTHERWISE, PAGES, QUERIES, STATES, VALID):
        assert set(listed) <= there, sorted(set(listed) - there)


def test_no_view_catches_a_refusal_by_itself():
    """Views hand a form to `attempt`; buttons leave the refusal to the middleware."""
    caught = {"NotAllowed", "Refused", "StaleVersion"}
    guilty = set()
    for path in python_files():
        if path.stem != "views" and path.parent.name != "views":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and node.type is not None:
                names = {one.id for one in ast.walk(node.type) if isinstance(one, ast.Name)}
                if names & caught:
                    guilty.add(name(path))
    assert guilty == set(CATCHES), f"Use attempt(form, save): {sorted(guilty ^ set(CATCHES))}"
