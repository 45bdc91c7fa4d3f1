"""What stands in the addresses of the approval and the document of a proposal."""

from typing import Any

ARGUMENTS: dict[str, Any] = {
    "proposals:proposal_submit": lambda world: {"pk": world.proposal.pk},
    "proposals:proposal_pdf": lambda world: {"pk": world.proposal.pk},
    "proposals:proposal_document": lambda world: {"pk": world.proposal.pk},
}
