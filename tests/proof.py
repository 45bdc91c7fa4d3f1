"""The long versions of races, kills and random machines: `make proof` runs them, the daily suite the short ones."""

import pytest


def rounds(*, short: int, long: int) -> pytest.MarkDecorator:
    """Run a test with `rounds` of the daily length, and by `make proof` with those of the long one."""
    return pytest.mark.parametrize("rounds", [short, pytest.param(long, marks=pytest.mark.proof)])
