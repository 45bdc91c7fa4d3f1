"""Places in the words of a template that are filled when a proposal is made: `{client}`, `{seats}`."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from almacontact.refusals import Words

PLACEHOLDERS: dict[str, Words] = {
    "client": _("client"),
    "contact": _("contact of the client"),
    "objective": _("objective of the client"),
    "service": _("service"),
    "channels": _("channels"),
    "hours": _("hours of service"),
    "seats": _("seats"),
    "months": _("contract months"),
    "sla": _("service level"),
    "city": _("city"),
    "acta": _("acta of the price"),
    "valid_until": _("day the offer is valid until"),
}
"""Each placeholder with what it stands for."""

_PLACE = re.compile(r"\{([a-z][a-z_]{0,29})\}")
_MARKS = re.compile(r"[\\`*\[\]<|~]")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return Markdown `text` with each placeholder that has a value replaced by it. Values are words: marks in them are
    escaped, and one that ends in a full stop (“S.A.S.”) takes none from the end of the sentence.

    What has no value, or is no placeholder, stays as it is, for a person to see.
    """

    def value_of(match: re.Match[str]) -> str:
        words = " ".join(str(values.get(match[1]) or "").split()) if match[1] in PLACEHOLDERS else ""
        if words.endswith(".") and text[match.end() : match.end() + 1] == ".":
            words = words[:-1]
        return _MARKS.sub(r"\\\g<0>", words) or match[0]

    return _PLACE.sub(value_of, text)


def unfilled(text: str) -> list[str]:
    """Return the names in braces that are left in `text`, once each, in order: placeholders or what looks like one."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def unknown(text: str) -> list[str]:
    """Return the names in braces that no proposal will ever fill."""
    return [name for name in unfilled(text) if name not in PLACEHOLDERS]
