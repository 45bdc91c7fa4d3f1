"""Where awards are plugged in."""


def install() -> None:
    """Register everything. Called once, at start-up."""
