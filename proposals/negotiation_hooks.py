"""Where clarifications, scope changes and rounds of negotiation is plugged in."""


def install() -> None:
    """Register everything. Called once, at start-up."""
