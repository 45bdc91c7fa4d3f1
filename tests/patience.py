"""How long a test waits for something that has to happen."""

PATIENCE = 120.0
"""Seconds. A deadline ends what hangs; it is no measure of speed, for a loaded machine takes as long as it takes."""
