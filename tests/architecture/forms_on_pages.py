"""Forms as a browser sees them: read from a page, filled in with something in every box."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

Values = dict[str, list[str]]

WRITTEN = "Escrito por la prueba"
NOT_THE_PASSWORD = "no-es-mi-clave"
_SAMPLE = {"date": "2027-03-04", "datetime-local": "2027-03-04T09:30", "time": "09:30", "email": "eva@cliente.example"}
_NEVER_COMES_BACK = ("password", "file", "submit", "button", "image", "reset")


class PageForm:
    """One form of a page."""

    def __init__(self, element: Any) -> None:
        self.element = element

    def boxes(self) -> Iterator[Any]:
        """Yield every box that has a name."""
        for box in self.element.iter("input", "select", "textarea"):
            kept = box.get("name") and box.get("name") != "csrfmiddlewaretoken" and box.get("disabled") is None
            if kept and next(box.iterancestors("template"), None) is None:
                yield box

    def values(self) -> Values:
        """Return what a browser would send of the form as it stands, without passwords and files."""
        found: Values = {}
        for box in self.boxes():
            found.setdefault(box.get("name"), []).extend(_now(box))
        return {name: values for name, values in found.items() if values}

    def filled(self) -> Values:
        """Return the form with something else in every box: other words, the last choice, every second tick moved."""
        found: Values = {}
        for number, box in enumerate(self.boxes()):
            found.setdefault(box.get("name"), []).extend(_filled(box, number))
        return {name: values for name, values in found.items() if values}

    def files(self) -> dict[str, SimpleUploadedFile]:
        """Return a file for each box that takes one."""
        return {
            box.get("name"): SimpleUploadedFile("carta de prueba.txt", b"Una carta.", "text/plain")
            for box in self.boxes()
            if box.get("type") == "file"
        }

    def passwords(self) -> Values:
        """Return a wrong password for each box that takes one."""
        return {box.get("name"): [NOT_THE_PASSWORD] for box in self.boxes() if box.get("type") == "password"}

    def button(self) -> Values:
        """Return what the first button that saves sends of itself."""
        for button in self.element.iter("button"):
            if button.get("type", "submit") == "submit" and button.get("formnovalidate") is None:
                return {button.get("name"): [button.get("value", "")]} if button.get("name") else {}
        return {}


def forms_of(content: bytes, page: str, target: str) -> list[PageForm]:
    """Return the forms of a page that post to `target`."""
    if not content.strip():
        return []
    document = html.document_fromstring(content)
    return [
        PageForm(one)
        for one in document.forms
        if (one.get("method") or "get").lower() == "post"
        and urlsplit(urljoin(page, one.get("action") or page)).path == urlsplit(target).path
    ]


def _now(box: Any) -> list[str]:
    if box.tag == "textarea":
        return [_plain(box.text or "")]
    if box.tag == "select":
        chosen = [one.get("value", one.text or "") for one in box.iter("option") if one.get("selected") is not None]
        first = [one.get("value", one.text or "") for one in box.iter("option")][:1]
        return chosen or (first if box.get("multiple") is None else [])
    kind = box.get("type", "text")
    if kind in _NEVER_COMES_BACK:
        return []
    if kind in ("checkbox", "radio"):
        return [box.get("value", "on")] if box.get("checked") is not None else []
    return [box.get("value", "")]


def _filled(box: Any, number: int) -> list[str]:
    kind = box.get("type", "text")
    if box.tag == "select":
        return [one.get("value", one.text or "") for one in box.iter("option")][-1:]
    if box.tag == "textarea":
        return [f"{WRITTEN} {number}"]
    if kind == "checkbox":
        return [box.get("value", "on")] if number % 2 else []
    if kind == "radio":
        last = box.xpath(f"ancestor::form//input[@type='radio'][@name='{box.get('name')}']")[-1]
        return [box.get("value", "on")] if last is box else []
    if kind == "hidden" or kind in _NEVER_COMES_BACK or box.get("readonly") is not None:
        return _now(box)
    if kind == "number" or box.get("inputmode") in ("numeric", "decimal"):
        return ["7"]
    return [_SAMPLE.get(kind, f"{WRITTEN} {number}"[: int(box.get("maxlength") or 100)])]


def _plain(text: str) -> str:
    """Return the text of a box without the line break that HTML puts before it."""
    return text.removeprefix("\n").removeprefix("\r\n")
