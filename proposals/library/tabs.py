"""The parts of the library, as tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def library_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of the library; `current` is the key of the part that is open."""
    parts = (
        ("proposals.texts", _("Reusable texts"), "proposals:text_list"),
        ("proposals.evidence", _("Evidence"), "proposals:evidence_list"),
        ("proposals.templates", _("Templates"), "proposals:proposal_templates"),
    )
    return [{"label": label, "url": reverse(name), "current": key == current} for key, label, name in parts]
