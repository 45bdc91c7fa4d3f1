"""Background jobs of the document of a proposal."""
