"""Where the approval and the document of a proposal is plugged in."""


def install() -> None:
    """Register everything. Called once, at start-up."""
