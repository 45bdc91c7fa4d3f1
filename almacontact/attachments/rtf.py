"""The body of an Outlook message that was kept only as compressed RTF ([MS-OXRTFCP], [MS-OXRTFEX])."""

from __future__ import annotations

import re
import struct

from almacontact.attachments.charsets import words_of

_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_MAX_DEPTH = 500
_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_SILENT = frozenset({
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "colorschememapping", "datastore",
    "latentstyles", "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl", "filetbl", "revtbl",
    "mhtmltag",
})  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_SPACES = {"par": "\n", "line": "\n", "tab": "\t", "cell": "\t", "row": "\n", "lquote": "‘", "rquote": "’",
           "ldblquote": "“", "rdblquote": "”", "bullet": "•", "endash": "–", "emdash": "—"}  # fmt: skip


def unpack_rtf(packed: bytes, limit: int) -> bytes:
    """The RTF in a compressed stream, at most `limit` bytes. Raises ValueError when it is not such a stream."""
    if len(packed) < 16:
        raise ValueError("compressed RTF is shorter than its header")
    packed_size, size, kind = struct.unpack("<II4s", packed[:12])
    body = packed[16 : packed_size + 4]
    size = min(size, limit)
    if kind == b"MELA":
        return body[:size]
    if kind != b"LZFu":
        raise ValueError("unknown compression of RTF")
    window = bytearray(_START.ljust(_WINDOW, b"\0"))
    at, out, read = len(_START), bytearray(), 0
    while read < len(body) and len(out) < size:
        control, read = body[read], read + 1
        for bit in range(8):
            if read >= len(body) or len(out) >= size:
                break
            if not control >> bit & 1:
                run, read = body[read : read + 1], read + 1
                window[at], at = run[0], (at + 1) % _WINDOW
                out += run
                continue
            if read + 2 > len(body):
                return bytes(out)
            reference, read = int.from_bytes(body[read : read + 2], "big"), read + 2
            start, length = reference >> 4, (reference & 0xF) + 2
            if start == at:
                return bytes(out)
            for step in range(length):
                byte = window[(start + step) % _WINDOW]
                window[at], at = byte, (at + 1) % _WINDOW
                out.append(byte)
    return bytes(out[:size])


def html_or_text_of_rtf(rtf: bytes) -> tuple[str, str]:
    """(HTML, text) of an RTF body: HTML when the RTF only wraps it (``\\fromhtml``), else its plain words."""
    wraps_html = rb"\fromhtml" in rtf[:1024]
    words = _words(rtf, wraps_html)
    return (words, "") if wraps_html else ("", words)


def _words(rtf: bytes, wraps_html: bool) -> str:
    """The characters the RTF shows, or, where it wraps HTML, the tags and text of that HTML.

    A group is (silent, suppressed by \\htmlrtf, length of the fallback after \\u).
    """
    charset, out = "cp1252", []
    letters = b""
    stack: list[tuple[bool, bool, int]] = []
    silent, fallback_only, fallback = False, False, 1
    starred, skip = False, 0
    for match in _TOKEN.finditer(rtf):
        word, number, hexadecimal, symbol, brace, run = match.groups()
        if hexadecimal:
            if skip:
                skip -= 1
            else:
                letters += bytes.fromhex(hexadecimal.decode())
            continue
        if letters:
            if not silent and not (wraps_html and fallback_only):
                out.append(words_of(letters, charset))  # together: a letter may take several of them
            letters = b""
        if brace == b"{":
            if len(stack) > _MAX_DEPTH:
                break
            stack.append((silent, fallback_only, fallback))
            starred = False
            continue
        if brace == b"}":
            if stack:
                silent, fallback_only, fallback = stack.pop()
            continue
        piece = ""
        if word:
            name, value = word.decode("ascii"), int(number) if number else None
            if name == "htmlrtf":
                fallback_only = value != 0
            elif name == "ansicpg" and value:
                charset = "utf-8" if value == 65001 else f"cp{value}"
            elif name == "uc":
                fallback = value if value is not None else 1
            elif name == "bin":
                break
            elif name in _SILENT or (starred and name != "htmltag"):
                silent = True
            elif name == "u" and value is not None:
                piece, skip = _unicode(value), fallback
            else:
                piece = _SPACES.get(name, "")
            starred = False
        elif symbol == b"*":
            starred = True
        elif symbol:
            piece = _SYMBOLS.get(symbol, "")
        elif run:
            piece, skip = words_of(run, charset)[skip:], 0
        if piece and not silent and not (wraps_html and fallback_only):
            out.append(piece)
    # Characters beyond the basic plane come as two halves.
    return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def _unicode(value: int) -> str:
    return chr(value % 0x10000)
