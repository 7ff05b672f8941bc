"""Pictures that may stay in an office document, by their first bytes. PostScript is a program."""

from __future__ import annotations

import zlib

_STARTS = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\xd7\xcd\xc6\x9a",
    b"\x01\0\x09\0", b"\x02\0\x09\0", b"VCLMTF", b"%PDF-",
)  # fmt: skip
_FONTS = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2")
_GZIP = b"\x1f\x8b"
_HEAD = 64


def picture(data: bytes) -> bool:
    """Whether ``data`` is a picture in pixels or a metafile, packed or not; not a drawing in XML."""
    if data.startswith(_GZIP):
        try:
            data = zlib.decompressobj(wbits=31).decompress(data, _HEAD)
        except zlib.error:
            return False
        return not data.startswith(_GZIP) and picture(data)
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    metafile = data[:4] == b"\1\0\0\0" and data[40:44] == b" EMF"
    return webp or metafile or data.startswith(_STARTS)


def font(data: bytes) -> bool:
    """Whether ``data`` is a font program."""
    return data.startswith(_FONTS)
