"""Advance widths in font programs: read, and written without moving a glyph.

What places a glyph's drawing is its left side bearing, which stays: in a TrueType program (OpenType, hmtx),
in one of Type 1 (hsbw; Adobe Type 1 Font Format, 6.4) and in a compact one, whose drawings start at the
origin (Adobe's note 5177, 3.1). Widths here are thousandths of an em.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable
from typing import Protocol

from fontTools.cffLib import CFFFontSet, TopDict
from fontTools.misc import eexec
from fontTools.misc.psCharStrings import T1CharString, T2CharString, T2WidthExtractor
from fontTools.ttLib import TTFont

from dossier import odd
from dossier.odd import OddError

_UNITS = 1000
# Where a TrueType program says the units of its em (OpenType, head).
_EM = 18
_WIDEST = 0xFFFF
# What a width may lose by being written as a whole number.
_ROUNDED = 0.5
# Of a Type 1 program: where its coded part begins and ends, the keys, how many bytes stand before a drawing.
_EEXEC, _CLOSE, _KEY, _DRAWING_KEY = b"eexec", b"closefile", 55665, 4330
_LEAD = re.compile(rb"/lenIV\s+(\d{1,2})")
_TABLE = b"/CharStrings"
_DRAWING = re.compile(rb"/([^\s/{}\[\]()<>%]+)\s+(\d{1,5})\s+(RD|-\||\S+) ")
_TRAILER = b"\n" + (b"0" * 64 + b"\n") * 8 + b"cleartomark\n"
_MATRIX = re.compile(rb"/FontMatrix\s*\[\s*0?\.001\s+0\s+0\s+0?\.001\s")
_HEX = frozenset(b"0123456789abcdefABCDEF \t\r\n")


class Program(Protocol):
    """A font program; its glyphs are numbers, or names where it names them."""

    def width(self, glyph: int | str) -> float | None:
        """How far a glyph advances; None where there is none of it, or it cannot be told."""

    def put(self, glyph: int | str, width: float) -> None:
        """Let a glyph advance by ``width``, to the next whole unit. Raises OddError where it cannot."""

    def written(self) -> bytes:
        """The program with the widths that were put."""


class TrueType:
    """A TrueType program; raises OddError for one that is not to be read."""

    def __init__(self, program: bytes) -> None:
        with odd.reading("fontTools", faults=(struct.error,)):
            self.font = _read(program)
            head = self.font.getTableData("head")
            self._units = int.from_bytes(head[_EM : _EM + 2])
            self._advances = self.font["hmtx"].metrics
            self._order = self.font.getGlyphOrder()
        if not self._units:
            raise OddError("an em of nothing")

    def width(self, glyph: int | str) -> float | None:
        """See :class:`Program`."""
        if not isinstance(glyph, int) or not 0 <= glyph < len(self._order):
            return None
        advance: int = self._advances[self._order[glyph]][0]
        return float(advance * _UNITS / self._units)

    def maps(self) -> dict[tuple[int, int], dict[int, int]]:
        """The glyphs by the codes of each of its maps, by platform and encoding."""
        with odd.reading("fontTools", faults=(struct.error,)):
            tables = self.font["cmap"].tables if "cmap" in self.font else []
            return {
                (one.platformID, one.platEncID): {c: self.font.getGlyphID(n) for c, n in one.cmap.items()}
                for one in tables
                if hasattr(one, "cmap")
            }

    def put(self, glyph: int | str, width: float) -> None:
        """See :class:`Program`."""
        advance = round(width * self._units / _UNITS)
        if not isinstance(glyph, int) or not 0 <= advance <= _WIDEST:
            raise OddError("no width of a glyph")
        name = self._order[glyph]
        self._advances[name] = (advance, self._advances[name][1])

    def written(self) -> bytes:
        """See :class:`Program`."""
        return _saved(self.font)


class Compact:
    """A bare compact program (CFF), whose glyphs are known by name; a number is that of a character, where
    they are numbered so."""

    def __init__(self, program: bytes) -> None:
        with odd.reading("fontTools", faults=(struct.error,)):
            self._fonts = self._read(program)
            self._font: TopDict = self._fonts[0]
            self._names = frozenset(self._font.CharStrings.keys())
            matrix = getattr(self._font, "FontMatrix", [])
            self._order = self._font.charset
            self._numbered = hasattr(self._font, "ROS")
        if list(matrix[:4]) != [0.001, 0, 0, 0.001]:
            raise OddError("another scale")

    def width(self, glyph: int | str) -> float | None:
        """See :class:`Program`."""
        name = self._name(glyph)
        return None if name is None else self._measured(self._drawing(name))[0]

    def put(self, glyph: int | str, width: float) -> None:
        """See :class:`Program`."""
        name = self._name(glyph)
        if name is None:
            raise OddError("no such glyph")
        drawing = self._drawing(name)
        _, said = self._measured(drawing)
        given = round(width) - drawing.private.nominalWidthX
        drawing.setProgram([given, *drawing.program[said:]])
        if abs(self._measured(drawing)[0] - width) > _ROUNDED:  # one that a subroutine says, or computes
            raise OddError("a width said elsewhere")

    def written(self) -> bytes:
        """See :class:`Program`."""
        out = io.BytesIO()
        with odd.reading("fontTools", faults=(struct.error,)):
            self._fonts.compile(out, TTFont(recalcBBoxes=False), isCFF2=False)
        return out.getvalue()

    def _read(self, program: bytes) -> CFFFontSet:
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(program), TTFont(), isCFF2=False)
        return fonts

    def _name(self, glyph: int | str) -> str | None:
        if isinstance(glyph, int):
            if self._numbered:
                glyph = f"cid{glyph:05}" if glyph else ".notdef"
            elif glyph < len(self._order):
                glyph = self._order[glyph]
        return glyph if isinstance(glyph, str) and glyph in self._names else None

    def _drawing(self, name: str) -> T2CharString:
        with odd.reading("fontTools", faults=(struct.error,)):
            return self._font.CharStrings[name]

    @staticmethod
    def _measured(drawing: T2CharString) -> tuple[float, bool]:
        """The width, and whether the drawing says it, by its first number."""
        private = drawing.private
        measure = T2WidthExtractor(
            getattr(private, "Subrs", []), drawing.globalSubrs, 0, float("nan"), private
        )
        with odd.reading("fontTools", faults=(struct.error,)):
            measure.execute(drawing)
        said = measure.width == measure.width
        return (measure.width + private.nominalWidthX if said else private.defaultWidthX), said


class OpenType(Compact):
    """A compact program within an OpenType one, whose table of widths says them once more."""

    def put(self, glyph: int | str, width: float) -> None:
        """See :class:`Program`."""
        super().put(glyph, width)
        if "hmtx" in self._whole:
            with odd.reading("fontTools", faults=(struct.error,)):
                advances = self._whole["hmtx"].metrics
                name = self._name(glyph)
                advances[name] = (round(width), advances[name][1])

    def written(self) -> bytes:
        """See :class:`Program`."""
        return _saved(self._whole)

    def _read(self, program: bytes) -> CFFFontSet:
        self._whole = _read(program)
        return self._whole["CFF "].cff


class Type1:
    """A program of Type 1, of which the coded part is read by its words."""

    def __init__(self, program: bytes) -> None:
        head, mark, coded = program.partition(_EEXEC)
        if not mark or not _MATRIX.search(head):
            raise OddError("no program of Type 1 with a scale of a thousand")
        coded = coded.lstrip(b" \t\r\n")
        self._hex = all(byte in _HEX for byte in coded[:8])
        if self._hex:
            digits = bytes(byte for byte in coded if byte in _HEX and byte > 0x20)
            coded = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
        self._head, plain = head, eexec.decrypt(coded, _KEY)[0]
        end = plain.rfind(_CLOSE)
        start = plain.find(_TABLE)
        if end < 0 or start < 0:
            raise OddError("no end of the coded part")
        lead = _LEAD.search(plain, 0, start)
        self._plain, self._lead = plain[: end + len(_CLOSE)] + b"\n", int(lead[1]) if lead else 4
        self._found: dict[str, re.Match[bytes]] = {}
        found = _DRAWING.search(self._plain, start + len(_TABLE))
        while found:
            self._found.setdefault(found[1].decode("latin-1"), found)
            found = _DRAWING.search(self._plain, found.end() + int(found[2]))
        self._changed: dict[str, bytes] = {}
        #: Where the clear text ends, and where the coded part does (ISO 32000-1, table 127).
        self.lengths = (0, 0, 0)

    def width(self, glyph: int | str) -> float | None:
        """See :class:`Program`."""
        said = self._said(glyph)
        return None if said is None else said[1]

    def put(self, glyph: int | str, width: float) -> None:
        """See :class:`Program`."""
        said = self._said(glyph)
        if said is None:
            raise OddError("a width said otherwise")
        program, _ = said
        drawing = T1CharString(program=[program[0], round(width), *program[2:]])
        with odd.reading("fontTools", faults=(struct.error,)):
            drawing.compile()
        self._changed[str(glyph)] = eexec.encrypt(bytes(self._lead) + drawing.bytecode, _DRAWING_KEY)[0]

    def written(self) -> bytes:
        """See :class:`Program`."""
        parts, at = [], 0
        for name, drawing in sorted(self._changed.items(), key=lambda one: self._found[one[0]].start()):
            found = self._found[name]
            parts += [self._plain[at : found.start(2)], b"%d " % len(drawing), found[3], b" ", drawing]
            at = found.end() + int(found[2])
        coded: bytes = eexec.encrypt(b"".join([*parts, self._plain[at:]]), _KEY)[0]
        if self._hex and all(byte in _HEX for byte in coded[:4]):  # it would be taken for digits
            coded = coded.hex().encode()
        head = self._head + _EEXEC + b"\n"
        self.lengths = (len(head), len(coded), len(_TRAILER))
        return head + coded + _TRAILER

    def _said(self, glyph: int | str) -> tuple[list[int | str], float] | None:
        """The drawing of a glyph and its width, where its second number is that."""
        found = self._found.get(glyph) if isinstance(glyph, str) else None
        if found is None:
            return None
        if glyph in self._changed:
            coded = self._changed[str(glyph)]
        else:
            coded = self._plain[found.end() : found.end() + int(found[2])]
        drawing = T1CharString(eexec.decrypt(coded, _DRAWING_KEY)[0][self._lead :])
        with odd.reading("fontTools", faults=(struct.error,)):
            drawing.decompile()
        program = drawing.program
        if program[2:3] != ["hsbw"] or not isinstance(program[1], int):
            return None
        return program, program[1]


def _read(program: bytes) -> TTFont:
    return TTFont(io.BytesIO(program), lazy=True, recalcBBoxes=False, recalcTimestamp=False)


def _saved(font: TTFont) -> bytes:
    out = io.BytesIO()
    with odd.reading("fontTools", faults=(struct.error,)):
        font.save(out, reorderTables=None)
    return out.getvalue()


def opened(program: bytes, key: str) -> Program:
    """The ``program`` of a font, by the ``key`` of its descriptor. Raises OddError."""
    if key == "/FontFile":
        return Type1(program)
    if program.startswith(b"OTTO"):
        return OpenType(program)
    if key == "/FontFile3" and not program.startswith((b"\0\1\0\0", b"true")):
        return Compact(program)
    return TrueType(program)


def differ(program: Program, wanted: Iterable[tuple[int | str, float]], slack: float) -> bool:
    """Whether a glyph of ``program`` advances by more than ``slack`` otherwise than ``wanted``."""
    for glyph, width in wanted:
        given = program.width(glyph)
        if given is not None and abs(given - width) > slack:
            return True
    return False
