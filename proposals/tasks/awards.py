"""Background jobs of awards."""
