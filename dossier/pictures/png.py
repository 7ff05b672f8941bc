"""PNG, chunk by chunk (third edition, 5 and 11)."""

from __future__ import annotations

import struct
import zlib

from . import exif
from .fault import PictureError, unpacked
from .profile import neutral

SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: The chunks that show something; the others tell a story (11.3).
_KEPT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD",
     b"pHYs", b"cICP", b"acTL", b"fcTL", b"fdAT")
)  # fmt: skip
_NAME = b"ICC"


def bare(data: bytes) -> tuple[bytes, int]:
    """``data`` as its pixels, size, colours, and how it is turned; and how many parts were taken out."""
    kept, at, removed = [SIGNATURE], len(SIGNATURE), 0
    while at < len(data):
        (length,) = unpacked(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise PictureError
        chunk, body = data[at:end], data[at + 8 : end - 4]
        stripped = _stripped(name, chunk, body)
        removed += stripped != chunk
        kept.append(stripped)
        at = end
        if name == b"IEND":
            return b"".join(kept), removed + (len(data) > at)
    raise PictureError


def _stripped(name: bytes, chunk: bytes, body: bytes) -> bytes:
    if name == b"eXIf":
        block = exif.turned(body)
        return _chunk(name, block) if block else b""
    if name == b"iCCP":
        known, _, packed = body.partition(b"\0")
        try:
            profile = zlib.decompress(packed[1:])
        except zlib.error as error:
            raise PictureError from error
        plain = neutral(profile)
        if plain is None:
            return b""
        if plain == profile and known == _NAME:
            return chunk
        return _chunk(name, _NAME + b"\0\0" + zlib.compress(plain, 9))
    if name == b"IEND":
        return _chunk(name, b"")
    return chunk if name in _KEPT else b""


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
