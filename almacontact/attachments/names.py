"""File names as people may safely see and download them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MAX_NAME_LENGTH = 150
# Characters that Windows refuses in a name; a download there would fail or be renamed.
_RESERVED = re.compile(r'[<>:"|?*]')


def clean_name(name: str) -> str:
    """The file's own name: no path, control or invisible characters, at most 150 characters with its ending.

    Unicode category C holds control characters, zero-width ones and the right-to-left override that makes a
    program's ending read as ``pdf``; without them the true ending is what everybody sees. Returns "" when nothing
    is left.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if char in "\t\r\n" else char for char in name)
    name = "".join(char for char in name if not unicodedata.category(char).startswith("C"))
    name = _RESERVED.sub("_", name)
    name = " ".join(name.split()).strip(". ")
    if len(name) <= MAX_NAME_LENGTH:
        return name
    ending = PurePosixPath(name).suffix[:20]
    return name[: MAX_NAME_LENGTH - len(ending)].rstrip() + ending


def extension_of(name: str) -> str:
    """The last ending of a cleaned name, lower case, no dot; "" when there is none."""
    return PurePosixPath(name).suffix[1:].lower()
