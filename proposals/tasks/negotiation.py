"""Background jobs of clarifications and negotiation."""
