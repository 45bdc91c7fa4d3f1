"""Unpacking a part of a zip file by pieces, counting what comes out instead of trusting what the directory claims."""

import struct
import zipfile
import zlib
from collections.abc import Iterator

PIECE = 1024 * 1024
_LOCAL_HEADER = 30


class NotReadable(Exception):
    """The part is damaged or packed in a way that workbooks are not."""


class TooLarge(Exception):
    """More came out than the budget allows."""


def inflate(data: bytes, entry: zipfile.ZipInfo, budget: list[int]) -> Iterator[bytes]:
    """Yield the content of `entry` in pieces of at most 1 MiB, taking each from `budget[0]`.

    Raises `TooLarge` as soon as the budget is spent, `NotReadable` for damage or another packing than stored/deflate.
    """
    start = entry.header_offset
    header = data[start : start + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise NotReadable
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    start += _LOCAL_HEADER + name_length + extra_length
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        pieces: Iterator[bytes] = (bytes(packed[at : at + PIECE]) for at in range(0, len(packed), PIECE))
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _deflated(packed)
    else:
        raise NotReadable
    for piece in pieces:
        budget[0] -= len(piece)
        if budget[0] < 0:
            raise TooLarge
        yield piece


def _deflated(packed: memoryview) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), PIECE):
            waiting: bytes | memoryview = packed[at : at + PIECE]
            while waiting and not engine.eof:
                piece = engine.decompress(waiting, PIECE)
                waiting = engine.unconsumed_tail
                if piece:
                    yield piece
        if not engine.eof:
            yield engine.flush()
    except zlib.error:
        raise NotReadable from None
