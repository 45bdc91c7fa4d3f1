"""What stands in the addresses of clarifications, scope changes and rounds of negotiation."""

from typing import Any

ARGUMENTS: dict[str, Any] = {}
