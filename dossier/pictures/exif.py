"""How a picture is turned upright, the one thing that Exif says and a reader sees (CIPA DC-008, 4.6.4)."""

from __future__ import annotations

import struct

from .fault import PictureError, unpacked

_TAG, _SHORT = 0x0112, 3
_TURNED = range(2, 9)


def turned(tiff: bytes) -> bytes:
    """The Exif block ``tiff`` (from its byte order on) with its orientation alone; empty where it is upright
    or says nothing of it."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if not order:
        return b""
    try:
        (at,) = unpacked(order + "I", tiff, 4)
        (count,) = unpacked(order + "H", tiff, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, _, value = unpacked(order + "HHIH", tiff, entry)
            if tag == _TAG and kind == _SHORT and value in _TURNED:
                head = b"MM\0*" + struct.pack(">IH", 8, 1)
                return head + struct.pack(">HHIHHI", _TAG, _SHORT, 1, value, 0, 0)
    except PictureError:
        return b""  # cut off before it
    return b""
