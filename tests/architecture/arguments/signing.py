"""What stands in the addresses of the approval and the document of a proposal."""

from typing import Any

ARGUMENTS: dict[str, Any] = {}
