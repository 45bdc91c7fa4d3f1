"""Where proposals: writing, versions, differences is plugged in."""


def install() -> None:
    """Register everything. Called once, at start-up."""
