"""Background jobs of the defence."""
