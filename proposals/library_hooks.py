"""Where reusable texts, evidence and templates of proposals is plugged in."""


def install() -> None:
    """Register everything. Called once, at start-up."""
