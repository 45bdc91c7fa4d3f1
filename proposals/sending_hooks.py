"""Where sending a proposal and the local mailbox is plugged in."""


def install() -> None:
    """Register everything. Called once, at start-up."""
