"""Colours of `variables.css`: legible in both themes."""

import re
from pathlib import Path

import pytest

VARIABLES = Path(__file__).resolve().parents[2] / "static/css/variables.css"
STATES = ["ok", "warn", "bad", "info", "idle", "accent"]
STAGES = [
    "stage-hunting",
    "stage-qualification",
    "stage-proposal",
    "stage-negotiation",
    "stage-won",
    "stage-lost",
    "stage-withdrawn",
    "stage-cancelled",
]
TEXT_PAIRS = [
    *[
        (ink, on)
        for ink in ("ink", "ink-muted")
        for on in ("surface", "surface-raised", "surface-sunken", "surface-hover")
    ],
    *[("link", on) for on in ("surface", "surface-raised", "surface-hover", "brand-soft")],
    ("ink", "brand-soft"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    *[(name, on) for name in STATES + STAGES for on in ("surface", "surface-raised", f"{name}-soft")],
    *[("ink", f"{name}-soft") for name in STATES + STAGES],
]
CONTROL_PAIRS = [("line-control", "surface"), ("line-control", "surface-raised"), ("focus", "surface")]


def colours(theme: str) -> dict[str, str]:
    """The tokens of one theme by name."""
    css = VARIABLES.read_text()
    block = re.search(rf'\[data-bs-theme="{theme}"\] \{{\n  color-scheme.*?\n\}}', css, re.DOTALL)
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block.group()))


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_a_contrast_of_four_and_a_half_to_one(theme: str) -> None:
    tokens = colours(theme)
    faint = {pair: round(r, 2) for pair in TEXT_PAIRS if (r := contrast(tokens[pair[0]], tokens[pair[1]])) < 4.5}
    assert not faint


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_of_controls_have_a_contrast_of_three_to_one(theme: str) -> None:
    tokens = colours(theme)
    faint = {pair: round(r, 2) for pair in CONTROL_PAIRS if (r := contrast(tokens[pair[0]], tokens[pair[1]])) < 3}
    assert not faint
