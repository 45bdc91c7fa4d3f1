"""A tile: one figure with its name, as components/_tile.html shows it."""

from typing import NamedTuple

from almacontact.refusals import Words


class Tile(NamedTuple):
    """One figure: its name; its value in words, or money in pesos; the words under it; where the tile leads."""

    label: Words
    value: str = ""
    money: int | None = None
    note: Words = ""
    url: str = ""
