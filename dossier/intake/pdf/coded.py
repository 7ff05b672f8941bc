"""Pictures in the codings of facsimile, JBIG2 and deflate, without what follows their end."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from dossier.entries import whole
from dossier.pictures import PictureError

# End of the facsimile's block (ITU-T T.6, 2.4.1.1) and of its page (T.4, 4.1.4): codes that no row holds.
_EOL = "000000000001"
_BLOCK, _PAGE_1, _PAGE_2 = _EOL * 2, _EOL * 6, (_EOL + "1") * 6
_COMMENT = 62
#: The types of segments (ITU-T T.88, 7.3).
KINDS = frozenset((0, 4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43, *range(48, 54), _COMMENT))
#: The type of the last of them, and the length of one that is not told (7.2.7).
END_OF_FILE, UNKNOWN = 51, 0xFFFFFFFF
_FAR = 1 << 16
#: The fewest bytes of a segment's header.
SEGMENT = 11


def facsimile(data: bytes, parms: Any) -> bytes:
    """CCITT data up to the end of their block, where one is written (ISO 32000-2, table 11)."""
    if not bool(parms.get("/EndOfBlock", True)):
        return data
    k = whole(parms.get("/K", 0))
    pattern = _BLOCK if k < 0 else _PAGE_2 if k else _PAGE_1
    ends = [m.end() for m in (_shifted(pattern, n).search(data) for n in range(8)) if m]
    return data[: min(ends)] if ends else data


@cache
def _shifted(bits: str, shift: int) -> re.Pattern[bytes]:
    """A pattern for ``bits`` that start at bit ``shift`` of a byte."""
    whole = "." * shift + bits
    whole += "." * (-len(whole) % 8)
    classes = []
    for at in range(0, len(whole), 8):
        byte = whole[at : at + 8]
        fitting = [n for n in range(256) if all(c in (".", b) for c, b in zip(byte, f"{n:08b}", strict=True))]
        classes.append(b"[" + b"".join(b"\\x%02x" % n for n in fitting) + b"]")
    return re.compile(b"".join(classes), re.DOTALL)


def segment(data: bytes, at: int) -> tuple[int, int, int, int]:
    """The segment whose header stands at ``at``: its number, its type, where its data begin, and their length
    (ITU-T T.88, 7.2)."""
    number, flags, referred = int.from_bytes(data[at : at + 4], "big"), data[at + 4], data[at + 5] >> 5
    start = at + 6
    if referred == 7:
        referred = int.from_bytes(data[at + 5 : at + 9], "big") & 0x1FFFFFFF
        start = at + 9 + (referred + 8) // 8
    start += referred * (1 if number <= 256 else 2 if number <= 65536 else 4)
    start += 4 if flags & 0x40 else 1
    return number, flags & 0x3F, start + 4, int.from_bytes(data[start : start + 4], "big")


def jbig2(data: bytes, _: object) -> bytes:
    """JBIG2 segments without comments and what follows the last of them (ITU-T T.88, 7.2 and 7.4.15)."""
    kept, at, last = [], 0, -1
    while at + SEGMENT <= len(data):
        number, kind, start, length = segment(data, at)
        end = start + length
        if kind not in KINDS or number > last + _FAR:
            break  # no segment: it follows the last one
        if length == UNKNOWN or end > len(data):
            kept.append(data[at:])  # of open length, or cut off
            return b"".join(kept)
        if kind != _COMMENT:
            kept.append(data[at:end])
        last, at = number, end
        if kind == END_OF_FILE:
            break
    return b"".join(kept) or data


def deflate(data: bytes, _: object, needed: int = 0) -> bytes:
    """Deflated data up to their end, packed anew where they are more than the ``needed`` bytes (0: any)."""
    engine = zlib.decompressobj()
    rest, total = data, 0
    while rest and not engine.eof:
        total += len(engine.decompress(rest, 1 << 20))
        rest = engine.unconsumed_tail
    if 0 < needed < total:
        return zlib.compress(zlib.decompressobj().decompress(data, needed))
    return data[: len(data) - len(engine.unused_data)] if engine.eof else data


#: By filter: what shortens a picture that is coded so, given its /DecodeParms.
SHORTENED: Mapping[str, Callable[[bytes, Any], bytes]] = {
    "/CCITTFaxDecode": facsimile,
    "/CCF": facsimile,
    "/JBIG2Decode": jbig2,
    "/FlateDecode": deflate,
    "/Fl": deflate,
}


def tail(data: bytes, name: str) -> bool:
    """Whether something follows the end of ``data`` that the filter ``name`` reads (ISO 32000-2, 7.4)."""
    if name in ("/FlateDecode", "/Fl"):
        return deflate(data, None) != data
    ends = {"/ASCIIHexDecode": b">", "/AHx": b">", "/ASCII85Decode": b"~>", "/A85": b"~>"}
    return name in ends and bool(data.partition(ends[name])[2].strip(b"\0\t\n\f\r "))


def _unhex(data: bytes) -> bytes:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", data.partition(b">")[0])
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _un85(data: bytes) -> bytes:
    try:
        return base64.a85decode(data.partition(b"~>")[0])
    except ValueError as error:
        raise PictureError from error


def _inflate(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, 1 << 28)


_HEX = (_unhex, lambda data: data.hex().encode() + b">")
_85 = (_un85, lambda data: base64.a85encode(data) + b"~>")
_DEFLATED = (_inflate, zlib.compress)
#: By filter: what takes it off, and puts it on again.
OUTER: Mapping[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "/ASCIIHexDecode": _HEX, "/AHx": _HEX, "/ASCII85Decode": _85, "/A85": _85, "/FlateDecode": _DEFLATED,
    "/Fl": _DEFLATED,
}  # fmt: skip
