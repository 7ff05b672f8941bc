"""A PNG as img2pdf reads it: to its end and no further, its pixels in one chunk."""

from __future__ import annotations

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DATA, _END = b"IDAT", b"IEND"


def in_one_chunk(data: bytes) -> bytes:
    """``data`` with its IDAT chunks joined (PNG, 11.2.4) and nothing behind its end, as it is where it is no
    PNG.

    img2pdf joins them by repeated addition: 12 million pixels took it five seconds. What some programs write
    behind the end it takes for chunks, and for a broken file.
    """
    if not data.startswith(_SIGNATURE):
        return data
    before: list[bytes] = []
    pixels: list[bytes] = []
    after: list[bytes] = []
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if kind == _DATA:
            pixels.append(data[at + 8 : end - 4])
        else:
            (after if pixels else before).append(data[at:end])
        at = end
        if kind == _END:
            break
    if len(pixels) < 2:
        return data[:at]
    body = b"".join(pixels)
    checked = zlib.crc32(body, zlib.crc32(_DATA))
    joined = struct.pack(">I", len(body)) + _DATA + body + struct.pack(">I", checked)
    return b"".join([_SIGNATURE, *before, joined, *after])
