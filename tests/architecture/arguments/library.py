"""What stands in the addresses of reusable texts, evidence and templates of proposals."""

from typing import Any

ARGUMENTS: dict[str, Any] = {}
