"""What stands in the addresses of offers, a file each part; `url_arguments.py` gathers them."""

from typing import Any

from tests.architecture.arguments import awards, defence, library, negotiation, new_terms, sending, signing, writing

OFFERS: dict[str, Any] = {
    **library.ARGUMENTS,
    **writing.ARGUMENTS,
    **signing.ARGUMENTS,
    **sending.ARGUMENTS,
    **defence.ARGUMENTS,
    **negotiation.ARGUMENTS,
    **new_terms.ARGUMENTS,
    **awards.ARGUMENTS,
}
