"""What stands above a page, as components/_page_header.html shows it: badges beside the title, buttons, a menu."""

from typing import NamedTuple

from almacontact.refusals import Words


class Badge(NamedTuple):
    """A state in words beside the title."""

    label: Words
    tone: str
    icon: str = ""


class Act(NamedTuple):
    """A button or an entry of the menu that leads somewhere; tone "bad" for what takes something away."""

    label: Words
    url: str
    icon: str = ""
    tone: str = ""
