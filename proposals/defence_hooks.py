"""Where the defence and the calendar is plugged in."""


def install() -> None:
    """Register everything. Called once, at start-up."""
