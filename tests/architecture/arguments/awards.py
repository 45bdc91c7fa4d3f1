"""What stands in the addresses of awards."""

from typing import Any

ARGUMENTS: dict[str, Any] = {}
