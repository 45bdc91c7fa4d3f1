"""The colours of `static/css/variables.css`, for what no stylesheet reaches: PDF, workbooks, charts inside them."""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings

_LIGHT = re.compile(r'\[data-bs-theme="light"\] \{\n  color-scheme.*?\n\}', re.DOTALL)
_COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")

STAGE_TONES = frozenset(
    {"hunting", "qualification", "proposal", "negotiation", "won", "lost", "withdrawn", "cancelled"}
)


@cache
def light() -> dict[str, str]:
    """The light theme's colours by token, without the dashes: `light()["brand"]` is `#0b6b63`."""
    css = (settings.BASE_DIR / "static" / "css" / "variables.css").read_text(encoding="utf-8")
    block = _LIGHT.search(css)
    if block is None:
        raise ValueError("variables.css has no light theme")
    return dict(_COLOUR.findall(block.group()))


def colour_of(tone: str) -> str:
    """The colour of a tone as components name it: a state, `brand`, `accent`, or a stage or outcome."""
    return light()[f"stage-{tone}" if tone in STAGE_TONES else tone]
