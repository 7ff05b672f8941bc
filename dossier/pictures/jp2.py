"""JPEG 2000: boxes (ITU-T T.800, annex I; T.801, annex M) around a codestream (annex A)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .fault import PictureError, unpacked
from .profile import neutral

SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
CODESTREAM = b"\xff\x4f\xff\x51"
_SOT, _SOD, _EOC, _COM = 0xFF90, 0xFF93, b"\xff\xd9", 0xFF64
_HEADERS = (b"jp2h", b"jpch", b"jplh", b"cgrp")
#: Boxes that decoders need; all others are text, identifiers and addresses.
_KEPT = frozenset((b"jP  ", b"ftyp", b"ihdr", b"bpcc", b"pclr", b"cmap", b"cdef", b"opct", b"creg"))
_ANY_PROFILE = (2, 3)


def bare(data: bytes) -> tuple[bytes, int]:
    """``data`` as its pixels and its colours, and how many parts were taken out of it."""
    if data.startswith(CODESTREAM):
        return _codestream(data)
    kept, removed, coded = [], 0, False
    for name, body, whole in _boxes(data):
        if name == b"jp2c" and not coded:
            stripped, count = _codestream(body)
            kept.append(_box(name, stripped) if count else whole)
            removed += count
            coded = True
        elif name in (*_HEADERS, b"colr", *_KEPT):
            stripped, count = _kept(name, body)
            kept.append(_box(name, stripped) if count else whole)
            removed += count
        else:
            removed += 1
    if not coded:
        raise PictureError
    return b"".join(kept), removed


def headers(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and bodies of the boxes in the header of a JP2 file. Raises PictureError where it has none."""
    header = next((body for name, body, _ in _boxes(data) if name == b"jp2h"), None)
    if header is None:
        raise PictureError
    yield from ((name, body) for name, body, _ in _boxes(header))


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    at = 0
    while at < len(data):
        if len(data) - at < 8:
            yield b"", b"", data[at:]
            return
        length, name = unpacked(">I4s", data, at)
        start = at + 8
        if length == 1:
            (length,) = unpacked(">Q", data, start)
            start += 8
        end = len(data) if length == 0 else at + length
        if end < start or end > len(data):
            if name != b"jp2c":  # what follows the last box, or is cut off
                yield b"", b"", data[at:]
                return
            end = len(data)
        yield name, data[start:end], data[at:end]
        at = end


def _kept(name: bytes, body: bytes) -> tuple[bytes, int]:
    if name == b"colr" and body[:1] and body[0] in _ANY_PROFILE:
        plain = neutral(body[3:])
        return (body, 0) if plain is None else (body[:3] + plain, int(plain != body[3:]))
    if name not in _HEADERS:
        return body, 0
    parts, removed = [], 0
    for inner, held, whole in _boxes(body):
        if inner in (*_HEADERS, b"colr", *_KEPT):
            stripped, count = _kept(inner, held)
            parts.append(_box(inner, stripped) if count else whole)
            removed += count
        else:
            removed += 1
    return b"".join(parts), removed


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def _codestream(data: bytes) -> tuple[bytes, int]:
    """Comments of the main header and what follows the end are taken out; comments of tiles are emptied,
    since their length is counted elsewhere."""
    kept, at, removed = [data[:2]], 2, 0
    while True:
        marker, length = unpacked(">HH", data, at)
        if marker == _SOT:
            break
        end = at + 2 + length
        if end > len(data) or length < 2 or marker < 0xFF00:
            raise PictureError
        if marker == _COM:
            removed += 1
        else:
            kept.append(data[at:end])
        at = end
    while data[at : at + 2] == b"\xff\x90":
        (size,) = unpacked(">I", data, at + 6)
        # No packet holds what looks like the end (B.10.1): the last tile may leave its length open.
        end = at + size if size else data.find(_EOC, at)
        if end > len(data) or end < at + 12:
            kept.append(data[at:])  # cut off
            return b"".join(kept), removed
        part, count = _emptied(data[at:end])
        kept.append(part)
        removed += count
        at = end
    removed += len(data) > at + 2 or data[at : at + 2] not in (_EOC, b"")
    kept.append(_EOC if data[at:] else b"")
    return b"".join(kept), removed


def _emptied(part: bytes) -> tuple[bytes, int]:
    emptied, at, count = bytearray(part), 12, 0
    while at + 4 <= len(part):
        marker, length = unpacked(">HH", part, at)
        end = at + 2 + length
        if marker == _SOD or marker < 0xFF00 or end > len(part):
            break
        if marker == _COM and part[at + 4 : end].strip(b"\0"):
            emptied[at + 4 : end] = bytes(end - at - 4)
            count += 1
        at = end
    return bytes(emptied), count
