"""Font programs, asked whether the glyphs are all there (ISO 32000-2, 9.9)."""

from __future__ import annotations

import io
import struct
from typing import Any

from fontTools.misc import eexec
from fontTools.ttLib import TTFont

from dossier import cff, odd

from .state import State

_SFNT = (b"\0\1\0\0", b"true", b"OTTO", b"ttcf")
_NEEDED = (b"glyf", b"loca", b"CFF ", b"head", b"hmtx")
_PADDING = 3  # a table's length may count what rounds it to four bytes
_KEY = 55665


def program(data: bytes, head: Any) -> State:
    """What is left of the program ``data``, whose stream has the dictionary ``head``."""
    if not data.strip(b"\0"):
        return State.BROKEN
    if data[:4] in _SFNT:
        return _sfnt(data)
    if data[:1] == b"\1" and data[1] <= 1 and head.get("/Length1") is None:
        return _cff(data)
    if data[:2] in (b"%!", b"\x80\1"):
        return _type1(data, head)
    return State.WHOLE  # whatever the engines make of it


def _sfnt(data: bytes) -> State:
    try:
        with odd.reading("fontTools", faults=(struct.error,)), TTFont(io.BytesIO(data), fontNumber=0) as font:
            tables = font.reader.tables
            needed = tables["CFF "].offset + tables["CFF "].length if "CFF " in tables else 0
            if "glyf" in tables and "loca" in tables and "head" in tables:
                needed = max(tables[t].offset + tables[t].length - _PADDING for t in ("loca", "head"))
                if needed <= len(data):
                    needed = tables["glyf"].offset + max(font["loca"].locations, default=0)
    except odd.OddError:
        # A directory that leads nowhere: of a program that breaks off it is the rest that lacks.
        return State.BROKEN if _reaches_beyond(data) else State.WHOLE
    return State.BROKEN if needed > len(data) + _PADDING else State.WHOLE


def _reaches_beyond(data: bytes) -> bool:
    count = int.from_bytes(data[4:6], "big")
    for rank in range(count):
        entry = data[12 + 16 * rank : 28 + 16 * rank]
        if len(entry) < 16:
            return True
        offset, length = struct.unpack(">II", entry[8:])
        if entry[:4] in _NEEDED and offset + length > len(data) + _PADDING:
            return True
    return False


def _cff(data: bytes) -> State:
    try:
        with cff.opened(data) as font:
            glyphs = font.CharStrings.charStringsIndex
            end = glyphs.offsetBase + glyphs.offsets[-1]
    except odd.OddError:
        return State.WHOLE if data.rstrip(b"\0")[len(data) // 2 :] else State.BROKEN
    return State.BROKEN if end > len(data) else State.WHOLE


def _type1(data: bytes, head: Any) -> State:
    lengths = [head.get(key) for key in ("/Length1", "/Length2")]
    if data[:1] == b"\x80" or not all(isinstance(n, int) and n > 0 for n in lengths):
        return State.WHOLE
    first, second = (int(n) for n in lengths)
    coded = data[first : first + second]
    if len(coded) >= second:
        return State.WHOLE
    plain, _ = eexec.decrypt(coded, _KEY)
    return State.WHOLE if b"closefile" in plain or b"closefile" in coded else State.BROKEN
