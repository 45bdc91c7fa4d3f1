"""What stands in the addresses of the defence and the calendar."""

from typing import Any

ARGUMENTS: dict[str, Any] = {}
