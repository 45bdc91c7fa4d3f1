"""Which words the bytes of an e-mail are, where their charset is wrong, unknown or not said.

By rule and not by guess. On short Spanish texts in Windows-1252, charset-normalizer 3.5 names another charset for five
of eight ("Señor" becomes Arabic): what is not valid UTF-8 is Windows-1252 here, whatever its letters look like.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re

_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""What Windows wrote where ISO-8859-1 has control characters: the euro, dashes and typographic quotes."""
_ALIKE = {
    "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
}  # fmt: skip
"""The charset that is meant by the name of a narrower one, as browsers and mail programs read it."""
_LATIN = frozenset({"", "cp1252", "ascii", "utf-8", "utf-8-sig"})
"""Where the bytes are looked at first: these are said of whatever is sent from Spanish or English Windows."""
_NOT_OF_MAIL = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"})
"""Codecs that Python has and no letter; some need time by the square of the length."""
_META = re.compile(rb"<meta[^<>]{0,200}charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_HEAD_OF_HTML = 4096
_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")


def words_of(data: bytes, charset: str = "", *, markup: bool = False) -> str:
    """Return the text that `data` is by the charset it was sent with, "" for none; it never raises.

    UTF-8, and Windows-1252 for what is none, where nothing useful is said; that too where the bytes belie UTF-8 or
    ASCII. In HTML (`markup`) that comes without a charset, its own `<meta>` says it.
    """
    if markup and not charset and (said := _META.search(data[:_HEAD_OF_HTML])):
        charset = said[1].decode("ascii", "replace")
    name = _codec(charset)
    text = _strictly(data, name) if name not in _LATIN else None
    if text is None:
        text = _strictly(data, "utf-8-sig")
    if text is None and name == "cp1252":
        text = data.decode("latin-1")
    elif text is None and name not in _LATIN:
        text = data.decode(name, "replace")
    elif text is None:
        text = data.decode("utf-8", "almacontact.cp1252")
    return without_controls(text)


def readable_header(value: str) -> str:
    """Return a header as it came, its letters found: bytes that were sent raw, and encoded words of a charset that
    belies them, which become words of UTF-8. Its structure stays: what is encoded stays so, to be taken apart after."""
    if not value.isascii():
        value = words_of(value.encode("ascii", "surrogateescape")) if _is_raw(value) else value
    if "=?" not in value:
        return value
    pieces: list[str] = []
    charset, data, at = "", b"", 0
    for match in _ENCODED.finditer(value):
        between, at = value[at : match.start()], match.end()
        said = match[1].partition("*")[0].lower()
        if data and (said != charset or between.strip()):
            pieces.append(_encoded(data, charset))
            data = b""
        if not data:
            pieces.append(between)
        # Some programs part a letter between two words.
        charset, data = said, data + _unpacked(match[2], match[3])
    return "".join([*pieces, _encoded(data, charset) if data else "", value[at:]])


def without_controls(text: str) -> str:
    """Return `text` with the signs of Windows-1252 where a reader took them for control characters."""
    return text.translate(_C1)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _codec(charset: str) -> str:
    """Python's name for a charset, "" for one that nobody knows."""
    try:
        name = codecs.lookup(charset.strip(" \t\"'")).name if charset else ""
        "".encode(name or "ascii")  # "zip" and "base64" are codecs too, of no letter
    except (LookupError, ValueError):
        return ""
    return "" if name in _NOT_OF_MAIL else _ALIKE.get(name, name)


def _is_raw(value: str) -> bool:
    return all(char < "\x80" or "\udc80" <= char <= "\udcff" for char in value)


def _unpacked(packing: str, word: str) -> bytes:
    packed = word.encode("ascii", "ignore")
    try:
        return binascii.a2b_qp(packed, header=True) if packing in "qQ" else binascii.a2b_base64(packed + b"===")
    except binascii.Error:
        return packed


def _encoded(data: bytes, charset: str) -> str:
    words = "".join(char if char.isprintable() else " " for char in words_of(data, charset))
    return f"=?utf-8?b?{base64.b64encode(words.encode('utf-8', 'replace')).decode()}?="


def _windows_letter(error: UnicodeError) -> tuple[str, int]:
    """Take the bytes that are no UTF-8 as Windows-1252: one text may hold both, where somebody quoted another."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("almacontact.cp1252", _windows_letter)
