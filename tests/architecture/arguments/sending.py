"""What stands in the addresses of sending a proposal and the local mailbox."""

from typing import Any

ARGUMENTS: dict[str, Any] = {}
