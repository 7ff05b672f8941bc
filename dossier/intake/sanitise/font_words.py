"""Programs of fonts with what draws them alone: no words of who made them (ISO/IEC 14496-22, 5; Adobe's notes
5176 and 5040)."""

from __future__ import annotations

import re
from itertools import pairwise

# The tables that draw, or place, glyphs; all others are words, signatures, notes of editors.
_DRAWING = frozenset(
    (b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"cvt ", b"fpgm", b"prep", b"OS/2",
     b"post", b"gasp", b"vhea", b"vmtx", b"VORG", b"CFF ", b"CFF2", b"GDEF", b"GSUB", b"GPOS", b"BASE",
     b"kern", b"hdmx", b"LTSH", b"VDMX", b"EBDT", b"EBLC", b"EBSC", b"CBDT", b"CBLC", b"sbix", b"COLR",
     b"CPAL", b"PCLT")
)  # fmt: skip
_SFNT = (b"\0\1\0\0", b"true", b"OTTO")
# A table of names without any.
_NO_NAMES = b"\0\0\0\0\0\6"
# Words in the clear part of a Type 1 font, and the operators of a CFF's top dictionary that name such.
_WORDS = re.compile(
    rb"(/(?:Notice|Copyright|FullName|FamilyName|version|Weight)\s*\()((?:[^()\\]|\\.)*)(?=\))", re.DOTALL
)
_COMMENT = re.compile(rb"(?<=[\r\n])%[^\r\n]*")
_NAMING = frozenset((0, 1, 2, 3, 4, 1200, 1221, 1222))
_STANDARD = 391


def bare(data: bytes) -> bytes:
    """The program ``data``, as long as before but for what follows its last table, without words."""
    if data[:4] in _SFNT:
        return _sfnt(data)
    if data[:2] == b"%!":
        end = data.find(b"eexec")
        if end < 0:
            return data
        clear = _WORDS.sub(lambda m: m[1] + b" " * len(m[2]), data[:end])
        return _COMMENT.sub(lambda m: b"%" + b" " * (len(m[0]) - 1), clear) + data[end:]
    return _cff(data) if data[:1] == b"\1" and len(data) > 4 else data


def _sfnt(data: bytes) -> bytes:
    count = int.from_bytes(data[4:6], "big")
    head = 12 + 16 * count
    if head > len(data):
        return data
    kept = bytearray(len(data))
    kept[:head] = data[:head]
    last = head
    for entry in range(12, head, 16):
        tag = data[entry : entry + 4]
        start, length = (int.from_bytes(data[at : at + 4], "big") for at in (entry + 8, entry + 12))
        if start < head or start + length > len(data):
            return data  # cut off: as it is
        last = max(last, start + length + -length % 4)
        table = data[start : start + length]
        if tag in _DRAWING:
            kept[start : start + length] = _cff(table) if tag == b"CFF " else table
        elif tag == b"name" and length >= len(_NO_NAMES):
            kept[start : start + len(_NO_NAMES)] = _NO_NAMES
    return bytes(kept[: min(last, len(data))])


def _cff(data: bytes) -> bytes:
    try:
        names = _index(data, data[2])
        tops = _index(data, names[-1])
        strings = _index(data, tops[-1])
    except IndexError:
        return data
    kept = bytearray(data)
    for number in {n for start, end in pairwise(tops) for n in _named(data[start:end])}:
        rank = number - _STANDARD
        if 0 <= rank < len(strings) - 1:
            start, end = strings[rank], strings[rank + 1]
            kept[start:end] = b" " * (end - start)
    return bytes(kept)


def _index(data: bytes, at: int) -> list[int]:
    """Where the parts of the INDEX at ``at`` begin, and where the last ends. Raises IndexError."""
    count = data[at] << 8 | data[at + 1]
    if not count:
        return [at + 2]
    size = data[at + 2]
    base = at + 3 + size * (count + 1) - 1
    offsets = [
        base + int.from_bytes(data[at + 3 + size * n : at + 3 + size * (n + 1)], "big")
        for n in range(count + 1)
    ]
    if not 1 <= size <= 4 or offsets != sorted(offsets) or offsets[-1] > len(data):
        raise IndexError
    return offsets


def _named(top: bytes) -> list[int]:
    """The strings that a top dictionary names a font and its makers by (note 5176, table 9)."""
    found: list[int] = []
    at, value = 0, 0
    while at < len(top):
        byte = top[at]
        at += 1
        if byte <= 21:
            if byte == 12 and at < len(top):
                byte, at = 1200 + top[at], at + 1
            if byte in _NAMING:
                found.append(value)
        elif byte == 28:
            value, at = int.from_bytes(top[at : at + 2], "big", signed=True), at + 2
        elif byte == 29:
            value, at = int.from_bytes(top[at : at + 4], "big", signed=True), at + 4
        elif byte == 30:
            while at < len(top) and top[at] & 0xF != 0xF and top[at] >> 4 != 0xF:
                at += 1
            at += 1
        elif byte <= 246:
            value = byte - 139
        elif byte <= 250:
            value, at = (byte - 247) * 256 + top[at] + 108 if at < len(top) else 0, at + 1
        elif byte <= 254:
            value, at = -(byte - 251) * 256 - top[at] - 108 if at < len(top) else 0, at + 1
    return found
