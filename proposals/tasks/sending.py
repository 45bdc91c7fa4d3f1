"""Background jobs of sending a proposal."""
