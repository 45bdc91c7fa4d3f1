"""What stands in the addresses of proposals: writing, versions, differences."""

from typing import Any

ARGUMENTS: dict[str, Any] = {}
