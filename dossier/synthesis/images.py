"""Images of a base without what they say of their making: dates, places, programs, names."""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
#: The chunks that show something; the others tell a story (PNG, 3rd edition, 11.3).
_PNG_KEPT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD",
     b"pHYs", b"cICP")
)  # fmt: skip
_JPEG = b"\xff\xd8"
_SCAN, _COMMENT = 0xDA, 0xFE
#: APP0 (JFIF), APP2 (colour profile) and APP14 (colour transform) change what is seen; Exif and XMP do not.
_APP, _APP_KEPT = range(0xE0, 0xF0), (0xE0, 0xE2, 0xEE)
_BARE = (0x01, *range(0xD0, 0xD9))


class ImageError(ValueError):
    """Not a PNG or a JPEG, or a damaged one."""


def bare(data: bytes) -> bytes:
    """The PNG or JPEG ``data`` without metadata; its pixels are not touched. Raises ImageError."""
    try:
        if data.startswith(_PNG):
            return _png(data)
        if data.startswith(_JPEG):
            return _jpeg(data)
    except (struct.error, IndexError) as error:
        raise ImageError from error
    raise ImageError


def _png(data: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise ImageError
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        at = end
        if name == b"IEND":
            return b"".join(kept)
    raise ImageError


def _jpeg(data: bytes) -> bytes:
    kept, at = [_JPEG], len(_JPEG)
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise ImageError
        if marker in _BARE:
            kept.append(data[at : at + 2])
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if marker == _SCAN:
            # What follows the end of the image is no part of it: some cameras keep a second one there.
            stop = data.rindex(b"\xff\xd9") if b"\xff\xd9" in data[end:] else len(data) - 2
            return b"".join((*kept, data[at : stop + 2]))
        if marker != _COMMENT and (marker not in _APP or marker in _APP_KEPT):
            kept.append(data[at:end])
        at = end
