"""Pictures in codings of their own, asked whether all of them is there: JPEG 2000, JBIG2, facsimile."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from dossier import entries
from dossier.intake.pdf import coded

from .looking import MORE, differ, drawn
from .state import State

_ONES = b"\xff" * len(MORE)
# One byte in so many more than are needed is too much.
_SURPLUS, _SMALL = 50, 2048


def jpx(data: bytes) -> State:
    """ITU-T T.800: the boxes, then tile by tile, then by OpenJPEG."""
    start = data.find(b"\xff\x4f\xff\x51")
    if start < 0:
        return State.BROKEN
    at, tiled = start + 2, False
    while at + 12 <= len(data):
        marker, length = struct.unpack_from(">HH", data, at)
        if marker == 0xFF90:
            tiled = True
            part = struct.unpack_from(">I", data, at + 6)[0]
            if part == 0:
                break
            if at + part > len(data):
                return State.BROKEN
            at += part
        elif marker == 0xFFD9 or marker < 0xFF00:
            break
        else:
            at += 2 + length
    if not tiled or drawn(data, full=True) is None:
        ended = data[at : at + 2] == b"\xff\xd9"
        return State.BROKEN if not tiled or ended or not _more_drawn(data) else State.ENDLESS
    return State.WHOLE


def _more_drawn(data: bytes) -> bool:
    return drawn(data + b"\xff\xd9", full=True) is not None


def jbig2(data: bytes) -> State:
    """ITU-T T.88, 7.2: segments, each as long as it says."""
    at, regions = 0, 0
    for start, kind, length in _segments(data):
        if length < 0:
            return State.BROKEN
        at = start + length
        regions += kind in (4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43)
    return State.WHOLE if regions and at else State.BROKEN


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Where the data of each segment begin, its type and its length, -1 where it is cut off or none."""
    at = 0
    while at + coded.SEGMENT <= len(data):
        _, kind, start, length = coded.segment(data, at)
        if kind not in coded.KINDS:
            if not data[at:].strip(b"\0\r\n\t "):
                return
            yield start, kind, -1
            return
        if length == coded.UNKNOWN:
            yield start, kind, len(data) - start
            return
        at = start + length
        yield start, kind, length if at <= len(data) else -1
        if kind == coded.END_OF_FILE:
            return


def facsimile(data: bytes, parms: Any, width: int, height: int) -> State:
    """ITU-T T.4 and T.6, by libtiff; ``width`` and ``height`` in pixels."""
    k, columns = entries.whole(parms.get("/K", 0)), entries.whole(parms.get("/Columns", 1728))
    if not data.strip(b"\0") or columns != width:
        return State.BROKEN if not data.strip(b"\0") else State.WHOLE
    if bool(parms.get("/EncodedByteAlign", False)):
        return State.WHOLE  # no TIFF is written so
    seen = drawn(_tiff(data + _ONES, k, width, height), full=True)
    if seen is None or differ(seen, drawn(_tiff(data + MORE, k, width, height), full=True)):
        return State.BROKEN
    if len(data) > _SMALL:
        less = data.rstrip(b"\0")[: -len(data) // _SURPLUS]
        if not differ(seen, drawn(_tiff(less + MORE, k, width, height), full=True)):
            return State.DOUBTFUL
    return State.WHOLE


def _tiff(data: bytes, k: int, width: int, height: int) -> bytes:
    """The smallest TIFF that holds the data (TIFF 6.0, sections 10 and 11)."""
    tags = [
        (256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 4 if k < 0 else 3), (262, 3, 0),
        (273, 4, 8 + 2 + 12 * 10 + 4), (277, 3, 1), (278, 4, height), (279, 4, len(data)),
        (293 if k < 0 else 292, 4, 0 if k <= 0 else 1),
    ]  # fmt: skip
    fields = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in sorted(tags))
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + fields + bytes(4) + data
